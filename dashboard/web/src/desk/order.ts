/** The order in which officers see incidents, which of them, and where the focus stays when it changes. */
import type { Alert, Urgency } from '../model'
import { CLOSED_LINGERS_MS, compareAlerts, SEVERITIES, URGENCIES } from '../queue'
import { msOf } from '../time'
import type { Incident } from './model'

/** Most urgent first, then most severe, then the one that has waited longest; the id settles the rest. */
export function compareIncidents(a: Incident, b: Incident): number {
  return (
    rank(URGENCIES, a.urgency) - rank(URGENCIES, b.urgency) ||
    rank(SEVERITIES, a.severity) - rank(SEVERITIES, b.severity) ||
    msOf(a.started_at) - msOf(b.started_at) ||
    (a.incident_id < b.incident_id ? -1 : a.incident_id > b.incident_id ? 1 : 0)
  )
}

function rank<T>(order: readonly T[], value: T): number {
  const at = order.indexOf(value)
  return at < 0 ? order.length : at
}

/** Whether a shelf holds it back at this time; one that is over holds nothing, also before the server says so. */
export function isShelved(incident: Incident, nowMs: number): boolean {
  return incident.shelf != null && msOf(incident.shelf.until) > nowMs
}

export type Filter = 'all' | 'new' | 'mine'
export const FILTERS: readonly Filter[] = ['all', 'new', 'mine']

/** Whether an incident is among those asked for; `me` is the name of the person at the page. */
export function isAmong(incident: Incident, filter: Filter, me: string | null): boolean {
  if (filter === 'new') return incident.state === 'new'
  if (filter === 'mine') return me !== null && incident.assignee === me
  return true
}

/** Whether every word of the search stands in one of the incident's words; blanks and hyphens of plates do not count. */
export function isFound(words: string, of: readonly (string | null | undefined)[]): boolean {
  const hay = of.map((word) => plain(word ?? '')).join('\n')
  return words.split(/\s+/).map(plain).every((word) => hay.includes(word))
}

function plain(word: string): string {
  return word.normalize('NFC').toLowerCase().replace(/[\s.-]/g, '')
}

export interface IncidentSection { urgency: Urgency; incidents: Incident[] }

/** Incidents in order and by urgency; an empty section is left out, an urgency that is not known stands with the last. */
export function incidentSections(incidents: Iterable<Incident>): IncidentSection[] {
  const shown = [...incidents].sort(compareIncidents)
  return URGENCIES.map((urgency) => ({
    urgency,
    incidents: shown.filter((i) => i.urgency === urgency || (urgency === 'record' && !URGENCIES.includes(i.urgency))),
  })).filter((section) => section.incidents.length > 0)
}

/** Whether an incident stands in the queue: open, or closed while the page was there and a moment ago. */
export function isInQueue(incident: Incident, closedAtMs: number | undefined, nowMs: number): boolean {
  if (incident.state !== 'closed') return !isShelved(incident, nowMs)
  return closedAtMs !== undefined && nowMs - closedAtMs < CLOSED_LINGERS_MS
}

/** Which one has the focus after the list changed: the same, else what now stands in its place; null in an empty list. */
export function focusAfter(before: readonly string[], after: readonly string[], focused: string): string | null {
  if (after.includes(focused)) return focused
  const place = Math.max(0, before.indexOf(focused))
  return after[Math.min(place, after.length - 1)] ?? null
}

const SURENESS: readonly Alert['certainty'][] = ['observed', 'likely', 'possible']

/** An incident's alerts in the server's own order, whose first is the one that it and the phone show: what goes on, what has ended, what was refuted; then the worst, the surest, the newest. */
export function alertsInOrder(alerts: readonly Alert[]): Alert[] {
  const standing = (one: Alert): number => (one.state === 'open' ? 0 : one.close_reason === 'late_evidence' ? 2 : 1)
  return [...alerts].sort((a, b) => standing(a) - standing(b) || compareAlerts(a, b, (one) => SURENESS.indexOf(one.certainty)))
}

/** The alert by which an incident is opened: the worst that is known, else the first it names. */
export function firstAlertId(incident: Incident, known: ReadonlyMap<string, Alert>): string | null {
  const own = incident.alert_ids.map((id) => known.get(id)).filter((alert) => alert !== undefined)
  return alertsInOrder(own)[0]?.alert_id ?? incident.alert_ids[0] ?? null
}
