/** What the server answers about numbers. Times are ISO-8601 UTC, spans in seconds, shares 0 to 1. */
import type { Urgency } from '../../model'

export interface Trips { started: number; completed: number; open: number; ended: number; late: number }

export interface Estate extends Trips { zone_id: string | null; name_th: string; name_en: string }

export interface Delay { n: number; p50_s: number | null; p99_s: number | null }

export interface Precision {
  confirmed: number; lawful: number; device_fault: number; false: number
  n: number; share: number | null; low: number | null; high: number | null
}

export interface Rule {
  rule: string; alerts: number; immediate: number; today: number; record: number; open: number; refuted: number
  to_alert: Delay; precision: Precision
}

export interface Vendor {
  vendor: string | null; accounts: readonly string[]; units: number; heard: number
  silent_5_min: number; silent_1_h: number; silent_24_h: number; silent_on_trip: number
}

export interface Fleet {
  heard: number; unseen: number; unseen_share: number | null; lag_s: number | null; data_age_s: number | null; receipt: Delay
}

export interface Blindness {
  fleet: Fleet | null; to_alert: Delay; unseen_s: number; driven_s: number; unseen_share: number | null
}

export interface Budget { mean_per_hour: number; peak_per_hour: number; in_10_min: number; chatter_per_hour: number }

export type Excess = 'mean' | 'peak' | 'in_10_min'

export interface Stretch { alarms: number; begins_at: string | null }

export interface Hour { begins_at: string; alarms: number }

export interface Chatter {
  unit_id: string; plate: string | null; rule: string; in_hour: number; begins_at: string | null; alarms: number
}

export interface Stale {
  alert_id: string; rule: string; urgency: Urgency; unit_id: string | null; plate: string | null; detected_at: string
}

export interface TopUnit { unit_id: string; plate: string | null; alarms: number }

export interface TopRule { rule: string; alarms: number }

export interface DeskLoad {
  desk_id: string; name_th: string; name_en: string; alarms: number; shelved: number; mean_per_hour: number; peak: Stretch
  in_10_min: Stretch; over: readonly Excess[]; hours: readonly Hour[]
}

export interface Load {
  budget: Budget; desks: readonly DeskLoad[]; chattering: readonly Chatter[]; stale: number | null; stale_alerts: readonly Stale[]
  top_units: readonly TopUnit[]; top_rules: readonly TopRule[]
}

export interface Numbers {
  day: string; timezone: string; from: string; to: string; is_today: boolean; counted_at: string
  trips: Trips; open_before: number | null; estates: readonly Estate[]
  rules: readonly Rule[]; judged_from: string; least_judged: number
  vendors: readonly Vendor[] | null; blindness: Blindness; load: Load
}

export interface TrendDay {
  day: string; counted_at: string; trips: number; completed: number; late: number
  immediate: number; today: number; record: number; unseen_share: number | null; to_alert: Delay
}

export interface Trend { timezone: string; counted_at: string; days: readonly TrendDay[] }

/** The tables that come as files too. */
export type TableName =
  | 'estates' | 'rules' | 'vendors' | 'blindness' | 'load' | 'hours' | 'chattering' | 'stale' | 'top-units' | 'top-rules' | 'trend'
