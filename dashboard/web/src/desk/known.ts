/** How what arrives of incidents changes what is known, and what the queue shows when the server has none. */
import type { Connection } from '../live'
import { CLOSED_LINGERS_MS } from '../queue'
import type { Incident, IncidentDetail } from './model'

/**
 * An older version changes nothing; what a person may do stays known where it was told for the same version. What was
 * merged is known as part of its case alone; to who sees a case in part, its alerts say what has become part of it.
 */
export function mergeIncident(known: ReadonlyMap<string, Incident>, incident: Incident): Map<string, Incident> {
  const next = new Map(known)
  const before = next.get(incident.incident_id)
  if (before && before.version > incident.version) return next
  if (incident.merged_into) {
    next.delete(incident.incident_id)
    return next
  }
  const alerts = new Set(incident.alert_ids)
  for (const other of known.values()) {
    if (other.incident_id !== incident.incident_id && other.alert_ids.some((id) => alerts.has(id))) next.delete(other.incident_id)
  }
  const acts = incident.acts ?? (before?.version === incident.version ? before.acts : null)
  next.set(incident.incident_id, { ...incident, acts: acts ?? null })
  return next
}

/**
 * The open incidents as the server lists them, over what is known. What the list does not have has closed unseen,
 * unless it came live (`touched`) while the list was on its way.
 */
export function reconcileIncidents(
  known: ReadonlyMap<string, Incident>, listed: readonly Incident[], touched: ReadonlySet<string>,
): Map<string, Incident> {
  const next = new Map<string, Incident>()
  for (const incident of listed) {
    const before = known.get(incident.incident_id)
    next.set(incident.incident_id, before && before.version > incident.version ? before : incident)
  }
  for (const [id, incident] of known) {
    if (!next.has(id) && (touched.has(id) || incident.state === 'closed')) next.set(id, incident)
  }
  return next
}

/**
 * Without those that closed long enough ago to have left the queue, so that a wall that runs for months stays small. While an
 * alert of it goes on a closed one stays known, as it says that this is no alarm.
 */
export function withoutLongClosed(
  known: ReadonlyMap<string, Incident>, closedAtMs: ReadonlyMap<string, number>, nowMs: number,
): ReadonlyMap<string, Incident> {
  const isGone = (i: Incident): boolean =>
    i.state === 'closed' && i.open_alerts === 0 && nowMs - (closedAtMs.get(i.incident_id) ?? nowMs) >= CLOSED_LINGERS_MS
  const gone = [...known.values()].filter(isGone)
  if (gone.length === 0) return known
  const next = new Map(known)
  for (const incident of gone) next.delete(incident.incident_id)
  return next
}

/** An opened incident as newest known: what is read of it alone, such as its log, and over that what came live since. */
export function detailOver(read: IncidentDetail, live: Incident | undefined): IncidentDetail {
  // What an alert's mere update changes comes with the same version.
  if (!live || live.version < read.version) return read
  return {
    ...live, first_th: read.first_th ?? null, first_en: read.first_en ?? null, alerts: read.alerts, log: read.log, merged: read.merged ?? [],
  }
}

/** `closed`: the server does not let this person see incidents. */
export type ListFailure = 'no' | 'missing' | 'closed' | 'failed'
export type QueueShows = 'loading' | 'incidents' | 'alerts_missing' | 'alerts_closed' | 'alerts_failed'

/**
 * What the queue shows. Without a line to the server nothing newer is to be had of alerts either, so that incidents
 * which are known stay; with one, a list that cannot be read gives way to the alerts.
 */
export function queueShows(isRead: boolean, failure: ListFailure, connection: Connection): QueueShows {
  if (failure === 'missing') return 'alerts_missing'
  if (failure === 'closed') return 'alerts_closed'
  if (failure === 'failed' && !(isRead && connection !== 'live')) return 'alerts_failed'
  return isRead ? 'incidents' : 'loading'
}
