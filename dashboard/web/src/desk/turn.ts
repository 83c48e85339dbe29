/** Of all tabs of a browser one has the turn to sound; when it goes, the next one gets it. */

const NAME = 'wastetrack.sound'

export class Turn {
  #release: (() => void) | null = null
  #asked: AbortController | null = null
  isOurs = false

  /** Waits for the turn; where the browser has no locks (a page over plain HTTP) every tab has it. */
  want(): void {
    if (this.isOurs || this.#asked) return
    if (!navigator.locks) {
      this.isOurs = true
      return
    }
    const asked = new AbortController()
    this.#asked = asked
    const held = (): Promise<void> => new Promise((release) => {
      this.isOurs = true
      this.#release = release
    })
    navigator.locks.request(NAME, { signal: asked.signal }, held).catch(() => undefined)
  }

  /** Leaves the turn to another tab. */
  giveUp(): void {
    this.#asked?.abort()
    this.#release?.()
    this.#asked = null
    this.#release = null
    this.isOurs = false
  }

  /** Whether another tab has it. */
  async isElsewhere(): Promise<boolean> {
    if (this.isOurs || !navigator.locks) return false
    const { held } = await navigator.locks.query()
    return !this.isOurs && (held ?? []).some((lock) => lock.name === NAME)
  }
}
