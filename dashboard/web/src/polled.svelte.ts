/** What changes and the stream does not tell of: read at once, and again and again while the page is seen. */
const READ_EVERY_MS = 4000

export class Polled<T> {
  found = $state.raw<T | null>(null)
  isFailed = $state(false)
  readonly #read: (id: string) => Promise<T>
  /** Of what an answer is still wanted: once what shows it is closed there is none to ask. */
  #wanted = ''

  constructor(read: (id: string) => Promise<T>) {
    this.#read = read
  }

  /** Begins to read of this one; ended by what it gives. What was found stays until there is an answer. */
  of(id: string): () => void {
    this.#wanted = id
    void this.read()
    const timer = setInterval(() => { if (!document.hidden) void this.read() }, READ_EVERY_MS)
    return () => {
      this.#wanted = ''
      clearInterval(timer)
    }
  }

  /** Reads once more, now. */
  async read(): Promise<void> {
    const id = this.#wanted
    if (id === '') return
    const found = await this.#read(id).catch(() => null)
    if (id !== this.#wanted) return
    this.isFailed = found === null
    if (found !== null) this.found = found
  }
}
