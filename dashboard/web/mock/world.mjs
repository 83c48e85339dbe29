/** A made-up fleet for looking at the page: trucks on made-up roads between places near real estates. */

const M_PER_DEG = 111_195

/** Repeats: the same seed gives the same world. */
export function random(seed) {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const ESTATES = [
  ['E-MTP', 'นิคมอุตสาหกรรมมาบตาพุด', 'Map Ta Phut Industrial Estate', 101.146, 12.694, 2600],
  ['E-ESB', 'นิคมอุตสาหกรรมอีสเทิร์นซีบอร์ด', 'Eastern Seaboard Industrial Estate', 101.166, 12.985, 2000],
  ['E-LCB', 'นิคมอุตสาหกรรมแหลมฉบัง', 'Laem Chabang Industrial Estate', 100.906, 13.083, 1900],
  ['E-AMC', 'นิคมอุตสาหกรรมอมตะซิตี้ ชลบุรี', 'Amata City Chonburi Industrial Estate', 101.022, 13.43, 2600],
  ['E-PTG', 'นิคมอุตสาหกรรมปิ่นทอง', 'Pinthong Industrial Estate', 101.04, 13.117, 1300],
  ['E-GTC', 'นิคมอุตสาหกรรมเกตเวย์ ซิตี้', 'Gateway City Industrial Estate', 101.255, 13.577, 1600],
  ['E-BPO', 'นิคมอุตสาหกรรมบางปู', 'Bangpoo Industrial Estate', 100.655, 13.525, 1500],
  ['E-LKB', 'นิคมอุตสาหกรรมลาดกระบัง', 'Lat Krabang Industrial Estate', 100.789, 13.758, 1100],
]
const SITES = [
  ['G-1', 'generator', 'บจก. ปิโตรเคมีระยอง', 'Rayong Petrochemical', 101.155, 12.705, 450],
  ['G-2', 'generator', 'บจก. ชิ้นส่วนยานยนต์ตะวันออก', 'Eastern Auto Parts', 101.16, 12.99, 380],
  ['G-3', 'generator', 'บจก. ชุบโลหะชลบุรี', 'Chonburi Plating', 101.018, 13.44, 350],
  ['G-4', 'generator', 'บจก. อิเล็กทรอนิกส์แหลมฉบัง', 'Laem Chabang Electronics', 100.912, 13.09, 350],
  ['P-1', 'processor', 'ศูนย์กำจัดกากอุตสาหกรรมศรีราชา', 'Si Racha Waste Treatment Centre', 101.09, 13.2, 600],
  ['P-2', 'processor', 'โรงงานรีไซเคิลตัวทำละลายสระบุรี', 'Saraburi Solvent Recycling', 100.905, 14.39, 600],
  ['P-3', 'processor', 'เตาเผากากอุตสาหกรรมบางปู', 'Bangpoo Incinerator', 100.66, 13.535, 500],
  ['R-1', 'restricted', 'บ่อดินร้างหนองพะวา', 'Nong Phawa disused pit', 101.28, 12.92, 1500],
  ['S-1', 'rest_area', 'จุดพักรถหนองรี', 'Nong Ri rest area', 101.065, 13.33, 400],
  ['S-2', 'fuel', 'สถานีบริการน้ำมันปลวกแดง', 'Pluak Daeng fuel station', 101.2, 13.06, 250],
  ['S-3', 'weigh_station', 'ด่านชั่งน้ำหนักบางละมุง', 'Bang Lamung weigh station', 100.99, 12.98, 250],
]

/** Made-up roads: lines through these points, smoothed and roughened. */
const ROADS = [
  [[101.155, 12.705], [101.09, 12.78], [101.06, 12.87], [101.04, 12.98], [101.07, 13.08], [101.09, 13.2]],
  [[101.155, 12.705], [101.2, 12.8], [101.21, 12.92], [101.16, 12.99], [101.2, 13.06], [101.16, 13.14], [101.09, 13.2]],
  [[101.16, 12.99], [101.1, 13.08], [101.08, 13.22], [101.065, 13.33], [101.02, 13.44], [100.96, 13.6], [100.92, 13.8], [100.88, 14.1], [100.905, 14.39]],
  [[101.018, 13.44], [100.95, 13.5], [100.86, 13.56], [100.74, 13.55], [100.66, 13.535]],
  [[100.912, 13.09], [100.98, 13.13], [101.03, 13.12], [101.09, 13.2]],
  [[100.912, 13.09], [100.95, 13.2], [100.98, 13.33], [101.018, 13.44], [101.13, 13.52], [101.255, 13.577]],
  [[101.255, 13.577], [101.1, 13.66], [100.94, 13.72], [100.789, 13.758], [100.7, 13.66], [100.66, 13.535]],
  [[100.905, 14.39], [101.1, 14.55], [101.5, 14.75], [102.08, 14.97]],
]

const PROVINCES = ['ระยอง', 'ชลบุรี', 'ฉะเชิงเทรา', 'สมุทรปราการ']
const CARRIERS = ['บจก. ตะวันออกขนส่งกาก', 'หจก. ระยองโลจิสติกส์', 'บจก. สยามเวสต์ทรานสปอร์ต', 'บจก. ชลบุรีสิ่งแวดล้อม']

function smooth(points, rnd) {
  const out = []
  for (let i = 0; i < points.length - 1; i++) {
    const [a, b, c, d] = [points[Math.max(0, i - 1)], points[i], points[i + 1], points[Math.min(points.length - 1, i + 2)]]
    const steps = Math.max(4, Math.round((Math.hypot(c[0] - b[0], c[1] - b[1]) * M_PER_DEG) / 900))
    for (let s = 0; s < steps; s++) {
      const t = s / steps
      const at = (k) => 0.5 * (2 * b[k] + (c[k] - a[k]) * t + (2 * a[k] - 5 * b[k] + 4 * c[k] - d[k]) * t * t + (3 * b[k] - a[k] - 3 * c[k] + d[k]) * t ** 3)
      const wobble = s === 0 ? 0 : 0.0016
      out.push([at(0) + (rnd() - 0.5) * wobble, at(1) + (rnd() - 0.5) * wobble])
    }
  }
  out.push(points.at(-1))
  return out.map(([x, y]) => [Math.round(x * 1e6) / 1e6, Math.round(y * 1e6) / 1e6])
}

function measured(line) {
  const at = [0]
  for (let i = 1; i < line.length; i++) {
    const kx = Math.cos((line[i][1] * Math.PI) / 180)
    at.push(at[i - 1] + M_PER_DEG * Math.hypot((line[i][0] - line[i - 1][0]) * kx, line[i][1] - line[i - 1][1]))
  }
  return { line, at, length: at.at(-1) }
}

/** Position and course `m` metres along a road. */
function along(road, m) {
  const d = Math.min(road.length - 1, Math.max(0, m))
  let i = 1
  while (i < road.at.length - 1 && road.at[i] < d) i++
  const [a, b] = [road.line[i - 1], road.line[i]]
  const t = (d - road.at[i - 1]) / Math.max(1, road.at[i] - road.at[i - 1])
  const kx = Math.cos((a[1] * Math.PI) / 180)
  const course = (Math.atan2((b[0] - a[0]) * kx, b[1] - a[1]) * 180) / Math.PI
  return { lon: a[0] + (b[0] - a[0]) * t, lat: a[1] + (b[1] - a[1]) * t, course: (course + 360) % 360 }
}

export const iso = (ms) => new Date(ms).toISOString()

export class World {
  constructor(count = 60, seed = 7) {
    const rnd = random(seed)
    this.rnd = rnd
    this.roads = ROADS.map((road) => measured(smooth(road, rnd)))
    this.units = Array.from({ length: count }, (_, n) => {
      const roadNo = n % this.roads.length
      const road = this.roads[roadNo]
      const roll = rnd()
      return {
        n, roadNo, state: n < 8 ? 'moving' : roll < 0.6 ? 'moving' : roll < 0.75 ? 'idle' : roll < 0.9 ? 'parked' : 'silent',
        m: (0.15 + 0.7 * rnd()) * road.length, way: rnd() < 0.5 ? 1 : -1, kmh: 45 + 35 * rnd(), side: 0,
        unit_id: `043${'0001'}${String(860_000_000_000_000 + n * 7919).padStart(20, '0')}`,
        plate: `${70 + (n % 14)}-${String(1000 + Math.floor(rnd() * 8999))}`, province: PROVINCES[n % 4], carrier: CARRIERS[n % 4],
        trip: null, permit: null, urgency: null, severity: null, seenMs: 0, way_m: 0,
      }
    })
    this.permits = new Map()
    this.alerts = new Map()
    this.nextAlert = 1
    for (const unit of this.units) if (unit.n % 2 === 0) this.#permit(unit)
    // A depot: several trucks that no zoom parts.
    for (const unit of this.units) if (unit.n % 8 === 5 && unit.n < 50) Object.assign(unit, { state: 'parked', roadNo: 5, m: 15_000, side: 300 })
  }

  #permit(unit) {
    const no = `กอ.1-2569-${String(417 + unit.n).padStart(6, '0')}`
    const road = this.roads[unit.roadNo]
    unit.permit = no
    unit.trip = `T-${unit.n}`
    this.permits.set(no, {
      permit_no: no, status: 'approved', valid_from: '2026-01-01', valid_to: '2026-12-31',
      generator: { factory_no: '72190300225401', name_th: 'บจก. ปิโตรเคมีระยอง', name_en: 'Rayong Petrochemical', zone_id: 'G-1' },
      items: [{
        item_no: 1, waste_code: '110302HA', waste_name_th: 'กากตะกอนปนเปื้อนโลหะหนัก', management_code: '072', quantity_t: 120,
        monthly_t: Array(12).fill(10), consent: 'accepted',
        processor: { factory_no: '3-106-5/50ชบ', name_th: 'ศูนย์กำจัดกากอุตสาหกรรมศรีราชา', name_en: 'Si Racha Waste Treatment Centre', zone_id: 'P-1' },
      }],
      routes: [{ route_id: 'R1', item_nos: [1], corridor_m: 500, line: { type: 'LineString', coordinates: road.line } }],
      vehicles: [{ plate: unit.plate, province: unit.province }], allowed_stop_zone_ids: [], time_windows: [],
    })
  }

  /** Where a unit is (or was `backS` seconds ago), its way off the road included. */
  place(unit, backS = 0) {
    const road = this.roads[unit.roadNo]
    const moved = unit.state === 'moving' ? (unit.kmh / 3.6) * backS : 0
    const at = along(road, unit.m - unit.way * moved)
    const off = unit.side ? Math.max(0, unit.side - backS * 3.2) : 0
    return {
      lon: at.lon + off / M_PER_DEG / Math.cos((at.lat * Math.PI) / 180), lat: at.lat + (off * 0.25) / M_PER_DEG,
      course: unit.way > 0 ? at.course : (at.course + 180) % 360,
    }
  }

  /** Time passes: who moves, moves. */
  step(seconds) {
    for (const unit of this.units) {
      if (unit.state !== 'moving') continue
      const road = this.roads[unit.roadNo]
      unit.m += unit.way * (unit.kmh / 3.6) * seconds
      if (unit.m > road.length - 200 || unit.m < 200) unit.way *= -1
    }
  }

  unit(unit, nowMs) {
    const at = this.place(unit)
    const lagMs = unit.state === 'silent' ? 26 * 60_000 : unit.n % 13 === 9 ? 4 * 60_000 : unit.state === 'moving' ? 2000 : 20_000
    return {
      unit_id: unit.unit_id, plate: unit.plate, province: unit.province, carrier: unit.carrier,
      utc_ts: iso(nowMs - lagMs), recv_utc_ts: iso(nowMs - lagMs + 1200), lat: at.lat, lon: at.lon,
      speed: unit.state === 'moving' ? unit.kmh : 0, course: at.course, state: unit.state, trip_id: unit.trip,
      permit_no: unit.permit, urgency: unit.urgency, severity: unit.severity,
    }
  }

  track(unitId, nowMs) {
    const unit = this.units.find((u) => u.unit_id === unitId)
    if (!unit) return []
    const fixes = []
    for (let back = 2700; back >= 0; back -= 30) {
      if (back > 1300 && back < 1700) continue // nobody saw it
      const at = this.place(unit, back)
      fixes.push({ utc_ts: iso(nowMs - back * 1000), recv_utc_ts: iso(nowMs - back * 1000 + 1500), lat: at.lat, lon: at.lon, speed: unit.kmh, course: at.course, fix: 1 })
    }
    return fixes
  }

  trip(unit, nowMs) {
    return {
      trip_id: unit.trip, version: 1, state: 'on_the_way', unit_id: unit.unit_id, plate: unit.plate, province: unit.province,
      permit_no: unit.permit, item_nos: [1], manifest_nos: [], generator_factory_no: '72190300225401', origin_zone_id: 'G-1',
      started_at: iso(nowMs - 45 * 60_000), history: [], alerts: [],
    }
  }

  alert(unit, kind, nowMs, sinceS) {
    const at = this.place(unit, Math.min(sinceS, 300))
    const pings = Array.from({ length: 6 }, (_, i) => {
      const backS = Math.max(0, sinceS - i * 30)
      const p = this.place(unit, backS)
      return { utc_ts: iso(nowMs - backS * 1000), recv_utc_ts: iso(nowMs - backS * 1000 + 1400), lat: p.lat, lon: p.lon, speed: unit.state === 'moving' ? unit.kmh : 0 }
    })
    const id = `a${String(this.nextAlert++).padStart(4, '0')}c9e1f27b`
    const alert = {
      alert_id: id, version: 1, state: 'open', rule: kind.rule, severity: kind.severity, urgency: kind.urgency, certainty: kind.certainty,
      trip_id: unit.trip, unit_id: unit.unit_id, plate: unit.plate, province: unit.province, permit_no: unit.permit, zone_id: kind.zone_id ?? null,
      started_at: iso(nowMs - sinceS * 1000), detected_at: iso(nowMs - sinceS * 1000 + 32_000),
      ended_at: kind.fact ? iso(nowMs - sinceS * 1000) : null, lat: at.lat, lon: at.lon,
      reason_en: kind.en, reason_th: kind.th, late: false,
      evidence: { thresholds: kind.thresholds, measured: kind.measured, pings },
    }
    this.alerts.set(id, alert)
    unit.urgency = kind.urgency
    unit.severity = kind.severity
    return alert
  }

  zones() {
    const point = ([zone_id, kind, name_th, name_en, lon, lat, radius_m]) => ({
      type: 'Feature', properties: { zone_id, kind, name_th, name_en, factory_no: null, radius_m }, geometry: { type: 'Point', coordinates: [lon, lat] },
    })
    return {
      type: 'FeatureCollection',
      features: [...ESTATES.map(([id, th, en, ...rest]) => point([id, 'estate', th, en, ...rest])), ...SITES.map(point)],
    }
  }
}

