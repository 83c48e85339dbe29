/** What time it is by the server's clock, and how old what it tells is. */
import { ageMs } from './banner'
import type { Clock } from './model'
import { msOf } from './time'

export class ServerClock {
  nowMs = $state(Date.now())
  /** Whether `nowMs` is by the server's clock, which in a demo is hours behind this computer's. */
  isKnown = $state(false)
  /** Up to when data has come, by the stream's clock alone, to be compared with `nowMs`: a demo's data are hours behind ours. */
  dataAtMs = $state(NaN)
  /** Up to when all has been judged, where that is an alarm of the server's; else NaN. */
  judgedAtMs = $state(NaN)
  /** How many trucks are unseen, of how many, where that is an alarm. */
  unseen = $state.raw<{ n: number; of: number } | null>(null)
  readonly ageMs = $derived(ageMs(this.nowMs, this.dataAtMs, this.judgedAtMs))

  #serverAheadMs = 0

  tick(): void {
    this.nowMs = Date.now() + this.#serverAheadMs
  }

  /** Takes what the server says of its time. */
  take(clock: Clock): void {
    const serverMs = msOf(clock.server_at)
    if (Number.isFinite(serverMs)) {
      this.#serverAheadMs = serverMs - Date.now()
      this.nowMs = serverMs
      this.isKnown = true
    }
    this.dataAtMs = msOf(clock.data_at)
    this.judgedAtMs = clock.alarms?.includes('lag') ? serverMs - (clock.lag_s ?? 0) * 1000 : NaN
    this.unseen = clock.alarms?.includes('unseen') ? { n: clock.units_unseen ?? 0, of: clock.units_heard ?? 0 } : null
  }
}
