/** One line to the server for all tabs of a browser: who joins late is told what the others know. */
import type { Unit } from '../model'
import { type Connection, Line, type LineEvents } from './line'

/** What a tab is told; units come at most once a second, and wait while the tab is not looked at. */
export type ToTab =
  | { kind: 'connection'; state: Connection }
  | { kind: 'begun' }
  | { kind: 'units'; units: Unit[]; isSnapshot: boolean }
  | { kind: 'told'; name: string; data: unknown }

/** What a tab says: that it is there (repeated, for nobody tells when one goes), whether it is looked at, that it goes. */
export type FromTab = { kind: 'here'; isSeen: boolean } | { kind: 'gone' }

/** A tab says that it is there so often; a browser lets one that is not looked at do so once a minute. */
export const HERE_EVERY_MS = 20_000
export const GONE_AFTER_MS = 180_000
export const UNITS_EVERY_MS = 1000

interface Member {
  tell: (message: ToTab) => void
  isSeen: boolean
  heardMs: number
  needsAll: boolean
  waiting: Map<string, Unit>
}

type OpenLine = (events: LineEvents) => { close(): void }

export class Hub<Port> {
  #members = new Map<Port, Member>()
  #units = new Map<string, Unit>()
  #hasUnits = false
  #expectsAll = true
  #clock: unknown = null
  #state: Connection = 'connecting'
  #line: { close(): void }
  #timer: ReturnType<typeof setInterval>

  constructor(open: OpenLine, private readonly now: () => number) {
    this.#line = open({
      connection: (state) => {
        this.#state = state
        this.#tellAll({ kind: 'connection', state })
      },
      begun: () => {
        this.#expectsAll = true
        // The stream goes on where it was, but not with all that it tells: incidents are asked for anew.
        this.#tellAll({ kind: 'begun' })
      },
      message: ({ name, data }) => this.#take(name, JSON.parse(data) as unknown),
    })
    this.#timer = setInterval(() => this.#turn(), UNITS_EVERY_MS)
  }

  close(): void {
    clearInterval(this.#timer)
    this.#line.close()
  }

  get size(): number {
    return this.#members.size
  }

  /** What a tab says; with its first word it joins and is told all that is known, to each other one it gets an answer. */
  take(port: Port, tell: (message: ToTab) => void, word: FromTab): void {
    if (word.kind === 'gone') {
      this.#members.delete(port)
      return
    }
    const known = this.#members.get(port)
    if (known) {
      known.heardMs = this.now()
      known.isSeen = word.isSeen
      tell({ kind: 'connection', state: this.#state })
      if (word.isSeen) this.#tellUnits(known)
      return
    }
    const member: Member = {
      tell, isSeen: word.isSeen, heardMs: this.now(), needsAll: true, waiting: new Map(),
    }
    this.#members.set(port, member)
    tell({ kind: 'connection', state: this.#state })
    if (this.#state === 'live') tell({ kind: 'begun' })
    this.#tellUnits(member)
    if (this.#clock !== null) tell({ kind: 'told', name: 'clock', data: this.#clock })
  }

  #take(name: string, data: unknown): void {
    if (name === 'unit') {
      this.#takeUnits(data as Unit[])
      return
    }
    if (name === 'clock') this.#clock = data
    this.#tellAll({ kind: 'told', name, data })
  }

  #takeUnits(batch: Unit[]): void {
    if (this.#expectsAll) {
      this.#units.clear()
      for (const member of this.#members.values()) {
        member.waiting.clear()
        member.needsAll = true
      }
    }
    this.#expectsAll = false
    this.#hasUnits = true
    for (const unit of batch) this.#units.set(unit.unit_id, unit)
    for (const member of this.#members.values()) {
      if (!member.needsAll) for (const unit of batch) member.waiting.set(unit.unit_id, unit)
    }
  }

  #turn(): void {
    const nowMs = this.now()
    for (const [port, member] of this.#members) {
      if (nowMs - member.heardMs > GONE_AFTER_MS) this.#members.delete(port)
      else if (member.isSeen) this.#tellUnits(member)
    }
  }

  #tellUnits(member: Member): void {
    if (!this.#hasUnits) return
    if (member.needsAll) member.tell({ kind: 'units', units: [...this.#units.values()], isSnapshot: true })
    else if (member.waiting.size > 0) member.tell({ kind: 'units', units: [...member.waiting.values()], isSnapshot: false })
    member.needsAll = false
    member.waiting.clear()
  }

  #tellAll(message: ToTab): void {
    for (const member of this.#members.values()) member.tell(message)
  }
}

/** A hub over a line to the address in its name; what stands behind the `#` is no part of it. */
export function hubOver<Port>(name: string): Hub<Port> {
  return new Hub<Port>((events) => new Line(name.replace(/#.*/, ''), events), () => Date.now())
}
