/** The answers that a trip's page is made of; the server's OpenAPI description has the same names. */
import type { Alert, Permit, Trip, ZoneFeature } from '../../model'

export type RowKind =
  | 'loading' | 'departure' | 'arrival' | 'unloading' | 'stop' | 'gap' | 'driving' | 'alert' | 'completed' | 'ended'

/** A moment has `to` = `from`; what goes on has `to` null. */
export interface Row {
  kind: RowKind
  from: string
  to: string | null
  lat: number | null
  lon: number | null
  zone_ids: string[]
  to_lat?: number
  to_lon?: number
  allowed?: boolean
  off_corridor?: boolean
  km?: number
  excused?: boolean
  alert_id?: string
  reason?: string
  since_before: boolean
}

/** `off_m` is beyond the permitted corridor: 0 within it, null where the route is not judged. */
export interface SeenFix {
  utc_ts: string
  lat: number
  lon: number
  speed_kmh: number | null
  off_m: number | null
  permitted: boolean
}

export interface Manifest {
  manifest_no: string
  permit_no: string
  item_no: number
  waste_code: string | null
  waste_name_th: string | null
  plate: string
  province: string
  status: 'issued' | 'cancelled' | 'received' | 'returned'
  planned_depart: string
  planned_arrive: string | null
  received_at: string | null
  quantity_t: number | null
  weigh_out_t: number | null
  weigh_in_t: number | null
}

export interface Vehicle {
  unit_id: string
  plate: string
  province: string
  carrier: string
  vehicle_type: string
  valid_from: string
  valid_to: string | null
}

export interface TripTold extends Trip {
  province: string | null
  item_nos: number[]
  manifest_nos: string[]
  from_trip_id?: string | null
  distance_km?: number | null
  duration_s?: number | null
  unseen_s?: number | null
  unseen_km?: number | null
  verdict?: 'verified' | 'verified_with_alerts' | 'unverified' | null
  reason?: string | null
  ended_at?: string | null
  final_after?: string | null
}

export interface Unseen { distance_km: number; gaps: number; unseen_s: number; unseen_km: number }

export interface Note { en: string; th: string }

export type TripPermit = Permit & { routes: (Permit['routes'][number] & { item_nos: number[] })[] }

export interface Story {
  trip: TripTold
  alerts: Alert[]
  read_at: string
  is_open: boolean
  permits: TripPermit[]
  manifests: Manifest[]
  vehicle: Vehicle | null
  zones: ZoneFeature[]
  timeline: Row[]
  unseen: Unseen
  margin_m: number
  fixes: SeenFix[]
  fixes_in_all: number
  notes: Note[]
}

/** What a rule said at a fix or a deadline; `of_this`: it concerns the alert that was asked for. */
export interface Decision {
  at: string
  by: 'fix' | 'deadline'
  rule: string
  said: 'opened' | 'changed' | 'closed' | 'retracted'
  of_this: boolean
  reason_en: string
  reason_th: string
}

export interface Why { decisions: Decision[]; notes: Note[] }

/** What is pointed at, in the chart, the timeline or on the map: a moment or a span, and where. */
export interface Pointed { fromMs: number; toMs: number; lat: number | null; lon: number | null }
