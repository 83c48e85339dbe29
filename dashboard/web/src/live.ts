/** The one stream of the page: server-sent events, watched, and opened again with growing pauses. */
import type { Incident } from './desk/model'
import type { Alert, Clock, CloudEvent, Trip, Unit } from './model'

export type Connection = 'connecting' | 'live' | 'offline'

export interface LiveHandlers {
  connection(state: Connection): void
  /** Called each time the stream begins anew: what was missed must be read again. */
  restarted(): void
  units(batch: Unit[], isSnapshot: boolean): void
  trip(event: CloudEvent<Trip>): void
  alert(event: CloudEvent<Omit<Alert, 'state'>>): void
  incident(incident: Incident): void
  clock(clock: Clock): void
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

/** Opens the stream and keeps it open; the function it returns ends it. */
export function openLive(url: string, handlers: LiveHandlers): () => void {
  let source: EventSource | null = null
  let attempt = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let watchdog: ReturnType<typeof setTimeout> | undefined

  function alive(): void {
    clearTimeout(watchdog)
    watchdog = setTimeout(failed, SILENCE_MS)
  }

  function failed(): void {
    clearTimeout(watchdog)
    clearTimeout(retry)
    source?.close()
    source = null
    handlers.connection('offline')
    retry = setTimeout(connect, pauseMs(attempt, Math.random()))
    attempt += 1
  }

  function connect(): void {
    const stream = new EventSource(url)
    source = stream
    let isSnapshot = true
    alive()

    function on<T>(name: string, use: (data: T) => void): void {
      stream.addEventListener(name, (message: MessageEvent<string>) => {
        alive()
        // Only data proves that the line works: a server that opens and drops at once must not be asked every second.
        attempt = 0
        use(JSON.parse(message.data) as T)
      })
    }
    stream.onopen = () => {
      isSnapshot = true
      handlers.connection('live')
      handlers.restarted()
    }
    // Closed by us rather than left to the browser, which gives up for good after an error status.
    stream.onerror = failed
    on<Unit[]>('unit', (batch) => {
      handlers.units(batch, isSnapshot)
      isSnapshot = false
    })
    on<CloudEvent<Trip>>('trip', (event) => handlers.trip(event))
    on<CloudEvent<Omit<Alert, 'state'>>>('alert', (event) => handlers.alert(event))
    on<Incident>('incident', (incident) => handlers.incident(incident))
    on<Clock>('clock', (clock) => handlers.clock(clock))
  }

  handlers.connection('connecting')
  connect()
  return () => {
    clearTimeout(watchdog)
    clearTimeout(retry)
    source?.close()
  }
}
