import type { Alert, Fix, Unit } from '../src/model'

export function alert(part: Partial<Alert> = {}): Alert {
  return {
    alert_id: 'a1', version: 1, state: 'open', rule: 'route-deviation', severity: 'high', urgency: 'immediate',
    certainty: 'observed', unit_id: 'u1', started_at: '2026-11-21T07:00:00.000Z', detected_at: '2026-11-21T07:01:00.000Z',
    ended_at: null, lat: 13, lon: 101, reason_en: 'Off the route', reason_th: 'ออกนอกเส้นทาง', ...part,
  }
}

export function unit(part: Partial<Unit> = {}): Unit {
  return {
    unit_id: 'u1', plate: '70-1234', province: 'ระยอง', carrier: null, utc_ts: '2026-11-21T07:00:00.000Z',
    recv_utc_ts: '2026-11-21T07:00:01.000Z', lat: 13, lon: 101, speed: 50, course: 90, state: 'moving', trip_id: null,
    permit_no: null, urgency: null, severity: null, ...part,
  }
}

export function fix(utc_ts: string, lat = 13, lon = 101): Fix {
  return { utc_ts, lat, lon, speed: 50, course: 0 }
}
