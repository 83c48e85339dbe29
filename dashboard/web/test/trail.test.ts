import { describe, expect, it } from 'vitest'
import { corridorFeatures } from '../src/map/features'
import { offAt, thinned, trackFeatures, trailPieces } from '../src/map/trail'
import type { Fix, Permit, Position } from '../src/model'
import { progressAt, Road, roadsOf } from '../src/progress'
import { extendTrack } from '../src/track'
import { alert, fix } from './samples'

/** One degree of latitude in metres. */
const DEGREE_M = 111_195
const route = (route_id: string, coordinates: Position[], corridor_m = 300): Permit['routes'][number] =>
  ({ route_id, corridor_m, line: { type: 'LineString', coordinates } })
const north = route('north', [[101, 13], [101, 13.05], [101, 13.1]])
const permit = { generator: {}, items: [], routes: [north] } as unknown as Permit
/** So many metres east of the route. */
const beside = (m: number): number => 101 + m / (DEGREE_M * Math.cos((13.05 * Math.PI) / 180))

describe('progress along a route', () => {
  it.each([
    ['at its start', [101, 13], 0, 0],
    ['half way', [101, 13.05], 0.5, 0],
    ['at its end', [101, 13.1], 1, 0],
    ['before it has begun', [101, 12.99], 0, 0.01 * DEGREE_M],
    ['beside it', [beside(400), 13.025], 0.25, 400],
  ] as [string, Position, number, number][])('%s', (_, at, share, off_m) => {
    const found = progressAt(permit, at)
    expect((found?.along_m ?? NaN) / (found?.length_m ?? NaN)).toBeCloseTo(share, 3)
    expect(found?.off_m).toBeCloseTo(off_m, 0)
    expect(found?.length_m).toBeCloseTo(0.1 * DEGREE_M, 0)
  })

  it('is that of the nearest route', () => {
    const other = route('other', [[102, 13], [102, 13.1]])
    const both = { ...permit, routes: [north, other] }
    expect(progressAt(both, [101.9, 13.05])?.route.route_id).toBe('other')
  })

  it.each([['no permit', null], ['a permit without a route', { ...permit, routes: [] }], ['a route without a line', { ...permit, routes: [route('x', [])] }]])(
    'is none for %s', (_, none) => { expect(progressAt(none, [101, 13])).toBeNull() },
  )

  it('gives the part of the line that is covered, with its last piece cut', () => {
    const road = new Road(north)
    expect(road.upTo(0)).toEqual([[101, 13], [101, 13]])
    expect(road.upTo(road.length_m / 4).at(-1)?.[1]).toBeCloseTo(13.025, 6)
    expect(road.upTo(1e9)).toEqual(north.line.coordinates)
    const { lines } = corridorFeatures(permit, progressAt(permit, [101, 13.05]))
    expect(lines.map((line) => line.properties?.['part'])).toEqual(['whole', 'done'])
  })
})

describe('the distance from the corridor', () => {
  it.each([
    ['inside', beside(250), 'on'], ['just outside', beside(350), 'near'], ['far outside', beside(900), 'far'],
  ])('%s', (_, lon, off) => {
    expect(offAt(roadsOf(permit), [lon, 13.05])).toBe(off)
  })
  it('is not known where no route is', () => {
    expect(offAt([], [101, 13])).toBe('none')
  })
})

describe('a trail', () => {
  const minute = (n: number, lon = 101, lat = 13 + n / 1000): Fix =>
    fix(new Date(Date.parse('2026-11-21T07:00:00Z') + n * 60_000).toISOString(), lat, lon)

  it('is cut where its distance from the corridor changes', () => {
    const fixes = [minute(0), minute(1), minute(2, beside(400)), minute(3, beside(900)), minute(4)]
    const pieces = trailPieces(fixes, permit)
    expect(pieces.map((piece) => piece.off)).toEqual(['on', 'near', 'far', 'on'])
    expect(pieces[1]?.line[0]).toEqual(pieces[0]?.line.at(-1))
  })

  it('grows older towards its beginning', () => {
    const pieces = trailPieces(Array.from({ length: 100 }, (_, n) => minute(n)), permit)
    const ages = pieces.map((piece) => piece.age)
    expect(ages).toEqual([...ages].sort((a, b) => b - a))
    expect([ages[0], ages.at(-1)]).toEqual([1, 0])
    expect(pieces.length).toBeLessThanOrEqual(11)
  })

  it('has a gap where nobody saw the truck for over five minutes', () => {
    expect(trailPieces([minute(0), minute(1), minute(7), minute(8)], null).map((piece) => piece.part)).toEqual(['driven', 'gap', 'driven'])
    expect(trailPieces([minute(0), minute(5)], null)[0]?.part).toBe('driven')
  })

  it.each([[0], [1]])('of %d fixes is none', (count) => {
    expect(trailPieces([minute(0)].slice(0, count), permit)).toEqual([])
  })

  it('is measured anew against another permit', () => {
    const fixes = [minute(0), minute(1)]
    expect(trailPieces(fixes, permit)[0]?.off).toBe('on')
    expect(trailPieces(fixes, null)[0]?.off).toBe('none')
    expect(trailPieces(fixes, { ...permit, routes: [route('east', [[103, 13], [103, 14]])] })[0]?.off).toBe('far')
  })

  it('is thinned without losing its ends', () => {
    const fixes = Array.from({ length: 1000 }, (_, n) => minute(n))
    const few = thinned(fixes, 100)
    expect(few.length).toBeLessThanOrEqual(101)
    expect([few[0], few.at(-1)]).toEqual([fixes[0], fixes[999]])
    expect(thinned(fixes, 1000)).toBe(fixes)
  })

  it('comes with what is in breach and in evidence', () => {
    const fixes = Array.from({ length: 5 }, (_, n) => minute(n))
    const ping = { utc_ts: '2026-11-21T07:01:00.000Z', recv_utc_ts: null, lat: 13, lon: 101, speed: null }
    const parts = trackFeatures(fixes, alert({ started_at: '2026-11-21T07:02:00.000Z', evidence: { pings: [ping] } }), permit)
      .map((feature) => feature.properties?.['part'])
    expect(new Set(parts)).toEqual(new Set(['driven', 'breach', 'evidence', 'place']))
  })

  it('that goes on for hours keeps no more than it was asked for', () => {
    let fixes: readonly Fix[] = []
    for (let n = 0; n < 300; n++) fixes = extendTrack(fixes, minute(n), 3_600_000)
    expect(fixes.length).toBe(61)
    expect(extendTrack(fixes, minute(0), 3_600_000)).toBe(fixes)
  })
})
