/** What the server sends of a case to its officer's phone, and what the phone keeps. Times are ISO-8601 in UTC. */

export type Act = 'acknowledge' | 'on_the_way' | 'there' | 'renew' | 'leave' | 'help' | 'finding'
export type StayState = 'away' | 'on_the_way' | 'there'
export type Urgency = 'immediate' | 'today' | 'record'
export type Direction = 'n' | 'ne' | 'e' | 'se' | 's' | 'sw' | 'w' | 'nw'
export type Reason = 'altered' | 'another_case' | 'revoked' | 'expired'

export interface Point { lat: number; lon: number }
export interface Spot extends Point { accuracy_m: number | null; at: string }

export interface Where extends Point {
  near_th: string | null
  near_en: string | null
  near_km: number | null
  direction: Direction | null
}

export interface Stay {
  state: StayState
  due_at: string | null
  overdue_at: string | null
  help_at: string | null
}

/** Another alert of the case; `plate` where it is of another truck. */
export interface OtherAlert { title_th: string; title_en: string; since: string; has_ended: boolean; plate: string | null; where: Where | null }

export interface RoadCase {
  incident_id: string
  version: number
  person: string
  expires_at: string
  state: 'new' | 'acknowledged' | 'assigned' | 'watching' | 'closed'
  assignee: string | null
  plate: string | null
  province: string | null
  urgency: Urgency
  severity: string
  certainty: 'observed' | 'likely' | 'possible'
  title_th: string
  title_en: string
  reason_th: string
  reason_en: string
  first_th: string
  first_en: string
  since: string
  where: Where | null
  carrier: string | null
  carrier_phone: string | null
  /** Missing in a case that was kept on the phone before it was told. */
  centre_phone?: string | null
  truck: (Point & { at: string; speed: number | null; course: number | null }) | null
  bound: { name_th: string; name_en: string; lat: number | null; lon: number | null } | null
  stay: Stay
  acts: Act[]
  /** The other alerts, the next worst first; missing in a case that was kept on the phone before they were told. */
  others?: OtherAlert[]
  more_others?: number
  findings: { at: string; who: string; text: string }[]
  files: string[]
}

/** A case on the phone: its newest link, and the case as last heard; without it the link was refused. */
export interface KeptCase {
  incident_id: string
  token: string
  heardMs: number
  shown: RoadCase | null
}

/** Something told that has not reached the centre yet; `key` names the call, so that it is done once. */
export interface KeptAct {
  id?: number
  incident_id: string
  key: string
  body: { act: Act; version?: number; text?: string; place?: Spot }
  /** Why the centre did not take it, in the language that was shown; it waits for the officer to look. */
  refused?: string
  /** Until when it may wait for its place, in ms of this phone's clock. */
  placing_until_ms?: number
}

/** A file taken here that has not reached the centre yet. */
export interface KeptFile {
  id?: number
  incident_id: string
  bytes: Blob
  name: string
  type: string
  taken_at: string
  place: Spot | null
  /** Hexadecimal; null until it is worked out. */
  sha256: string | null
  refused?: string
  placing_until_ms?: number
}
