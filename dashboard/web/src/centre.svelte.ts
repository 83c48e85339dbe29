/** All that the page knows, kept current by the stream; components read it and call its few actions. */
import { Alerts } from './alerts.svelte'
import { api, apiUrl } from './api'
import { ServerClock } from './clock.svelte'
import { Desk } from './desk/desk.svelte'
import { type Connection, openLive } from './live'
import { countLooks } from './look'
import { type Call, type MayNot, whyMayNot } from './may'
import { alertOf, mergeUnits } from './merge'
import type { Alert, Settings, Trip, Unit, UnitState, Urgency, ZoneFeature } from './model'
import { type Detail, type Loading, Opened, type Selection } from './opened.svelte'
import { Place } from './place.svelte'
import type { Section } from './queue'
import { alarmsOf, inAlarm, settledAlerts } from './settled'
import { type Text, texts } from './texts'
import type { Calendar, Lang } from './time'
import { OfficersOut } from './officers/out.svelte'
import { UntoldWatch } from './told/untold.svelte'
import type { Me } from './views/sign-in/model'
import { Watch } from './watch.svelte'
import { whomOf } from './words'

export type { Detail, Loading, Selection } from './opened.svelte'

const SUMMARY_EVERY_MS = 15_000
const ZONES_EVERY_MS = 300_000
const REPEAT_FAILED_MS = 5000

export class Centre {
  readonly watch = new Watch()
  readonly officers = new OfficersOut()
  readonly untold = new UntoldWatch()
  readonly desk: Desk
  /** Who asks; null while the server has not said. */
  me = $state.raw<Me | null>(null)
  settings = $state.raw<Settings>({ timezone: 'Asia/Bangkok', calendar: 'buddhist', demo: false, version: '' })
  #heard = $state.raw<ReadonlyMap<string, Unit>>(new Map())
  zones = $state.raw<readonly ZoneFeature[]>([])
  connection = $state<Connection>('connecting')
  alertsLoading = $state<Loading>('yes')
  unitsKnown = $state(false)
  tripsOpen = $state<number | null>(null)
  /** The newest trip event of the stream. */
  newestTrip = $state.raw<Trip | null>(null)
  /** What a screen reader says at once, and what it says when it has finished its sentence. */
  announcement = $state('')
  quietly = $state('')
  hovered = $state<string | null>(null)
  /** The truck that the map is to stay with, while it is the one that is opened. */
  #followed = $state<string | null>(null)

  readonly #place = new Place()
  readonly #clock = new ServerClock()
  readonly #alerts = new Alerts(() => this.#clock.nowMs)
  readonly #opened: Opened
  #stops: (() => void)[] = []
  #summaryTimer: ReturnType<typeof setTimeout> | undefined

