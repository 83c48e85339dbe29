/** How what arrives changes what is known. Every function returns a new map and leaves the old one alone. */
import type { Alert, CloudEvent, Unit } from './model'

/** A batch of changed units over what is known; a snapshot replaces all of it. */
export function mergeUnits(
  known: ReadonlyMap<string, Unit>, batch: readonly Unit[], isSnapshot: boolean,
): Map<string, Unit> {
  const next = isSnapshot ? new Map<string, Unit>() : new Map(known)
  for (const unit of batch) next.set(unit.unit_id, unit)
  return next
}

/** The alert that a live event tells of; whether it is open lies in the event's type. */
export function alertOf(event: CloudEvent<Omit<Alert, 'state'>>): Alert {
  return { ...event.data, state: event.type.endsWith('.closed') ? 'closed' : 'open' }
}

/** The highest version is the truth: an older or repeated one changes nothing. */
export function mergeAlert(known: ReadonlyMap<string, Alert>, alert: Alert): Map<string, Alert> {
  const next = new Map(known)
  const before = next.get(alert.alert_id)
  if (!before || alert.version > before.version) next.set(alert.alert_id, alert)
  return next
}

/**
 * The open alerts as the server lists them, over what is known. What the list does not have has closed unseen,
 * unless it came live (`touched`) while the list was on its way.
 */
export function reconcileAlerts(
  known: ReadonlyMap<string, Alert>, listed: readonly Alert[], touched: ReadonlySet<string>,
): Map<string, Alert> {
  const next = new Map<string, Alert>()
  for (const alert of listed) {
    const before = known.get(alert.alert_id)
    next.set(alert.alert_id, before && before.version > alert.version ? before : alert)
  }
  for (const [id, alert] of known) {
    if (!next.has(id) && (touched.has(id) || alert.state === 'closed')) next.set(id, alert)
  }
  return next
}
