import { describe, expect, it } from 'vitest'
import { advance, speedOf, ticksOf, trailMs } from '../src/views/playback/clock'
import { AGES, courseBetween, firstSeenMs, GAP_MS, gapsOf, indexAt, type Track, tracksOf, trail, whereabouts } from '../src/views/playback/tracks'

const BEGIN = Date.parse('2026-11-02T00:00:00Z')
const minute = (n: number): number => BEGIN + n * 60_000

/** A truck that drives east at 0.01 degrees a minute, falls silent for 20 min, and goes on. */
const [track] = tracksOf([{
  unit_id: 'U1', plate: '70-1234', province: 'ระยอง',
  t: [0, 60, 60, 1200, 60], lon: [10_100_000, 1000, 1000, 5000, 0], lat: [1_260_000, 0, 0, 0, 1000], speed: [40, 40, null, 0, 40],
}], BEGIN) as [Track]
const [silent] = tracksOf([{ unit_id: 'U2', plate: null, province: null, t: [], lon: [], lat: [], speed: [] }], BEGIN) as [Track]

describe('columns of differences', () => {
  it('become times and places', () => {
    expect(track.at).toEqual([0, 1, 2, 22, 23].map(minute))
    expect(track.places.map(([lon, lat]) => [lon, lat])).toEqual([[101, 12.6], [101.01, 12.6], [101.02, 12.6], [101.07, 12.6], [101.07, 12.61]])
  })
})

describe('where playback begins', () => {
  const seen = (...minutes: number[]): Track => ({ unitId: 'u', plate: null, province: null, at: minutes.map(minute), places: [], speeds: [] })
  it.each([
    ['where the first of several trucks was seen', [seen(40, 41), seen(12), seen()], minute(12)],
    ['nowhere where none was', [seen()], null],
    ['nowhere where there is no truck', [], null],
  ])('%s', (_, tracks, atMs) => {
    expect(firstSeenMs(tracks)).toBe(atMs)
  })
})

describe('where a truck is', () => {
  it.each([
    ['before its first fix: nobody knows', minute(-1), 'before', null],
    ['at a fix: there', minute(1), 'driving', [101.01, 12.6]],
    ['between two fixes: between them', minute(0.5), 'driving', [101.005, 12.6]],
    ['at the fix before a silence: still there', minute(2), 'driving', [101.02, 12.6]],
    ['in a silence: not on a line that nobody saw', minute(12), 'gap', [101.02, 12.6]],
    ['at the first fix after it: standing, by its speed', minute(22), 'standing', [101.07, 12.6]],
    ['after its last fix: no further than that', minute(60), 'gap', [101.07, 12.61]],
  ] as const)('%s', (_, at, kind, place) => {
    const found = whereabouts(track, at)
    expect(found.kind).toBe(kind)
    if (found.kind !== 'before') {
      expect(found.place[0]).toBeCloseTo(place?.[0] ?? NaN, 9)
      expect(found.place[1]).toBeCloseTo(place?.[1] ?? NaN, 9)
    }
  })

  it('never lies outside the box of the two fixes around it', () => {
    for (let at = BEGIN; at <= minute(24); at += 7_000) {
      const n = indexAt(track, at)
      const found = whereabouts(track, at)
      const [a, b] = [track.places[n], track.places[n + 1] ?? track.places[n]]
      if (found.kind === 'before' || !a || !b) throw new Error('there is a fix')
      for (const axis of [0, 1] as const) {
        expect(found.place[axis]).toBeGreaterThanOrEqual(Math.min(a[axis], b[axis]) - 1e-12)
        expect(found.place[axis]).toBeLessThanOrEqual(Math.max(a[axis], b[axis]) + 1e-12)
      }
    }
  })

  it('looks where it goes, and while it stands where it went', () => {
    const courses = [minute(0.5), minute(12), minute(22.5)].map((at) => {
      const found = whereabouts(track, at)
      return found.kind === 'before' ? null : Math.round(found.course)
    })
    expect(courses).toEqual([90, 90, 0])
    expect(courseBetween([101, 12], [101, 12])).toBeNull()
  })

  it('of a truck without fixes nothing is known', () => {
    expect(whereabouts(silent, minute(1))).toEqual({ kind: 'before' })
    expect(trail(silent, minute(1), 60_000)).toEqual([])
  })
})

