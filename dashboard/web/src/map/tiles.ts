/** Tiles of a server, where the settings name one: the only thing that the page asks of another machine. */
import type { Map as MapLibre, RasterSourceSpecification } from 'maplibre-gl'
import { OVER_TILES, tileLayer } from './base'
import { paletteNow } from './palette'

const TILE_PX = 256
const MAX_ZOOM = 19

/** The map's source for an address as the settings have it, seen from the page; null where they have none. */
export function tileSource(address: string, page: string): RasterSourceSpecification | null {
  if (!address) return null
  // An address keeps its blanks for zoom, column and row, which a URL may not have.
  const url = new URL(address, page).href.replace(/%7B/gi, '{').replace(/%7D/gi, '}')
  return { type: 'raster', tiles: [url], tileSize: TILE_PX, maxzoom: MAX_ZOOM }
}

/** Lays the tiles of this address under a map that has loaded; once. */
export function addTiles(map: MapLibre, address: string): void {
  const source = tileSource(address, document.baseURI)
  if (!source || map.getSource('tiles')) return
  map.addSource('tiles', source)
  map.addLayer(tileLayer(paletteNow()), OVER_TILES)
}
