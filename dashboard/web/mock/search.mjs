/** Look-ups, saved views and playback over the made-up fleet. */
import { iso } from './world.mjs'

const E5 = 1e5
const MINUTE_MS = 60_000

const plain = (text) => (text ?? '').toUpperCase().replace(/[๐-๙]/g, (d) => '๐๑๒๓๔๕๖๗๘๙'.indexOf(d)).replace(/[\s.-]/g, '')

export class Lookups {
  #views = []
  #nextView = 1

  constructor(world) {
    this.world = world
  }

  /** Whether the request was one of these, and has its answer. */
  async answered(request, response, url) {
    const [, path] = /^\/api\/v1\/(.*)$/.exec(url.pathname) ?? []
    if (!/^(lookups|views|playback)/.test(path ?? '')) return false
    let body = ''
    for await (const piece of request) body += piece
    const [status, answer] = this.#answer(request.method, path, url.searchParams, body ? JSON.parse(body) : null)
    response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' })
    response.end(answer === undefined ? '' : JSON.stringify(answer))
    return true
  }

  #answer(method, path, query, body) {
    if (path === 'lookups/area') return this.#area(body)
    if (path === 'lookups') return [200, this.#names(query.get('q') ?? '')]
    if (path === 'playback') return [200, this.#playback(query)]
    if (method === 'POST') {
      const view = { view_id: this.#nextView++, ...body, saved_at: iso(Date.now()) }
      this.#views = [...this.#views.filter((one) => one.name !== view.name), view]
      return [201, view]
    }
    if (method === 'DELETE') {
      this.#views = this.#views.filter((one) => String(one.view_id) !== path.split('/')[1])
      return [204, undefined]
    }
    return [200, { items: this.#views }]
  }

  /** Where a unit was so long ago: up and down its road all the time. */
  #placeAt(unit, backMs) {
    const road = this.world.roads[unit.roadNo]
    const around = 2 * road.length
    const m = (((unit.m - unit.way * (unit.kmh / 3.6) * (backMs / 1000)) % around) + around) % around
    return this.world.place({ ...unit, m: Math.min(m, around - m), side: 0, state: 'parked' })
  }

  #fixes(unit, fromMs, toMs) {
    const fixes = []
    for (let at = fromMs; at < Math.min(toMs, Date.now()); at += MINUTE_MS) {
      const share = (at - fromMs) / (toMs - fromMs)
      if (unit.n % 3 === 0 && share > 0.4 && share < 0.48) continue
      const { lon, lat } = this.#placeAt(unit, Date.now() - at)
      fixes.push({ at, lon, lat, speed: Math.round(unit.kmh) })
    }
    return fixes
  }

  #area({ polygon, from, to }) {
    const ring = polygon.coordinates[0]
    const crosses = (n, m) => {
      const [[ax, ay], [bx, by], [cx, cy], [dx, dy]] = [ring[n], ring[n + 1], ring[m], ring[m + 1]]
      const side = (px, py, qx, qy, rx, ry) => Math.sign((qx - px) * (ry - py) - (qy - py) * (rx - px))
      return side(ax, ay, bx, by, cx, cy) * side(ax, ay, bx, by, dx, dy) < 0 && side(cx, cy, dx, dy, ax, ay) * side(cx, cy, dx, dy, bx, by) < 0
    }
    for (let n = 0; n < ring.length - 1; n++) {
      for (let m = n + 2; m < ring.length - 1; m++) {
        if (!crosses(n, m)) continue
        return [400, {
          title: 'Bad Request', status: 400, detail: "parameter 'polygon': its outline crosses itself; draw the corners one after the other around the area",
          detail_th: "พารามิเตอร์ 'polygon': เส้นรอบพื้นที่ตัดกันเอง ให้วางมุมเรียงตามลำดับรอบพื้นที่",
        }]
      }
    }
    const inside = []
    const passed = []
    for (const unit of this.world.units) {
      const within = this.#fixes(unit, Date.parse(from), Date.parse(to)).filter((fix) => holds(ring, fix.lon, fix.lat))
      if (within.length === 0) continue
      const { unit_id, plate, province } = unit
      if (unit.n % 7 === 3) passed.push({ unit_id, plate, province, from_at: iso(within[0].at), to_at: iso(within[0].at + MINUTE_MS) })
      else inside.push({
        unit_id, plate, province, first_at: iso(within[0].at), last_at: iso(within.at(-1).at), fixes: within.length, trip_ids: unit.trip ? [unit.trip] : [], earlier_trucks: [],
      })
    }
    inside.sort((a, b) => (a.last_at < b.last_at ? 1 : -1))
    return [200, { inside, inside_count: inside.length, passed, passed_count: passed.length, received_to: null }]
  }

  #names(q) {
    const wanted = plain(q)
    const units = this.world.units.filter((unit) => plain(unit.plate).includes(wanted) || plain(unit.unit_id).includes(wanted))
    const permits = [...this.world.permits.values()]
    const named = permits.filter((permit) => plain(permit.permit_no).includes(wanted))
    const byWords = (factory) => [factory.name_th, factory.name_en, factory.factory_no].some((name) => plain(name).includes(wanted))
    const factories = [['generator', permits[0]?.generator], ['processor', permits[0]?.items[0].processor]].filter(([, one]) => one && byWords(one))
    return {
      normal: wanted,
      trucks: units.slice(0, 20).map((unit) => ({
        unit_id: unit.unit_id, plate: unit.plate, province: unit.province, carrier: unit.carrier, valid_from: '2026-01-01', valid_to: null,
        seen_at: iso(Date.now() - 20_000), by: plain(unit.plate).includes(wanted) ? 'plate' : 'unit',
      })),
      trips: units.filter((unit) => unit.trip).slice(0, 20).map((unit) => ({
        trip_id: unit.trip, unit_id: unit.unit_id, plate: unit.plate, province: unit.province, permit_no: unit.permit, state: 'on_the_way',
        started_at: iso(Date.now() - 45 * MINUTE_MS), by: 'plate',
      })),
      permits: named.slice(0, 20).map(({ permit_no, status, valid_from, valid_to, generator }) => ({
        permit_no, status, valid_from, valid_to, generator_th: generator.name_th, generator_en: generator.name_en,
      })),
      manifests: named.slice(0, 3).map((permit) => ({
        manifest_no: permit.permit_no.replace('กอ.1', 'MF'), permit_no: permit.permit_no, plate: permit.vehicles[0].plate,
        province: permit.vehicles[0].province, status: 'issued', planned_depart: iso(Date.now() - 50 * MINUTE_MS),
      })),
      factories: factories.map(([role, one]) => ({
        factory_no: one.factory_no, role, name_th: one.name_th, name_en: one.name_en, zone_id: one.zone_id, permits: permits.length,
        permit_nos: permits.slice(0, 5).map((permit) => permit.permit_no),
      })),
      more: units.length > 20 ? ['trucks', 'trips'] : [],
    }
  }

