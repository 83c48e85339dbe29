/** A map for a page of its own: ground, names and zones as on the live map, and above them what the page shows. */
import type { LayerSpecification, Map as MapLibre, StyleSpecification } from 'maplibre-gl'
import type { Position, ZoneFeature } from '../model'
import type { Lang } from '../time'
import { boxOf, EMPTY, type Feature, zoneFeatures } from './features'
import { Frame } from './frame'
import { mapStyle } from './style'

/** What of the live map's sources is ground: whatever is not among these belongs to its fleet. */
const GROUND = new Set(['provinces', 'province-names', 'rivers', 'zone-areas', 'zone-points'])
const COUNTRY: [number, number, number, number] = [97.3, 5.6, 105.7, 20.5]
const PADDING_PX = 60
const FIT_MAX_ZOOM = 14
const MAX_ZOOM = 18

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
  readonly map: MapLibre
  #frame: Frame
  #lang: Lang

  constructor({ container, lang, isTest, layers }: PlainOptions) {
    this.#lang = lang
    this.#frame = new Frame({
      container, isTest, style: () => styleOf(this.#lang, layers), bounds: COUNTRY, fitBoundsOptions: { padding: 24 }, maxZoom: MAX_ZOOM,
    })
    this.map = this.#frame.map
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
    this.show('zone-areas', areas)
    this.show('zone-points', points)
  }

  /** Puts these features in the place of what a source had. */
  show(source: string, features: Feature[]): void {
    this.#frame.show(source, features)
  }

  /** Moves so that all positions are seen, no closer than is useful. */
  fit(positions: Iterable<Position>, maxZoom = FIT_MAX_ZOOM): void {
    const box = boxOf(positions)
    if (!Number.isFinite(box[0])) return
    this.#frame.do(() => this.map.fitBounds(box, { padding: PADDING_PX, maxZoom, animate: !this.#frame.isCalm, duration: 700 }))
  }

  /** Moves so that a position is in the middle, without a way there, and closer where it is further than this. */
  centreOn(at: Position, minZoom = 0): void {
    this.#frame.do(() => this.map.jumpTo({ center: at, zoom: Math.max(minZoom, this.map.getZoom()) }))
  }
}
