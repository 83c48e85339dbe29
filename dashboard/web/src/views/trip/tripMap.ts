/** The map of one trip: its features go in, what a person points at comes out. */
import type { Map as MapLibre } from 'maplibre-gl'
import { boxOf, type Collection, corridorFeatures, zoneFeatures } from '../../map/features'
import { Frame } from '../../map/frame'
import type { Permit, Position, ZoneFeature } from '../../model'
import type { Lang } from '../../time'
import { tripStyle } from './mapStyle'

/** Room for the names at the ends, which stand beneath their places, and for the buttons. */
const PADDING_PX = { top: 44, bottom: 84, left: 64, right: 72 }
const CLOSEST_ZOOM = 14
const MAX_ZOOM = 17
const REACH_PX = 14

export interface TripMapEvents {
  /** The mouse is at a place; a fix within so many degrees of it is meant. */
  hover(lon: number, lat: number, within_deg: number): void
  leave(): void
  /** A pin was clicked, by its number in what was shown. */
  pin(number: number): void
}

export class TripMap {
  readonly map: MapLibre
  #frame: Frame
  #lang: Lang

  constructor(container: HTMLElement, lang: Lang, isTest: boolean, events: TripMapEvents) {
    this.#lang = lang
    this.#frame = new Frame({
      container, isTest, style: () => tripStyle(this.#lang), center: [101, 13.5], zoom: 7, maxZoom: MAX_ZOOM,
    })
    this.map = this.#frame.map
    this.map.on('mousemove', (event) => {
      const { lng, lat } = event.lngLat
      const aside = this.map.unproject([event.point.x + REACH_PX, event.point.y])
      events.hover(lng, lat, Math.abs(aside.lng - lng) * Math.cos((lat * Math.PI) / 180))
    })
    this.map.on('mouseout', () => events.leave())
    this.#frame.do(() => this.map.on('click', (event) => {
      const hit = this.map.queryRenderedFeatures(event.point, { layers: ['trip-stops', 'trip-alerts'] })[0]
      if (hit) events.pin(Number(hit.properties['pin']))
    }))
  }

  destroy(): void {
    this.#frame.destroy()
  }

  /** Resolves when all that was shown so far is drawn. */
  idle(): Promise<void> {
    return this.#frame.idle()
  }

  setLang(lang: Lang): void {
    this.#lang = lang
    this.#frame.do(() => this.#frame.redress())
  }

  setTiles(address: string): void {
    this.#frame.setTiles(address)
  }

  setZones(zones: readonly ZoneFeature[]): void {
    const { areas, points } = zoneFeatures(zones)
    this.#frame.show('zone-areas', areas)
    this.#frame.show('zone-points', points)
  }

  setCorridors(permits: readonly Permit[]): void {
    const drawn = permits.map((permit) => corridorFeatures(permit))
    this.#frame.show('corridors', drawn.flatMap((one) => one.areas))
    this.#frame.show('routes', drawn.flatMap((one) => one.lines))
  }

  /** Shows the ends of the trip, whose names stand for those of their zones. */
  setEnds(ends: Collection, zoneIds: readonly string[]): void {
    this.show('trip-ends', ends)
    this.#frame.leaveNames(zoneIds)
  }

  /** Shows what one of a trip's own sources holds. */
  show(name: 'trip-track' | 'trip-pins' | 'trip-ends' | 'trip-point', data: Collection): void {
    this.#frame.show(name, data.features)
  }

  fit(positions: Iterable<Position>): void {
    const box = boxOf(positions)
    if (!Number.isFinite(box[0])) return
    this.#frame.do(() => this.map.fitBounds(box, { padding: PADDING_PX, maxZoom: CLOSEST_ZOOM, animate: !this.#frame.isCalm, duration: 700 }))
  }

  /** Brings a place into view, where it is not; never closer than it is. */
  reveal(at: Position): void {
    this.#frame.do(() => {
      if (!this.map.getBounds().contains(at)) this.map.easeTo({ center: at, animate: !this.#frame.isCalm })
    })
  }

  goTo(at: Position): void {
    this.#frame.do(() => this.map.easeTo({ center: at, zoom: Math.max(13, this.map.getZoom()), animate: !this.#frame.isCalm }))
  }

  zoomBy(step: number): void {
    this.#frame.do(() => this.map.easeTo({ zoom: this.map.getZoom() + step, animate: !this.#frame.isCalm }))
  }
}