  #playback(query) {
    const [fromMs, toMs] = [Date.parse(query.get('from')), Date.parse(query.get('to'))]
    const asked = query.getAll('unit_id')
    const differences = (column) => column.map((value, n) => (n ? value - column[n - 1] : value))
    const units = asked.map((unitId) => {
      const unit = this.world.units.find((one) => one.unit_id === unitId)
      const fixes = unit ? this.#fixes(unit, fromMs, toMs) : []
      return {
        unit_id: unitId, plate: unit?.plate ?? null, province: unit?.province ?? null,
        t: differences(fixes.map((fix) => Math.round((fix.at - fromMs) / 1000))), lon: differences(fixes.map((fix) => Math.round(fix.lon * E5))),
        lat: differences(fixes.map((fix) => Math.round(fix.lat * E5))), speed: fixes.map((fix) => fix.speed),
      }
    })
    const alerts = [...this.world.alerts.values()].filter((alert) => asked.includes(alert.unit_id) && Date.parse(alert.started_at) >= fromMs)
    return { from: iso(fromMs), to: iso(toMs), step_s: asked.length > 5 ? 5 : 1, cut: false, units, alerts }
  }
}

function holds(ring, lon, lat) {
  let inside = false
  for (let n = 0; n + 1 < ring.length; n++) {
    const [[ax, ay], [bx, by]] = [ring[n], ring[n + 1]]
    if (ay > lat !== by > lat && lon < ((bx - ax) * (lat - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}
