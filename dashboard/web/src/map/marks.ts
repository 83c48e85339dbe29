/** The shapes of all marks, in boxes of 20 by 20: the map draws them on canvas, lists and legend as SVG. */
import type { Look } from '../look'
import type { UnitState, ZoneKind } from '../model'
import type { Palette } from './palette'

/** What a truck does is told by its shape. Filled; with `evenodd`, so that a ring stays open. */
export const truckShapes: Readonly<Record<UnitState | 'place', string>> = {
  moving: 'M10 1.5l6.5 15.3L10 13l-6.5 3.8z',
  idle: 'M10 2l5 11.4L10 11l-5 2.4zM5 15.6h10v2.4H5z',
  parked: 'M7 4.5h6A2.5 2.5 0 0 1 15.5 7v6a2.5 2.5 0 0 1-2.5 2.5H7A2.5 2.5 0 0 1 4.5 13V7A2.5 2.5 0 0 1 7 4.5z',
  silent: 'M10 3.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13zM10 6.2a3.8 3.8 0 1 0 0 7.6a3.8 3.8 0 1 0 0-7.6z',
  place: 'M10 1.5l9 16H1zM9 7h2v5H9zM9 13.6h2v2H9z',
}

/** The shapes that turn with the course. */
export const TURNING: ReadonlySet<string> = new Set(['moving', 'idle'])

/** The badge beside a truck tells what matters about it, also without colour; lines, not filled. */
export const badges: Readonly<Record<Exclude<Look, 'free' | 'on_route'>, string>> = {
  late: 'M5 3h10M5 17h10M6 3c0 5 8 9 8 14M14 3c0 5-8 9-8 14',
  silent: 'M4 4l12 12M16 4L4 16',
  record: 'M5 3h10v14H5zM8 8h4M8 12h4',
  today: 'M10 2.5a7.5 7.5 0 1 1 0 15a7.5 7.5 0 1 1 0-15zM10 6v4.4l3 2',
  immediate: 'M10 2l8.6 15.4H1.4zM10 7.5v4.6M10 14v1.2',
}

/** Which colour of the palette a look has. */
export const lookColours: Readonly<Record<Look, keyof Palette>> = {
  free: 'free', on_route: 'moving', late: 'late', silent: 'silent', record: 'record', today: 'today', immediate: 'alert',
}

/** Which colour a state has where nothing else is known of the truck. */
export const stateColours: Readonly<Record<UnitState, keyof Palette>> = {
  moving: 'moving', idle: 'today', parked: 'free', silent: 'silent',
}

/** A truck that carries nothing is drawn as an outline. */
export function isHollow(look: Look): boolean {
  return look === 'free'
}

/** Places by kind: a works with a saw-tooth roof, where waste begins, and a hexagon, where it ends, first. */
export const zoneShapes: Readonly<Record<Exclude<ZoneKind, 'province'>, { d: string; colour: keyof Palette }>> = {
  generator: { d: 'M3.5 16.5V8l4.4 3V8l4.4 3V4.5h4.2v12z', colour: 'site' },
  processor: { d: 'M10 2.8l6.4 3.6v7.2L10 17.2l-6.4-3.6V6.4z', colour: 'site' },
  estate: { d: 'M10 5.2a4.8 4.8 0 1 1 0 9.6a4.8 4.8 0 1 1 0-9.6z', colour: 'site' },
  restricted: { d: 'M10 2.5l7.5 7.5-7.5 7.5L2.5 10z', colour: 'restricted' },
  rest_area: { d: 'M7.5 6h5A1.5 1.5 0 0 1 14 7.5v5a1.5 1.5 0 0 1-1.5 1.5h-5A1.5 1.5 0 0 1 6 12.5v-5A1.5 1.5 0 0 1 7.5 6z', colour: 'service' },
  fuel: { d: 'M10 4.3l4 6.8-1.7 4H7.7l-1.7-4z', colour: 'service' },
  weigh_station: { d: 'M4.5 6.5h11l-2.2 7.2H6.7z', colour: 'service' },
  depot: { d: 'M4.5 14.5V9L10 5l5.5 4v5.5z', colour: 'service' },
}

/** Where a trip begins and where it ends. */
export const endShapes: Readonly<Record<'origin' | 'destination', string>> = {
  origin: 'M10 4a6 6 0 1 1 0 12a6 6 0 1 1 0-12zM10 8a2 2 0 1 0 0 4a2 2 0 1 0 0-4z',
  destination: 'M5 18V2.5h11l-3 3.7 3 3.8H7V18z',
}
