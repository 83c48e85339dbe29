/** What of the map may be switched off, and how the address keeps it. */
import type { ZoneKind } from '../model'

export type Switch = 'tiles' | 'provinces' | 'rivers' | 'estates' | 'sites' | 'restricted' | 'services' | 'plates' | 'trail'

/** The layers of a switch; the zones of one are left out of the data instead, and tiles have layers of their own. */
const LAYERS: Readonly<Record<Switch, readonly string[]>> = {
  tiles: [],
  provinces: ['province-edges', 'province-labels'],
  rivers: ['rivers'],
  estates: [],
  sites: [],
  restricted: [],
  services: [],
  plates: ['plates', 'watched-plates', 'alert-plates', 'chosen-plate'],
  trail: ['track-gap', 'track-case', 'track', 'track-off', 'track-breach', 'track-evidence'],
}

const KINDS: Readonly<Partial<Record<Switch, readonly ZoneKind[]>>> = {
  provinces: ['province'],
  estates: ['estate'],
  sites: ['generator', 'processor'],
  restricted: ['restricted'],
  services: ['rest_area', 'fuel', 'weigh_station', 'depot'],
}

export const SWITCHES = Object.keys(LAYERS) as readonly Switch[]
export const HIDE_KEY = 'hide'

/** What the address says is switched off; a word that it does not know counts for nothing. */
export function readHidden(query: URLSearchParams): ReadonlySet<Switch> {
  const words = (query.get(HIDE_KEY) ?? '').split(',')
  return new Set(SWITCHES.filter((one) => words.includes(one)))
}

/** The word for the address; null while all is shown. */
export function writeHidden(hidden: ReadonlySet<Switch>): string | null {
  return SWITCHES.filter((one) => hidden.has(one)).join(',') || null
}

/** Each layer that a switch rules, and whether it is to be seen. */
export function visibilities(hidden: ReadonlySet<Switch>): [layer: string, isShown: boolean][] {
  return SWITCHES.flatMap((one) => LAYERS[one].map((layer): [string, boolean] => [layer, !hidden.has(one)]))
}

/** The kinds of zone that are not to be seen. */
export function hiddenKinds(hidden: ReadonlySet<Switch>): ReadonlySet<ZoneKind> {
  return new Set([...hidden].flatMap((one) => KINDS[one] ?? []))
}
