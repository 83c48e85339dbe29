/** The incidents that the page knows, kept current by the stream, and the one that is opened. */
import { untrack } from 'svelte'
import { ApiError } from '../api'
import type { Centre } from '../centre.svelte'
import { isMine } from '../desks'
import type { Alert } from '../model'
import { Readings } from '../readings'
import { ruleName } from '../words'
import { deskApi } from './api'
import {
  detailOver, type ListFailure, mergeIncident, queueShows, reconcileIncidents, withoutLongClosed,
} from './known'
import type { Incident, IncidentDetail, Names } from './model'
import { alertsInOrder, type Filter, firstAlertId, incidentSections, isAmong, isFound, isInQueue, isShelved } from './order'
import { isRaised } from './sounding'
import { deskTexts } from './texts'
import { whomOfIncident } from './words'

const REPEAT_FAILED_MS = 5000
/** A row is marked as new for so long. */
const FRESH_MS = 20_000

const FAILURES: Readonly<Record<number, ListFailure>> = { 403: 'closed', 404: 'missing' }

function failureOf(error: unknown): ListFailure {
  return (error instanceof ApiError ? FAILURES[error.status] : undefined) ?? 'failed'
}

/** A link that leads nowhere: to what is not known, or to what cannot be read now. */
export interface Missing { kind: 'alert' | 'incident'; id: string; why: 'unknown' | 'failed' }

export class Incidents {
  known = $state.raw<ReadonlyMap<string, Incident>>(new Map())
  isRead = $state(false)
  failure = $state<ListFailure>('no')
  names = $state.raw<Names | null>(null)
  filter = $state<Filter>('all')
  /** Whether the queue shows what other desks watch, too. */
  everyDesk = $state(false)
  words = $state('')
  /** The row that has, or last had, the focus. */
  current = $state<string | null>(null)
  log = $state<'yes' | 'no' | 'failed'>('no')
  missing = $state.raw<Missing | null>(null)

  readonly #centre: Centre
  readonly #raised: (incident: Incident) => void
  readonly #changed: (detail: IncidentDetail) => void
  #detail = $state.raw<IncidentDetail | null>(null)
  #arrivedAtMs = new Map<string, number>()
  #closedAtMs = $state.raw<ReadonlyMap<string, number>>(new Map())
  readonly #readings = new Readings()
  #reading: string | null = null
  #isStopped = false

