/** Tiles, where the settings name some: the only thing that the page asks of another machine. */
import type { LayerSpecification, RasterSourceSpecification, VectorSourceSpecification } from 'maplibre-gl'
import { type Palette, palettes } from './palette'

const TILE_PX = 256
const MAX_ZOOM = 19
const PMTILES = 'pmtiles://'

export interface Tiles {
  source: RasterSourceSpecification | VectorSourceSpecification
  /** The layers that vector tiles have, by name; none of pictures. */
  parts: readonly string[]
}

/** The file that an address of the settings names, seen from the page; null where it is tiles of a server. */
export function archiveOf(address: string, page: string): string | null {
  const isNamedSo = address.startsWith(PMTILES)
  const url = new URL(isNamedSo ? address.slice(PMTILES.length) : address, page)
  return isNamedSo || url.pathname.endsWith('.pmtiles') ? url.href : null
}

/** The map's source for tiles of a server, at an address as the settings have it, seen from the page. */
export function tileSource(address: string, page: string): RasterSourceSpecification {
  // An address keeps its blanks for zoom, column and row, which a URL may not have.
  const url = new URL(address, page).href.replace(/%7B/gi, '{').replace(/%7D/gi, '}')
  return { type: 'raster', tiles: [url], tileSize: TILE_PX, maxzoom: MAX_ZOOM }
}

/** What lies behind an address; of a file its beginning is read, and what reads such files is loaded only then. */
export async function readTiles(address: string, page: string): Promise<Tiles> {
  const url = archiveOf(address, page)
  if (url === null) return { source: tileSource(address, page), parts: [] }
  const { readArchive } = await import('./pmtiles')
  return readArchive(url)
}

/** The layers of a source named `tiles`, bottom up. */
export function tileLayers(tiles: Tiles, p: Palette): LayerSpecification[] {
  return tiles.source.type === 'raster' ? [pictures(p)] : tiles.parts.flatMap((part) => drawn(part, p))
}

/** Pictures are made for white paper: on the dark ground they are dimmed, so that the trucks stay what is seen first. */
function pictures(p: Palette): LayerSpecification {
  const isDark = p !== palettes.light
  return {
    id: 'tiles', type: 'raster', source: 'tiles',
    paint: {
      'raster-brightness-max': isDark ? 0.36 : 1, 'raster-saturation': isDark ? -0.55 : -0.2,
      'raster-contrast': isDark ? 0.15 : 0,
    },
  }
}

const WATER = /water|ocean|sea\b|lake/i
const ROADS = /road|transport|highway|street/i
/** How land is used would cover the ground with outlines. */
const COVER = /^land/i

/** Vector tiles of any maker, by the names of their layers: water as areas, all else as lines, roads the clearest. */
function drawn(part: string, p: Palette): LayerSpecification[] {
  const of = { source: 'tiles', 'source-layer': part } as const
  if (COVER.test(part)) return []
  if (WATER.test(part)) {
    return [
      {
        ...of, id: `tiles-${part}`, type: 'fill', filter: ['==', ['geometry-type'], 'Polygon'],
        paint: { 'fill-color': p.sea, 'fill-antialias': false },
      },
      {
        ...of, id: `tiles-${part}-lines`, type: 'line', filter: ['==', ['geometry-type'], 'LineString'],
        paint: { 'line-color': p.river, 'line-width': 0.8 },
      },
    ]
  }
  const isRoads = ROADS.test(part)
  return [{
    ...of, id: `tiles-${part}`, type: 'line', layout: { 'line-join': 'round' },
    paint: {
      'line-color': isRoads ? p['place-name'] : p.border, 'line-opacity': isRoads ? 0.55 : 0.7,
      'line-width': isRoads ? ['interpolate', ['linear'], ['zoom'], 6, 0.5, 12, 1.4, 16, 4] : 0.7,
    },
  }]
}
