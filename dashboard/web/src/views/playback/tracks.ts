/** Where a truck was at a time, and the way behind it; between two fixes over 5 min apart nobody knows. Pure. */
import type { Position } from '../../model'
import type { PlayedColumns } from './model'

/** Two fixes further apart are a gap: no position in it, no line over it. */
export const GAP_MS = 300_000
const E5 = 1e5
const MOVING_KMH = 5
/** Less far than this is no direction. */
const TURN_DEG = 1e-4

export interface Track {
  unitId: string
  plate: string | null
  province: string | null
  /** Times in ms, rising. */
  at: readonly number[]
  places: readonly Position[]
  speeds: readonly (number | null)[]
}

/** `before` the first fix; `driving` between two; `gap` in a silence or after the last: the place is that of the fix before. */
export type Whereabouts =
  | { kind: 'before' }
  | { kind: 'driving' | 'standing' | 'gap'; place: Position; course: number; speed: number | null; sinceMs: number }

export function tracksOf(units: readonly PlayedColumns[], fromMs: number): Track[] {
  return units.map((unit) => {
    const lon = sums(unit.lon)
    const lat = sums(unit.lat)
    return {
      unitId: unit.unit_id, plate: unit.plate, province: unit.province, speeds: unit.speed,
      at: sums(unit.t).map((seconds) => fromMs + seconds * 1000),
      places: lon.map((value, n): Position => [value / E5, (lat[n] ?? 0) / E5]),
    }
  })
}

/** When the first of them was seen; null where none was. */
export function firstSeenMs(tracks: readonly Track[]): number | null {
  const firstMs = Math.min(...tracks.map((track) => track.at[0] ?? Infinity))
  return Number.isFinite(firstMs) ? firstMs : null
}

function sums(differences: readonly number[]): number[] {
  let sum = 0
  return differences.map((difference) => (sum += difference))
}

/** The number of the last fix at or before a time, -1 before the first. */
export function indexAt(track: Track, ms: number): number {
  let low = 0
  let high = track.at.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((track.at[middle] ?? Infinity) <= ms) low = middle + 1
    else high = middle
  }
  return low - 1
}

export function whereabouts(track: Track, ms: number): Whereabouts {
  const n = indexAt(track, ms)
  const place = track.places[n]
  const beganMs = track.at[n]
  if (place === undefined || beganMs === undefined) return { kind: 'before' }
  const next = track.places[n + 1]
  const endMs = track.at[n + 1]
  const speed = track.speeds[n] ?? null
  const isKnown = next !== undefined && endMs !== undefined && endMs - beganMs <= GAP_MS
  if (!isKnown) {
    const kind = ms > beganMs ? 'gap' : standsAt(speed)
    return { kind, place, course: courseInto(track, n), speed, sinceMs: beganMs }
  }
  const share = endMs > beganMs ? (ms - beganMs) / (endMs - beganMs) : 0
  return {
    kind: standsAt(speed), speed, sinceMs: beganMs,
    place: [place[0] + share * (next[0] - place[0]), place[1] + share * (next[1] - place[1])],
    course: courseBetween(place, next) ?? courseInto(track, n),
  }
}

function standsAt(speed: number | null): 'driving' | 'standing' {
  return speed !== null && speed <= MOVING_KMH ? 'standing' : 'driving'
}

/** The direction in degrees from north; null where the two are the same place. */
export function courseBetween(from: Position, to: Position): number | null {
  const east = (to[0] - from[0]) * Math.cos((from[1] * Math.PI) / 180)
  const north = to[1] - from[1]
  if (Math.hypot(east, north) < TURN_DEG) return null
  return ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360
}

function courseInto(track: Track, n: number): number {
  for (let k = n; k > 0 && k > n - 10; k--) {
    const [from, to] = [track.places[k - 1], track.places[k]]
    const course = from && to ? courseBetween(from, to) : null
    if (course !== null) return course
  }
  return 0
}

/** A piece of the way behind a truck; `age` 0 is the newest of `AGES`, a gap's ends are joined by nothing but a dashed line. */
export interface Piece { kind: 'way' | 'gap'; age: number; line: Position[] }

export const AGES = 5

/** The way of the last `lengthMs` up to a time, in pieces that fade by age; a piece begins where the one before ends. */
export function trail(track: Track, ms: number, lengthMs: number): Piece[] {
  const last = indexAt(track, ms)
  const pieces: Piece[] = []
  const fromMs = ms - lengthMs
  let way: Piece | null = null
  const step = (line: [Position, Position], endMs: number): void => {
    const age = Math.min(AGES - 1, Math.max(0, Math.floor(((ms - endMs) / lengthMs) * AGES)))
    if (way?.age === age) way.line.push(line[1])
    else pieces.push((way = { kind: 'way', age, line }))
  }
  for (let n = Math.max(0, indexAt(track, fromMs)); n < last; n++) {
    const [a, b, aMs, bMs] = [track.places[n], track.places[n + 1], track.at[n], track.at[n + 1]]
    if (!a || !b || aMs === undefined || bMs === undefined || bMs < fromMs) continue
    if (bMs - aMs > GAP_MS) {
      pieces.push({ kind: 'gap', age: 0, line: [a, b] })
      way = null
    } else {
      step([aMs < fromMs ? between(a, b, (fromMs - aMs) / (bMs - aMs)) : a, b], bMs)
    }
  }
  const here = whereabouts(track, ms)
  const head = track.places[last]
  if (here.kind !== 'before' && here.kind !== 'gap' && head && (track.at[last] ?? ms) < ms) step([head, here.place], ms)
  return pieces
}

function between(a: Position, b: Position, share: number): Position {
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]
}

/** The whole way of a track in pieces: a way between silences, and the silences between two fixes. */
export function gapPieces(track: Track): { kind: 'way' | 'gap'; line: Position[] }[] {
  const pieces: { kind: 'way' | 'gap'; line: Position[] }[] = []
  let way: Position[] | null = null
  for (let n = 1; n < track.places.length; n++) {
    const [a, b, aMs, bMs] = [track.places[n - 1], track.places[n], track.at[n - 1], track.at[n]]
    if (!a || !b || aMs === undefined || bMs === undefined) continue
    if (bMs - aMs > GAP_MS) {
      pieces.push({ kind: 'gap', line: [a, b] })
      way = null
    } else if (way) way.push(b)
    else pieces.push({ kind: 'way', line: (way = [a, b]) })
  }
  return pieces
}

/** The silences of a track between two times, what comes before the first fix and after the last among them. */
export function gapsOf(track: Track, fromMs: number, toMs: number): { fromMs: number; toMs: number }[] {
  const gaps: { fromMs: number; toMs: number }[] = []
  let before = fromMs
  for (const at of [...track.at, toMs]) {
    if (at - before > GAP_MS) gaps.push({ fromMs: before, toMs: at })
    before = at
  }
  return gaps
}
