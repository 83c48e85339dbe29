/**
 * The corridor of a route: everything within `corridor_m` of its line, as a polygon.
 *
 * The distance to the line is sampled on a grid that exists near the line only, and the outline is the contour at
 * `corridor_m`. So sharp bends, loops and a route that crosses itself need no special case.
 */
import type { Position } from './model'

const CELLS_PER_WIDTH = 5
const METRES_PER_DEGREE = 111_195

type Point = [x: number, y: number]

/** Rings in degrees, the outline first and holes after it; empty when there is no line. */
export function corridorRings(line: readonly Position[], corridor_m: number): Position[][] {
  const first = line[0]
  if (!first || line.length < 2 || !(corridor_m > 0)) return []
  const midLat = line.reduce((sum, p) => sum + p[1], 0) / line.length
  const kx = METRES_PER_DEGREE * Math.cos((midLat * Math.PI) / 180)
  const ky = METRES_PER_DEGREE
  const points = line.map(([lon, lat]): Point => [(lon - first[0]) * kx, (lat - first[1]) * ky])
  const cell_m = corridor_m / CELLS_PER_WIDTH
  const rings = contour(distances(points, corridor_m, cell_m), corridor_m, cell_m)
  return rings
    .sort((a, b) => Math.abs(area(b)) - Math.abs(area(a)))
    .map((ring) => ring.map(([x, y]): Position => [round(first[0] + x / kx), round(first[1] + y / ky)]))
}

function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6
}

const STRIDE = 2 ** 24
const MIDDLE = 2 ** 23

function key(i: number, j: number): number {
  return (i + MIDDLE) * STRIDE + (j + MIDDLE)
}

/** Distance in metres of every grid point near the line to its nearest segment. */
function distances(points: readonly Point[], corridor_m: number, cell_m: number): Map<number, number> {
  const reach_m = corridor_m + 2 * cell_m
  const grid = new Map<number, number>()
  for (let n = 1; n < points.length; n++) {
    const a = points[n - 1] as Point
    const b = points[n] as Point
    // Long segments are taken in pieces, else their bounding box would hold many far points.
    const pieces = Math.max(1, Math.ceil(Math.hypot(b[0] - a[0], b[1] - a[1]) / (4 * corridor_m)))
    for (let piece = 0; piece < pieces; piece++) {
      stamp(grid, between(a, b, piece / pieces), between(a, b, (piece + 1) / pieces), reach_m, cell_m)
    }
  }
  return grid
}

function between(a: Point, b: Point, t: number): Point {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]
}

function stamp(grid: Map<number, number>, a: Point, b: Point, reach_m: number, cell_m: number): void {
  const startI = Math.floor((Math.min(a[0], b[0]) - reach_m) / cell_m)
  const endI = Math.ceil((Math.max(a[0], b[0]) + reach_m) / cell_m)
  const startJ = Math.floor((Math.min(a[1], b[1]) - reach_m) / cell_m)
  const endJ = Math.ceil((Math.max(a[1], b[1]) + reach_m) / cell_m)
  for (let i = startI; i <= endI; i++) {
    for (let j = startJ; j <= endJ; j++) {
      const d = segmentDistance([i * cell_m, j * cell_m], a, b)
      if (d > reach_m) continue
      const k = key(i, j)
      const known = grid.get(k)
      if (known === undefined || d < known) grid.set(k, d)
    }
  }
}

/** Metres from a point to the segment from `a` to `b`. */
export function segmentDistance(p: Point, a: Point, b: Point): number {
  const dx = b[0] - a[0]
  const dy = b[1] - a[1]
  const length2 = dx * dx + dy * dy
  const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length2))
  return Math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy)
}

/** Marching squares: closed rings where the sampled distance equals `level_m`, inside on the left. */
function contour(grid: ReadonlyMap<number, number>, level_m: number, cell_m: number): Point[][] {
  const at = (i: number, j: number): number => grid.get(key(i, j)) ?? Infinity
  const next = new Map<string, string>()
  const where = new Map<string, Point>()

  const crossing = (i: number, j: number, horizontal: boolean): string => {
    const name = `${horizontal ? 'h' : 'v'}${i},${j}`
    if (!where.has(name)) {
      const a = at(i, j)
      const b = horizontal ? at(i + 1, j) : at(i, j + 1)
      // Off the sampled band one end is unknown: it lies outside, so half way is near enough.
      const t = Number.isFinite(a) && Number.isFinite(b) ? (level_m - a) / (b - a) : 0.5
      where.set(name, horizontal ? [(i + t) * cell_m, j * cell_m] : [i * cell_m, (j + t) * cell_m])
    }
    return name
  }

  const cells = new Set<number>()
  for (const k of grid.keys()) {
    const i = Math.floor(k / STRIDE) - MIDDLE
    const j = (k % STRIDE) - MIDDLE
    for (const [ci, cj] of [[i, j], [i - 1, j], [i, j - 1], [i - 1, j - 1]] as const) cells.add(key(ci, cj))
  }
  for (const k of cells) {
    const i = Math.floor(k / STRIDE) - MIDDLE
    const j = (k % STRIDE) - MIDDLE
    const sw = at(i, j) <= level_m, se = at(i + 1, j) <= level_m
    const ne = at(i + 1, j + 1) <= level_m, nw = at(i, j + 1) <= level_m
    const code = (sw ? 1 : 0) | (se ? 2 : 0) | (ne ? 4 : 0) | (nw ? 8 : 0)
    if (code === 0 || code === 15) continue
    const s = (): string => crossing(i, j, true)
    const n = (): string => crossing(i, j + 1, true)
    const w = (): string => crossing(i, j, false)
    const e = (): string => crossing(i + 1, j, false)
    const link = (from: string, to: string): void => void next.set(from, to)
    switch (code) {
      case 1: link(s(), w()); break
      case 2: link(e(), s()); break
      case 3: link(e(), w()); break
      case 4: link(n(), e()); break
      case 5: link(s(), w()); link(n(), e()); break
      case 6: link(n(), s()); break
      case 7: link(n(), w()); break
      case 8: link(w(), n()); break
      case 9: link(s(), n()); break
      case 10: link(e(), s()); link(w(), n()); break
      case 11: link(e(), n()); break
      case 12: link(w(), e()); break
      case 13: link(s(), e()); break
      case 14: link(w(), s()); break
    }
  }

  const rings: Point[][] = []
  while (next.size > 0) {
    const start = next.keys().next().value as string
    const ring: Point[] = []
    let name: string | undefined = start
    while (name !== undefined) {
      ring.push(where.get(name) as Point)
      const following: string | undefined = next.get(name)
      next.delete(name)
      name = following
    }
    if (ring.length >= 4) rings.push(ring)
  }
  return rings
}

function area(ring: readonly Point[]): number {
  let twice = 0
  for (let n = 0; n < ring.length; n++) {
    const a = ring[n] as Point
    const b = ring[(n + 1) % ring.length] as Point
    twice += a[0] * b[1] - b[0] * a[1]
  }
  return twice / 2
}
