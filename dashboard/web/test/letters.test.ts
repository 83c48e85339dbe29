import type { LayerSpecification } from 'maplibre-gl'
import { describe, expect, it, vi } from 'vitest'
import { untilDone } from '../src/again'
import { textFields, withoutTexts } from '../src/map/letters'
import { palettes } from '../src/map/palette'
import { nameFilters } from '../src/map/places'
import { mapStyle } from '../src/map/style'

describe('the texts of a map', () => {
  vi.stubGlobal('document', { baseURI: 'http://centre.example/' })
  const layers = mapStyle('th', palettes.dark).layers

  it('are found in every layer that writes', () => {
    const ids = textFields(layers).map(([layer]) => layer)
    expect(ids).toEqual(expect.arrayContaining(['province-labels', 'site-labels', 'end-labels', 'plates', 'cluster-counts']))
    expect(ids).not.toContain('trucks')
  })
  it('can be left out, and nothing else with them', () => {
    const bare = withoutTexts(layers)
    expect(textFields(bare)).toEqual([])
    expect(bare.map((layer) => layer.id)).toEqual(layers.map((layer) => layer.id))
    const layout = (of: readonly LayerSpecification[], id: string): object => of.find((layer) => layer.id === id)?.layout ?? {}
    expect({ ...layout(bare, 'plates'), 'text-field': ['get', 'plate'] }).toEqual(layout(layers, 'plates'))
    expect(layout(bare, 'trucks')).toEqual(layout(layers, 'trucks'))
  })
  it('leave out the zones that are named by what lies above', () => {
    const ids = new Set(layers.map((layer) => layer.id))
    for (const [layer, filter] of nameFilters(['P-1'])) {
      expect(ids).toContain(layer)
      expect(JSON.stringify(filter)).toContain('["literal",["P-1"]]')
    }
  })
})

describe('what fails', () => {
  it('is tried again, ever later and a minute apart at most', async () => {
    const pauses_ms: number[] = []
    let left = 9
    const done = await untilDone(
      async () => { if (left-- > 0) throw new Error('not yet'); return 'done' }, undefined, async (pause_ms) => { pauses_ms.push(pause_ms) },
    )
    expect(done).toBe('done')
    expect(pauses_ms).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000])
  })
  it('is given up when nobody wants it any more', async () => {
    const gone = new AbortController()
    const done = await untilDone(async () => { throw new Error('never') }, gone.signal, async () => gone.abort())
    expect(done).toBeNull()
  })
})