describe('the way behind a truck', () => {
  it('ends where the truck is, and begins where the time begins', () => {
    const pieces = trail(track, minute(1.5), 60_000)
    const first = pieces[0]?.line[0]
    const last = pieces.at(-1)?.line.at(-1)
    expect(first?.[0]).toBeCloseTo(101.005, 9)
    expect(last?.[0]).toBeCloseTo(101.015, 9)
    expect(pieces.every((piece) => piece.kind === 'way')).toBe(true)
  })

  it('fades: what is older is of a greater age, and each piece begins where the one before ends', () => {
    const pieces = trail(track, minute(2), 180_000)
    expect(pieces.map((piece) => piece.age)).toEqual([...pieces.map((piece) => piece.age)].sort((a, b) => b - a))
    expect(pieces.every((piece) => piece.age >= 0 && piece.age < AGES)).toBe(true)
    pieces.slice(1).forEach((piece, n) => expect(piece.line[0]).toEqual(pieces[n]?.line.at(-1)))
  })

  it('has no line over a silence, only its two ends, once the silence is over', () => {
    expect(trail(track, minute(12), 1_800_000).filter((piece) => piece.kind === 'gap')).toEqual([])
    expect(trail(track, minute(12), 1_800_000).at(-1)?.line.at(-1)).toEqual([101.02, 12.6])
    expect(trail(track, minute(23), 1_800_000).filter((piece) => piece.kind === 'gap')).toEqual([
      { kind: 'gap', age: 0, line: [[101.02, 12.6], [101.07, 12.6]] },
    ])
  })
})

describe('silences', () => {
  it('are longer than five minutes, and count before the first fix and after the last', () => {
    expect(GAP_MS).toBe(300_000)
    expect(gapsOf(track, minute(-10), minute(30))).toEqual([
      { fromMs: minute(-10), toMs: minute(0) }, { fromMs: minute(2), toMs: minute(22) }, { fromMs: minute(23), toMs: minute(30) },
    ])
    expect(gapsOf(silent, minute(0), minute(5))).toEqual([])
    expect(gapsOf(silent, minute(0), minute(6))).toEqual([{ fromMs: minute(0), toMs: minute(6) }])
  })
})

describe('the clock', () => {
  it.each([['200', 200], ['1', 1], ['7', 60], [null, 60]])('a speed of %s is %s', (text, speed) => {
    expect(speedOf(text)).toBe(speed)
  })
  it('goes on by its speed and stops at the end', () => {
    expect(advance(minute(0), 500, 120, minute(10))).toEqual({ atMs: minute(1), isOver: false })
    expect(advance(minute(9), 500, 200, minute(10))).toEqual({ atMs: minute(10), isOver: true })
  })
  it.each([
    ['a day is labelled each two hours', 0, 1440, 120, 13],
    ['an hour each five minutes', 0, 60, 5, 13],
    ['an hour that begins at an odd minute too', 3, 63, 5, 12],
    ['26 hours too', 0, 1560, 120, 14],
  ])('%s', (_, from, to, step, count) => {
    const ticks = ticksOf(minute(from), minute(to), BEGIN)
    expect(ticks).toHaveLength(count)
    expect(ticks.every((at) => (at - BEGIN) % (step * 60_000) === 0 && at >= minute(from) && at <= minute(to))).toBe(true)
  })
  it('a trail is half an hour, or a quarter of what is shorter', () => {
    expect([trailMs(0, 86_400_000), trailMs(0, 3_600_000)]).toEqual([1_800_000, 900_000])
  })
})
