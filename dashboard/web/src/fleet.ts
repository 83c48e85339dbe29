/** Finding a truck in the list. */
import type { Unit, UnitState } from './model'

const ORDER: readonly UnitState[] = ['moving', 'idle', 'parked', 'silent']

/** Blanks, hyphens and dots do not matter in a search, Thai digits count as Arabic ones. */
export function plain(words: string): string {
  return words
    .normalize('NFC')
    .replace(/[\u0e50-\u0e59]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50))
    .replace(/[\s.-]/g, '')
    .toLowerCase()
}

/** Trucks that match, those with an alert first, then by state and plate. */
export function filterFleet(units: Iterable<Unit>, words: string, only: UnitState | null): Unit[] {
  const wanted = plain(words)
  const found = [...units].filter((unit) =>
    (only === null || unit.state === only) &&
    (wanted === '' ||
      [unit.plate, unit.province, unit.carrier, unit.unit_id].some((text) => text && plain(text).includes(wanted))))
  return found.sort((a, b) =>
    Number(b.urgency !== null) - Number(a.urgency !== null) ||
    ORDER.indexOf(a.state) - ORDER.indexOf(b.state) ||
    compare(a.plate ?? a.unit_id, b.plate ?? b.unit_id))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