export const KINDS = [
  {
    rule: 'route-deviation', severity: 'high', urgency: 'immediate', certainty: 'observed',
    th: 'รถออกห่างจากเส้นทางที่ได้รับอนุญาต 1,240 เมตร เกินระยะที่ยอมรับได้ 700 เมตร ต่อเนื่อง 6 พิกัด',
    en: 'The truck is 1,240 m from its permitted route; 700 m is allowed. Seen in 6 positions in a row.',
    thresholds: { corridor_m: 500, margin_m: 200, fixes: 2 }, measured: { from_route_m: 1240.4, beyond_corridor_m: 740.4, fixes: 6 },
  },
  {
    rule: 'unauthorised-stop', severity: 'high', urgency: 'immediate', certainty: 'observed',
    th: 'รถจอดนอกเส้นทางและนอกจุดที่ได้รับอนุญาตนาน 14 นาที เกินเกณฑ์ 5 นาที',
    en: 'The truck has stood off its route and outside every permitted place for 14 min; 5 min is allowed.',
    thresholds: { off_corridor_min: 5, on_corridor_min: 20, high_min: 60 }, measured: { minutes: 14.0, off_corridor: true, fixes: 15 },
  },
  {
    rule: 'undeclared-trip', severity: 'critical', urgency: 'immediate', certainty: 'likely', fact: true, zone_id: 'G-2',
    th: 'รถออกจากโรงงานต้นทางหลังจอด 32 นาที โดยไม่มีใบกำกับการขนส่งที่เปิดอยู่',
    en: 'The truck left the waste generator after standing there for 32 min with no open manifest.',
    thresholds: { stop_min: 10 }, measured: { stop_min: 32.0, reason: 'no_manifest' },
  },
  {
    rule: 'signal-lost', severity: 'warning', urgency: 'today', certainty: 'possible',
    th: 'ไม่ได้รับสัญญาณจากเครื่อง GPS นาน 8 นาที ระหว่างขนส่ง',
    en: 'No signal from the GPS device for 8 min while on a trip.',
    thresholds: { warning_min: 5.5, high_min: 15, critical_min: 30 }, measured: { silent_min: 8.2, vendor_outage: false },
  },
  {
    rule: 'restricted-zone', severity: 'warning', urgency: 'today', certainty: 'observed', zone_id: 'R-1',
    th: 'รถวิ่งผ่านพื้นที่เฝ้าระวัง บ่อดินร้างหนองพะวา',
    en: 'The truck passed through a restricted area, Nong Phawa disused pit.',
    thresholds: { leave_min: 10, path_gap_s: 300 }, measured: { stopped: false },
  },
  {
    rule: 'permit-invalid', severity: 'critical', urgency: 'today', certainty: 'likely', fact: true,
    th: 'ใบอนุญาตหมดอายุเมื่อ 31 ธ.ค. 2568 ก่อนวันที่รถออกจากโรงงาน',
    en: 'The permit expired on 31 Dec 2568 BE, before the truck left.',
    thresholds: { valid_from: '2025-01-01', valid_to: '2025-12-31' }, measured: { fault: 'expired' },
  },
]
