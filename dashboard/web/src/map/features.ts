/** What is known, as GeoJSON for the map. Pure. */
import { corridorRings } from '../corridor'
import { type Look, lookOf, weightOf } from '../look'
import type { Alert, Permit, Position, Trip, Unit, ZoneFeature } from '../model'
import { type Progress, roadsOf } from '../progress'
import { severityLevel, URGENCIES } from '../queue'
import { msOf } from '../time'
import { TURNING } from './marks'

export type Feature = GeoJSON.Feature
export type Collection = GeoJSON.FeatureCollection

export const EMPTY: Collection = { type: 'FeatureCollection', features: [] }
const MOST_PULSES = 20
const METRES_PER_DEGREE = 111_195
const CIRCLE_STEPS = 48

export function collection(features: Feature[]): Collection {
  return { type: 'FeatureCollection', features }
}

/** Numbers for text ids, because the map wants numbers; one id keeps its number. */
export class Numbers {
  #known = new Map<string, number>()

  of(id: string): number {
    let number = this.#known.get(id)
    if (number === undefined) {
      number = this.#known.size + 1
      this.#known.set(id, number)
    }
    return number
  }
}

/** A truck with its look; without one given it is what it looked like at its newest position. */
export function unitFeature(unit: Unit, numbers: Numbers, look: Look = lookOf(unit, msOf(unit.utc_ts))): Feature {
  return {
    type: 'Feature',
    id: numbers.of(unit.unit_id),
    geometry: { type: 'Point', coordinates: [unit.lon, unit.lat] },
    properties: {
      unit_id: unit.unit_id,
      plate: unit.plate ?? unit.unit_id.slice(-6),
      state: unit.state,
      look,
      worst: weightOf(look),
      course: TURNING.has(unit.state) ? unit.course ?? 0 : 0,
      // Above others: the more urgent, then the more severe.
      rank: 10 * weightOf(look) + (unit.severity ? severityLevel(unit.severity) : 0),
    },
  }
}

/** Alerts that no known truck carries on the map, at their own place. */
export function placeAlertFeatures(
  alerts: Iterable<Alert>, units: ReadonlyMap<string, Unit>, numbers: Numbers,
): Feature[] {
  const features: Feature[] = []
  for (const alert of alerts) {
    if (alert.state !== 'open' || alert.lat == null || alert.lon == null) continue
    if (alert.unit_id && units.has(alert.unit_id)) continue
    features.push({
      type: 'Feature',
      id: numbers.of(`alert ${alert.alert_id}`),
      geometry: { type: 'Point', coordinates: [alert.lon, alert.lat] },
      properties: {
        alert_id: alert.alert_id, state: 'place', plate: alert.plate ?? '', course: 0, look: lookOfAlert(alert),
        worst: weightOf(lookOfAlert(alert)), rank: 10 * weightOf(lookOfAlert(alert)) + severityLevel(alert.severity),
      },
    })
  }
  return features
}

function lookOfAlert(alert: Alert): Look {
  return URGENCIES.includes(alert.urgency) ? alert.urgency : 'record'
}

/** The trucks that pulse: with an immediate alert, those of the newest alerts only. */
export function pulsingUnits(alerts: Iterable<Alert>, units: ReadonlyMap<string, Unit>): string[] {
  const newest = new Map<string, number>()
  for (const alert of alerts) {
    if (alert.state !== 'open' || alert.urgency !== 'immediate' || !alert.unit_id) continue
    if (units.get(alert.unit_id)?.urgency !== 'immediate') continue
    newest.set(alert.unit_id, Math.max(newest.get(alert.unit_id) ?? 0, msOf(alert.detected_at)))
  }
  return [...newest].sort((a, b) => b[1] - a[1]).slice(0, MOST_PULSES).map(([id]) => id)
}

const NAME_PREFIXES = /^(นิคมอุตสาหกรรม|เขตประกอบการอุตสาหกรรม|สวนอุตสาหกรรม)\s*|\s*Industrial (Estate|Park)\s*$/gi

/** A name short enough for the map: what all estates share is left out. */
export function shortName(name: string): string {
  return name.replace(NAME_PREFIXES, '').trim() || name
}

/** Areas and one labelled point for each zone; a point with a radius becomes a circle. */
export function zoneFeatures(zones: readonly ZoneFeature[]): { areas: Feature[]; points: Feature[] } {
  const areas: Feature[] = []
  const points: Feature[] = []
  zones.forEach((zone, n) => {
    const p = zone.properties
    const th = p.name_th ?? p.name_en ?? p.zone_id
    const en = p.name_en ?? p.name_th ?? p.zone_id
    const properties = { zone_id: p.zone_id, kind: p.kind, name_th: shortName(th), name_en: shortName(en) }
    const geometry = zone.geometry
    const area: GeoJSON.Geometry = geometry.type === 'Point'
      ? { type: 'Polygon', coordinates: [circle(geometry.coordinates, p.radius_m ?? 0)] }
      : geometry
    if (geometry.type !== 'Point' || (p.radius_m ?? 0) > 0) {
      areas.push({ type: 'Feature', id: n + 1, properties, geometry: area })
    }
    if (p.kind !== 'province') {
      points.push({ type: 'Feature', id: n + 1, properties, geometry: { type: 'Point', coordinates: middle(zone) } })
    }
  })
  return { areas, points }
}