  readonly shows = $derived.by(() => queueShows(this.isRead, this.failure, this.#centre.connection))
  readonly open = $derived.by(() => [...this.known.values()].filter((incident) => incident.state !== 'closed'))
  readonly shelved = $derived.by(() => this.open.filter((incident) => isShelved(incident, this.#centre.nowMs)))
  /** Changes with time alone only when one leaves the queue or comes back, so that it is not sorted each second. */
  readonly #standing = $derived.by(() => [...this.known.values()]
    .filter((incident) => (incident.state === 'closed' || incident.shelf) && this.#stands(incident))
    .map((incident) => incident.incident_id).join(' '))
  readonly inQueue = $derived.by(() => {
    const known = [...this.known.values()]
    void this.#standing
    return untrack(() => known.filter((incident) => this.#stands(incident)))
  })
  readonly waiting = $derived.by(() =>
    this.inQueue.filter((incident) => incident.state !== 'closed' && (this.everyDesk || this.isOurs(incident))))
  /** How many wait that other desks watch now. */
  readonly elsewhere = $derived.by(() =>
    this.inQueue.filter((incident) => incident.state !== 'closed' && !this.isOurs(incident)).length)
  readonly sections = $derived.by(() => incidentSections(this.inQueue.filter((incident) => this.#isAsked(incident))))
  readonly order = $derived.by(() =>
    this.sections.flatMap((section) => section.incidents.map((incident) => incident.incident_id)))
  readonly me = $derived.by(() => this.names?.me.name ?? null)

  readonly #idOfAlert = $derived.by(() => {
    const ids = new Map<string, string>()
    for (const incident of this.known.values()) for (const id of incident.alert_ids) ids.set(id, incident.incident_id)
    return ids
  })
  readonly openedId = $derived.by(() => {
    const selection = this.#centre.selection
    if (selection?.kind !== 'alert' || this.shows !== 'incidents') return null
    return this.#idOfAlert.get(selection.id) ?? null
  })
  readonly openedVersion = $derived.by(() => (this.openedId ? this.known.get(this.openedId)?.version ?? 0 : 0))
  /** The opened incident; until its log has been read it stands there with an empty one. */
  readonly opened = $derived.by((): IncidentDetail | null => {
    const live = this.openedId === null ? undefined : this.known.get(this.openedId)
    if (!live) return null
    const read = this.#detail?.incident_id === live.incident_id ? detailOver(this.#detail, live) : { ...live, alerts: [], log: [], merged: [] }
    return { ...read, alerts: alertsInOrder(this.#alertsOf(read)) }
  })

  /** `raised` hears of what gets worse though somebody sees to it, `changed` of each incident that is read anew. */
  constructor(centre: Centre, raised: (incident: Incident) => void, changed: (detail: IncidentDetail) => void) {
    this.#centre = centre
    this.#raised = raised
    this.#changed = changed
  }

  isFresh(incident: Incident): boolean {
    const arrived = this.#arrivedAtMs.get(incident.incident_id)
    return arrived !== undefined && this.#centre.nowMs - arrived < FRESH_MS
  }

  whom(incident: Incident): string {
    return whomOfIncident(incident, (id) => this.#centre.zoneName(id), this.#centre.lang)
  }

  /** What is said of an incident in one line. */
  sentence(incident: Incident): string {
    const lang = this.#centre.lang
    return `${this.whom(incident)} ${lang === 'th' ? incident.reason_th : incident.reason_en}`
  }

  /** Reads the open incidents, and again in a moment where that failed. */
  async read(): Promise<void> {
    try {
      const read = await this.#readings.read(() => deskApi.openIncidents())
      if (read) this.known = reconcileIncidents(this.known, read.listed, read.touched)
      this.isRead = true
      this.failure = 'no'
    } catch (error) {
      this.failure = failureOf(error)
      if (this.failure === 'failed') this.#later(() => this.read())
      return
    }
    await this.#readNames()
  }

  /** Reads to whom work can be given, and again in a moment where that failed: without it nothing can be given to anybody. */
  async #readNames(): Promise<void> {
    if (this.names) return
    try {
      this.names = await deskApi.names()
    } catch (error) {
      if (failureOf(error) === 'failed') this.#later(() => this.#readNames())
    }
  }

  start(): void {
    this.#isStopped = false
  }

  /** Nothing is read any more; another person may be the next to ask. */
  stop(): void {
    this.#isStopped = true
    this.names = null
  }

  /** Takes an incident as it came by the stream or as an answer. */
  take(incident: Incident): void {
    const before = this.known.get(incident.incident_id)
    if (before && before.version > incident.version) return
    const nowMs = this.#centre.nowMs
    this.#readings.touch(incident.incident_id)
    this.known = mergeIncident(this.known, incident)
    if (incident.merged_into) return
    if (!before && incident.state === 'new' && !isShelved(incident, nowMs)) {
      this.#arrivedAtMs.set(incident.incident_id, nowMs)
      this.#centre.announce(`${this.#centre.t(deskTexts.newIncident)}: ${this.sentence(incident)}`, incident.urgency)
    }
    if (before && before.state !== 'closed' && incident.state === 'closed') {
      this.#closedAtMs = new Map(this.#closedAtMs).set(incident.incident_id, nowMs)
    }
    if (isRaised(before, incident, nowMs)) {
      this.#centre.announce(`${this.#centre.t(deskTexts.moreCame)}: ${this.sentence(incident)}`, incident.urgency)
      this.#raised(incident)
    }
  }

  /** Takes an incident that was read with its alerts and log. */
  takeDetail(detail: IncidentDetail): void {
    const { alerts: _alerts, log: _log, merged: _merged, ...incident } = detail
    this.take(incident)
    const shown = this.#detail
    const isOlder = shown?.incident_id === detail.incident_id && shown.version > detail.version
    if (detail.incident_id === this.openedId && !isOlder) this.#detail = detail
    this.#changed(detail)
  }

  /** Opens an incident by the worst of its alerts. */
  openIncident(incident: Incident): void {
    const alertId = firstAlertId(incident, this.#centre.alerts)
    this.current = incident.incident_id
    if (alertId && this.openedId !== incident.incident_id) this.#centre.open('alert', alertId)
    else if (alertId) this.#centre.refocus()
  }

  /** Opens what a link names; what cannot be opened is said. */
  async openLinked(incidentId: string): Promise<void> {
    this.missing = null
    try {
      const detail = await deskApi.incident(incidentId)
      this.takeDetail(detail)
      const first = alertsInOrder(detail.alerts)[0]?.alert_id ?? detail.alert_ids[0]
      if (first) this.#centre.open('alert', first)
    } catch (error) {
      const isUnknown = error instanceof ApiError && error.status === 404
      this.missing = { kind: 'incident', id: incidentId, why: isUnknown ? 'unknown' : 'failed' }
    }
  }

  /** Finds the incident of an opened alert that is in none of those known, such as a closed one. */
  async find(alertId: string): Promise<void> {
    try {
      const incident = await deskApi.ofAlert(alertId)
      if (incident) this.take(incident)
    } catch {
      // The alert alone is shown then, as it is without incidents.
    }
  }

  /** Reads the opened incident with its log, where what is known of it is older than its version. */
  async readOpened(): Promise<void> {
    const id = this.openedId
    if (id === null) return
    const asked = `${id} ${this.openedVersion}`
    if (this.#reading === asked) return
    if (this.#detail?.incident_id === id && this.#detail.version >= this.openedVersion) return
    this.#reading = asked
    if (this.#detail?.incident_id !== id) this.log = 'yes'
    try {
      const detail = await deskApi.incident(id)
      this.takeDetail(detail)
      if (this.openedId === id) this.log = 'no'
    } catch {
      if (this.openedId === id) this.log = 'failed'
      this.#later(() => this.readOpened())
    } finally {
      if (this.#reading === asked) this.#reading = null
    }
  }

  /** What closed long enough ago is forgotten. */
  forget(): void {
    const nowMs = this.#centre.nowMs
    const kept = withoutLongClosed(this.known, this.#closedAtMs, nowMs)
    if (kept !== this.known) {
      this.known = kept
      this.#closedAtMs = new Map([...this.#closedAtMs].filter(([id]) => kept.has(id)))
    }
    for (const [id, at] of this.#arrivedAtMs) if (nowMs - at >= FRESH_MS) this.#arrivedAtMs.delete(id)
  }

  #stands(incident: Incident): boolean {
    return isInQueue(incident, this.#closedAtMs.get(incident.incident_id), this.#centre.nowMs)
  }

  /** Whether the desk at which this page sits watches it now; all are everybody's where it sits at none. */
  isOurs(incident: Incident): boolean {
    return isMine(this.#centre.watch.mine, incident.estate_zone_id)
  }

  #isAsked(incident: Incident): boolean {
    if (!isAmong(incident, this.filter, this.me)) return false
    // What is looked for, or one's own, is shown whoever watches it.
    if (this.words.trim() === '') return this.everyDesk || this.filter === 'mine' || this.isOurs(incident)
    const rules = incident.rules.map((rule) => ruleName(rule, this.#centre.lang))
    return isFound(this.words, [
      this.whom(incident), ...incident.plates ?? [], incident.province, incident.unit_id, incident.carrier, incident.permit_no, incident.trip_id,
      incident.reason_th, incident.reason_en, incident.assignee, ...rules,
    ])
  }

  #alertsOf(read: IncidentDetail): Alert[] {
    const alerts = new Map(read.alerts.map((alert) => [alert.alert_id, alert]))
    for (const id of read.alert_ids) {
      const live = this.#centre.alerts.get(id)
      if (live && live.version >= (alerts.get(id)?.version ?? 0)) alerts.set(id, live)
    }
    return [...alerts.values()]
  }

  #later(again: () => Promise<void>): void {
    setTimeout(() => { if (!this.#isStopped) void again() }, REPEAT_FAILED_MS)
  }
}
