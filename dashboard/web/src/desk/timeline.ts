/** An incident's story in one line of time: what the system saw, and who did what. */
import type { Alert } from '../model'
import { msOf } from '../time'
import type { IncidentDetail, LogEntry, MergedIncident } from './model'

export type Moment =
  | { kind: 'alert_opened' | 'alert_closed'; atMs: number; key: string; alert: Alert }
  | { kind: 'act'; atMs: number; key: string; entry: LogEntry; of?: MergedIncident }

/** Oldest first, with what was done with merged incidents before; what happened at one time stands as alert, then person. */
export function timelineOf(incident: Pick<IncidentDetail, 'alerts' | 'log' | 'merged'> & { incident_id?: string }): Moment[] {
  const moments: Moment[] = []
  for (const alert of incident.alerts) {
    moments.push({ kind: 'alert_opened', atMs: msOf(alert.detected_at), key: `+${alert.alert_id}`, alert })
    const endedMs = msOf(alert.ended_at)
    if (alert.state === 'closed' && Number.isFinite(endedMs)) {
      moments.push({ kind: 'alert_closed', atMs: endedMs, key: `-${alert.alert_id}`, alert })
    }
  }
  const told = new Set(incident.alerts.map((alert) => alert.alert_id))
  for (const entry of incident.log) {
    // The alert that opened it or joined it tells that itself.
    if ((entry.act === 'open' || entry.act === 'join') && entry.alert_id && told.has(entry.alert_id)) continue
    moments.push({ kind: 'act', atMs: msOf(entry.at), key: `#${entry.seq}`, entry })
  }
  for (const part of incident.merged ?? []) {
    for (const entry of part.log) {
      if ((entry.act === 'open' || entry.act === 'join') && entry.alert_id && told.has(entry.alert_id)) continue
      // That it was merged stands in the log of the case too.
      if (entry.act === 'merge' && entry.other_id === incident.incident_id) continue
      moments.push({ kind: 'act', atMs: msOf(entry.at), key: `${part.incident_id}#${entry.seq}`, entry, of: part })
    }
  }
  return moments.sort((a, b) => a.atMs - b.atMs || Number(a.kind === 'act') - Number(b.kind === 'act'))
}
