/** A small map without tiles, loaded only when it is asked for: the permitted routes, the truck, the place, the officer. */
import { t } from './lang'
import type { Point } from './model'
import { texts } from './texts'
import { fill } from './words'

export interface Mark extends Point { kind: 'truck' | 'place' | 'bound' | 'here'; label: string }
export interface Size { width: number; height: number }

const SVG = 'http://www.w3.org/2000/svg'
const PADDING_PX = 34
/** A letter of 14 px, taken wide. */
const LETTER_PX = 8
const ASIDE_PX = 11
const EDGE_PX = 4
const LEAST_DEG = 0.004
const NICE_M = [100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000]
const M_PER_DEGREE = 111_195

/** Places points on the drawing so that all marks are seen, north up and true to scale. */
export function projection(marks: readonly Point[], size: Size): { at: (point: Point) => [number, number]; px_per_m: number } {
  const lats = marks.map((one) => one.lat)
  const lons = marks.map((one) => one.lon)
  const [south, north, west, east] = [Math.min(...lats), Math.max(...lats), Math.min(...lons), Math.max(...lons)]
  const lat = (south + north) / 2
  const lon = (west + east) / 2
  const narrowing = Math.cos((lat * Math.PI) / 180)
  const scale = Math.min(
    (size.width - 2 * PADDING_PX) / Math.max(LEAST_DEG, (east - west) * narrowing),
    (size.height - 2 * PADDING_PX) / Math.max(LEAST_DEG, north - south),
  )
  return {
    at: (point) => [size.width / 2 + (point.lon - lon) * narrowing * scale, size.height / 2 - (point.lat - lat) * scale],
    px_per_m: scale / M_PER_DEGREE,
  }
}

/** The longest round length that fits into so many pixels. */
export function scaleBar(px_per_m: number, most_px: number): { m: number; px: number } {
  const m = NICE_M.filter((one) => one * px_per_m <= most_px).pop() ?? 100
  return { m, px: m * px_per_m }
}

function shape(name: string, attributes: Readonly<Record<string, string | number>>, text = ''): SVGElement {
  const element = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value))
  element.textContent = text
  return element
}

/** How wide a label is, about: Thai marks above and below a letter take no room. */
function widthOf(label: string): number {
  return label.replace(/\p{M}/gu, '').length * LETTER_PX
}

/** Where a mark's label begins or ends, beside it where there is room, else as far as the drawing goes; what is too long is cut with dots. */
export function labelAt(x: number, label: string, width: number): { dx: number; anchor: 'start' | 'end'; words: string } {
  const room = { start: width - x - ASIDE_PX - EDGE_PX, end: x - ASIDE_PX - EDGE_PX }
  const anchor = room.start >= Math.min(widthOf(label), room.end) ? 'start' : 'end'
  const letters = Math.max(1, Math.floor(room[anchor] / LETTER_PX))
  const words = widthOf(label) <= room[anchor] ? label : `${[...new Intl.Segmenter('th').segment(label)].slice(0, letters - 1).map((one) => one.segment).join('')}…`
  return { dx: anchor === 'end' ? -ASIDE_PX : ASIDE_PX, anchor, words }
}

/** The drawing. */
export function draw(marks: readonly Mark[], routes: readonly (readonly [number, number])[][], size: Size, label: string): SVGElement {
  const { at, px_per_m } = projection(marks, size)
  const svg = shape('svg', { viewBox: `0 0 ${size.width} ${size.height}`, class: 'sketch', role: 'img', 'aria-label': label, 'data-testid': 'sketch' })
  for (const route of routes) {
    const points = route.map(([lon, lat]) => at({ lon, lat }).map((px) => px.toFixed(1)).join(',')).join(' ')
    svg.append(shape('polyline', { points, class: 'route' }))
  }
  for (const mark of marks) {
    const [x, y] = at(mark)
    const group = shape('g', { class: mark.kind, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` })
    // By form as well as by colour: a square drives, a cross is the place, a ring the end, a dot oneself.
    const forms: Record<Mark['kind'], SVGElement> = {
      truck: shape('rect', { x: -6, y: -6, width: 12, height: 12 }), place: shape('path', { d: 'M-7-7 7 7M7-7-7 7' }),
      bound: shape('circle', { r: 7 }), here: shape('circle', { r: 5 }),
    }
    const { dx, anchor, words } = labelAt(x, mark.label, size.width)
    // A truck often stands at the place: their words lie above and below each other.
    const down = { truck: -8, place: 20, bound: 5, here: 5 }[mark.kind]
    group.append(forms[mark.kind], shape('text', { x: dx, y: down, 'text-anchor': anchor }, words))
    svg.append(group)
  }
  const bar = scaleBar(px_per_m, size.width / 3)
  const y = size.height - 10
  svg.append(shape('path', { d: `M10 ${y}h${bar.px.toFixed(1)}`, class: 'bar' }))
  svg.append(shape('text', { x: 10, y: y - 6, class: 'note' }, bar.m < 1000 ? fill(t(texts.metres), { n: bar.m }) : fill(t(texts.km), { n: bar.m / 1000 })))
  return svg
}
