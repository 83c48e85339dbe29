/** The outline of a registered place, to look up who was there. Pure. */
import type { Position, ZoneFeature } from '../../model'

const MOST_CORNERS = 200
const METRES_PER_DEGREE = 111_195
const CIRCLE_CORNERS = 24

/** Its corners, a circle around a point; null where it has several parts or more corners than may be asked for. */
export function outlineOf(zone: ZoneFeature): Position[] | null {
  const { geometry, properties } = zone
  if (properties.kind === 'province') return null
  if (geometry.type === 'Point') return properties.radius_m ? circle(geometry.coordinates, properties.radius_m) : null
  const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  const ring = parts.length === 1 ? parts[0]?.[0]?.slice(0, -1) : undefined
  return ring && ring.length >= 3 && ring.length <= MOST_CORNERS ? ring : null
}

function circle([lon, lat]: Position, radius_m: number): Position[] {
  const east = METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180)
  return Array.from({ length: CIRCLE_CORNERS }, (_, n): Position => {
    const angle = (2 * Math.PI * n) / CIRCLE_CORNERS
    return [lon + (radius_m * Math.cos(angle)) / east, lat + (radius_m * Math.sin(angle)) / METRES_PER_DEGREE]
  })
}
