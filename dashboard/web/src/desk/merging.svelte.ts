/** What is about to be merged or taken out: asked for in a dialog, over the versions that were on the screen. */
import type { Text } from '../texts'
import { deskApi, Refused, RequestKey } from './api'
import type { Incidents } from './incidents.svelte'
import { mayMerge, maySplit } from './merging'
import type { Incident, IncidentDetail, MergedIncident } from './model'
import { deskTexts } from './texts'

export class MergeDraft {
  /** The incident that becomes part of another's case. */
  readonly incident: Incident
  version: number
  into = $state.raw<Incident | null>(null)
  words = $state('')
  text = $state('')
  readonly key = new RequestKey()

  constructor(incident: Incident) {
    this.incident = incident
    this.version = incident.version
  }
}

export class SplitDraft {
  readonly incident: IncidentDetail
  readonly part: MergedIncident
  version: number
  text = $state('')
  readonly key = new RequestKey()

  constructor(incident: IncidentDetail, part: MergedIncident) {
    this.incident = incident
    this.part = part
    this.version = incident.version
  }
}

export class Merging {
  merge = $state.raw<MergeDraft | null>(null)
  split = $state.raw<SplitDraft | null>(null)
  isSending = $state(false)
  failure = $state.raw<Text | null>(null)
  readonly #incidents: Incidents

  constructor(incidents: Incidents) {
    this.#incidents = incidents
  }

  get isBusy(): boolean {
    return this.merge !== null || this.split !== null
  }

  begin(incident: Incident): void {
    if (this.isSending || !mayMerge(incident)) return
    this.failure = null
    this.merge = new MergeDraft(incident)
  }

  beginSplit(incident: IncidentDetail, part: MergedIncident): void {
    if (this.isSending || !maySplit(incident)) return
    this.failure = null
    this.split = new SplitDraft(incident, part)
  }

  close(): void {
    this.merge = null
    this.split = null
  }

  /** Merges, and opens the case that stays; a refusal stays to be read, and sending again is sending knowingly. */
  async sendMerge(draft: MergeDraft): Promise<void> {
    const into = draft.into
    if (!into) return
    const body = { version: draft.version, into: into.incident_id, into_version: into.version, ...said(draft.text) }
    await this.#sending(
      () => deskApi.merge(draft.incident.incident_id, body, draft.key.of(body)),
      (current) => {
        if (current.incident_id === draft.incident.incident_id) draft.version = current.version
        else draft.into = current.incident_id === into.incident_id && current.state !== 'closed' ? current : null
      },
      (done) => { this.#incidents.openIncident(done) },
    )
  }

  /** Takes the incident out; the case that it was part of stays open before the officer. */
  async sendSplit(draft: SplitDraft): Promise<void> {
    const body = { version: draft.version, incident_id: draft.part.incident_id, ...said(draft.text) }
    await this.#sending(
      () => deskApi.split(draft.incident.incident_id, body, draft.key.of(body)),
      (current) => { draft.version = current.version },
      (done) => { this.#incidents.openIncident(done) },
    )
  }

  async #sending(
    send: () => Promise<IncidentDetail>, refused: (current: IncidentDetail) => void, ended: (done: IncidentDetail) => void,
  ): Promise<void> {
    if (this.isSending) return
    this.isSending = true
    this.failure = null
    try {
      const done = await send()
      this.close()
      this.#incidents.takeDetail(done)
      ended(done)
    } catch (error) {
      this.failure = (error instanceof Refused ? error.why : null) ?? deskTexts.noAnswer
      if (error instanceof Refused && error.current) {
        this.#incidents.takeDetail(error.current)
        refused(error.current)
      }
    } finally {
      this.isSending = false
    }
  }
}

function said(text: string): { text?: string } {
  return text.trim() === '' ? {} : { text: text.trim() }
}
