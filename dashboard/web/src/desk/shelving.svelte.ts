/** The shelves: what is held back, for how long and why; made, confirmed and lifted from here. */
import type { Centre } from '../centre.svelte'
import { Readings } from '../readings'
import type { Text } from '../texts'
import { ruleName } from '../words'
import { SHELF_SPANS_MS, type ShelfChoice, shelfChoices } from './acts'
import { deskApi, newKey, Refused, RequestKey } from './api'
import type { Incident, Shelf, ShelfKind } from './model'
import { deskTexts } from './texts'

const READ_EVERY_MS = 60_000

/** A shelf that is about to be made. */
export class ShelfDraft {
  readonly incident: Incident
  readonly choices: readonly ShelfChoice[]
  choice = $state(0)
  spanMs = $state(SHELF_SPANS_MS[0] ?? 0)
  reason = $state('')
  readonly beganMs: number
  readonly key = new RequestKey()

  constructor(incident: Incident, beganMs: number) {
    this.incident = incident
    this.choices = shelfChoices(incident)
    this.beganMs = beganMs
  }

  /** What is asked of the server; null while something is missing. */
  get body(): { kind: ShelfKind; key: string; reason: string; until: string } | null {
    const choice = this.choices[this.choice]
    if (!choice || this.reason.trim() === '') return null
    return { ...choice, reason: this.reason.trim(), until: new Date(this.beganMs + this.spanMs).toISOString() }
  }
}

export class Shelving {
  list = $state.raw<readonly Shelf[]>([])
  reading = $state<'yes' | 'no' | 'failed'>('yes')
  isListShown = $state(false)
  isMaking = $state(false)
  draft = $state.raw<ShelfDraft | null>(null)
  /** What was made last, to say whether it holds already. */
  made = $state.raw<Shelf | null>(null)
  isSending = $state(false)
  failure = $state.raw<Text | null>(null)
  readonly waiting = $derived(this.list.filter((shelf) => shelf.state === 'waiting').length)
  readonly #centre: Centre
  readonly #readings = new Readings()
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(centre: Centre) {
    this.#centre = centre
  }

  /** What a shelf or a choice of one names, in words; a device with the plate of its truck. */
  keyText(of: { kind: ShelfKind; key: string }): string {
    if (of.kind === 'rule') return ruleName(of.key, this.#centre.lang)
    if (of.kind === 'place') return this.#centre.zoneName(of.key)
    const plate = this.#centre.units.get(of.key)?.plate
    return plate ? `${plate} (${of.key})` : of.key
  }

  start(): void {
    this.#timer = setInterval(() => { if (this.reading === 'no') void this.read() }, READ_EVERY_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async read(): Promise<void> {
    try {
      const read = await this.#readings.read(() => deskApi.shelves())
      if (read) this.list = read.listed
      this.reading = 'no'
    } catch {
      this.reading = 'failed'
    }
  }

  showList(): void {
    this.failure = null
    this.isListShown = true
    void this.read()
  }

  /** Opens the dialog; what was typed there for the same incident is still in it. */
  begin(incident: Incident, nowMs: number): void {
    this.failure = null
    const left = this.made === null && this.draft?.incident.incident_id === incident.incident_id ? this.draft : null
    const draft = new ShelfDraft(incident, nowMs)
    if (left) Object.assign(draft, { reason: left.reason, spanMs: left.spanMs, choice: left.choice })
    this.made = null
    this.draft = draft
    this.isMaking = true
  }

  /** Makes the shelf as asked for; the dialog stays to say what became of it. */
  async send(): Promise<void> {
    const body = this.draft?.body
    const key = this.draft?.key.of(body)
    if (!body || !key) return
    await this.#sending(async () => { this.made = await deskApi.shelve(body, key) })
  }

  async confirm(shelf: Shelf): Promise<void> {
    await this.#sending(() => deskApi.confirmShelf(shelf.shelf_id, newKey()))
  }

  /** Lifts a shelf; whether it is lifted now. */
  async lift(shelf: Shelf, reason: string): Promise<boolean> {
    return this.#sending(() => deskApi.liftShelf(shelf.shelf_id, reason.trim(), newKey()))
  }

  async #sending(send: () => Promise<unknown>): Promise<boolean> {
    if (this.isSending) return false
    this.isSending = true
    this.failure = null
    try {
      await send()
    } catch (error) {
      this.failure = (error instanceof Refused ? error.why : null) ?? deskTexts.noAnswer
    } finally {
      this.isSending = false
    }
    void this.read()
    return this.failure === null
  }
}
