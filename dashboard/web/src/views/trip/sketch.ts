/** A trip on a plain piece of paper, for browsers that draw no map: places in degrees to places in a box. Pure. */
import { boxOf } from '../../map/features'
import type { Position } from '../../model'

export interface Paper { width: number; height: number; margin: number }

export type Place = (lon: number, lat: number) => [x: number, y: number]

/** Puts positions on paper, north up, true to scale at their middle; null where there are none. */
export function placer(positions: readonly Position[], paper: Paper): Place | null {
  const [west, south, east, north] = boxOf(positions)
  if (!Number.isFinite(west)) return null
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const wide = Math.max(1e-9, (east - west) * shrink)
  const high = Math.max(1e-9, north - south)
  const inner = { width: paper.width - 2 * paper.margin, height: paper.height - 2 * paper.margin }
  const scale = Math.min(inner.width / wide, inner.height / high)
  const middle = { lon: (west + east) / 2, lat: (south + north) / 2 }
  return (lon, lat) => [
    paper.width / 2 + (lon - middle.lon) * shrink * scale, paper.height / 2 + (middle.lat - lat) * scale,
  ]
}

/** The points of an SVG polyline. */
export function pointsOf(positions: readonly Position[], place: Place): string {
  return positions.map(([lon, lat]) => place(lon, lat).map((px) => px.toFixed(1)).join(',')).join(' ')
}
