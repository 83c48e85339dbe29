/** The order in which officers see alerts. */
import type { Alert, Severity, Urgency } from './model'
import { msOf } from './time'

export const URGENCIES: readonly Urgency[] = ['immediate', 'today', 'record']
export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'warning', 'info']

/** How long an alert that closed stays to be seen before it leaves the queue. */
export const CLOSED_LINGERS_MS = 120_000

/** 1 (info) to 4 (critical). */
export function severityLevel(severity: Severity): number {
  return SEVERITIES.length - Math.max(0, SEVERITIES.indexOf(severity))
}

/** Most urgent first, then most severe, then by what else counts (less first), then newest; the id settles the rest, so the order never jumps. */
export function compareAlerts(a: Alert, b: Alert, counts: (alert: Alert) => number = () => 0): number {
  return (
    rank(URGENCIES, a.urgency) - rank(URGENCIES, b.urgency) ||
    rank(SEVERITIES, a.severity) - rank(SEVERITIES, b.severity) ||
    counts(a) - counts(b) ||
    msOf(b.detected_at) - msOf(a.detected_at) ||
    (a.alert_id < b.alert_id ? -1 : a.alert_id > b.alert_id ? 1 : 0)
  )
}

function rank<T>(order: readonly T[], value: T): number {
  const at = order.indexOf(value)
  return at < 0 ? order.length : at
}

export interface Section { urgency: Urgency; alerts: Alert[] }

/** Open alerts, and those closed a moment ago, in order and by urgency; an empty section is left out. */
export function sectionsOf(alerts: Iterable<Alert>, closedAtMs: ReadonlyMap<string, number>, nowMs: number): Section[] {
  const shown = [...alerts].filter((alert) => isShown(alert, closedAtMs, nowMs)).sort(compareAlerts)
  return URGENCIES.map((urgency) => ({
    urgency,
    // An urgency this page does not know yet is shown with the last section rather than lost.
    alerts: shown.filter((a) => a.urgency === urgency || (urgency === 'record' && !URGENCIES.includes(a.urgency))),
  })).filter((section) => section.alerts.length > 0)
}

function isShown(alert: Alert, closedAtMs: ReadonlyMap<string, number>, nowMs: number): boolean {
  if (alert.state === 'open') return true
  const closedAt = closedAtMs.get(alert.alert_id)
  return closedAt !== undefined && nowMs - closedAt < CLOSED_LINGERS_MS
}

/** The alert `step` places from `current` in `order`; the first one when there is no current one. */
export function neighbour(order: readonly string[], current: string | null, step: 1 | -1): string | null {
  if (order.length === 0) return null
  const at = current === null ? -1 : order.indexOf(current)
  if (at < 0) return order[0] ?? null
  return order[Math.min(order.length - 1, Math.max(0, at + step))] ?? null
}
