/** The map itself: what the page knows goes in, what a person clicks comes out. */
import type { Map as MapLibre } from 'maplibre-gl'
import type { Alert, Fix, Permit, Position, Trip, Unit, ZoneFeature } from '../model'
import type { Progress } from '../progress'
import type { Lang } from '../time'
import { Crowd } from './crowd'
import { boxOf, type Box, corridorFeatures, endFeatures, pulsingUnits, zoneFeatures } from './features'
import { Frame } from './frame'
import { type HitEvents, listen, MAX_ZOOM } from './hits'
import { Pacer } from './pacer'
import { Pulses } from './pulses'
import { mapStyle } from './style'
import { hiddenKinds, type Switch, visibilities } from './switches'
import { trackFeatures } from './trail'

const COUNTRY: Box = [97.3, 5.6, 105.7, 20.5]
const FLEET_MAX_ZOOM = 10.5
const FOCUS_MAX_ZOOM = 13
/** Clear of the buttons on the right. */
const PADDING_PX = { top: 64, bottom: 56, left: 40, right: 84 }
/** What is shown keeps at least so much of the map's width. */
const LEAST_PX = 160
/** Below this zoom marks are drawn small, else they would hide the country. */
const FAR_ZOOM = 7
const DRAW_EVERY_MS = 1000

export interface MapOptions { container: HTMLElement; lang: Lang; isTest: boolean; events: HitEvents }

/** Whether this browser can draw the map at all. */
export function hasWebGL(): boolean {
  try {
    return document.createElement('canvas').getContext('webgl2') !== null
  } catch {
    return false
  }
}

export class MapView {
  readonly map: MapLibre
  #frame: Frame
  #lang: Lang
  #units: ReadonlyMap<string, Unit> = new Map()
  #alerts: ReadonlyMap<string, Alert> = new Map()
  #nowMs = 0
  #zones: readonly ZoneFeature[] = []
  #hidden: ReadonlySet<Switch> = new Set()
  #crowd: Crowd | null = null
  #pulses: Pulses
  #pacer: Pacer
  /** Whether it went anywhere yet; if nobody asks for a place, to the fleet once that is there. */
  #fitted = false
  #covered_px = { left: 0, right: 0 }
  #ends: (() => void)[] = []

