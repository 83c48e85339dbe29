/** What the server sends of incidents and shelves, as far as the page uses it. Times are ISO-8601 in UTC. */
import type { Alert, Certainty, Severity, Urgency } from '../model'

export type IncidentState = 'new' | 'acknowledged' | 'assigned' | 'watching' | 'closed'
export type Act = 'acknowledge' | 'assign' | 'release' | 'watch' | 'comment' | 'close' | 'reopen'
/** What is done with two incidents, and the other side of it in the log. */
export type CaseAct = 'merge' | 'split'
export type CaseDeed = CaseAct | 'take_in' | 'come_out'
export type Outcome = 'confirmed' | 'lawful' | 'device_fault' | 'false'
export type About = 'trip' | 'unit' | 'place' | 'vendor' | 'permit'

export interface Incident {
  incident_id: string
  /** Counts the changes: by people, and by alerts that join. */
  version: number
  state: IncidentState
  about: About
  /** The key of what it is about. */
  subject?: string | null
  trip_id?: string | null
  unit_id?: string | null
  plate?: string | null
  province?: string | null
  zone_id?: string | null
  vendor?: string | null
  permit_no?: string | null
  carrier?: string | null
  urgency: Urgency
  severity: Severity
  certainty: Certainty
  /** Worst first. */
  rules: string[]
  alert_ids: string[]
  open_alerts: number
  /** How many later evidence took back. */
  refuted_alerts?: number
  reason_th: string
  reason_en: string
  lat?: number | null
  lon?: number | null
  estate_zone_id?: string | null
  started_at: string
  detected_at: string
  changed_at: string
  assignee?: string | null
  /** Who put it into its present state. */
  state_by?: string | null
  outcome?: Outcome | null
  /** Of one that closed by itself in both languages, as `ไทย / English`. */
  outcome_reason?: string | null
  closed_by?: string | null
  /** What the asking person may do now; what comes by the stream is for everybody and leaves it out. */
  acts?: Act[] | null
  /** The case that it is part of; null of what is a case itself. */
  merged_into?: string | null
  /** The incidents that are part of it. */
  merged_ids?: string[]
  /** The trucks of a case of several incidents, that of its worst alert first. */
  plates?: string[]
  /** What of merging the asking person may do now. */
  case_acts?: CaseAct[] | null
  shelf?: { shelf_id: string; until: string; reason: string } | null
}

/** What the system does by itself. */
export type SystemAct = 'open' | 'join' | 'worsen' | 'refute' | 'bear_out' | 'withdraw' | 'resurface'
/** What officers tell from the road, or what is told of them. */
export type RoadDeed = 'on_the_way' | 'there' | 'leave' | 'help' | 'finding' | 'file' | 'officer_overdue' | 'reached'
/** What carrier or generator are told and answer. */
export type PartyDeed = 'party_told' | 'party_unreached' | 'party_answered' | 'party_file' | 'party_waived'
/** Who did what nobody did. */
export const SYSTEM = 'wastetrack'

export interface LogEntry {
  seq: number
  at: string
  who: string
  /** An `Act`, a `SystemAct`, a `RoadDeed`, a `PartyDeed` or a `CaseDeed`. */
  act: string
  alert_id?: string | null
  /** The incident that it was merged into, took in, let go or came out of. */
  other_id?: string | null
  from?: IncidentState | null
  to?: IncidentState | null
  text?: string | null
  assignee?: string | null
  outcome?: Outcome | null
  /** The incident's version that this made. */
  version: number
}

/** An incident that is part of a case, with its own log. */
export interface MergedIncident extends Pick<
  Incident,
  'incident_id' | 'about' | 'subject' | 'unit_id' | 'trip_id' | 'plate' | 'province' | 'urgency' | 'severity' | 'rules'
  | 'alert_ids' | 'open_alerts' | 'reason_th' | 'reason_en' | 'started_at' | 'assignee'
> {
  merged_by: string
  merged_at: string
  log: LogEntry[]
}

export interface IncidentDetail extends Incident {
  /** What is done first about the worst of its alerts; missing until the incident was read in full. */
  first_th?: string | null
  first_en?: string | null
  alerts: Alert[]
  log: LogEntry[]
  merged?: MergedIncident[]
}

export type ShelfKind = 'unit' | 'place' | 'rule'

export interface Shelf {
  shelf_id: string
  kind: ShelfKind
  key: string
  reason: string
  until: string
  made_by: string
  made_at: string
  confirmed_by?: string | null
  state: 'waiting' | 'active' | 'lifted' | 'over'
  /** How many incidents it holds back now. */
  held: number
}

export interface Names {
  me: { name: string; role: string }
  names: string[]
}
