/** What all maps of the page have alike: how they are moved, the theme's colours, texts once their fonts are here, tiles. */
import 'maplibre-gl/dist/maplibre-gl.css'
import * as maplibregl from 'maplibre-gl'
import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import { untilDone } from '../again'
import { onTheme } from '../theme'
import { OVER_TILES } from './base'
import { collection, type Feature } from './features'
import { fontsHere, hasFonts } from './fonts'
import { addIcons } from './icons'
import { textFields, withoutTexts } from './letters'
import { paletteNow } from './palette'
import { nameFilters } from './places'
import { paintChanges } from './style'
import { readTiles, tileLayers, type Tiles } from './tiles'

export interface FrameOptions extends Pick<maplibregl.MapOptions, 'bounds' | 'fitBoundsOptions' | 'center' | 'zoom' | 'maxZoom'> {
  container: HTMLElement
  isTest: boolean
  /** The whole style as it is to look now: in the language and the theme of now, always of the same layers. */
  style: () => StyleSpecification
}

export class Frame {
  readonly map: maplibregl.Map
  /** Whether it goes to a place without a way there. */
  readonly isCalm: boolean
  #style: () => StyleSpecification
  #shown: readonly LayerSpecification[]
  #isReady = false
  #later: (() => void)[] = []
  #tiles: Tiles | null = null
  #isAsked = false
  #areTilesShown = true
  #gone = new AbortController()

  constructor({ container, isTest, style, ...view }: FrameOptions) {
    maplibregl.setWorkerUrl(new URL(workerUrl, document.baseURI).href)
    this.isCalm = isTest || matchMedia('(prefers-reduced-motion: reduce)').matches
    this.#style = style
    const whole = style()
    this.#shown = whole.layers
    this.map = new maplibregl.Map({
      container, style: hasFonts() ? whole : { ...whole, layers: withoutTexts(whole.layers) }, minZoom: 4, dragRotate: false,
      pitchWithRotate: false, touchPitch: false, attributionControl: false, ...(isTest ? { fadeDuration: 0 } : {}), ...view,
    })
    this.map.keyboard.disableRotation()
    this.map.touchZoomRotate.disableRotation()
    this.map.addControl(new maplibregl.ScaleControl({ maxWidth: 110 }), 'bottom-right')
    this.map.on('load', () => {
      addIcons(this.map)
      this.#isReady = true
      for (const step of this.#later.splice(0)) step()
    })
    void fontsHere().then(() => this.do(() => this.redress()))
    this.#gone.signal.addEventListener('abort', onTheme(() => this.do(() => {
      addIcons(this.map)
      this.redress()
    })))
  }

  destroy(): void {
    this.#gone.abort()
    this.map.remove()
  }

  /** Does this as soon as the map has loaded. */
  do(step: () => void): void {
    if (this.#gone.signal.aborted) return
    if (this.#isReady) step()
    else this.#later.push(step)
  }

  /** Resolves when the map has loaded and may write. */
  async ready(): Promise<void> {
    await fontsHere()
    await new Promise<void>((resolve) => this.do(resolve))
  }

  /** Resolves when all that was shown so far is drawn. */
  async idle(): Promise<void> {
    await this.ready()
    if (this.map.loaded() && !this.map.isMoving()) this.map.triggerRepaint()
    await this.map.once('idle')
  }

  /** Gives every layer the colours and, where its font is here, the text that it has now. */
  redress(): void {
    const next = this.#layersNow()
    for (const { layer, property, value } of paintChanges(this.#shown, next)) {
      this.map.setPaintProperty(layer, property as never, value as never)
    }
    if (hasFonts()) for (const [layer, text] of textFields(next)) this.map.setLayoutProperty(layer, 'text-field', text)
    this.#shown = next
  }

  /** Puts these features in the place of what a source had. */
  show(source: string, features: Feature[]): void {
    this.do(() => void this.source(source).setData(collection(features)))
  }

  /** A source of features; only once the map has loaded. */
  source(name: string): maplibregl.GeoJSONSource {
    return this.map.getSource(name) as maplibregl.GeoJSONSource
  }

  /** Leaves these zones without a name of their own, since what lies above names them. */
  leaveNames(zoneIds: readonly string[]): void {
    this.do(() => {
      for (const [layer, filter] of nameFilters(zoneIds)) this.map.setFilter(layer, filter)
    })
  }

  /** Lays the tiles of this address over sea, land and rivers as soon as they can be read; an empty one names none. */
  setTiles(address: string): void {
    if (!address || this.#isAsked) return
    this.#isAsked = true
    void untilDone(() => readTiles(address, document.baseURI), this.#gone.signal).then((tiles) => {
      if (tiles) this.do(() => this.#lay(tiles))
    })
  }

  showTiles(areShown: boolean): void {
    this.#areTilesShown = areShown
    this.do(() => {
      if (this.#tiles) for (const { id } of tileLayers(this.#tiles, paletteNow())) this.map.setLayoutProperty(id, 'visibility', this.#visibility())
    })
  }

  #lay(tiles: Tiles): void {
    this.map.addSource('tiles', tiles.source)
    for (const layer of tileLayers(tiles, paletteNow())) {
      this.map.addLayer({ ...layer, layout: { ...layer.layout, visibility: this.#visibility() } } as LayerSpecification, OVER_TILES)
    }
    this.#tiles = tiles
    this.#shown = this.#layersNow()
  }

  #visibility(): 'visible' | 'none' {
    return this.#areTilesShown ? 'visible' : 'none'
  }

  #layersNow(): LayerSpecification[] {
    return [...this.#style().layers, ...(this.#tiles ? tileLayers(this.#tiles, paletteNow()) : [])]
  }
}
