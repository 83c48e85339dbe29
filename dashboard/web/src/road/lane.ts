/** One thing after the other, one round at a time, in one tab: what was left over is tried again, ever more rarely. */
const FIRST_WAIT_MS = 2_000
const LONGEST_WAIT_MS = 60_000

/** How long to wait after so many failures in a row, in ms. */
export function waitMs(failures: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, failures - 1))
}

export class Lane {
  #busy = false
  #again = false
  #failures = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  /** `round` says whether all went that can go; `lock` is what keeps other tabs from it. */
  constructor(private readonly lock: string, private readonly round: () => Promise<boolean>) {}

  /** Goes through what waits, now; where a round runs, another one follows it. */
  async run(): Promise<void> {
    clearTimeout(this.#timer)
    if (this.#busy) {
      this.#again = true
      return
    }
    this.#busy = true
    try {
      do {
        this.#again = false
        await this.#locked()
      } while (this.#again)
    } finally {
      this.#busy = false
    }
  }

  async #locked(): Promise<void> {
    const locks = (globalThis.navigator as Navigator | undefined)?.locks
    if (locks) await locks.request(this.lock, { ifAvailable: true }, (lock) => (lock ? this.#once() : this.#later()))
    else await this.#once()
  }

  async #once(): Promise<void> {
    const isAll = await this.round().catch(() => false)
    this.#failures = isAll ? 0 : this.#failures + 1
    if (!isAll) this.#later()
  }

  #later(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.run(), waitMs(this.#failures || 1))
  }
}
