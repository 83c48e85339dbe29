/** The map itself: what the page knows goes in, what a person clicks comes out. */
import 'maplibre-gl/dist/maplibre-gl.css'
import * as maplibregl from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import type { Alert, Fix, Permit, Position, Unit, ZoneFeature } from '../model'
import type { Lang } from '../time'
import {
  boxOf, type Box, collection, corridorFeatures, type Feature, Numbers, placeAlertFeatures, pulsingUnits, trackFeatures,
  unitFeature, zoneFeatures,
} from './features'
import { Feeder } from './feeder'
import { addIcons } from './icons'
import { CLUSTER_MAX_ZOOM, CLUSTER_RADIUS_PX, mapStyle, NAMED_LAYERS, nameOf } from './style'

const COUNTRY: Box = [97.3, 5.6, 105.7, 20.5]
/** Up to so many trucks, groups hold together up to this zoom: a small fleet falls apart into trucks early. */
const CLUSTER_TIERS: readonly [units: number, maxZoom: number][] = [[300, 5], [1500, 7], [Infinity, 8]]
const FLEET_MAX_ZOOM = 10.5
const FOCUS_MAX_ZOOM = 13
/** Clear of the legend on the left and the buttons on the right. */
const PADDING_PX = { top: 64, bottom: 56, left: 176, right: 84 }
/** Below this zoom marks are drawn small, else they would hide the country. */
const FAR_ZOOM = 7

export interface MapEvents {
  unit(unitId: string): void
  alert(alertId: string): void
  hover(unitId: string | null, x: number, y: number): void
}

export interface MapOptions { container: HTMLElement; lang: Lang; isTest: boolean; events: MapEvents }

/** Whether this browser can draw the map at all. */
export function hasWebGL(): boolean {
  try {
    return document.createElement('canvas').getContext('webgl2') !== null
  } catch {
    return false
  }
}

export class MapView {
  readonly map: maplibregl.Map
  #ready = false
  #later: (() => void)[] = []
  #numbers = new Numbers()
  #features = new Map<Unit, Feature>()
  #units: ReadonlyMap<string, Unit> = new Map()
  #alerts: ReadonlyMap<string, Alert> = new Map()
  #unitFeeder: Feeder | null = null
  #alertFeeder: Feeder | null = null
  #pulses = new Map<string, maplibregl.Marker>()
  #fitted = false
  #clusterMaxZoom = CLUSTER_MAX_ZOOM
  #calm: boolean

