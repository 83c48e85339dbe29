/** The corners of a drawn area: as typed, as kept in the address, as GeoJSON. Pure. */
import type { Position } from '../../model'

const DIGITS = 5

/** A corner as people read it, latitude first: `13.73512, 100.74321`. */
export function cornerText([lon, lat]: Position): string {
  return `${lat.toFixed(DIGITS)}, ${lon.toFixed(DIGITS)}`
}

/** The corner that was typed, latitude first; null where it is none. */
export function cornerOf(text: string): Position | null {
  const match = /^\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text)
  if (!match) return null
  const [lat, lon] = [Number(match[1]), Number(match[2])]
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? [lon, lat] : null
}

/** The corners as they stand in an address: `13.7,100.7;13.8,100.7;…`. */
export function writeCorners(corners: readonly Position[]): string {
  return corners.map(([lon, lat]) => `${Number(lat.toFixed(DIGITS))},${Number(lon.toFixed(DIGITS))}`).join(';')
}

/** The corners of an address; what is none of them is left out. */
export function readCorners(text: string | null): Position[] {
  return (text ?? '').split(';').map(cornerOf).filter((corner) => corner !== null)
}

/** A GeoJSON polygon of corners in their order. */
export function polygonOf(corners: readonly Position[]): { type: 'Polygon'; coordinates: Position[][] } {
  const first = corners[0]
  return { type: 'Polygon', coordinates: [first ? [...corners, first] : []] }
}
