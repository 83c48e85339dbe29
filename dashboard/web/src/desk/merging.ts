/** Which incidents a case may be merged with, the likely ones first. */
import type { Incident } from './model'
import { isFound } from './order'

/** What two incidents share: the best reason to take them for one. */
export type Near = 'unit' | 'trip' | 'place' | null

export interface Candidate { incident: Incident; near: Near }

const ORDER: readonly Near[] = ['unit', 'trip', 'place', null]

/** Whether this person may merge it now, as far as the server has said. */
export function mayMerge(incident: Incident): boolean {
  return incident.state !== 'closed' && (incident.case_acts?.includes('merge') ?? false)
}

/** Whether this person may take a merged incident out of it now. */
export function maySplit(incident: Incident): boolean {
  return incident.state !== 'closed' && (incident.case_acts?.includes('split') ?? false)
}

const same = (a: string | null | undefined, b: string | null | undefined): boolean => Boolean(a) && a === b

export function nearOf(one: Incident, other: Incident): Near {
  if (same(one.unit_id, other.unit_id) || (same(one.plate, other.plate) && same(one.province, other.province))) return 'unit'
  if (same(one.trip_id, other.trip_id)) return 'trip'
  if (same(one.zone_id, other.zone_id) || same(one.estate_zone_id, other.estate_zone_id)) return 'place'
  return null
}

/** The open incidents into which one may be merged and in which the words are found: what shares most first, then the newest. */
export function candidatesFor(
  one: Incident, known: Iterable<Incident>, words: string, saidOf: (incident: Incident) => (string | null | undefined)[],
): Candidate[] {
  return [...known]
    .filter((other) => other.incident_id !== one.incident_id && other.state !== 'closed')
    .filter((other) => words.trim() === '' || isFound(words, saidOf(other)))
    .map((incident) => ({ incident, near: nearOf(one, incident) }))
    .sort((a, b) => ORDER.indexOf(a.near) - ORDER.indexOf(b.near) || b.incident.started_at.localeCompare(a.incident.started_at))
}
