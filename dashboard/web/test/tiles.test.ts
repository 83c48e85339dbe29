import { describe, expect, it } from 'vitest'
import { palettes } from '../src/map/palette'
import { paintChanges } from '../src/map/style'
import { archiveOf, tileLayers, tileSource, type Tiles } from '../src/map/tiles'

const PAGE = 'http://centre.example/app/'

describe('tiles of a server', () => {
  it.each([
    ['another host', 'https://t.example/{z}/{x}/{y}.png', 'https://t.example/{z}/{x}/{y}.png'],
    ['this host, under a path prefix or not', '/tiles/{z}/{x}/{y}.png', 'http://centre.example/tiles/{z}/{x}/{y}.png'],
  ])('%s', (_, address, url) => {
    expect(tileSource(address, PAGE)).toMatchObject({ type: 'raster', tiles: [url] })
    expect(archiveOf(address, PAGE)).toBeNull()
  })
})

describe('a PMTiles file', () => {
  it.each([
    ['of another host', 'https://t.example/th.pmtiles', 'https://t.example/th.pmtiles'],
    ['with a key', 'https://t.example/th.pmtiles?key=1', 'https://t.example/th.pmtiles?key=1'],
    ['of this host', '/maps/th.pmtiles', 'http://centre.example/maps/th.pmtiles'],
    ['by its scheme, whatever its name', 'pmtiles://https://t.example/th', 'https://t.example/th'],
    ['of this host by its scheme', 'pmtiles:///maps/th', 'http://centre.example/maps/th'],
  ])('%s', (_, address, url) => {
    expect(archiveOf(address, PAGE)).toBe(url)
  })
})

describe('the layers of tiles', () => {
  const pictures: Tiles = { source: tileSource('/{z}/{x}/{y}.png', PAGE), parts: [] }
  const drawn: Tiles = { source: { type: 'vector', url: 'pmtiles://x' }, parts: ['earth', 'landuse', 'water', 'roads', 'places'] }

  it('are one of pictures, and of vector tiles one for what each of their layers draws', () => {
    expect(tileLayers(pictures, palettes.dark).map((layer) => layer.id)).toEqual(['tiles'])
    expect(tileLayers(drawn, palettes.dark).map((layer) => [layer.id, layer.type])).toEqual([
      ['tiles-earth', 'line'], ['tiles-water', 'fill'], ['tiles-water-lines', 'line'], ['tiles-roads', 'line'], ['tiles-places', 'line'],
    ])
  })
  it.each([['pictures', pictures], ['vector tiles', drawn]])('of %s follow the theme', (_, tiles) => {
    expect(paintChanges(tileLayers(tiles, palettes.dark), tileLayers(tiles, palettes.light)).length).toBeGreaterThan(0)
  })
})
