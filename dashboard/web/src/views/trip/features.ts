/** A trip as GeoJSON for the map. Pure. */
import { collection, type Collection, type Feature, middle } from '../../map/features'
import type { Position, ZoneFeature } from '../../model'
import type { GapLine, Piece } from './pieces'
import type { Pointed, Row } from './model'

/** The pieces driven, each with its tone, and the gaps as straight lines of their own. */
export function trackCollection(pieces: readonly Piece[], gaps: readonly GapLine[]): Collection {
  const driven = pieces.map((piece): Feature => ({
    type: 'Feature', properties: { part: 'driven', tone: piece.tone },
    geometry: { type: 'LineString', coordinates: piece.fixes.map((fix) => [fix.lon, fix.lat]) },
  }))
  const unseen = gaps.map((gap): Feature => ({
    type: 'Feature', properties: { part: 'gap' }, geometry: { type: 'LineString', coordinates: [gap.from, gap.to] },
  }))
  return collection([...driven, ...unseen])
}

export interface Pin { row: Row; number: number; kind: 'stop' | 'stop-bad' | 'alert'; at: Position }

/** The stops, numbered in order as the timeline numbers them, and the alerts that have a place. */
export function pinsOf(rows: readonly Row[]): Pin[] {
  const pins: Pin[] = []
  let stops = 0
  for (const row of rows) {
    if (row.kind === 'stop') stops += 1
    if ((row.kind !== 'stop' && row.kind !== 'alert') || row.lat === null || row.lon === null) continue
    const kind = row.kind === 'alert' ? 'alert' : row.allowed ? 'stop' : 'stop-bad'
    pins.push({ row, number: row.kind === 'stop' ? stops : 0, kind, at: [row.lon, row.lat] })
  }
  return pins
}

export function pinCollection(pins: readonly Pin[]): Collection {
  return collection(pins.map((pin, n): Feature => ({
    type: 'Feature', id: n + 1,
    properties: { pin: n, kind: pin.kind, label: pin.number > 0 ? String(pin.number) : '' },
    geometry: { type: 'Point', coordinates: pin.at },
  })))
}

export interface End { kind: 'origin' | 'destination'; zone: ZoneFeature; at: Position }

/** The origin and the destinations among the zones of a trip: those reached, else those of its permits. */
export function endsOf(
  zones: readonly ZoneFeature[], originId: string | null, reached: readonly string[], planned: readonly string[],
): End[] {
  const destinations = reached.length > 0 ? reached : planned
  const ends: End[] = []
  for (const zone of zones) {
    const id = zone.properties.zone_id
    if (id === originId) ends.push({ kind: 'origin', zone, at: middle(zone) })
    else if (destinations.includes(id)) ends.push({ kind: 'destination', zone, at: middle(zone) })
  }
  return ends
}

export function endCollection(ends: readonly End[], nameOf: (end: End) => string): Collection {
  return collection(ends.map((end): Feature => ({
    type: 'Feature', properties: { kind: end.kind, name: nameOf(end) },
    geometry: { type: 'Point', coordinates: end.at },
  })))
}

export function pointCollection(pointed: Pointed | null): Collection {
  if (pointed === null || pointed.lat === null || pointed.lon === null) return collection([])
  return collection([{
    type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [pointed.lon, pointed.lat] },
  }])
}

/** The number of the place nearest to a position, within so many degrees; -1 when none is. */
export function nearestPlace(
  places: readonly { lat: number; lon: number }[], lon: number, lat: number, within_deg: number,
): number {
  const kx = Math.cos((lat * Math.PI) / 180)
  let found = -1
  let least = within_deg
  places.forEach((place, n) => {
    const away = Math.hypot((place.lon - lon) * kx, place.lat - lat)
    if (away <= least) {
      least = away
      found = n
    }
  })
  return found
}
