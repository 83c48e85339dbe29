/** Finding a truck in the list. */
import { type Look, LOOKS, lookOf, weightOf } from './look'
import type { Unit } from './model'

/** Blanks, hyphens and dots do not matter in a search, Thai digits count as Arabic ones. */
export function plain(words: string): string {
  return words
    .normalize('NFC')
    .replace(/[\u0e50-\u0e59]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50))
    .replace(/[\s.-]/g, '')
    .toLowerCase()
}

export interface Found { shown: Unit[]; all: number }

/**
 * The first `most` of the trucks that match, what matters most first, then by plate; and how many match.
 * The fleet is asked each second: trucks are only put in order as far as they are shown.
 */
export function findFleet(units: Iterable<Unit>, words: string, only: Look | null, nowMs: number, most: number): Found {
  const wanted = plain(words)
  const heaps: Unit[][] = LOOKS.map(() => [])
  let all = 0
  for (const unit of units) {
    const look = lookOf(unit, nowMs)
    if (only !== null && look !== only) continue
    if (wanted !== '' && !isCalled(unit, wanted)) continue
    heaps[weightOf(look)]?.push(unit)
    all += 1
  }
  const shown: Unit[] = []
  for (const heap of heaps.reverse()) {
    if (shown.length >= most) break
    shown.push(...heap.sort((a, b) => compare(a.plate ?? a.unit_id, b.plate ?? b.unit_id)).slice(0, most - shown.length))
  }
  return { shown, all }
}

function isCalled(unit: Unit, wanted: string): boolean {
  return [unit.plate, unit.province, unit.carrier, unit.unit_id].some((text) => text && plain(text).includes(wanted))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
