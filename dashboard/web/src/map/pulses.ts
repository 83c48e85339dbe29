/** The pulse around trucks in alarm: HTML over the map, so that the map is not drawn again for it. */
import { type Map as MapLibre, Marker } from 'maplibre-gl'
import type { Unit } from '../model'

export class Pulses {
  #markers = new Map<string, Marker>()

  constructor(private readonly map: MapLibre) {}

  /** Lets these pulse where they are, and no other. */
  show(unitIds: readonly string[], units: ReadonlyMap<string, Unit>): void {
    const wanted = new Set(unitIds)
    for (const [id, marker] of this.#markers) {
      if (wanted.has(id)) continue
      marker.remove()
      this.#markers.delete(id)
    }
    for (const id of wanted) {
      const unit = units.get(id)
      if (!unit) continue
      const marker = this.#markers.get(id)
      if (marker) marker.setLngLat([unit.lon, unit.lat])
      else this.#markers.set(id, new Marker({ element: ring() }).setLngLat([unit.lon, unit.lat]).addTo(this.map))
    }
  }
}

function ring(): HTMLElement {
  const element = document.createElement('div')
  element.className = 'pulse'
  element.append(document.createElement('span'))
  return element
}