  constructor({ container, lang, isTest, events }: MapOptions) {
    this.#lang = lang
    this.#frame = new Frame({
      container, isTest, style: () => mapStyle(this.#lang), bounds: COUNTRY, fitBoundsOptions: { padding: 24 }, maxZoom: MAX_ZOOM,
    })
    this.map = this.#frame.map
    const markFar = (): void => void container.classList.toggle('far', this.map.getZoom() < FAR_ZOOM)
    this.map.on('zoom', markFar)
    markFar()
    this.#pulses = new Pulses(this.map)
    this.#pacer = new Pacer(DRAW_EVERY_MS, () => this.#drawFleet())
    this.#frame.do(() => { this.#crowd = new Crowd(this.#frame.source('units'), this.#frame.source('alerts')) })
    listen(this.map, events, (center, zoom) => this.map.easeTo({ center, zoom, animate: !this.#frame.isCalm }))
    // What is not seen is not drawn; it is made up for as soon as it is looked at.
    const seen = (): void => { if (!document.hidden) this.#pacer.wish() }
    document.addEventListener('visibilitychange', seen)
    this.#ends.push(() => document.removeEventListener('visibilitychange', seen), () => this.#pacer.stop())
  }

  destroy(): void {
    for (const end of this.#ends) end()
    this.#frame.destroy()
  }

  /** Resolves when all that was shown so far is drawn. */
  async idle(): Promise<void> {
    await this.#frame.ready()
    await this.#crowd?.settled()
    await this.#frame.idle()
  }

  setLang(lang: Lang): void {
    this.#lang = lang
    this.#frame.do(() => this.#frame.redress())
  }

  /** Takes what is known now, by the server's clock; it is drawn at most once a second. */
  setFleet(units: ReadonlyMap<string, Unit>, alerts: ReadonlyMap<string, Alert>, nowMs: number): void {
    this.#units = units
    this.#alerts = alerts
    this.#nowMs = nowMs
    this.#frame.do(() => this.#pacer.wish())
  }

  setZones(zones: readonly ZoneFeature[]): void {
    this.#zones = zones
    this.#drawZones()
  }

  /** Takes these off the map and shows all others. */
  setHidden(hidden: ReadonlySet<Switch>): void {
    this.#hidden = hidden
    this.#frame.showTiles(!hidden.has('tiles'))
    this.#frame.do(() => {
      for (const [layer, isShown] of visibilities(hidden)) {
        this.map.setLayoutProperty(layer, 'visibility', isShown ? 'visible' : 'none')
      }
    })
    this.#drawZones()
  }

  setTiles(address: string): void {
    this.#frame.setTiles(address)
  }

  setCorridor(permit: Permit | null): void {
    this.#frame.show('corridors', corridorFeatures(permit).areas)
  }

  /** The permitted routes, and of the one that is driven how far. */
  setRoutes(permit: Permit | null, progress: Progress | null): void {
    this.#frame.show('routes', corridorFeatures(permit, progress).lines)
  }

  /** Where the chosen trip begins and ends, with names that stand for those of the zones. */
  setEnds(permit: Permit | null, trip: Trip | null, zones: ReadonlyMap<string, ZoneFeature>): void {
    const ends = endFeatures(permit, trip, zones)
    this.#frame.show('ends', ends)
    this.#frame.leaveNames(ends.map((end) => String(end.properties?.['zone_id'])))
  }

  setTrack(fixes: readonly Fix[], alert: Alert | null, permit: Permit | null): void {
    this.#frame.show('track', trackFeatures(fixes, alert, permit))
  }

  /** Rings the chosen truck or place and writes its plate where its own would stand, over all others; null takes both away. */
  setChosen(at: Position | null, plate: string, isAlarm: boolean): void {
    this.#frame.show('chosen', at ? [{ type: 'Feature', properties: { plate, alarm: isAlarm }, geometry: { type: 'Point', coordinates: at } }] : [])
  }

  /** So much of the map's sides lies under the legend and under a panel. */
  setCovered(left: number, right: number): void {
    this.#covered_px = { left, right }
  }

  /** Moves so that a position is in the middle of what nothing covers. */
  centreOn(position: Position): void {
    const { left, right } = this.#covered_px
    const offset: [number, number] = [(left - right) / 2, 0]
    this.#frame.do(() => this.map.easeTo({ center: position, offset, animate: !this.#frame.isCalm, duration: 400 }))
  }

  /** Moves so that all positions are seen, no closer than is useful. */
  fit(positions: Iterable<Position>, maxZoom = FOCUS_MAX_ZOOM): void {
    const box = boxOf(positions)
    if (!Number.isFinite(box[0])) return
    // Who asked for a place, as a link does, is not taken from it when the fleet comes.
    this.#fitted = true
    this.#frame.do(() => this.map.fitBounds(box, { padding: this.#padding(), maxZoom, animate: !this.#frame.isCalm, duration: 900 }))
  }

  fitFleet(): void {
    const seen = [...this.#units.values()].filter((unit) => unit.state !== 'silent')
    const units = seen.length > 0 ? seen : [...this.#units.values()]
    if (units.length === 0) this.fitCountry()
    else this.fit(units.map((unit): Position => [unit.lon, unit.lat]), FLEET_MAX_ZOOM)
  }

  fitCountry(): void {
    this.#frame.do(() => this.map.fitBounds(COUNTRY, { padding: 24, animate: !this.#frame.isCalm }))
  }

  zoomBy(step: number): void {
    this.#frame.do(() => this.map.easeTo({ zoom: this.map.getZoom() + step, animate: !this.#frame.isCalm }))
  }

  /** The box of what is seen now. */
  bounds(): Box {
    const seen = this.map.getBounds()
    return [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()]
  }

  #padding(): { top: number; bottom: number; left: number; right: number } {
    const right = PADDING_PX.right + this.#covered_px.right
    const left = PADDING_PX.left + this.#covered_px.left
    const isTight = this.map.getContainer().clientWidth - right - left < LEAST_PX
    return { ...PADDING_PX, right, left: isTight ? PADDING_PX.left : left }
  }

  #drawZones(): void {
    const kinds = hiddenKinds(this.#hidden)
    const { areas, points } = zoneFeatures(this.#zones.filter((zone) => !kinds.has(zone.properties.kind)))
    this.#frame.show('zone-areas', areas)
    this.#frame.show('zone-points', points)
  }

  #drawFleet(): void {
    if (document.hidden) return
    const alone = this.#crowd?.show(this.#units, this.#alerts.values(), this.#nowMs) ?? false
    this.#pulses.show(alone ? pulsingUnits(this.#alerts.values(), this.#units) : [], this.#units)
    if (!this.#fitted && this.#units.size > 0) {
      this.#fitted = true
      this.fitFleet()
    }
  }
}
