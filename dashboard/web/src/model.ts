/** What the server's API sends, as far as the page uses it. Times are ISO-8601 in UTC. */

export type Urgency = 'immediate' | 'today' | 'record'
export type Severity = 'info' | 'warning' | 'high' | 'critical'
export type Certainty = 'observed' | 'likely' | 'possible'
export type UnitState = 'moving' | 'idle' | 'parked' | 'silent'
export type ZoneKind =
  | 'generator' | 'processor' | 'estate' | 'restricted' | 'rest_area' | 'fuel' | 'weigh_station' | 'depot' | 'province'

export interface Unit {
  unit_id: string
  plate: string | null
  province: string | null
  carrier: string | null
  utc_ts: string
  recv_utc_ts: string | null
  lat: number
  lon: number
  speed: number | null
  course: number | null
  state: UnitState
  trip_id: string | null
  permit_no: string | null
  urgency: Urgency | null
  severity: Severity | null
}

export interface EvidencePing {
  utc_ts: string
  recv_utc_ts: string | null
  lat: number
  lon: number
  speed: number | null
}

export interface Evidence {
  thresholds?: Record<string, unknown>
  measured?: Record<string, unknown>
  pings?: EvidencePing[]
}

export interface Alert {
  alert_id: string
  version: number
  state: 'open' | 'closed'
  rule: string
  severity: Severity
  urgency: Urgency
  certainty: Certainty
  trip_id?: string | null
  unit_id?: string | null
  plate?: string | null
  province?: string | null
  permit_no?: string | null
  manifest_no?: string | null
  zone_id?: string | null
  vendor?: string | null
  trip_ids?: string[] | null
  started_at: string
  detected_at: string
  ended_at?: string | null
  lat?: number | null
  lon?: number | null
  reason_en: string
  reason_th: string
  evidence?: Evidence | null
  late?: boolean
  close_reason?: string | null
  history?: { version: number; type: string; time: string }[]
}

export interface Trip {
  trip_id: string
  version: number
  state?: 'on_the_way' | 'arrived' | 'completed' | 'ended'
  unit_id: string
  plate: string | null
  permit_no: string | null
  origin_zone_id: string | null
  destination_zone_id?: string | null
  destination_zone_ids?: string[] | null
  started_at: string
  arrived_at?: string | null
  completed_at?: string | null
}

export interface Fix {
  utc_ts: string
  lat: number
  lon: number
  speed: number | null
  course: number | null
  fix?: number | null
}

export type Position = [lon: number, lat: number]

export interface Permit {
  permit_no: string
  status: string
  valid_from: string
  valid_to: string
  generator: { factory_no: string; name_th: string; name_en?: string | null; zone_id: string | null }
  items: {
    item_no: number
    waste_code: string
    waste_name_th: string
    quantity_t?: number | null
    processor: { factory_no: string; name_th: string; name_en?: string | null; zone_id: string | null }
  }[]
  routes: { route_id: string; corridor_m: number; line: { type: 'LineString'; coordinates: Position[] } }[]
}

export interface ZoneFeature {
  type: 'Feature'
  properties: {
    zone_id: string
    kind: ZoneKind
    name_th: string | null
    name_en: string | null
    radius_m?: number | null
  }
  geometry:
    | { type: 'Point'; coordinates: Position }
    | { type: 'Polygon'; coordinates: Position[][] }
    | { type: 'MultiPolygon'; coordinates: Position[][][] }
}

export interface Settings {
  timezone: string
  calendar: string
  demo: boolean
  /** Messages to people are not sent, and stand on a page. */
  inbox?: boolean
  version: string
  /** Address of map tiles, and whom to thank for them; empty: none. */
  tiles?: string
  tiles_credit?: string
}

export interface Summary {
  units: number
  moving: number
  trips_open: number
  alerts_open: number
  alerts_immediate: number
  data_at: string | null
}

export interface CloudEvent<T> {
  id: string
  type: string
  time: string
  data: T
}

/** How old the data are: lag in seconds of the judging, and how many of the units heard within the hour are unseen. */
export interface Clock {
  data_at: string | null
  server_at: string
  lag_s?: number | null
  units_heard?: number
  units_unseen?: number
  alarms?: readonly string[]
}

export interface Page<T> {
  items: T[]
  next: string | null
}
