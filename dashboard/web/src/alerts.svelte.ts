/** The alerts that the page knows: the open ones, and those that closed a moment ago. */
import { mergeAlert, reconcileAlerts } from './merge'
import type { Alert } from './model'
import { CLOSED_LINGERS_MS, sectionsOf } from './queue'
import { Readings } from './readings'

/** A card is marked as new for so long. */
const FRESH_MS = 20_000

export class Alerts {
  known = $state.raw<ReadonlyMap<string, Alert>>(new Map())

  readonly #nowMs: () => number
  #arrivedAtMs = $state.raw<ReadonlyMap<string, number>>(new Map())
  #closedAtMs = $state.raw<ReadonlyMap<string, number>>(new Map())
  readonly #readings = new Readings()

  readonly open = $derived([...this.known.values()].filter((alert) => alert.state === 'open'))
  readonly sections = $derived.by(() => sectionsOf(this.known.values(), this.#closedAtMs, this.#nowMs()))

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  isFresh(alert: Alert): boolean {
    const arrived = this.#arrivedAtMs.get(alert.alert_id)
    return arrived !== undefined && this.#nowMs() - arrived < FRESH_MS
  }

  /** Takes an alert of the stream: whether it is newer than what was known, and whether it is a new one that is open. */
  take(alert: Alert): { isNewer: boolean; isNew: boolean } {
    const before = this.known.get(alert.alert_id)
    if (before && before.version >= alert.version) return { isNewer: false, isNew: false }
    this.#readings.touch(alert.alert_id)
    this.known = mergeAlert(this.known, alert)
    const isNew = !before && alert.state === 'open'
    if (isNew) this.#arrivedAtMs = new Map(this.#arrivedAtMs).set(alert.alert_id, this.#nowMs())
    if (alert.state === 'closed') this.#closedAtMs = new Map(this.#closedAtMs).set(alert.alert_id, this.#nowMs())
    return { isNewer: true, isNew }
  }

  /** Takes the list of the server; what came live while it was on its way counts for more. */
  async read(list: () => Promise<readonly Alert[]>): Promise<void> {
    const read = await this.#readings.read(list)
    if (read) this.known = reconcileAlerts(this.known, read.listed, read.touched)
  }

  /** Closed alerts that have left the queue are dropped, so that a wall that runs for months stays small. */
  forget(): void {
    const nowMs = this.#nowMs()
    const gone = [...this.#closedAtMs].filter(([, at]) => nowMs - at >= CLOSED_LINGERS_MS).map(([id]) => id)
    if (gone.length > 0) {
      const known = new Map(this.known)
      const closed = new Map(this.#closedAtMs)
      for (const id of gone) {
        if (known.get(id)?.state === 'closed') known.delete(id)
        closed.delete(id)
      }
      this.known = known
      this.#closedAtMs = closed
    }
    const arrived = [...this.#arrivedAtMs].filter(([, at]) => nowMs - at < FRESH_MS)
    if (arrived.length !== this.#arrivedAtMs.size) this.#arrivedAtMs = new Map(arrived)
  }
}
