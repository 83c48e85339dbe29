/** What happens, as it happens: the stream that all tabs of a browser share, taken apart for the page. */
import type { Incident } from './desk/model'
import type { ToTab } from './live/hub'
import type { Connection } from './live/line'
import { join } from './live/ways'
import type { Alert, Clock, CloudEvent, Trip, Unit } from './model'

export type { Connection } from './live/line'
export { pauseMs } from './live/line'

export interface LiveHandlers {
  connection(state: Connection): void
  /** Called each time something may have been missed, and at first: it must be read. */
  restarted(): void
  units(batch: Unit[], isSnapshot: boolean): void
  trip(event: CloudEvent<Trip>): void
  alert(event: CloudEvent<Omit<Alert, 'state'>>): void
  incident(incident: Incident): void
  clock(clock: Clock): void
}

/** Listens, as this person, until the function it returns is called. */
export function openLive(url: string, who: string, handlers: LiveHandlers): () => void {
  return join(url, who, (message) => hand(message, handlers))
}

/** Gives what the hub told to the handler that it is for; a name that this page does not know is left. */
export function hand(message: ToTab, handlers: LiveHandlers): void {
  if (message.kind === 'connection') handlers.connection(message.state)
  else if (message.kind === 'begun') handlers.restarted()
  else if (message.kind === 'units') handlers.units(message.units, message.isSnapshot)
  else if (message.name === 'trip') handlers.trip(message.data as CloudEvent<Trip>)
  else if (message.name === 'alert') handlers.alert(message.data as CloudEvent<Omit<Alert, 'state'>>)
  else if (message.name === 'incident') handlers.incident(message.data as Incident)
  else if (message.name === 'clock') handlers.clock(message.data as Clock)
}
