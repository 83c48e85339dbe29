/** The geometry of the chart: scales, ticks, lines. All pure, times in ms, places in pixels. */
import type { GapLine } from './pieces'
import { isBroken } from './pieces'

const MINUTE_MS = 60_000
const STEPS_MIN = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880]
const TICK_APART_PX = 76

export interface Span { fromMs: number; toMs: number }

/** Pixels of a time within a span, from 0 to `width_px`. */
export function xOf(ms: number, span: Span, width_px: number): number {
  const long = Math.max(1, span.toMs - span.fromMs)
  return ((ms - span.fromMs) / long) * width_px
}

/** The time at a pixel, within the span. */
export function msAt(x_px: number, span: Span, width_px: number): number {
  const share = Math.min(1, Math.max(0, x_px / Math.max(1, width_px)))
  return span.fromMs + share * (span.toMs - span.fromMs)
}

/** Whole times in the span, far enough apart for their labels. */
export function timeTicks(span: Span, width_px: number): number[] {
  const most = Math.max(1, Math.floor(width_px / TICK_APART_PX))
  const long = span.toMs - span.fromMs
  const step = MINUTE_MS * (STEPS_MIN.find((min) => long / (min * MINUTE_MS) <= most) ?? 2880)
  const ticks: number[] = []
  for (let at = Math.ceil(span.fromMs / step) * step; at <= span.toMs; at += step) ticks.push(at)
  return ticks
}

/** The least of 1, 2, 5 times a power of ten that holds a value. */
export function niceMost(value: number): number {
  if (!(value > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  const times = [1, 2, 5, 10].find((factor) => factor * power >= value * (1 - 1e-9)) ?? 10
  return times * power
}

/** An SVG path through values over time; broken where a value is missing and where nobody saw the truck. */
export function linePath(
  points: readonly { ms: number; value: number | null }[], gaps: readonly GapLine[],
  x: (ms: number) => number, y: (value: number) => number,
): string {
  const words: string[] = []
  let beforeMs: number | null = null
  for (const { ms, value } of points) {
    if (value === null) {
      beforeMs = null
      continue
    }
    const joins = beforeMs !== null && !isBroken(beforeMs, ms, gaps)
    words.push(`${joins ? 'L' : 'M'}${round(x(ms))} ${round(y(value))}`)
    beforeMs = ms
  }
  return words.join('')
}

function round(px: number): number {
  return Math.round(px * 10) / 10
}

/** The number of the time that is nearest; the times rise. -1 when there are none. */
export function nearest(times: readonly number[], ms: number): number {
  if (times.length === 0) return -1
  let low = 0
  let high = times.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] as number) < ms) low = middle + 1
    else high = middle
  }
  const before = low - 1
  return before >= 0 && ms - (times[before] as number) <= (times[low] as number) - ms ? before : low
}

export type Step = -10 | -1 | 1 | 10 | 'first' | 'last'

const STEPS: Readonly<Record<string, Step>> = {
  ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: 'first', End: 'last',
}

/** Where a key leads in the chart; undefined where it means nothing there. */
export function stepOf(key: string): Step | undefined {
  return STEPS[key]
}

/** The number of the fix after a step; from none the first step leads to an end. */
export function stepped(number: number | null, step: Step, count: number): number {
  if (step === 'first') return 0
  if (step === 'last') return count - 1
  if (number === null) return step > 0 ? 0 : count - 1
  return Math.min(count - 1, Math.max(0, number + step))
}
