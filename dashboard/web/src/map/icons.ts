/** Pictures for the map, drawn here at double size: no sprite file to fetch. */
import type { Map as MapLibre } from 'maplibre-gl'
import type { ZoneKind } from '../model'
import { palette } from './palette'

const SCALE = 2

type Draw = (c: CanvasRenderingContext2D) => void

function picture(width: number, height: number, draw: Draw): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = width * SCALE
  canvas.height = height * SCALE
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  context.scale(SCALE, SCALE)
  context.lineJoin = 'round'
  context.lineCap = 'round'
  draw(context)
  return context.getImageData(0, 0, canvas.width, canvas.height)
}

function arrow(c: CanvasRenderingContext2D, middle: number, size: number): void {
  c.beginPath()
  c.moveTo(middle, middle - size)
  c.lineTo(middle + size * 0.72, middle + size * 0.86)
  c.lineTo(middle, middle + size * 0.42)
  c.lineTo(middle - size * 0.72, middle + size * 0.86)
  c.closePath()
}

function filled(c: CanvasRenderingContext2D, colour: string): void {
  c.lineWidth = 3
  c.strokeStyle = palette.ink
  c.stroke()
  c.fillStyle = colour
  c.fill()
}

function ring(c: CanvasRenderingContext2D, middle: number, radius: number, colour: string): void {
  for (const [width, stroke] of [[5, palette.ink], [2.2, colour]] as const) {
    c.beginPath()
    c.arc(middle, middle, radius, 0, 2 * Math.PI)
    c.lineWidth = width
    c.strokeStyle = stroke
    c.stroke()
  }
}

/** The same shape says the same state, with or without an alert. */
const truckShapes: Record<string, (c: CanvasRenderingContext2D, middle: number, colour: string) => void> = {
  moving: (c, m, colour) => { arrow(c, m, 9); filled(c, colour) },
  idle: (c, m, colour) => {
    arrow(c, m, 7)
    filled(c, colour)
    c.beginPath()
    c.moveTo(m - 4.5, m + 10.5)
    c.lineTo(m + 4.5, m + 10.5)
    c.lineWidth = 2
    c.strokeStyle = colour
    c.stroke()
  },
  parked: (c, m, colour) => {
    c.beginPath()
    c.roundRect(m - 5, m - 5, 10, 10, 2.5)
    filled(c, colour)
  },
  silent: (c, m, colour) => ring(c, m, 5.2, colour),
  place: (c, m, colour) => {
    c.beginPath()
    c.moveTo(m, m - 9)
    c.lineTo(m + 9, m + 7)
    c.lineTo(m - 9, m + 7)
    c.closePath()
    filled(c, colour)
    c.fillStyle = palette.ink
    c.fillRect(m - 1, m - 3, 2, 5)
    c.fillRect(m - 1, m + 3.5, 2, 2)
  },
}

const zoneShapes: Record<Exclude<ZoneKind, 'province'>, { colour: string; draw: Draw }> = {
  // A works with a saw-tooth roof: waste begins here.
  generator: { colour: palette.site, draw: (c) => poly(c, [[3, 15], [3, 7], [7, 10], [7, 7], [11, 10], [11, 4], [15, 4], [15, 15]]) },
  // A hexagon: waste ends here.
  processor: { colour: palette.site, draw: (c) => poly(c, [[9, 2.5], [14.8, 5.8], [14.8, 12.2], [9, 15.5], [3.2, 12.2], [3.2, 5.8]]) },
  estate: { colour: palette.site, draw: (c) => { c.beginPath(); c.arc(9, 9, 4.2, 0, 2 * Math.PI) } },
  restricted: { colour: palette.restricted, draw: (c) => poly(c, [[9, 2.5], [15.5, 9], [9, 15.5], [2.5, 9]]) },
  rest_area: { colour: palette.service, draw: (c) => { c.beginPath(); c.roundRect(5.5, 5.5, 7, 7, 1.5) } },
  fuel: { colour: palette.service, draw: (c) => poly(c, [[9, 4], [12.5, 10], [11, 13.5], [7, 13.5], [5.5, 10]]) },
  weigh_station: { colour: palette.service, draw: (c) => poly(c, [[4, 6], [14, 6], [12, 12.5], [6, 12.5]]) },
  depot: { colour: palette.service, draw: (c) => poly(c, [[4, 13], [4, 8], [9, 4.5], [14, 8], [14, 13]]) },
}

function poly(c: CanvasRenderingContext2D, corners: readonly (readonly [number, number])[]): void {
  c.beginPath()
  corners.forEach(([x, y], n) => (n ? c.lineTo(x, y) : c.moveTo(x, y)))
  c.closePath()
}

/** Slanted lines, for areas that trucks are to keep away from. */
function hatch(c: CanvasRenderingContext2D): void {
  c.strokeStyle = palette.restricted
  c.lineWidth = 1.4
  c.globalAlpha = 0.75
  for (const shift of [-8, 0, 8]) {
    c.beginPath()
    c.moveTo(shift - 1, 9)
    c.lineTo(shift + 9, -1)
    c.stroke()
  }
}

/** Adds every picture that the layers name. */
export function addIcons(map: MapLibre): void {
  const add = (name: string, image: ImageData): void => void map.addImage(name, image, { pixelRatio: SCALE })
  const colours = { moving: palette.moving, idle: palette.idle, parked: palette.parked, silent: palette.silent }
  for (const [state, colour] of Object.entries(colours)) {
    add(`truck-${state}`, picture(26, 26, (c) => truckShapes[state]?.(c, 13, colour)))
  }
  for (const state of Object.keys(truckShapes)) {
    add(`alert-${state}`, picture(28, 28, (c) => truckShapes[state]?.(c, 14, palette.alert)))
  }
  for (const [kind, { colour, draw }] of Object.entries(zoneShapes)) {
    add(`zone-${kind}`, picture(18, 18, (c) => {
      draw(c)
      c.fillStyle = palette.ink
      c.fill()
      c.lineWidth = 1.6
      c.strokeStyle = colour
      c.stroke()
    }))
  }
  add('hatch', picture(8, 8, hatch))
}
