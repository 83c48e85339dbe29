/** Pictures for the map, drawn here at double size: no sprite file to fetch. */
import type { Map as MapLibre } from 'maplibre-gl'
import { LOOKS } from '../look'
import { badges, endShapes, isHollow, lookColours, stateColours, truckShapes, zoneShapes } from './marks'
import { type Palette, paletteNow } from './palette'

const SCALE = 2
const BOX = 20
/** Room around a shape for its outline. */
const MARGIN = 3

type Draw = (c: CanvasRenderingContext2D) => void

function picture(size: number, draw: Draw): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = size * SCALE
  canvas.height = size * SCALE
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  context.scale(SCALE, SCALE)
  context.lineJoin = 'round'
  context.lineCap = 'round'
  draw(context)
  return context.getImageData(0, 0, canvas.width, canvas.height)
}

/** A shape of the box of 20, drawn `size` wide in the middle of its picture. */
function shaped(size: number, draw: Draw): ImageData {
  return picture(size + 2 * MARGIN, (c) => {
    c.translate(MARGIN, MARGIN)
    c.scale(size / BOX, size / BOX)
    draw(c)
  })
}

function filled(d: string, colour: string, ink: string): Draw {
  return (c) => {
    const path = new Path2D(d)
    c.lineWidth = 3
    c.strokeStyle = ink
    c.stroke(path)
    c.fillStyle = colour
    c.fill(path, 'evenodd')
  }
}

function outlined(d: string, colour: string, ink: string, width = 1.8): Draw {
  return (c) => {
    const path = new Path2D(d)
    c.lineWidth = width + 2.4
    c.strokeStyle = ink
    c.stroke(path)
    c.fillStyle = ink
    c.fill(path)
    c.lineWidth = width
    c.strokeStyle = colour
    c.stroke(path)
  }
}

/** A badge on a plate of the ground's colour, so that it is read over anything. */
function badge(d: string, colour: string, ink: string): Draw {
  return (c) => {
    c.beginPath()
    c.arc(10, 10, 12.5, 0, 2 * Math.PI)
    c.fillStyle = ink
    c.fill()
    c.lineWidth = 2.2
    c.strokeStyle = colour
    c.stroke(new Path2D(d))
  }
}

/** Slanted lines, for areas that trucks are to keep away from. */
function hatch(colour: string): ImageData {
  return picture(8, (c) => {
    c.strokeStyle = colour
    c.lineWidth = 1.4
    c.globalAlpha = 0.75
    for (const shift of [-8, 0, 8]) {
      c.beginPath()
      c.moveTo(shift - 1, 9)
      c.lineTo(shift + 9, -1)
      c.stroke()
    }
  })
}

function* pictures(p: Palette): Generator<[name: string, image: ImageData]> {
  for (const look of LOOKS) {
    const colour = p[lookColours[look]]
    for (const [state, d] of Object.entries(truckShapes)) {
      const draw = isHollow(look) && state !== 'silent' ? outlined(d, colour, p.ink) : filled(d, colour, p.ink)
      yield [`truck-${look}-${state}`, shaped(20, draw)]
    }
  }
  // For maps of another day, where only what a truck did is known.
  for (const state of ['moving', 'idle', 'parked', 'silent'] as const) {
    yield [`truck-${state}`, shaped(20, filled(truckShapes[state], p[stateColours[state]], p.ink))]
  }
  yield ['alert-place', shaped(20, filled(truckShapes.place, p.alert, p.ink))]
  for (const [look, d] of Object.entries(badges)) {
    yield [`badge-${look}`, shaped(12, badge(d, p[lookColours[look as keyof typeof badges]], p.ink))]
  }
  for (const [kind, { d, colour }] of Object.entries(zoneShapes)) {
    yield [`zone-${kind}`, shaped(18, outlined(d, p[colour], p.ink, 1.7))]
  }
  for (const [end, d] of Object.entries(endShapes)) yield [`end-${end}`, shaped(22, filled(d, p.corridor, p.ink))]
  yield ['hatch', hatch(p.restricted)]
}

/** Adds every picture that the layers name; where they are there already they get the palette's colours. */
export function addIcons(map: MapLibre, p: Palette = paletteNow()): void {
  for (const [name, image] of pictures(p)) {
    if (map.hasImage(name)) map.updateImage(name, image)
    else map.addImage(name, image, { pixelRatio: SCALE })
  }
}
