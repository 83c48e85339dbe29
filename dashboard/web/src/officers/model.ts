/** What the server sends of officers on the road and of their files. Times are ISO-8601 in UTC. */

import type { Where } from '../road/model'

export interface Spot { lat: number; lon: number; accuracy_m: number | null; at: string | null }

export interface Out {
  incident_id: string
  person: string
  state: 'away' | 'on_the_way' | 'there'
  changed_at: string
  due_at: string | null
  overdue_at: string | null
  help_at: string | null
  place: Spot | null
}

/** Somebody who is out, the truck that it is about, and what lies near the last place. */
export interface Officer extends Out {
  where: Where | null
  plate: string | null
  province: string | null
}

export interface RoadFile {
  file_id: string
  person: string
  sha256: string
  size: number
  media_type: string
  name: string
  taken_at: string
  came_at: string
  place: Spot | null
  own: { at: string | null; zoned: boolean | null; lat: number | null; lon: number | null; apart_m: number | null; apart_s: number | null } | null
}

export interface RoadStory {
  officers: Out[]
  told: { version: number; at: string; place: Spot | null }[]
  files: RoadFile[]
}

/** A link to a case that was given out; `made_by` is null where it came in a message. */
export interface Link {
  person: string
  made_by: string | null
  made_at: string
  expires_at: string
  opened_at: string | null
  revoked_at: string | null
  state: 'open' | 'revoked' | 'expired'
}

/** Which links of a person are taken back: the one that was made then, all to this case, all to any. */
export type Which = 'one' | 'case' | 'all'

/** What the server is told to take links back. */
export interface Revoking { person: string; reason: string; all_cases?: boolean; made_at?: string }

export function revokingOf(link: Link, which: Which, reason: string): Revoking {
  const more = { one: { made_at: link.made_at }, case: {}, all: { all_cases: true } }[which]
  return { person: link.person, reason: reason.trim(), ...more }
}
