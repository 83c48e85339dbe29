/** Immediate incidents that nobody was told of: asked for again and again, and soon when an incident changes. */
import { ApiError } from '../api'
import { toldApi } from './api'
import type { Untold } from './model'

const READ_EVERY_MS = 10_000
const NOTHING: Untold = { items: [], count: 0 }

export class UntoldWatch {
  found = $state.raw<Untold>(NOTHING)
  #readMs = -Infinity
  #isClosed = false
  #busy = false

  /** An incident changed: what is known may be old, and is read with the next tick where something stands there. */
  changed(): void {
    if (this.found.count > 0) this.#readMs = -Infinity
  }

  /** Reads where that is due at a time in ms; what cannot be read leaves what was known. */
  async tick(nowMs: number): Promise<void> {
    if (this.#busy || this.#isClosed || nowMs - this.#readMs < READ_EVERY_MS) return
    this.#busy = true
    this.#readMs = nowMs
    try {
      this.found = await toldApi.untold()
    } catch (error) {
      this.#isClosed = error instanceof ApiError && (error.status === 403 || error.status === 404)
    } finally {
      this.#busy = false
    }
  }
}
