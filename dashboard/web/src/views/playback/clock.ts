/** The time that is played, its speed and its axis. Pure. */

export const SPEEDS = [1, 5, 10, 30, 60, 120, 200] as const
export type Speed = (typeof SPEEDS)[number]

const MINUTE_MS = 60_000
const TICKS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360].map((minutes) => minutes * MINUTE_MS)
const MOST_TICKS = 13

/** The speed that was asked for, 60 where it is none of them. */
export function speedOf(text: string | null): Speed {
  return SPEEDS.find((speed) => String(speed) === text) ?? 60
}

export function inside(ms: number, fromMs: number, toMs: number): number {
  return Math.min(toMs, Math.max(fromMs, ms))
}

/** The time after so much of ours at a speed, and whether the end was reached. */
export function advance(
  atMs: number, passedMs: number, speed: number, toMs: number,
): { atMs: number; isOver: boolean } {
  const next = atMs + passedMs * speed
  return next >= toMs ? { atMs: toMs, isOver: true } : { atMs: next, isOver: false }
}

/** Where the axis is labelled: whole steps from a local midnight, as many as can be read. */
export function ticksOf(fromMs: number, toMs: number, midnightMs: number): number[] {
  const step = TICKS_MS.find((each) => (toMs - fromMs) / each <= MOST_TICKS) ?? 720 * MINUTE_MS
  const first = midnightMs + Math.ceil((fromMs - midnightMs) / step) * step
  const ticks: number[] = []
  for (let at = first; at <= toMs; at += step) ticks.push(at)
  return ticks
}

/** How long a trail is: half an hour, of a short period a quarter of it. */
export function trailMs(fromMs: number, toMs: number): number {
  return Math.min(30 * MINUTE_MS, (toMs - fromMs) / 4)
}
