/** How far along its permitted route a truck is, and how far from it. */
import { segmentDistance } from './corridor'
import type { Permit, Position } from './model'

const METRES_PER_DEGREE = 111_195

type Route = Permit['routes'][number]
type Point = [x: number, y: number]

export interface Progress { route: Route; along_m: number; length_m: number; off_m: number }

/** A route in metres from its first point, so that it is worked out once and asked often. */
export class Road {
  readonly length_m: number
  readonly #kx: number
  readonly #first: Position
  readonly #points: readonly Point[]
  readonly #upTo_m: readonly number[]

  constructor(readonly route: Route) {
    const line = route.line.coordinates
    this.#first = line[0] ?? [0, 0]
    const midLat = line.reduce((sum, p) => sum + p[1], 0) / Math.max(1, line.length)
    this.#kx = METRES_PER_DEGREE * Math.cos((midLat * Math.PI) / 180)
    this.#points = line.map((at) => this.#metres(at))
    const upTo = [0]
    for (let n = 1; n < this.#points.length; n++) {
      const [a, b] = [this.#points[n - 1] as Point, this.#points[n] as Point]
      upTo.push((upTo[n - 1] as number) + Math.hypot(b[0] - a[0], b[1] - a[1]))
    }
    this.#upTo_m = upTo
    this.length_m = upTo[upTo.length - 1] ?? 0
  }

  /** Metres to the line; infinite where it has none. */
  distance_m(at: Position): number {
    return this.nearest(at).off_m
  }

  /** The nearest place of the line: metres to it, and along the line up to it. */
  nearest(at: Position): { along_m: number; off_m: number } {
    const p = this.#metres(at)
    let [along_m, off_m] = [0, Infinity]
    for (let n = 1; n < this.#points.length; n++) {
      const [a, b] = [this.#points[n - 1] as Point, this.#points[n] as Point]
      const d = segmentDistance(p, a, b)
      if (d >= off_m) continue
      off_m = d
      const length = Math.hypot(b[0] - a[0], b[1] - a[1])
      const onto = length === 0 ? 0 : ((p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])) / length
      along_m = (this.#upTo_m[n - 1] as number) + Math.min(length, Math.max(0, onto))
    }
    return { along_m, off_m }
  }

  /** The line from its start up to so many metres. */
  upTo(along_m: number): Position[] {
    const line = this.route.line.coordinates
    const n = this.#upTo_m.findIndex((upTo) => upTo > along_m)
    if (n < 0) return [...line]
    const [a, b] = [line[n - 1] as Position, line[n] as Position]
    const from = this.#upTo_m[n - 1] as number
    const t = (along_m - from) / ((this.#upTo_m[n] as number) - from)
    return [...line.slice(0, n), [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]]
  }

  #metres(at: Position): Point {
    return [(at[0] - this.#first[0]) * this.#kx, (at[1] - this.#first[1]) * METRES_PER_DEGREE]
  }
}

const roads = new WeakMap<Route, Road>()

/** The roads of a permit's routes; one without a line is left out. */
export function roadsOf(permit: Permit | null): Road[] {
  return (permit?.routes ?? []).filter((route) => route.line.coordinates.length > 1).map((route) => {
    const road = roads.get(route) ?? new Road(route)
    roads.set(route, road)
    return road
  })
}

/** Where on the permit's routes a place lies: on the nearest one, measured against its corridor; null without a route. */
export function progressAt(permit: Permit | null, at: Position): Progress | null {
  let best: Progress | null = null
  for (const road of roadsOf(permit)) {
    const { along_m, off_m } = road.nearest(at)
    const found = { route: road.route, along_m, length_m: road.length_m, off_m }
    if (!best || off_m - road.route.corridor_m < best.off_m - best.route.corridor_m) best = found
  }
  return best
}
