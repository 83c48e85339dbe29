/** All that the page knows, kept current by the stream; components read it and call its few actions. */
import { addressOf, readAddress, writeAddress } from './address'
import { api, ApiError, apiUrl } from './api'
import { ageMs } from './banner'
import { Desk } from './desk/desk.svelte'
import { type Connection, openLive } from './live'
import { countLooks } from './look'
import { alertOf, mergeAlert, mergeUnits, reconcileAlerts } from './merge'
import type { Alert, Clock, Fix, Permit, Settings, Trip, Unit, UnitState, ZoneFeature } from './model'
import { CLOSED_LINGERS_MS, sectionsOf } from './queue'
import { type Text, texts } from './texts'
import { type Calendar, type Lang, msOf } from './time'
import { extendTrack, isOver, trackWindow } from './track'
import { Watch } from './watch.svelte'
import { whomOf } from './words'

const LANG_KEY = 'wastetrack.lang'
const SUMMARY_EVERY_MS = 15_000
const ZONES_EVERY_MS = 300_000
const REPEAT_FAILED_MS = 5000
/** A card is marked as new for so long. */
const FRESH_MS = 20_000
const UNIT_TRACK_MS = 2 * 3_600_000

export type Selection = { kind: 'alert' | 'unit'; id: string } | null
export type Loading = 'no' | 'yes' | 'failed'

/** What belongs to the opened alert or truck. */
export interface Detail {
  alert: Alert | null
  trip: Trip | null
  permit: Permit | null
  permitMissing: boolean
  track: readonly Fix[]
  trackLoading: Loading
  /** Why what a link names is not there: the server does not know it, or did not answer. */
  missing: 'unknown' | 'failed' | null
}

const NO_DETAIL: Detail = {
  alert: null, trip: null, permit: null, permitMissing: false, track: [], trackLoading: 'no', missing: null,
}

export class Centre {
  readonly watch = new Watch()
  readonly isTest: boolean
  readonly desk: Desk
  lang = $state<Lang>('th')
  /** The page that is shown, and the address's own words for it. */
  view = $state('live')
  query = $state.raw<URLSearchParams>(new URLSearchParams())
  settings = $state.raw<Settings>({ timezone: 'Asia/Bangkok', calendar: 'buddhist', demo: false, version: '' })
  units = $state.raw<ReadonlyMap<string, Unit>>(new Map())
  alerts = $state.raw<ReadonlyMap<string, Alert>>(new Map())
  zones = $state.raw<readonly ZoneFeature[]>([])
  connection = $state<Connection>('connecting')
  alertsLoading = $state<Loading>('yes')
  unitsKnown = $state(false)
  tripsOpen = $state<number | null>(null)
  /** The newest trip event of the stream. */
  newestTrip = $state.raw<Trip | null>(null)
  /** Known from the stream's clock alone, with the time it is to be compared with: a demo's data are hours behind ours. */
  dataAtMs = $state(NaN)
  /** Up to when all has been judged, where that is an alarm of the server's; else NaN. */
  judgedAtMs = $state(NaN)
  /** How many trucks are unseen, of how many, where that is one. */
  unseen = $state.raw<{ n: number; of: number } | null>(null)
  nowMs = $state(Date.now())
  selection = $state.raw<Selection>(null)
  detail = $state.raw<Detail>(NO_DETAIL)
  announcement = $state('')
  /** Asks the map to go to what is opened, also when it already was. */
  focusCount = $state(0)
  hovered = $state<string | null>(null)

  #arrivedAtMs = $state.raw<ReadonlyMap<string, number>>(new Map())
  #closedAtMs = $state.raw<ReadonlyMap<string, number>>(new Map())
  #serverAheadMs = 0
  #touched = new Set<string>()
  #stops: (() => void)[] = []
  #summaryTimer: ReturnType<typeof setTimeout> | undefined

