/** A made-up trip's story: a truck on its road, with a stop in the fields, a gap, a rest, and its alerts. */
import { iso } from './world.mjs'

const MINUTE_MS = 60_000
const LASTED_MIN = 75
const OFF_M = 1240

/** What `GET trips/{trip_id}/story` answers of a unit of the world. */
export function story(world, unit, nowMs) {
  const startMs = nowMs - LASTED_MIN * MINUTE_MS
  const at = (minute) => iso(startMs + minute * MINUTE_MS)
  const road = world.roads[unit.roadNo]
  const fixes = []
  for (let minute = -15; minute <= LASTED_MIN; minute += 0.5) {
    if (minute > 40 && minute < 52) continue
    fixes.push({ utc_ts: at(minute), ...fixAt(world, road, minute) })
  }
  const place = (minute) => {
    const { lat, lon } = fixAt(world, road, minute)
    return { lat, lon }
  }
  const row = (kind, from, to, more = {}) => ({ kind, from: at(from), to: to === null ? null : at(to), ...place(from), zone_ids: [], since_before: false, ...more })
  const alerts = [...world.alerts.values()].filter((alert) => alert.unit_id === unit.unit_id)
  const gapEnd = place(52)
  const timeline = [
    row('loading', -15, -0.5, { zone_ids: ['G-1'], since_before: true }),
    row('departure', 0, 0, { zone_ids: ['G-1'] }),
    row('driving', 0, 20, { km: 17.2 }),
    row('stop', 20, 29, { allowed: false, off_corridor: true }),
    row('driving', 29, 60, { km: 24.6 }),
    row('gap', 40, 52, { to_lat: gapEnd.lat, to_lon: gapEnd.lon, km: 9.1, excused: false }),
    row('stop', 60, 68, { allowed: true, off_corridor: false, zone_ids: ['S-1'] }),
    row('driving', 68, null, { km: 5.8 }),
    ...alerts.map((alert) => ({ kind: 'alert', from: alert.started_at, to: alert.ended_at, lat: alert.lat, lon: alert.lon, zone_ids: [], alert_id: alert.alert_id, since_before: false })),
  ].sort((one, other) => (one.from < other.from ? -1 : 1))
  const permit = world.permits.get(unit.permit)
  const zoneIds = new Set(['G-1', 'P-1', 'S-1'])
  return {
    trip: { ...world.trip(unit, nowMs), started_at: at(0), item_nos: [1], manifest_nos: ['M-2569-004417'] },
    alerts, read_at: iso(nowMs), is_open: true, permits: permit ? [permit] : [],
    manifests: [{
      manifest_no: 'M-2569-004417', permit_no: unit.permit, item_no: 1, waste_code: '110302HA', waste_name_th: 'กากตะกอนปนเปื้อนโลหะหนัก',
      plate: unit.plate, province: unit.province, status: 'issued', planned_depart: at(0), planned_arrive: at(90), received_at: null,
      quantity_t: 6, weigh_out_t: 6.12, weigh_in_t: null,
    }],
    vehicle: {
      unit_id: unit.unit_id, plate: unit.plate, province: unit.province, carrier: unit.carrier, vehicle_type: 'รถบรรทุกสิบล้อ',
      valid_from: '2026-01-01', valid_to: null,
    },
    zones: world.zones().features.filter((zone) => zoneIds.has(zone.properties.zone_id)),
    timeline, unseen: { distance_km: 47.6, gaps: 1, unseen_s: 720, unseen_km: 9.1 }, margin_m: 200, fixes, fixes_in_all: fixes.length, notes: [],
  }
}

/** Where the truck was so many minutes after it left: along its road, off it from minute 18 to 31. */
function fixAt(world, road, minute) {
  const stands = minute < 0 || (minute >= 20 && minute < 29) || (minute >= 60 && minute < 68)
  const driven = Math.max(0, minute - Math.max(0, Math.min(9, minute - 20)) - Math.max(0, Math.min(8, minute - 60)))
  const share = 0.05 + (0.6 * driven) / 58
  const n = Math.min(road.line.length - 1, Math.floor(share * road.line.length))
  const [lon, lat] = road.line[n]
  const off_m = minute >= 18 && minute <= 31 ? OFF_M * Math.min(1, (minute - 18) / 2, (31 - minute) / 2) : 0
  return {
    lat: lat + off_m / 111_195, lon, speed_kmh: stands ? 0 : 52 + 14 * Math.sin(minute * 1.7),
    off_m: Math.max(0, off_m - 500), permitted: minute < 0 || (minute >= 60 && minute < 68),
  }
}
