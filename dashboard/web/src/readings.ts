/** Lists that are read while single things of them come by the stream. */

/** A list, and what came by the stream while it was on its way, which counts for more. */
export interface Listed<T> { listed: T; touched: ReadonlySet<string> }

export class Readings {
  readonly #underWay = new Map<number, Set<string>>()
  #asked = 0
  #answered = 0

  /** Says that this one came by the stream. */
  touch(id: string): void {
    for (const touched of this.#underWay.values()) touched.add(id)
  }

  /** Reads a list; null where one that was asked for later is here already: it knows what an older one cannot. */
  async read<T>(list: () => Promise<T>): Promise<Listed<T> | null> {
    const mine = ++this.#asked
    const touched = new Set<string>()
    this.#underWay.set(mine, touched)
    try {
      const listed = await list()
      if (mine < this.#answered) return null
      this.#answered = mine
      return { listed, touched }
    } finally {
      this.#underWay.delete(mine)
    }
  }
}
