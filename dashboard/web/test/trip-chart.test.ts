import { describe, expect, it } from 'vitest'
import { linePath, msAt, nearest, niceMost, stepOf, stepped, timeTicks, xOf } from '../src/views/trip/chart'
import { gapLines } from '../src/views/trip/pieces'
import { gap, START_MS } from './trip-samples'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const span = { fromMs: START_MS, toMs: START_MS + HOUR_MS }

describe('the time axis', () => {
  it('puts the ends of the span at the ends of the width, and back', () => {
    expect([xOf(span.fromMs, span, 600), xOf(span.toMs, span, 600)]).toEqual([0, 600])
    for (const x of [0, 1, 299, 600]) expect(xOf(msAt(x, span, 600), span, 600)).toBeCloseTo(x, 6)
  })

  it('never leaves the span, wherever the mouse is', () => {
    expect(msAt(-50, span, 600)).toBe(span.fromMs)
    expect(msAt(9999, span, 600)).toBe(span.toMs)
  })

  it.each([
    ['an hour on a screen', HOUR_MS, 600, 10],
    ['a day on a screen', 24 * HOUR_MS, 600, 240],
    ['five minutes', 5 * MINUTE_MS, 600, 1],
  ])('has whole times that do not touch: %s', (_, long_ms, width, atLeast_min) => {
    const ticks = timeTicks({ fromMs: START_MS + 7000, toMs: START_MS + 7000 + long_ms }, width)
    expect(ticks.length).toBeGreaterThan(1)
    expect(ticks.every((tick) => tick % MINUTE_MS === 0)).toBe(true)
    const apart = ticks.slice(1).map((tick, n) => tick - (ticks[n] as number))
    expect(new Set(apart).size).toBe(1)
    expect(apart[0]).toBeGreaterThanOrEqual(atLeast_min * MINUTE_MS)
    expect(ticks.length).toBeLessThanOrEqual(width / 76 + 1)
  })
})

describe('the top of an axis', () => {
  it.each([[0, 1], [1, 1], [61, 100], [100, 100], [101, 200], [320, 500], [2700, 5000], [0.3, 0.5]])(
    'for values up to %d is %d', (value, most) => expect(niceMost(value)).toBeCloseTo(most, 9),
  )
})

describe('a line over time', () => {
  const points = [0, 10, 20, 30].map((minute) => ({ ms: START_MS + minute * MINUTE_MS, value: minute as number | null }))
  const path = (of: typeof points, gaps = gapLines([])): string => linePath(of, gaps, (ms) => (ms - START_MS) / MINUTE_MS, (value) => value)

  it('joins what follows', () => expect(path(points)).toBe('M0 0L10 10L20 20L30 30'))
  it('breaks where a value is missing', () => {
    expect(path(points.map((point, n) => (n === 1 ? { ...point, value: null } : point)))).toBe('M0 0M20 20L30 30')
  })
  it('breaks where nobody saw the truck', () => expect(path(points, gapLines([gap(10, 20)]))).toBe('M0 0L10 10M20 20L30 30'))
  it('breaks also where a gap\'s ends were thinned out', () => expect(path(points, gapLines([gap(12, 18)]))).toBe('M0 0L10 10M20 20L30 30'))
})

describe('the nearest fix', () => {
  const times = [10, 20, 40]
  it.each([[-5, 0], [10, 0], [14, 0], [15, 0], [16, 1], [29, 1], [31, 2], [99, 2]])('to %d is number %d', (ms, number) => {
    expect(nearest(times, ms)).toBe(number)
  })
  it('is none where there are none', () => expect(nearest([], 5)).toBe(-1))
})

describe('stepping with the keyboard', () => {
  it.each([
    ['from nothing to the right: the first', null, 'ArrowRight', 0],
    ['from nothing to the left: the last', null, 'ArrowLeft', 9],
    ['one on', 3, 'ArrowRight', 4],
    ['one back', 3, 'ArrowLeft', 2],
    ['ten on stops at the end', 3, 'PageUp', 9],
    ['ten back stops at the beginning', 3, 'PageDown', 0],
    ['to the first', 3, 'Home', 0],
    ['to the last', 3, 'End', 9],
  ] as const)('%s', (_, from, key, to) => {
    const step = stepOf(key)
    expect(step).toBeDefined()
    if (step !== undefined) expect(stepped(from, step, 10)).toBe(to)
  })
  it('leaves other keys alone', () => expect(stepOf('a')).toBeUndefined())
})
