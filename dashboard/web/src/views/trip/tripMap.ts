/** The map of one trip: its features go in, what a person points at comes out. */
import 'maplibre-gl/dist/maplibre-gl.css'
import * as maplibregl from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import { boxOf, collection, type Collection, corridorFeatures, zoneFeatures } from '../../map/features'
import { addIcons } from '../../map/icons'
import { type Palette, paletteNow } from '../../map/palette'
import { NAMED_LAYERS, nameOf, paintChanges } from '../../map/style'
import type { Permit, Position, ZoneFeature } from '../../model'
import { onTheme } from '../../theme'
import type { Lang } from '../../time'
import { tripStyle } from './mapStyle'

/** Room for the names at the ends, which stand beneath their places, and for the buttons. */
const PADDING_PX = { top: 44, bottom: 84, left: 64, right: 72 }
const CLOSEST_ZOOM = 14
const REACH_PX = 14

export interface TripMapEvents {
  /** The mouse is at a place; a fix within so many degrees of it is meant. */
  hover(lon: number, lat: number, within_deg: number): void
  leave(): void
  /** A pin was clicked, by its number in what was shown. */
  pin(number: number): void
}

export class TripMap {
  readonly map: maplibregl.Map
  #ready = false
  #later: (() => void)[] = []
  #calm: boolean
  #palette: Palette = paletteNow()
  #endTheme: () => void

  constructor(container: HTMLElement, lang: Lang, isTest: boolean, events: TripMapEvents) {
    maplibregl.setWorkerUrl(new URL(workerUrl, document.baseURI).href)
    this.#calm = isTest || matchMedia('(prefers-reduced-motion: reduce)').matches
    this.map = new maplibregl.Map({
      container, style: tripStyle(lang), center: [101, 13.5], zoom: 7, minZoom: 4, maxZoom: 17, dragRotate: false,
      pitchWithRotate: false, touchPitch: false, attributionControl: false, ...(isTest ? { fadeDuration: 0 } : {}),
    })
    this.map.keyboard.disableRotation()
    this.map.touchZoomRotate.disableRotation()
    this.map.addControl(new maplibregl.ScaleControl({ maxWidth: 110 }), 'bottom-right')
    this.map.on('load', () => {
      addIcons(this.map)
      this.#ready = true
      for (const step of this.#later.splice(0)) step()
    })
    this.#endTheme = onTheme(() => this.#do(() => this.#repaint(lang)))
    this.map.on('mousemove', (event) => {
      const { lng, lat } = event.lngLat
      const aside = this.map.unproject([event.point.x + REACH_PX, event.point.y])
      events.hover(lng, lat, Math.abs(aside.lng - lng) * Math.cos((lat * Math.PI) / 180))
    })
    this.map.on('mouseout', () => events.leave())
    this.map.on('click', (event) => {
      if (!this.#ready) return
      const hit = this.map.queryRenderedFeatures(event.point, { layers: ['trip-stops', 'trip-alerts'] })[0]
      if (hit) events.pin(Number(hit.properties['pin']))
    })
  }

  destroy(): void {
    this.#endTheme()
    this.map.remove()
  }

  /** Resolves when all that was shown so far is drawn. */
  async idle(): Promise<void> {
    await new Promise<void>((resolve) => this.#do(resolve))
    this.map.triggerRepaint()
    await this.map.once('idle')
  }

  setLang(lang: Lang): void {
    this.#do(() => {
      for (const layer of NAMED_LAYERS) this.map.setLayoutProperty(layer, 'text-field', nameOf(lang))
    })
  }

  setZones(zones: readonly ZoneFeature[]): void {
    const { areas, points } = zoneFeatures(zones)
    this.#show('zone-areas', collection(areas))
    this.#show('zone-points', collection(points))
  }

  setCorridors(permits: readonly Permit[]): void {
    const drawn = permits.map((permit) => corridorFeatures(permit))
    this.#show('corridors', collection(drawn.flatMap((one) => one.areas)))
    this.#show('routes', collection(drawn.flatMap((one) => one.lines)))
  }

  /** Shows what one of a trip's own sources holds. */
  show(name: 'trip-track' | 'trip-pins' | 'trip-ends' | 'trip-point', data: Collection): void {
    this.#show(name, data)
  }

  fit(positions: Iterable<Position>): void {
    const box = boxOf(positions)
    if (!Number.isFinite(box[0])) return
    this.#do(() => this.map.fitBounds(box, { padding: PADDING_PX, maxZoom: CLOSEST_ZOOM, animate: !this.#calm, duration: 700 }))
  }

  /** Brings a place into view, where it is not; never closer than it is. */
  reveal(at: Position): void {
    this.#do(() => {
      if (!this.map.getBounds().contains(at)) this.map.easeTo({ center: at, animate: !this.#calm })
    })
  }

  goTo(at: Position): void {
    this.#do(() => this.map.easeTo({ center: at, zoom: Math.max(13, this.map.getZoom()), animate: !this.#calm }))
  }

  zoomBy(step: number): void {
    this.#do(() => this.map.easeTo({ zoom: this.map.getZoom() + step, animate: !this.#calm }))
  }

  #show(name: string, data: Collection): void {
    this.#do(() => void (this.map.getSource(name) as maplibregl.GeoJSONSource).setData(data))
  }

  #repaint(lang: Lang): void {
    const next = paletteNow()
    addIcons(this.map, next)
    for (const { layer, property, value } of paintChanges(tripStyle(lang, this.#palette).layers, tripStyle(lang, next).layers)) {
      this.map.setPaintProperty(layer, property as never, value as never)
    }
    this.#palette = next
  }

  #do(step: () => void): void {
    if (this.#ready) step()
    else this.#later.push(step)
  }
}
