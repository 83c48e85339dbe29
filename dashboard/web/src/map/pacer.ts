/** Does something at most so often: the first wish at once, of those that come too soon only that there was one. */
export class Pacer {
  #timer: ReturnType<typeof setTimeout> | null = null
  #wished = false

  constructor(private readonly every_ms: number, private readonly run: () => void) {}

  wish(): void {
    if (this.#timer !== null) {
      this.#wished = true
      return
    }
    this.run()
    this.#timer = setTimeout(() => this.#next(), this.every_ms)
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#wished = false
  }

  #next(): void {
    this.#timer = null
    if (!this.#wished) return
    this.#wished = false
    this.wish()
  }
}