  readonly calendar = $derived<Calendar>({
    timezone: this.settings.timezone, calendar: this.settings.calendar, lang: this.lang,
  })
  readonly #settled = $derived.by(() => settledAlerts(this.desk.incidents.known.values()))
  /** The trucks as they are to be shown: what the desk has closed is no alarm of theirs. */
  readonly units = $derived.by(() => inAlarm(this.#heard, this.alerts, this.#settled))
  readonly alarms = $derived.by(() => alarmsOf(this.alerts, this.#settled))
  readonly openAlarms = $derived.by(() => [...this.alarms.values()].filter((alert) => alert.state === 'open'))
  readonly immediateCount = $derived(this.openAlarms.filter((alert) => alert.urgency === 'immediate').length)
  readonly stateCounts = $derived.by(() => {
    const counts: Record<UnitState, number> = { moving: 0, idle: 0, parked: 0, silent: 0 }
    for (const unit of this.units.values()) if (unit.state in counts) counts[unit.state] += 1
    return counts
  })
  readonly lookCounts = $derived(countLooks(this.units.values(), this.nowMs))
  readonly zoneById = $derived(new Map(this.zones.map((zone) => [zone.properties.zone_id, zone])))

  constructor() {
    this.#opened = new Opened(this, this.#place.firstAlertId)
    this.desk = new Desk(this)
  }

  get isTest(): boolean { return this.#place.isTest }
  get lang(): Lang { return this.#place.lang }
  get view(): string { return this.#place.view }
  get query(): URLSearchParams { return this.#place.query }
  get nowMs(): number { return this.#clock.nowMs }
  get isClockKnown(): boolean { return this.#clock.isKnown }
  get ageMs(): number { return this.#clock.ageMs }
  get unseen(): { n: number; of: number } | null { return this.#clock.unseen }
  get alerts(): ReadonlyMap<string, Alert> { return this.#alerts.known }
  get openAlerts(): Alert[] { return this.#alerts.open }
  get sections(): Section[] { return this.#alerts.sections }
  get selection(): Selection { return this.#opened.selection }
  get detail(): Detail { return this.#opened.detail }
  get focusCount(): number { return this.#opened.focusCount }
  get openedAlert(): Alert | null { return this.#opened.alert }
  get openedUnit(): Unit | null { return this.#opened.unit }

  /** The text in the chosen language. */
  t(text: Text): string {
    return text[this.lang]
  }

  /** Why this person may not make a call; null where it may. */
  mayNot(call: Call): MayNot | null {
    return whyMayNot(this.me, call)
  }

  may(call: Call): boolean {
    return this.mayNot(call) === null
  }

  /** Has a sentence read out: only what is immediate may cut another short. */
  announce(sentence: string, urgency: Urgency): void {
    if (urgency === 'immediate') this.announcement = sentence
    else this.quietly = sentence
  }

  isFresh(alert: Alert): boolean {
    return this.#alerts.isFresh(alert)
  }

  zoneName(zoneId: string | null | undefined): string {
    if (!zoneId) return '–'
    const names = this.zoneById.get(zoneId)?.properties
    return (this.lang === 'th' ? names?.name_th ?? names?.name_en : names?.name_en ?? names?.name_th) ?? zoneId
  }

  /** Begins to read and to listen, as this person; ended by `stop`. */
  start(who = ''): void {
    const tick = setInterval(() => {
      this.#clock.tick()
      this.#alerts.forget()
    }, 1000)
    const summary = setInterval(() => void this.#readSummary(), SUMMARY_EVERY_MS)
    const zones = setInterval(() => void this.#readZones(), ZONES_EVERY_MS)
    this.#stops.push(() => clearInterval(tick), () => clearInterval(summary), () => clearInterval(zones))
    const back = (): void => this.#arrive()
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
      incident: (incident) => { this.desk.take(incident); this.officers.changed(); this.untold.changed() },
      clock: (clock) => this.#clock.take(clock),
    }))
    // The queue is worth having before, and without, the stream.
    void this.#readAlerts()
    void this.#readSummary()
    this.#opened.read()
    this.desk.start()
    this.#stops.push(() => this.desk.stop())
  }

  stop(): void {
    clearTimeout(this.#summaryTimer)
    for (const stop of this.#stops.splice(0)) stop()
  }

  setLang(lang: Lang): void {
    this.#place.setLang(lang)
    // What was announced in the other language must not stay to be read in it.
    this.announcement = ''
    this.quietly = ''
    this.#place.write(this.#opened.alertId)
  }

  open(kind: 'alert' | 'unit', id: string): void {
    if (this.#opened.open(kind, id)) this.#place.write(this.#opened.alertId)
  }

  /** Reads again what is opened, after it could not be read. */
  reopen(): void {
    this.#opened.readAnew()
  }

  /** Has the map go to what is opened. */
  refocus(): void {
    this.#opened.focusCount += 1
  }

  get isFollowing(): boolean {
    return this.#followed !== null && this.openedUnit?.unit_id === this.#followed
  }

  /** Has the map stay with the opened truck, or no longer. */
  toggleFollowing(): void {
    this.#followed = this.isFollowing ? null : this.openedUnit?.unit_id ?? null
  }

  /** Somebody moves the map: it stays where it is put. */
  endFollowing(): void {
    this.#followed = null
  }

  close(): void {
    this.endFollowing()
    this.#opened.close()
    this.#place.write(null)
  }

  /** The address of another page, for a link. */
  hrefOf(view: string, given: Readonly<Record<string, string>> = {}): string {
    return this.#place.hrefOf(view, given)
  }

  /** Goes to another page; the browser's way back leads here. */
  go(view: string, given: Readonly<Record<string, string>> = {}): void {
    history.pushState(null, '', this.hrefOf(view, given))
    this.#arrive()
  }

  /** Puts words of the page that is shown into its address, so that a link opens the same; null takes one out. */
  putQuery(given: Readonly<Record<string, string | null>>): void {
    this.#place.putQuery(given)
  }

  /** Shows what the address names. */
  #arrive(): void {
    const alertId = this.#place.read()
    if (alertId) this.open('alert', alertId)
    else if (this.selection?.kind === 'alert') this.close()
  }

  #takeUnits(batch: Unit[], isSnapshot: boolean): void {
    this.#heard = mergeUnits(this.#heard, batch, isSnapshot)
    this.unitsKnown = true
    this.#opened.takeUnits()
  }

  #takeTrip(trip: Trip): void {
    this.newestTrip = trip
    this.#opened.takeTrip(trip)
    clearTimeout(this.#summaryTimer)
    this.#summaryTimer = setTimeout(() => void this.#readSummary(), 1000)
  }

  #takeAlert(alert: Alert, event: { type: string; time: string }): void {
    const { isNewer, isNew } = this.#alerts.take(alert)
    if (!isNewer) return
    // Where there are incidents it is they that are announced, one for all alerts of a truck.
    if (isNew && this.desk.incidents.shows !== 'incidents') this.announce(this.#newAlertText(alert), alert.urgency)
    this.#opened.takeStep(alert, event)
  }

  #newAlertText(alert: Alert): string {
    return `${this.t(texts.newAlert)}: ${whomOf(alert, this.lang)} ${this.lang === 'th' ? alert.reason_th : alert.reason_en}`
  }

  async #readAlerts(): Promise<void> {
    try {
      await this.#alerts.read(api.openAlerts)
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
}
