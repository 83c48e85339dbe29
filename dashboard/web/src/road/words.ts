/** Times, distances and places of the phone's page as words, and the links that leave it; nothing here reads a clock. */
import type { Direction, KeptCase, Point, Urgency, Where } from './model'
import { directionTexts, type Lang, texts } from './texts'

const MINUTE_MS = 60_000
const DAY_MIN = 24 * 60
const EARTH_KM = 6371
const DIRECTIONS: readonly Direction[] = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw']
const RANK: Readonly<Record<Urgency, number>> = { immediate: 0, today: 1, record: 2 }

/** A pattern with its blanks filled. */
export function fill(pattern: string, blanks: Readonly<Record<string, string | number>>): string {
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => String(blanks[name] ?? whole))
}

/** A span of time, never longer than it is. */
export function spanText(ms: number, lang: Lang): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE_MS))
  if (minutes < 60) return fill(texts.minutes[lang], { n: minutes })
  if (minutes >= 2 * DAY_MIN) return fill(texts.days[lang], { n: Math.floor(minutes / DAY_MIN) })
  return fill(texts.hours[lang], { n: Math.floor(minutes / 60), m: minutes % 60 })
}

/** How long ago a time was; what lies ahead by a clock that is off was just now. */
export function agoText(atMs: number, nowMs: number, lang: Lang): string {
  const ms = nowMs - atMs
  return ms < MINUTE_MS ? texts.justNow[lang] : fill(texts.ago[lang], { time: spanText(ms, lang) })
}

/** Minutes and seconds that are left, as on a clock. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Kilometres between two places. */
export function kmBetween(a: Point, b: Point): number {
  const rad = Math.PI / 180
  const half = Math.sin(((b.lat - a.lat) * rad) / 2) ** 2
    + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(half)))
}

export function kmText(km: number): string {
  return km < 10 ? km.toFixed(1) : Math.round(km).toLocaleString('en-US')
}

/** In which of eight directions a course in degrees leads. */
export function directionOf(course: number): Direction {
  return DIRECTIONS[Math.round((((course % 360) + 360) % 360) / 45) % 8] ?? 'n'
}

/** Where a place lies, in words; empty where no registered place is known. */
export function whereText(where: Where, lang: Lang): string {
  const name = lang === 'th' ? where.near_th : where.near_en
  if (!name || where.near_km === null) return ''
  if (!where.direction) return fill(texts.at[lang], { name })
  return fill(texts.near[lang], { km: kmText(where.near_km), direction: directionTexts[where.direction][lang], name })
}

/** Six decimals, a tenth of a metre, are more than a phone sees. */
function pair({ lat, lon }: Point): string {
  return `${lat.toFixed(6)},${lon.toFixed(6)}`
}

/** Opens the phone's own navigation. */
export function geoLink(point: Point, label: string): string {
  return `geo:${pair(point)}?q=${pair(point)}(${encodeURIComponent(label)})`
}

/** The same where a phone has no answer to geo links. */
export function mapsLink(point: Point): string {
  return `https://www.google.com/maps/dir/?api=1&destination=${encodeURIComponent(pair(point))}`
}

export function telLink(phone: string): string {
  return `tel:${phone.replace(/[^\d+*#]/g, '')}`
}

/** The most urgent first, of those the nearest; what is not known to be anywhere last, and what is closed after all. */
export function inOrder(cases: readonly KeptCase[], here: Point | null): KeptCase[] {
  const away = (one: KeptCase): number => {
    const at = one.shown?.truck ?? one.shown?.where
    return here && at ? kmBetween(here, at) : Infinity
  }
  const rank = (one: KeptCase): number => (!one.shown ? 9 : one.shown.state === 'closed' ? 8 : RANK[one.shown.urgency])
  return [...cases].sort((a, b) => rank(a) - rank(b) || compare(away(a), away(b)) || b.heardMs - a.heardMs)
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1
}
