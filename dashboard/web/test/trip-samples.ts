import type { Manifest, Row, SeenFix, Story } from '../src/views/trip/model'

export const START_MS = Date.parse('2026-11-21T07:00:00.000Z')

/** The time of a minute after the trip's beginning, as the server writes it. */
export function at(minute: number): string {
  return new Date(START_MS + minute * 60_000).toISOString()
}

export function seen(minute: number, part: Partial<SeenFix> = {}): SeenFix {
  return { utc_ts: at(minute), lat: 12.7, lon: 101 + minute / 100, speed_kmh: 60, off_m: 0, permitted: false, ...part }
}

export function row(kind: Row['kind'], from: number, to: number | null = from, part: Partial<Row> = {}): Row {
  return {
    kind, from: at(from), to: to === null ? null : at(to), lat: 12.7, lon: 101, zone_ids: [], since_before: false, ...part,
  }
}

export function gap(from: number, to: number, part: Partial<Row> = {}): Row {
  return row('gap', from, to, { to_lat: 12.8, to_lon: 101.2, km: 5, excused: false, ...part })
}

export function manifest(part: Partial<Manifest> = {}): Manifest {
  return {
    manifest_no: 'M-1', permit_no: 'กอ.1-2569-000417', item_no: 1, waste_code: '110302HA', waste_name_th: 'กากตะกอน', plate: '70-1234',
    province: 'ระยอง', status: 'issued', planned_depart: at(0), planned_arrive: null, received_at: null, quantity_t: 6,
    weigh_out_t: null, weigh_in_t: null, ...part,
  }
}

export function story(part: Partial<Story> = {}): Story {
  return {
    trip: {
      trip_id: 'T1', version: 3, state: 'completed', unit_id: 'u1', plate: '70-1234', province: 'ระยอง', permit_no: null,
      item_nos: [1], manifest_nos: [], origin_zone_id: 'G-1', started_at: at(0),
    },
    alerts: [], read_at: at(60), is_open: false, permits: [], manifests: [], vehicle: null, zones: [], timeline: [],
    unseen: { distance_km: 30, gaps: 0, unseen_s: 0, unseen_km: 0 }, margin_m: 200, fixes: [], fixes_in_all: 0, notes: [],
    ...part,
  }
}
