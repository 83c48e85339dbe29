import type { Incident, IncidentDetail, LogEntry } from '../src/desk/model'

export function incident(part: Partial<Incident> = {}): Incident {
  return {
    incident_id: 'i1', version: 1, state: 'new', about: 'trip', trip_id: 't1', unit_id: 'u1', plate: '70-1234', province: 'ระยอง',
    urgency: 'immediate', severity: 'high', certainty: 'observed', rules: ['route-deviation'], alert_ids: ['a1'], open_alerts: 1,
    reason_th: 'ออกนอกเส้นทาง', reason_en: 'Off the route', started_at: '2026-11-21T07:00:00.000Z',
    detected_at: '2026-11-21T07:01:00.000Z', changed_at: '2026-11-21T07:01:00.000Z', acts: null, shelf: null, ...part,
  }
}

export function entry(part: Partial<LogEntry> = {}): LogEntry {
  return { seq: 1, at: '2026-11-21T07:02:00.000Z', who: 'วิภา', act: 'acknowledge', from: 'new', to: 'acknowledged', version: 2, ...part }
}

export function detail(part: Partial<IncidentDetail> = {}): IncidentDetail {
  return { ...incident(), alerts: [], log: [], ...part }
}
