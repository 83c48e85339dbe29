/** What matters about a truck now, and so how it looks wherever it is shown. */
import type { Unit } from './model'
import { msOf } from './time'

export type Look = 'free' | 'on_route' | 'late' | 'silent' | 'record' | 'today' | 'immediate'

/** From what matters least to what matters most. */
export const LOOKS: readonly Look[] = ['free', 'on_route', 'late', 'silent', 'record', 'today', 'immediate']

/** A device sends each minute: after three without a position what is shown is no longer where the truck is. */
export const LATE_POSITION_MS = 180_000

/** The look of a truck at a time of the server's clock: its alert, else that it is not heard, else whether it carries. */
export function lookOf(unit: Unit, nowMs: number): Look {
  if (unit.urgency) return LOOKS.includes(unit.urgency) ? unit.urgency : 'record'
  if (unit.state === 'silent') return 'silent'
  // A parked truck's device may rest for long.
  if (unit.state !== 'parked' && nowMs - msOf(unit.utc_ts) > LATE_POSITION_MS) return 'late'
  return unit.trip_id ? 'on_route' : 'free'
}

/** How much a look matters, from 0. */
export function weightOf(look: Look): number {
  return LOOKS.indexOf(look)
}

/** How many trucks there are of each look. */
export function countLooks(units: Iterable<Unit>, nowMs: number): Record<Look, number> {
  const counts = Object.fromEntries(LOOKS.map((look) => [look, 0])) as Record<Look, number>
  for (const unit of units) counts[lookOf(unit, nowMs)] += 1
  return counts
}