  constructor({ container, lang, isTest, events }: MapOptions) {
    maplibregl.setWorkerUrl(new URL(workerUrl, document.baseURI).href)
    this.#calm = isTest || matchMedia('(prefers-reduced-motion: reduce)').matches
    this.map = new maplibregl.Map({
      container,
      style: mapStyle(lang),
      bounds: COUNTRY,
      fitBoundsOptions: { padding: 24 },
      minZoom: 4,
      maxZoom: 17,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      attributionControl: false,
      ...(isTest ? { fadeDuration: 0 } : {}),
    })
    this.map.keyboard.disableRotation()
    this.map.touchZoomRotate.disableRotation()
    this.map.addControl(new maplibregl.ScaleControl({ maxWidth: 110 }), 'bottom-right')
    const markFar = (): void => void container.classList.toggle('far', this.map.getZoom() < FAR_ZOOM)
    this.map.on('zoom', markFar)
    markFar()
    this.map.on('load', () => {
      addIcons(this.map)
      this.#unitFeeder = new Feeder(this.#source('units'))
      this.#alertFeeder = new Feeder(this.#source('alerts'))
      this.#ready = true
      for (const step of this.#later.splice(0)) step()
    })
    this.#listen(events)
  }

  destroy(): void {
    this.map.remove()
  }

  /** Resolves when all that was shown so far is drawn. */
  async idle(): Promise<void> {
    await this.#whenReady()
    await this.#unitFeeder?.settled()
    await this.#alertFeeder?.settled()
    if (this.map.loaded() && !this.map.isMoving()) {
      this.map.triggerRepaint()
    }
    await this.map.once('idle')
  }

  setLang(lang: Lang): void {
    this.#do(() => {
      for (const layer of NAMED_LAYERS) this.map.setLayoutProperty(layer, 'text-field', nameOf(lang))
    })
  }

  setFleet(units: ReadonlyMap<string, Unit>, alerts: ReadonlyMap<string, Alert>): void {
    this.#units = units
    this.#alerts = alerts
    this.#do(() => this.#drawFleet())
  }

  setZones(zones: readonly ZoneFeature[]): void {
    this.#do(() => {
      const { areas, points } = zoneFeatures(zones)
      void this.#source('zone-areas').setData(collection(areas))
      void this.#source('zone-points').setData(collection(points))
    })
  }

  setCorridor(permit: Permit | null): void {
    this.#do(() => {
      const { areas, lines } = corridorFeatures(permit)
      void this.#source('corridors').setData(collection(areas))
      void this.#source('routes').setData(collection(lines))
    })
  }

  setTrack(fixes: readonly Fix[], alert: Alert | null): void {
    this.#do(() => void this.#source('track').setData(collection(trackFeatures(fixes, alert))))
  }

  /** Rings the chosen truck or place; null takes the ring away. */
  setChosen(at: Position | null): void {
    this.#do(() => void this.#source('chosen').setData(collection(at
      ? [{ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: at } }]
      : [])))
  }

  /** Moves so that all positions are seen, no closer than is useful. */
  fit(positions: Iterable<Position>, maxZoom = FOCUS_MAX_ZOOM): void {
    const box = boxOf(positions)
    if (!Number.isFinite(box[0])) return
    this.#do(() => this.map.fitBounds(box, { padding: PADDING_PX, maxZoom, animate: !this.#calm, duration: 900 }))
  }

  goTo(at: Position, minZoom = 12): void {
    this.#do(() => this.map.easeTo({ center: at, zoom: Math.max(minZoom, this.map.getZoom()), animate: !this.#calm }))
  }

  fitFleet(): void {
    const seen = [...this.#units.values()].filter((unit) => unit.state !== 'silent')
    const units = seen.length > 0 ? seen : [...this.#units.values()]
    if (units.length === 0) this.fitCountry()
    else this.fit(units.map((unit): Position => [unit.lon, unit.lat]), FLEET_MAX_ZOOM)
  }

  fitCountry(): void {
    this.#do(() => this.map.fitBounds(COUNTRY, { padding: 24, animate: !this.#calm }))
  }

  zoomBy(step: number): void {
    this.#do(() => this.map.easeTo({ zoom: this.map.getZoom() + step, animate: !this.#calm }))
  }

  #do(step: () => void): void {
    if (this.#ready) step()
    else this.#later.push(step)
  }

  #whenReady(): Promise<void> {
    return new Promise((resolve) => this.#do(resolve))
  }

  #source(name: string): maplibregl.GeoJSONSource {
    return this.map.getSource(name) as maplibregl.GeoJSONSource
  }

  #drawFleet(): void {
    const trucks = new Map<number, Feature>()
    const alerting = new Map<number, Feature>()
    const kept = new Map<Unit, Feature>()
    for (const unit of this.#units.values()) {
      const feature = this.#features.get(unit) ?? unitFeature(unit, this.#numbers)
      kept.set(unit, feature)
      ;(unit.urgency ? alerting : trucks).set(feature.id as number, feature)
    }
    this.#features = kept
    for (const feature of placeAlertFeatures(this.#alerts.values(), this.#units, this.#numbers)) {
      alerting.set(feature.id as number, feature)
    }
    const clusterMaxZoom = CLUSTER_TIERS.find(([most]) => this.#units.size <= most)?.[1] ?? CLUSTER_MAX_ZOOM
    if (clusterMaxZoom !== this.#clusterMaxZoom) {
      this.#clusterMaxZoom = clusterMaxZoom
      void this.#source('units').setClusterOptions({ cluster: true, clusterRadius: CLUSTER_RADIUS_PX, clusterMaxZoom })
    }
    this.#unitFeeder?.show(trucks)
    this.#alertFeeder?.show(alerting)
    this.#drawPulses()
    if (!this.#fitted && this.#units.size > 0) {
      this.#fitted = true
      this.fitFleet()
    }
  }

  #drawPulses(): void {
    const wanted = new Set(pulsingUnits(this.#alerts.values(), this.#units))
    for (const [id, marker] of this.#pulses) {
      if (wanted.has(id)) continue
      marker.remove()
      this.#pulses.delete(id)
    }
    for (const id of wanted) {
      const unit = this.#units.get(id)
      if (!unit) continue
      const at: Position = [unit.lon, unit.lat]
      const marker = this.#pulses.get(id)
      if (marker) marker.setLngLat(at)
      else {
        const element = document.createElement('div')
        element.className = 'pulse'
        element.append(document.createElement('span'))
        this.#pulses.set(id, new maplibregl.Marker({ element }).setLngLat(at).addTo(this.map))
      }
    }
  }

  #listen(events: MapEvents): void {
    const trucks = ['alert-trucks', 'trucks']
    this.map.on('click', (event) => {
      if (!this.#ready) return
      const reach = 6
      const { x, y } = event.point
      const hits = this.map.queryRenderedFeatures(
        [[x - reach, y - reach], [x + reach, y + reach]], { layers: [...trucks, 'clusters'] },
      )
      const hit = hits.find((f) => f.layer.id === 'alert-trucks') ?? hits[0]
      if (!hit) return
      const at = (hit.geometry as GeoJSON.Point).coordinates as Position
      if (hit.layer.id === 'clusters') void this.#openCluster(Number(hit.properties['cluster_id']), at)
      else if (hit.properties['unit_id']) events.unit(String(hit.properties['unit_id']))
      else if (hit.properties['alert_id']) events.alert(String(hit.properties['alert_id']))
    })
    this.map.on('mousemove', (event) => {
      if (!this.#ready) return
      const hit = this.map.queryRenderedFeatures(event.point, { layers: [...trucks, 'clusters'] })[0]
      this.map.getCanvas().style.cursor = hit ? 'pointer' : ''
      const unitId = hit?.properties['unit_id']
      events.hover(unitId ? String(unitId) : null, event.point.x, event.point.y)
    })
    this.map.on('mouseout', () => events.hover(null, 0, 0))
  }

  async #openCluster(clusterId: number, at: Position): Promise<void> {
    const zoom = await this.#source('units').getClusterExpansionZoom(clusterId)
    this.map.easeTo({ center: at, zoom: zoom + 0.2, animate: !this.#calm })
  }
}
