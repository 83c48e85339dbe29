/** One line to the server: the stream, watched, and opened again with growing pauses where it broke off. */
import { type Message, Reader } from './sse'

export type Connection = 'connecting' | 'live' | 'offline'

export interface LineEvents {
  connection(state: Connection): void
  /** The first message of a stream has come: not all of what happened before is told again. */
  begun(): void
  message(message: Message): void
}

const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 30_000
/** The server writes its clock every 5 s; four of them missing means that the line is dead. */
const SILENCE_MS = 20_000

/** The pause before try number `attempt` (from 0): doubling to 30 s, with up to a quarter off at random. */
export function pauseMs(attempt: number, random: number): number {
  const full = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempt, 10))
  return Math.round(full * (1 - random / 4))
}

/** Keeps a line open until `close`; each try after the first goes on where the last message was. */
export class Line {
  #state: Connection = 'connecting'
  #attempt = 0
  #abort = new AbortController()
  #retry: ReturnType<typeof setTimeout> | undefined
  #watchdog: ReturnType<typeof setTimeout> | undefined
  #isClosed = false

  constructor(private readonly url: string, private readonly events: LineEvents, private lastId: string | null = null) {
    void this.#connect()
  }

  get connection(): Connection {
    return this.#state
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#retry)
    clearTimeout(this.#watchdog)
    this.#abort.abort()
  }

  async #connect(): Promise<void> {
    const abort = new AbortController()
    this.#abort = abort
    this.#alive()
    try {
      const headers: Record<string, string> = { accept: 'text/event-stream' }
      if (this.lastId !== null) headers['last-event-id'] = this.lastId
      const answer = await fetch(this.url, { headers, cache: 'no-store', signal: abort.signal })
      // An id that the server does not know is not asked for again.
      if (answer.status === 400) this.lastId = null
      if (!answer.ok || !answer.body) throw new Error(`${answer.status}`)
      await this.#read(answer.body)
    } catch {
      // Broken off, refused or given up by the watchdog: all the same.
    }
    abort.abort()
    if (!this.#isClosed) this.#failed()
  }

  async #read(body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    const reader = new Reader()
    const pieces = body.pipeThrough(new TextDecoderStream()).getReader()
    let isFirst = true
    for (;;) {
      const { value, done } = await pieces.read()
      if (done || this.#isClosed) return
      this.#alive()
      for (const message of reader.take(value)) {
        if (isFirst) this.#begin()
        isFirst = false
        this.lastId = message.id ?? this.lastId
        this.events.message(message)
      }
    }
  }

  #begin(): void {
    // Only data proves that the line works: a server that opens and drops at once must not be asked every second.
    this.#attempt = 0
    this.#tell('live')
    this.events.begun()
  }

  #alive(): void {
    clearTimeout(this.#watchdog)
    this.#watchdog = setTimeout(() => this.#abort.abort(), SILENCE_MS)
  }

  #failed(): void {
    clearTimeout(this.#watchdog)
    this.#tell('offline')
    this.#retry = setTimeout(() => void this.#connect(), pauseMs(this.#attempt, Math.random()))
    this.#attempt += 1
  }

  #tell(state: Connection): void {
    this.#state = state
    this.events.connection(state)
  }
}