function circle(centre: Position, radius_m: number): Position[] {
  const ky = METRES_PER_DEGREE
  const kx = ky * Math.cos((centre[1] * Math.PI) / 180)
  return Array.from({ length: CIRCLE_STEPS + 1 }, (_, n): Position => {
    const angle = (2 * Math.PI * (n % CIRCLE_STEPS)) / CIRCLE_STEPS
    return [centre[0] + (radius_m * Math.cos(angle)) / kx, centre[1] + (radius_m * Math.sin(angle)) / ky]
  })
}

/** A point for a zone's label: the centre of the box around its largest outline. */
export function middle(zone: ZoneFeature): Position {
  const geometry = zone.geometry
  if (geometry.type === 'Point') return geometry.coordinates
  const outlines = geometry.type === 'Polygon' ? [geometry.coordinates[0] ?? []] : geometry.coordinates.map((p) => p[0] ?? [])
  const boxes = outlines.map(boxOf).sort((a, b) => (b[2] - b[0]) * (b[3] - b[1]) - (a[2] - a[0]) * (a[3] - a[1]))
  const box = boxes[0] ?? [0, 0, 0, 0]
  return [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]
}

export type Box = [west: number, south: number, east: number, north: number]

/** The box around positions; infinite when there are none. */
export function boxOf(positions: Iterable<Position>): Box {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lon, lat] of positions) {
    box[0] = Math.min(box[0], lon)
    box[1] = Math.min(box[1], lat)
    box[2] = Math.max(box[2], lon)
    box[3] = Math.max(box[3], lat)
  }
  return box
}

/** The corridors of a permit, and the lines in their middle; of the one that is driven also how far. */
export function corridorFeatures(permit: Permit | null, progress: Progress | null = null): { areas: Feature[]; lines: Feature[] } {
  const areas: Feature[] = []
  const lines: Feature[] = []
  const line = (part: string, coordinates: Position[]): void => {
    if (coordinates.length > 1) {
      lines.push({ type: 'Feature', id: lines.length + 1, properties: { part }, geometry: { type: 'LineString', coordinates } })
    }
  }
  for (const road of roadsOf(permit)) {
    const { route_id, corridor_m, line: { coordinates } } = road.route
    const rings = ringsOf(road.route)
    if (rings.length > 0) {
      const geometry: GeoJSON.Polygon = { type: 'Polygon', coordinates: rings }
      areas.push({ type: 'Feature', id: areas.length + 1, properties: { route_id, corridor_m }, geometry })
    }
    line('whole', coordinates)
    if (progress?.route === road.route) line('done', road.upTo(progress.along_m))
  }
  return { areas, lines }
}

const rings = new WeakMap<Permit['routes'][number], Position[][]>()

/** A corridor's outline is dear to work out, and asked for again whenever its truck moves. */
function ringsOf(route: Permit['routes'][number]): Position[][] {
  const known = rings.get(route) ?? corridorRings(route.line.coordinates, route.corridor_m)
  rings.set(route, known)
  return known
}

/** Where the trip, else the permit, begins and may end, as far as these are known zones. */
export function endFeatures(permit: Permit | null, trip: Trip | null, zones: ReadonlyMap<string, ZoneFeature>): Feature[] {
  const origin = trip?.origin_zone_id ?? permit?.generator.zone_id
  const named = trip?.destination_zone_ids ?? (trip?.destination_zone_id ? [trip.destination_zone_id] : [])
  const destinations = named.length > 0 ? named : permit?.items.map((item) => item.processor.zone_id) ?? []
  const end = (kind: 'origin' | 'destination', zoneId: string | null | undefined): Feature[] => {
    const zone = zoneId ? zones.get(zoneId) : undefined
    if (!zone) return []
    const p = zone.properties
    return [{
      type: 'Feature', geometry: { type: 'Point', coordinates: middle(zone) },
      properties: {
        end: kind, zone_id: p.zone_id,
        name_th: shortName(p.name_th ?? p.name_en ?? p.zone_id), name_en: shortName(p.name_en ?? p.name_th ?? p.zone_id),
      },
    }]
  }
  return [...end('origin', origin), ...[...new Set(destinations)].flatMap((id) => end('destination', id))]
}
