/** The map without a graphics card: what stands where on a drawing, worked out so that a few hundred shapes are enough. */
import { type Look, lookOf, weightOf } from '../look'
import type { Alert, Position, Unit } from '../model'
import type { Box } from './features'

/** Degrees of longitude are shorter than those of latitude by this much in the middle of the country. */
const NARROWING = Math.cos((13.5 * Math.PI) / 180)
/** Marks of one square of this size are one group. */
const CELL_PX = 30
const MAX_PX_PER_DEGREE = 60_000
const MIN_PX_PER_DEGREE = 20

export interface SketchView { lon: number; lat: number; px_per_degree: number }
export interface Size { width: number; height: number }

/** One truck, or the group of a square with its gravest look; `unitIds` has all of them. */
export interface SketchMark { key: string; x: number; y: number; look: Look; unitIds: string[]; unit: Unit | null }

/** The view that shows a box, and nothing of it under the padding. */
export function fitted([west, south, east, north]: Box, size: Size, padding_px = 40, most_px = 600): SketchView {
  const across = Math.max(1e-6, (east - west) * NARROWING)
  const down = Math.max(1e-6, north - south)
  const px = Math.min((size.width - 2 * padding_px) / across, (size.height - 2 * padding_px) / down, most_px)
  return { lon: (west + east) / 2, lat: (south + north) / 2, px_per_degree: Math.max(MIN_PX_PER_DEGREE, px) }
}

/** The view nearer or farther by so many doublings. */
export function zoomed(view: SketchView, step: number): SketchView {
  const px = view.px_per_degree * 2 ** step
  return { ...view, px_per_degree: Math.min(MAX_PX_PER_DEGREE, Math.max(MIN_PX_PER_DEGREE, px)) }
}

/** The view moved by so many pixels. */
export function moved(view: SketchView, right_px: number, down_px: number): SketchView {
  return {
    ...view, lon: view.lon + right_px / view.px_per_degree / NARROWING, lat: view.lat - down_px / view.px_per_degree,
  }
}

/** Where a place lies on the drawing. */
export function placed(view: SketchView, size: Size, [lon, lat]: Position): { x: number; y: number } {
  return {
    x: size.width / 2 + (lon - view.lon) * NARROWING * view.px_per_degree, y: size.height / 2 - (lat - view.lat) * view.px_per_degree,
  }
}

/** The box that the drawing shows. */
export function boundsOf(view: SketchView, size: Size): Box {
  const across = size.width / 2 / view.px_per_degree / NARROWING
  const down = size.height / 2 / view.px_per_degree
  return [view.lon - across, view.lat - down, view.lon + across, view.lat + down]
}

/** Whether a closer view could part what lies together. */
export function isClosest(view: SketchView): boolean {
  return view.px_per_degree >= MAX_PX_PER_DEGREE
}

/** The trucks in view: one mark for each square of the drawing that has some, the gravest last, so that it lies on top. */
export function marksOf(units: Iterable<Unit>, nowMs: number, view: SketchView, size: Size): SketchMark[] {
  const cells = new Map<string, { n: number; x: number; y: number; look: Look; unitIds: string[]; unit: Unit }>()
  for (const unit of units) {
    const { x, y } = placed(view, size, [unit.lon, unit.lat])
    if (x < -CELL_PX || y < -CELL_PX || x > size.width + CELL_PX || y > size.height + CELL_PX) continue
    const look = lookOf(unit, nowMs)
    const key = `${Math.floor(x / CELL_PX)} ${Math.floor(y / CELL_PX)}`
    const cell = cells.get(key)
    if (!cell) cells.set(key, { n: 1, x, y, look, unitIds: [unit.unit_id], unit })
    else {
      cell.x += (x - cell.x) / (cell.n + 1)
      cell.y += (y - cell.y) / (cell.n + 1)
      cell.n += 1
      cell.unitIds.push(unit.unit_id)
      if (weightOf(look) > weightOf(cell.look)) cell.look = look
    }
  }
  return [...cells]
    .map(([key, { n, x, y, look, unitIds, unit }]) => ({ key, x, y, look, unitIds, unit: n === 1 ? unit : null }))
    .sort((a, b) => weightOf(a.look) - weightOf(b.look))
}

/** The open alerts that no known truck carries, where they are. */
export function placeAlerts(alerts: Iterable<Alert>, units: ReadonlyMap<string, Unit>): Alert[] {
  return [...alerts].filter((alert) =>
    alert.state === 'open' && alert.lat != null && alert.lon != null && !(alert.unit_id && units.has(alert.unit_id)))
}

/** Lines and areas as an SVG path in degrees, to be put in place by `transformOf`. */
export function pathOf(geometry: GeoJSON.Geometry): string {
  if (geometry.type === 'LineString') return pathOfLine(geometry.coordinates, false)
  if (geometry.type === 'MultiLineString') return geometry.coordinates.map((line) => pathOfLine(line, false)).join('')
  if (geometry.type === 'Polygon') return geometry.coordinates.map((ring) => pathOfLine(ring, true)).join('')
  if (geometry.type === 'MultiPolygon') return geometry.coordinates.flat().map((ring) => pathOfLine(ring, true)).join('')
  return ''
}

function pathOfLine(line: readonly GeoJSON.Position[], isClosed: boolean): string {
  const points = line.map(([lon = 0, lat = 0]) => `${((lon - 100) * NARROWING).toFixed(4)} ${(13.5 - lat).toFixed(4)}`)
  return points.length > 1 ? `M${points.join('L')}${isClosed ? 'z' : ''}` : ''
}

/** The transform that puts a path in degrees where the view has it. */
export function transformOf(view: SketchView, size: Size): string {
  const { px_per_degree } = view
  const x = size.width / 2 - (view.lon - 100) * NARROWING * px_per_degree
  const y = size.height / 2 - (13.5 - view.lat) * px_per_degree
  return `translate(${x.toFixed(2)} ${y.toFixed(2)}) scale(${px_per_degree.toFixed(3)})`
}
