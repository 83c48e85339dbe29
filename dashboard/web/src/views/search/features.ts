/** A drawn area and the way of a chosen truck, as GeoJSON for the map. Pure. */
import type { Feature } from '../../map/features'
import type { Position, Unit } from '../../model'
import { gapPieces, type Track } from '../playback/tracks'
import { polygonOf } from './corners'

/** The corners with their numbers, from two on the outline, from three on the area. */
export function areaFeatures(corners: readonly Position[]): Feature[] {
  const points = corners.map((at, n): Feature => ({
    type: 'Feature', properties: { part: 'corner', n: String(n + 1) }, geometry: { type: 'Point', coordinates: [...at] },
  }))
  if (corners.length < 2) return points
  const [part, geometry] = corners.length === 2
    ? ['edge', { type: 'LineString', coordinates: corners.map((at) => [...at]) } as const] as const
    : ['area', polygonOf(corners)] as const
  return [{ type: 'Feature', properties: { part }, geometry }, ...points]
}

/** Trucks where they are now, by their plates. */
export function foundFeatures(units: readonly Unit[]): Feature[] {
  return units.map((unit) => ({
    type: 'Feature', geometry: { type: 'Point', coordinates: [unit.lon, unit.lat] },
    properties: { plate: unit.plate ?? unit.unit_id.slice(-6), state: unit.state, course: unit.state === 'moving' ? unit.course ?? 0 : 0 },
  }))
}

/** The whole way, broken where nobody saw it, and each fix. */
export function wayFeatures(track: Track): Feature[] {
  const lines = gapPieces(track).map((piece): Feature => ({
    type: 'Feature', properties: { part: piece.kind }, geometry: { type: 'LineString', coordinates: piece.line },
  }))
  const fixes = track.places.map((at): Feature => ({
    type: 'Feature', properties: { part: 'fix' }, geometry: { type: 'Point', coordinates: at },
  }))
  return [...lines, ...fixes]
}
