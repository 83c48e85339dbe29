/** Reading server-sent events out of a stream of text, whatever the pieces it comes in. */

export interface Message { id: string | null; name: string; data: string }

/** Keeps what is not whole yet; lines end as the standard has it, with LF, CR or both. */
export class Reader {
  #rest = ''
  #endsInCr = false
  #id: string | null = null
  #name = ''
  #data: string[] = []

  /** The messages that are whole with this piece, in order; comments are passed over. */
  take(piece: string): Message[] {
    // A whole fleet comes as one line in many pieces: nothing is looked through twice.
    const text = this.#rest + piece
    if (!this.#endsInCr && !/[\r\n]/.test(piece)) {
      this.#rest = text
      return []
    }
    this.#endsInCr = text.endsWith('\r')
    // A CR at the very end may be the half of a CR LF.
    const end = this.#endsInCr ? text.length - 1 : text.length
    const lines = text.slice(0, end).split(/\r\n|\n|\r/)
    this.#rest = (lines.pop() ?? '') + text.slice(end)
    return lines.flatMap((line) => this.#line(line))
  }

  #line(line: string): Message[] {
    if (line === '') return this.#whole()
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'id') this.#id = value
    else if (field === 'event') this.#name = value
    else if (field === 'data') this.#data.push(value)
    return []
  }

  #whole(): Message[] {
    const [name, data] = [this.#name || 'message', this.#data]
    this.#name = ''
    this.#data = []
    return data.length > 0 ? [{ id: this.#id, name, data: data.join('\n') }] : []
  }
}
