/** What the desk has closed is no alarm any more, also while the breach goes on. */
import type { Incident } from './desk/model'
import type { Alert, Unit } from './model'
import { compareAlerts } from './queue'

/** An alert of this age has been gathered into an incident, so that one of none known is asked for. */
const GATHERED_MS = 30_000

/** The alerts of closed incidents; an alert of an incident that nobody knows of stays an alarm. */
export function settledAlerts(incidents: Iterable<Incident>): ReadonlySet<string> {
  const settled = new Set<string>()
  for (const incident of incidents) if (incident.state === 'closed') for (const id of incident.alert_ids) settled.add(id)
  return settled
}

/** The alerts without those that are settled. */
export function alarmsOf(alerts: ReadonlyMap<string, Alert>, settled: ReadonlySet<string>): ReadonlyMap<string, Alert> {
  return settled.size === 0 ? alerts : new Map([...alerts].filter(([id]) => !settled.has(id)))
}

/** The trucks, each in the alarm of what is not settled of it; of whom nothing is settled stays as it was told. */
export function inAlarm(
  units: ReadonlyMap<string, Unit>, alerts: ReadonlyMap<string, Alert>, settled: ReadonlySet<string>,
): ReadonlyMap<string, Unit> {
  const open = [...alerts.values()].filter((alert) => alert.state === 'open' && alert.unit_id)
  const calmed = new Set(open.flatMap((alert) => (settled.has(alert.alert_id) ? alert.unit_id ?? [] : [])))
  if (calmed.size === 0) return units
  const next = new Map(units)
  for (const id of calmed) {
    const unit = units.get(id)
    const [worst] = open.filter((alert) => alert.unit_id === id && !settled.has(alert.alert_id)).sort(compareAlerts)
    if (unit) next.set(id, { ...unit, urgency: worst?.urgency ?? null, severity: worst?.severity ?? null })
  }
  return next
}

/** The first open alert that should stand in an incident by now, and in none of those known; null where there is none. */
export function unplaced(
  alerts: Iterable<Alert>, incidents: Iterable<Incident>, asked: ReadonlySet<string>, nowMs: number,
): string | null {
  const placed = new Set([...incidents].flatMap((incident) => incident.alert_ids))
  for (const alert of alerts) {
    const isDue = nowMs - Date.parse(alert.detected_at) >= GATHERED_MS
    if (alert.state === 'open' && isDue && !placed.has(alert.alert_id) && !asked.has(alert.alert_id)) return alert.alert_id
  }
  return null
}
