import { describe, expect, it } from 'vitest'
import { toneOf } from '../src/views/trip/distance'
import { endsOf, nearestPlace, pinCollection, pinsOf, pointCollection, trackCollection } from '../src/views/trip/features'
import { gapLines, piecesOf } from '../src/views/trip/pieces'
import { placer } from '../src/views/trip/sketch'
import type { ZoneFeature } from '../src/model'
import { gap, row, seen } from './trip-samples'

describe('the tone of a fix', () => {
  it.each([
    ['within the corridor', { off_m: 0 }, 'within'],
    ['beyond it, within the margin', { off_m: 200 }, 'near'],
    ['beyond the margin', { off_m: 200.1 }, 'off'],
    ['far off, but where it may stand', { off_m: 900, permitted: true }, 'within'],
    ['without a route', { off_m: null }, 'unjudged'],
    ['without a route, where it may stand', { off_m: null, permitted: true }, 'unjudged'],
  ] as const)('%s', (_, part, tone) => expect(toneOf(seen(0, part), 200)).toBe(tone))
})

describe('the pieces of a track', () => {
  const tones = (fixes: ReturnType<typeof seen>[], rows = [gap(90, 99)]): [string, number][] =>
    piecesOf(fixes, gapLines(rows), 200).map((piece) => [piece.tone, piece.fixes.length])

  it('is one where nothing changes', () => expect(tones([seen(0), seen(1), seen(2)])).toEqual([['within', 3]]))
  it('a step has the tone of its farther end, and pieces join', () => {
    expect(tones([seen(0), seen(1), seen(2, { off_m: 500 }), seen(3)])).toEqual([['within', 2], ['off', 3]])
  })
  it('breaks at a gap, also within one tone', () => {
    expect(tones([seen(0), seen(1), seen(10), seen(11)], [gap(1, 10)])).toEqual([['within', 2], ['within', 2]])
  })
  it('a fix alone between two gaps is no line', () => {
    expect(tones([seen(0), seen(10), seen(20)], [gap(0, 10), gap(10, 20)])).toEqual([])
  })
  it('is nothing without fixes', () => expect(tones([])).toEqual([]))
})

describe('what the map shows', () => {
  it('draws a gap that goes on nowhere: it has no other end', () => {
    const drawn = trackCollection([], gapLines([gap(1, 10), row('gap', 20, null)]))
    expect(drawn.features.map((feature) => feature.properties?.['part'])).toEqual(['gap'])
  })

  it('numbers the stops, and gives each alert with a place a pin', () => {
    const pins = pinsOf([
      row('loading', 0, 5), row('stop', 10, 20, { allowed: true }), row('alert', 12, 15), row('alert', 14, 15, { lat: null, lon: null }),
      row('stop', 30, 40, { allowed: false }),
    ])
    expect(pins.map((pin) => [pin.kind, pin.number])).toEqual([['stop', 1], ['alert', 0], ['stop-bad', 2]])
    expect(pinCollection(pins).features.map((feature) => feature.properties?.['label'])).toEqual(['1', '', '2'])
  })

  it('shows no point where none is pointed at, or it has no place', () => {
    expect(pointCollection(null).features).toEqual([])
    expect(pointCollection({ fromMs: 0, toMs: 0, lat: null, lon: null }).features).toEqual([])
    expect(pointCollection({ fromMs: 0, toMs: 0, lat: 1, lon: 2 }).features).toHaveLength(1)
  })

  const zone = (zone_id: string): ZoneFeature => ({
    type: 'Feature', properties: { zone_id, kind: 'processor', name_th: zone_id, name_en: zone_id },
    geometry: { type: 'Point', coordinates: [101, 13] },
  })
  it.each([
    ['where it arrived', ['P-1'], ['G-1 origin', 'P-1 destination']],
    ['before it arrives, where its permit leads', [], ['G-1 origin', 'P-1 destination', 'P-2 destination']],
  ] as const)('marks the ends: %s', (_, reached, expected) => {
    const ends = endsOf([zone('G-1'), zone('P-1'), zone('P-2'), zone('S-1')], 'G-1', reached, ['P-1', 'P-2'])
    expect(ends.map((end) => `${end.zone.properties.zone_id} ${end.kind}`)).toEqual(expected)
  })
})

describe('the fix under the mouse', () => {
  const fixes = [seen(0), seen(1), seen(2)]
  it('is the nearest one', () => expect(nearestPlace(fixes, 101.012, 12.7, 0.02)).toBe(1))
  it('is none where all are too far', () => expect(nearestPlace(fixes, 101.5, 12.7, 0.02)).toBe(-1))
})

describe('the sketch', () => {
  const paper = { width: 640, height: 400, margin: 40 }
  it('keeps all places on the paper, north up', () => {
    const place = placer([[101, 12.7], [101.4, 12.9]], paper)
    expect(place).not.toBeNull()
    const [low, high] = [place?.(101, 12.7), place?.(101.4, 12.9)]
    for (const [x, y] of [low, high] as [number, number][]) {
      expect(x).toBeGreaterThanOrEqual(39.9)
      expect(x).toBeLessThanOrEqual(600.1)
      expect(y).toBeGreaterThanOrEqual(39.9)
      expect(y).toBeLessThanOrEqual(360.1)
    }
    expect((low as [number, number])[1]).toBeGreaterThan((high as [number, number])[1])
  })
  it('is empty without places', () => expect(placer([], paper)).toBeNull())
  it('takes a truck that never moved', () => expect(placer([[101, 13]], paper)?.(101, 13)).toEqual([320, 200]))
})