  readonly calendar = $derived<Calendar>({
    timezone: this.settings.timezone, calendar: this.settings.calendar, lang: this.lang,
  })
  readonly ageMs = $derived(ageMs(this.nowMs, this.dataAtMs, this.judgedAtMs))
  readonly openAlerts = $derived([...this.alerts.values()].filter((alert) => alert.state === 'open'))
  readonly immediateCount = $derived(this.openAlerts.filter((alert) => alert.urgency === 'immediate').length)
  readonly sections = $derived(sectionsOf(this.alerts.values(), this.#closedAtMs, this.nowMs))
  readonly stateCounts = $derived.by(() => {
    const counts: Record<UnitState, number> = { moving: 0, idle: 0, parked: 0, silent: 0 }
    for (const unit of this.units.values()) if (unit.state in counts) counts[unit.state] += 1
    return counts
  })
  readonly lookCounts = $derived(countLooks(this.units.values(), this.nowMs))
  readonly zoneById = $derived(new Map(this.zones.map((zone) => [zone.properties.zone_id, zone])))
  readonly openedAlert = $derived.by(() => {
    if (this.selection?.kind !== 'alert') return null
    const live = this.alerts.get(this.selection.id) ?? null
    const read = this.detail.alert
    return live && read ? (live.version >= read.version ? { ...live, history: read.history ?? [] } : read) : live ?? read
  })
  readonly openedUnit = $derived.by(() => {
    if (!this.selection) return null
    const id = this.selection.kind === 'unit' ? this.selection.id : this.openedAlert?.unit_id
    return id ? this.units.get(id) ?? null : null
  })

  constructor() {
    const address = readAddress(location.search, stored(LANG_KEY))
    this.lang = address.lang
    this.isTest = address.isTest
    this.view = address.view
    this.query = new URLSearchParams(location.search)
    if (address.alertId) this.selection = { kind: 'alert', id: address.alertId }
    this.desk = new Desk(this)
  }

  /** The text in the chosen language. */
  t(text: Text): string {
    return text[this.lang]
  }

  isFresh(alert: Alert): boolean {
    const arrived = this.#arrivedAtMs.get(alert.alert_id)
    return arrived !== undefined && this.nowMs - arrived < FRESH_MS
  }

  zoneName(zoneId: string | null | undefined): string {
    if (!zoneId) return '–'
    const names = this.zoneById.get(zoneId)?.properties
    return (this.lang === 'th' ? names?.name_th ?? names?.name_en : names?.name_en ?? names?.name_th) ?? zoneId
  }

  /** Begins to read and to listen, as this person; ended by `stop`. */
  start(who = ''): void {
    const tick = setInterval(() => {
      this.nowMs = Date.now() + this.#serverAheadMs
      this.#forgetClosed()
    }, 1000)
    const summary = setInterval(() => void this.#readSummary(), SUMMARY_EVERY_MS)
    const zones = setInterval(() => void this.#readZones(), ZONES_EVERY_MS)
    this.#stops.push(() => clearInterval(tick), () => clearInterval(summary), () => clearInterval(zones))
    const back = (): void => this.#readPlace()
    addEventListener('popstate', back)
    this.#stops.push(() => removeEventListener('popstate', back))
    void this.#readSettings()
    void this.#readZones()
    this.#stops.push(openLive(apiUrl('live'), who, {
      connection: (state) => { this.connection = state },
      restarted: () => { void this.#readAlerts(); void this.#readSummary(); this.desk.restarted() },
      units: (batch, isSnapshot) => this.#takeUnits(batch, isSnapshot),
      trip: (event) => this.#takeTrip(event.data),
      alert: (event) => this.#takeAlert(alertOf(event), event),
      incident: (incident) => this.desk.take(incident),
      clock: (clock) => this.#takeClock(clock),
    }))
    // The queue is worth having before, and without, the stream.
    void this.#readAlerts()
    void this.#readSummary()
    if (this.selection) void this.#readDetail(this.selection)
    this.desk.start()
    this.#stops.push(() => this.desk.stop())
  }

  stop(): void {
    clearTimeout(this.#summaryTimer)
    for (const stop of this.#stops.splice(0)) stop()
  }

  setLang(lang: Lang): void {
    this.lang = lang
    // What was announced in the other language must not stay to be read in it.
    this.announcement = ''
    try {
      localStorage.setItem(LANG_KEY, lang)
    } catch {
      // A browser that forbids storage still has the address.
    }
    this.#writeAddress()
  }

  open(kind: 'alert' | 'unit', id: string): void {
    this.focusCount += 1
    if (this.selection?.kind === kind && this.selection.id === id) return
    this.selection = { kind, id }
    this.detail = NO_DETAIL
    this.#writeAddress()
    void this.#readDetail(this.selection)
  }

  /** Reads again what is opened, after it could not be read. */
  reopen(): void {
    this.detail = NO_DETAIL
    if (this.selection) void this.#readDetail(this.selection)
  }

  close(): void {
    this.selection = null
    this.detail = NO_DETAIL
    this.#writeAddress()
  }

  /** The address of another page, for a link. */
  hrefOf(view: string, given: Readonly<Record<string, string>> = {}): string {
    return location.pathname + addressOf(location.search, view, given)
  }

  /** Goes to another page; the browser's way back leads here. */
  go(view: string, given: Readonly<Record<string, string>> = {}): void {
    history.pushState(null, '', this.hrefOf(view, given))
    this.#readPlace()
  }

  /** Puts words of the page that is shown into its address, so that a link opens the same; null takes one out. */
  putQuery(given: Readonly<Record<string, string | null>>): void {
    const query = new URLSearchParams(location.search)
    for (const [key, value] of Object.entries(given)) {
      if (value === null) query.delete(key)
      else query.set(key, value)
    }
    const text = query.toString()
    history.replaceState(null, '', location.pathname + (text ? `?${text}` : ''))
    this.query = query
  }

  #readPlace(): void {
    const address = readAddress(location.search, this.lang)
    this.query = new URLSearchParams(location.search)
    this.view = address.view
    if (address.alertId) this.open('alert', address.alertId)
    else if (this.selection?.kind === 'alert') this.close()
  }

  #writeAddress(): void {
    const alertId = this.selection?.kind === 'alert' ? this.selection.id : null
    history.replaceState(null, '', location.pathname + writeAddress(location.search, this.lang, alertId))
  }

  #takeUnits(batch: Unit[], isSnapshot: boolean): void {
    this.units = mergeUnits(this.units, batch, isSnapshot)
    this.unitsKnown = true
    const opened = this.openedUnit
    const stillOn = this.selection?.kind === 'unit' || (this.openedAlert !== null && !isOver(this.openedAlert))
    if (opened && stillOn && this.detail.track.length > 0) {
      const keepMs = this.selection?.kind === 'unit' ? UNIT_TRACK_MS : undefined
      const track = extendTrack(this.detail.track, fixOf(opened), keepMs)
      if (track !== this.detail.track) this.detail = { ...this.detail, track }
    }
  }

  #takeTrip(trip: Trip): void {
    this.newestTrip = trip
    if (this.detail.trip?.trip_id === trip.trip_id && trip.version > this.detail.trip.version) {
      this.detail = { ...this.detail, trip: { ...this.detail.trip, ...trip } }
    }
    clearTimeout(this.#summaryTimer)
    this.#summaryTimer = setTimeout(() => void this.#readSummary(), 1000)
  }

  #takeAlert(alert: Alert, event: { type: string; time: string }): void {
    const before = this.alerts.get(alert.alert_id)
    if (before && before.version >= alert.version) return
    this.#touched.add(alert.alert_id)
    this.alerts = mergeAlert(this.alerts, alert)
    if (!before && alert.state === 'open') {
      this.#arrivedAtMs = new Map(this.#arrivedAtMs).set(alert.alert_id, this.nowMs)
      // Where there are incidents it is they that are announced, one for all alerts of a truck.
      if (this.desk.incidents.shows !== 'incidents') this.announcement = this.#newAlertText(alert)
    }
    if (alert.state === 'closed') {
      this.#closedAtMs = new Map(this.#closedAtMs).set(alert.alert_id, this.nowMs)
    }
    const read = this.detail.alert
    if (read?.alert_id === alert.alert_id && !read.history?.some((step) => step.version === alert.version)) {
      const step = { version: alert.version, type: event.type, time: event.time }
      this.detail = { ...this.detail, alert: { ...read, history: [...(read.history ?? []), step] } }
    }
  }

