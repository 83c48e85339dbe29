/** What an officer is about to do with an incident: kept until it is done, whatever others do meanwhile. */
import { SvelteMap } from 'svelte/reactivity'
import type { Text } from '../texts'
import { ACT_FORMS, bodyOf, doneSince, type Fields, mayDo, missingOf, NO_FIELDS, takenFrom } from './acts'
import { deskApi, Refused, RequestKey } from './api'
import type { Incidents } from './incidents.svelte'
import type { Act, Incident, IncidentDetail, LogEntry } from './model'
import { deskTexts } from './texts'

/** What others did since the version that was seen, and whether the act can still be done. */
export interface Conflict { done: LogEntry[]; now: IncidentDetail; isStillAllowed: boolean }

export class Draft {
  readonly incidentId: string
  readonly act: Act
  fields = $state<Fields>({ ...NO_FIELDS })
  isSending = $state(false)
  conflict = $state.raw<Conflict | null>(null)
  failure = $state.raw<Text | null>(null)
  /** The version that the officer has seen; the server refuses the act where there is a newer one. */
  version: number
  readonly key = new RequestKey()
  /** Whose it is that it would be taken from; that is asked first. */
  readonly takenFrom: string | null
  readonly asksNothing: boolean
  /** Whether an answer of a party is missing, so that to confirm it a reason for going without must be stated. */
  lacks = $state(false)
  readonly missing = $derived.by(() => missingOf(this.act, this.fields, this.lacks))

  constructor(incident: Incident, act: Act, fields: Fields, me: string | null) {
    this.incidentId = incident.incident_id
    this.act = act
    this.version = incident.version
    this.fields = { ...fields }
    this.takenFrom = takenFrom(incident, act, me)
    this.asksNothing = ACT_FORMS[act].asks.length === 0 && this.takenFrom === null
  }

  /** Somebody else was first: the newest state is shown, and counts as seen from now on. */
  meet(now: IncidentDetail): void {
    this.conflict = { done: doneSince(now, this.version), now, isStillAllowed: mayDo(now, this.act) }
    this.version = now.version
  }
}

export class Acting {
  draft = $state.raw<Draft | null>(null)
  readonly #incidents: Incidents
  /** What was typed and not sent, by incident and act. */
  readonly #kept = new SvelteMap<string, Fields>()
  /** What was begun while another act was on its way, in order. */
  #waiting: { incident: Incident; act: Act }[] = []
  /** What failed and was not left yet, by its incident, where another act has begun since. */
  readonly #failed = new SvelteMap<string, Draft>()
  /** Whose newest version is one's own doing: what waits for them goes on from it. */
  readonly #done = new Set<string>()

  constructor(incidents: Incidents) {
    this.#incidents = incidents
  }

  /** Whether a dialog is to be shown for what is about to be done. */
  get dialog(): Draft | null {
    return this.draft && !this.draft.asksNothing && this.draft.act !== 'comment' ? this.draft : null
  }

  /** What is about to be done to this incident without a dialog, and did not succeed at once. */
  pendingOn(incidentId: string): Draft | null {
    const draft = this.draft
    if (draft && draft !== this.dialog && draft.incidentId === incidentId) return draft
    return this.#failed.get(incidentId) ?? null
  }

  typed(incidentId: string, act: Act): Fields {
    return this.#kept.get(`${incidentId} ${act}`) ?? NO_FIELDS
  }

  keep(incidentId: string, act: Act, fields: Fields): void {
    this.#kept.set(`${incidentId} ${act}`, { ...fields })
  }

  /** Begins an act: one with nothing to ask, and a comment, is sent at once, else its dialog opens; each in its turn. */
  begin(incident: Incident, act: Act): void {
    if (this.draft?.isSending) {
      const isThere = this.#waiting.some((one) => one.incident.incident_id === incident.incident_id && one.act === act)
      if (!isThere) this.#waiting.push({ incident, act })
      return
    }
    if (!mayDo(incident, act)) return
    this.#putAside(incident.incident_id)
    const draft = new Draft(incident, act, this.typed(incident.incident_id, act), this.#incidents.me)
    if (act === 'comment' && draft.missing.length > 0) return
    this.draft = draft
    if (draft.asksNothing || act === 'comment') void this.send()
  }

  /** Sends what is about to be done, or what failed before; what was typed is forgotten only once it is done. */
  async send(draft: Draft | null = this.draft): Promise<void> {
    if (!draft || this.draft?.isSending) return
    if (this.draft !== draft) {
      this.#putAside(draft.incidentId)
      this.draft = draft
    }
    // Its field stands open in the panel while the draft waits.
    if (draft.act === 'comment') draft.fields = { ...this.typed(draft.incidentId, 'comment') }
    if (draft.missing.length > 0) return
    draft.isSending = true
    draft.failure = null
    const body = bodyOf(draft.act, draft.version, draft.fields)
    try {
      const done = await deskApi.act(draft.incidentId, body, draft.key.of(body))
      this.#kept.delete(`${draft.incidentId} ${draft.act}`)
      if (this.draft === draft) this.draft = null
      this.#done.add(draft.incidentId)
      this.#incidents.takeDetail(done)
    } catch (error) {
      this.#meet(draft, error)
    } finally {
      draft.isSending = false
    }
    this.#goOn(draft)
  }

  /** Leaves it undone; what was typed stays to be found again. */
  drop(draft: Draft | null = this.draft): void {
    if (!draft) return
    if (this.draft !== draft) {
      this.#failed.delete(draft.incidentId)
      return
    }
    if (draft === this.dialog) this.keep(draft.incidentId, draft.act, draft.fields)
    this.draft = null
    this.#goOn(draft)
  }

  /** Nothing is about to be done, and nothing typed is kept. */
  forget(): void {
    this.draft = null
    this.#waiting = []
    this.#failed.clear()
    this.#kept.clear()
  }

  /** An incident was read anew: who has its dialog open hears what others did before sending. */
  changed(detail: IncidentDetail): void {
    const draft = this.draft
    if (!draft || draft.isSending || draft.incidentId !== detail.incident_id || detail.version <= draft.version) return
    draft.meet(detail)
  }

  /** Begins what waited for this draft, up to one that is sent or asks for something. */
  #goOn(after: Draft): void {
    // What was meant to follow on the same incident was meant for its success.
    if (this.draft === after) this.#waiting = this.#waiting.filter((one) => one.incident.incident_id !== after.incidentId)
    while (!this.dialog && !this.draft?.isSending) {
      const next = this.#waiting.shift()
      if (!next) {
        this.#done.clear()
        return
      }
      const id = next.incident.incident_id
      this.begin((this.#done.has(id) ? this.#incidents.known.get(id) : null) ?? next.incident, next.act)
    }
  }

  /** What failed stays to be seen at its incident while another act begins, until it is tried again or left. */
  #putAside(nextId: string): void {
    const draft = this.draft
    this.#failed.delete(nextId)
    if (draft && draft.incidentId !== nextId && (draft.failure ?? draft.conflict)) this.#failed.set(draft.incidentId, draft)
  }

  #meet(draft: Draft, error: unknown): void {
    // What was merged meanwhile is told of in words: the case that it is part of now is another incident.
    if (error instanceof Refused && error.current?.incident_id === draft.incidentId) {
      draft.meet(error.current)
      this.#incidents.takeDetail(error.current)
      return
    }
    draft.failure = (error instanceof Refused ? error.why : null) ?? deskTexts.noAnswer
    if (error instanceof Refused && error.current) this.#incidents.takeDetail(error.current)
  }
}
