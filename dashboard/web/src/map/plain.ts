/** A map for a page of its own: ground, names and zones as on the live map, and above them what the page shows. */
import 'maplibre-gl/dist/maplibre-gl.css'
import * as maplibregl from 'maplibre-gl'
import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import type { Position, ZoneFeature } from '../model'
import type { Lang } from '../time'
import { boxOf, collection, EMPTY, type Feature, zoneFeatures } from './features'
import { addIcons } from './icons'
import { mapStyle, NAMED_LAYERS, nameOf } from './style'

/** What of the live map's sources is ground: whatever is not among these belongs to its fleet. */
const GROUND = new Set(['provinces', 'province-names', 'rivers', 'zone-areas', 'zone-points'])
const COUNTRY: [number, number, number, number] = [97.3, 5.6, 105.7, 20.5]
const PADDING_PX = 60
const FIT_MAX_ZOOM = 14

/** A colour of the page by its name in `app.css`. */
export type Colour = (name: string) => string
/** The page's own layers, bottom up; each source that they name is one of features. */
export type Layers = (colour: Colour) => LayerSpecification[]

export interface PlainOptions {
  container: HTMLElement
  lang: Lang
  isTest: boolean
  layers: Layers
}

function colourNow(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

function styleOf(lang: Lang, layers: Layers): StyleSpecification {
  const base = mapStyle(lang)
  const own = layers(colourNow)
  const sources: StyleSpecification['sources'] = {}
  for (const [name, source] of Object.entries(base.sources)) if (GROUND.has(name)) sources[name] = source
  for (const layer of own) if ('source' in layer) sources[layer.source] = { type: 'geojson', data: EMPTY }
  const ground = base.layers.filter((layer) => !('source' in layer) || GROUND.has(layer.source))
  return { ...base, sources, layers: [...ground, ...own] }
}

export class PlainMap {
  readonly map: maplibregl.Map
  #ready = false
  #later: (() => void)[] = []
  #shown = new Map<string, Feature[]>()
  #calm: boolean
  #lang: Lang
  #zones: readonly ZoneFeature[] = []
  #watch: MutationObserver

  constructor({ container, lang, isTest, layers }: PlainOptions) {
    maplibregl.setWorkerUrl(new URL(workerUrl, document.baseURI).href)
    this.#calm = isTest || matchMedia('(prefers-reduced-motion: reduce)').matches
    this.#lang = lang
    this.map = new maplibregl.Map({
      container, style: styleOf(lang, layers), bounds: COUNTRY, fitBoundsOptions: { padding: 24 }, minZoom: 4, maxZoom: 18,
      dragRotate: false, pitchWithRotate: false, touchPitch: false, attributionControl: false,
      ...(isTest ? { fadeDuration: 0 } : {}),
    })
    this.map.keyboard.disableRotation()
    this.map.touchZoomRotate.disableRotation()
    this.map.addControl(new maplibregl.ScaleControl({ maxWidth: 110 }), 'bottom-right')
    this.map.on('load', () => {
      addIcons(this.map)
      this.#ready = true
      for (const step of this.#later.splice(0)) step()
    })
    // Another theme has other colours throughout: the style is made anew, and what is shown put into it again.
    this.#watch = new MutationObserver(() => this.#do(() => this.#dressAnew(layers)))
    this.#watch.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  }

  destroy(): void {
    this.#watch.disconnect()
    this.map.remove()
  }

  /** Resolves when all that was shown so far is drawn. */
  async idle(): Promise<void> {
    await new Promise<void>((resolve) => this.#do(resolve))
    this.map.triggerRepaint()
    await this.map.once('idle')
  }

  setLang(lang: Lang): void {
    this.#lang = lang
    this.#do(() => {
      for (const layer of NAMED_LAYERS) {
        if (this.map.getLayer(layer)) this.map.setLayoutProperty(layer, 'text-field', nameOf(lang))
      }
    })
  }

  setZones(zones: readonly ZoneFeature[]): void {
    this.#zones = zones
    const { areas, points } = zoneFeatures(zones)
    this.show('zone-areas', areas)
    this.show('zone-points', points)
  }

  /** Puts these features in the place of what a source had. */
  show(source: string, features: Feature[]): void {
    this.#shown.set(source, features)
    this.#do(() => void (this.map.getSource(source) as maplibregl.GeoJSONSource).setData(collection(features)))
  }

  /** Moves so that all positions are seen, no closer than is useful. */
  fit(positions: Iterable<Position>, maxZoom = FIT_MAX_ZOOM): void {
    const box = boxOf(positions)
    if (!Number.isFinite(box[0])) return
    this.#do(() => this.map.fitBounds(box, { padding: PADDING_PX, maxZoom, animate: !this.#calm, duration: 700 }))
  }

  /** Moves so that a position is in the middle, without a way there, and closer where it is further than this. */
  centreOn(at: Position, minZoom = 0): void {
    this.#do(() => this.map.jumpTo({ center: at, zoom: Math.max(minZoom, this.map.getZoom()) }))
  }

  #do(step: () => void): void {
    if (this.#ready) step()
    else this.#later.push(step)
  }

  #dressAnew(layers: Layers): void {
    this.#ready = false
    this.map.setStyle(styleOf(this.#lang, layers), { diff: false })
    this.map.once('style.load', () => {
      addIcons(this.map)
      this.#ready = true
      this.setZones(this.#zones)
      for (const [source, features] of this.#shown) this.show(source, features)
      for (const step of this.#later.splice(0)) step()
    })
  }
}
