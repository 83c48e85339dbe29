/** A place of the road as a link to a map. */
import type { Spot } from './model'

export function mapHref({ lat, lon }: Spot): string {
  return `https://www.google.com/maps/search/?api=1&query=${lat.toFixed(6)}%2C${lon.toFixed(6)}`
}
