import { describe, expect, it } from 'vitest'
import { corridorRings, segmentDistance } from '../src/corridor'
import type { Position } from '../src/model'

const LAT = 13
const KY = 111_195
const KX = KY * Math.cos((LAT * Math.PI) / 180)
const at = (x_m: number, y_m: number): Position => [101 + x_m / KX, LAT + y_m / KY]

/** Metres from a position to a line, in the flat picture of the tests. */
function distance(p: Position, line: readonly Position[]): number {
  const flat = ([lon, lat]: Position): [number, number] => [(lon - 101) * KX, (lat - LAT) * KY]
  return Math.min(...line.slice(1).map((b, n) => segmentDistance(flat(p), flat(line[n] as Position), flat(b))))
}

const shapes: [string, Position[]][] = [
  ['a straight line', [at(0, 0), at(9000, 0)]],
  ['a sharp bend back on itself', [at(0, 0), at(5000, 0), at(100, 400)]],
  ['a line that crosses itself', [at(0, 0), at(4000, 0), at(4000, 3000), at(2000, -3000)]],
  ['two equal points in a row', [at(0, 0), at(2000, 2000), at(2000, 2000), at(4000, 2000)]],
]

describe('a corridor', () => {
  it.each(shapes)('round %s keeps its distance everywhere', (_, line) => {
    const corridor_m = 300
    const rings = corridorRings(line, corridor_m)
    expect(rings.length).toBeGreaterThan(0)
    for (const ring of rings) {
      expect(ring[0]).toEqual(ring[ring.length - 1])
      for (const p of ring) expect(Math.abs(distance(p, line) - corridor_m)).toBeLessThan(0.05 * corridor_m)
    }
  })

  it('has the outline of a ring road first and its hole after it', () => {
    const circle = Array.from({ length: 41 }, (_, n) => at(4000 * Math.cos((n * Math.PI) / 20), 4000 * Math.sin((n * Math.PI) / 20)))
    const rings = corridorRings(circle, 300)
    expect(rings).toHaveLength(2)
    const widths = rings.map((ring) => Math.max(...ring.map((p) => p[0])) - Math.min(...ring.map((p) => p[0])))
    expect((widths[0] as number) * KX).toBeCloseTo(8600, -2)
    expect((widths[1] as number) * KX).toBeCloseTo(7400, -2)
  })

  it('is nothing without a line or a width', () => {
    expect(corridorRings([], 300)).toEqual([])
    expect(corridorRings([at(0, 0)], 300)).toEqual([])
    expect(corridorRings([at(0, 0), at(1, 1)], 0)).toEqual([])
  })
})
