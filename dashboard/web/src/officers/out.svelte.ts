/** Who is out on the road and in need: asked for again and again, and soon when an incident changes. */
import { ApiError } from '../api'
import { officersApi } from './api'
import type { Officer } from './model'

const READ_EVERY_MS = 10_000

export class OfficersOut {
  items = $state.raw<readonly Officer[]>([])
  readonly inNeed = $derived(this.items.filter((one) => one.help_at !== null || one.overdue_at !== null))
  #readMs = -Infinity
  #isClosed = false
  #busy = false

  /** An incident changed: what is known may be old, and is read with the next tick. */
  changed(): void {
    this.#readMs = -Infinity
  }

  /** Reads where that is due at a time in ms. */
  async tick(nowMs: number): Promise<void> {
    if (this.#busy || this.#isClosed || nowMs - this.#readMs < READ_EVERY_MS) return
    this.#busy = true
    this.#readMs = nowMs
    try {
      this.items = await officersApi.out()
    } catch (error) {
      // To accounts that are kept to some parties this is not open, and will not be.
      this.#isClosed = error instanceof ApiError && error.status === 403
    } finally {
      this.#busy = false
    }
  }
}