  #newAlertText(alert: Alert): string {
    return `${this.t(texts.newAlert)}: ${whomOf(alert, this.lang)} ${this.lang === 'th' ? alert.reason_th : alert.reason_en}`
  }

  #takeClock(clock: Clock): void {
    const serverMs = msOf(clock.server_at)
    if (Number.isFinite(serverMs)) {
      this.#serverAheadMs = serverMs - Date.now()
      this.nowMs = serverMs
    }
    this.dataAtMs = msOf(clock.data_at)
    this.judgedAtMs = clock.alarms?.includes('lag') ? serverMs - (clock.lag_s ?? 0) * 1000 : NaN
    this.unseen = clock.alarms?.includes('unseen') ? { n: clock.units_unseen ?? 0, of: clock.units_heard ?? 0 } : null
  }

  /** Closed alerts that have left the queue are dropped, so that a wall that runs for months stays small. */
  #forgetClosed(): void {
    const gone = [...this.#closedAtMs].filter(([, at]) => this.nowMs - at >= CLOSED_LINGERS_MS).map(([id]) => id)
    if (gone.length > 0) {
      const alerts = new Map(this.alerts)
      const closed = new Map(this.#closedAtMs)
      for (const id of gone) {
        if (alerts.get(id)?.state === 'closed') alerts.delete(id)
        closed.delete(id)
      }
      this.alerts = alerts
      this.#closedAtMs = closed
    }
    const arrived = [...this.#arrivedAtMs].filter(([, at]) => this.nowMs - at < FRESH_MS)
    if (arrived.length !== this.#arrivedAtMs.size) this.#arrivedAtMs = new Map(arrived)
  }

  async #readAlerts(): Promise<void> {
    this.#touched.clear()
    try {
      const listed = await api.openAlerts()
      this.alerts = reconcileAlerts(this.alerts, listed, this.#touched)
      this.alertsLoading = 'no'
    } catch {
      if (this.alerts.size === 0) this.alertsLoading = 'failed'
      this.#later(() => this.#readAlerts())
    }
  }

  async #readSettings(): Promise<void> {
    try {
      this.settings = await api.settings()
    } catch {
      this.#later(() => this.#readSettings())
    }
  }

  async #readZones(): Promise<void> {
    try {
      this.zones = (await api.zones()).features
    } catch {
      if (this.zones.length === 0) this.#later(() => this.#readZones())
    }
  }

  async #readSummary(): Promise<void> {
    try {
      const summary = await api.summary()
      this.tripsOpen = summary.trips_open
    } catch {
      // The next turn comes in seconds; the old number stays.
    }
  }

  #later(read: () => Promise<void>): void {
    const timer = setTimeout(() => void read(), REPEAT_FAILED_MS)
    this.#stops.push(() => clearTimeout(timer))
  }

  async #readDetail(selection: NonNullable<Selection>): Promise<void> {
    const current = (): boolean => this.selection === selection
    const put = (part: Partial<Detail>): void => {
      if (current()) this.detail = { ...this.detail, ...part }
    }
    put({ trackLoading: 'yes' })
    let alert: Alert | null = null
    if (selection.kind === 'alert') {
      const read = await this.#readAlert(selection.id)
      if (!current()) return
      if (read === 'unknown' || read === 'failed') {
        put({ missing: read, trackLoading: 'no' })
        return
      }
      alert = read
      put({ alert })
      this.focusCount += 1
    }
    const unitId = alert ? alert.unit_id : selection.id
    const unit = unitId ? this.units.get(unitId) : undefined
    const tripId = alert ? alert.trip_id : unit?.trip_id
    const permitNo = alert ? alert.permit_no : unit?.permit_no
    await Promise.all([
      this.#readPermit(permitNo, put),
      this.#readTripAndTrack(alert, unitId, tripId, put),
    ])
  }

  async #readAlert(alertId: string): Promise<Alert | 'unknown' | 'failed'> {
    try {
      return await api.alert(alertId)
    } catch (error) {
      const isUnknown = error instanceof ApiError && error.status === 404
      return this.alerts.get(alertId) ?? (isUnknown ? 'unknown' : 'failed')
    }
  }

  async #readPermit(permitNo: string | null | undefined, put: (part: Partial<Detail>) => void): Promise<void> {
    if (!permitNo) return
    try {
      put({ permit: await api.permit(permitNo) })
    } catch {
      put({ permitMissing: true })
    }
  }

  async #readTripAndTrack(
    alert: Alert | null, unitId: string | null | undefined, tripId: string | null | undefined,
    put: (part: Partial<Detail>) => void,
  ): Promise<void> {
    const trip = tripId ? await api.trip(tripId).catch(() => null) : null
    put({ trip })
    if (!unitId) {
      put({ trackLoading: 'no' })
      return
    }
    const lastMs = msOf(this.units.get(unitId)?.utc_ts)
    const endMs = Number.isFinite(lastMs) ? lastMs + 1000 : this.nowMs
    const window = alert
      ? trackWindow(alert, trip, this.nowMs)
      : { fromMs: endMs - UNIT_TRACK_MS, toMs: endMs }
    try {
      put({ track: await api.track(unitId, window.fromMs, window.toMs), trackLoading: 'no' })
    } catch {
      put({ trackLoading: 'failed' })
    }
  }
}

function fixOf({ utc_ts, lat, lon, speed, course }: Unit): Fix {
  return { utc_ts, lat, lon, speed, course }
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}
