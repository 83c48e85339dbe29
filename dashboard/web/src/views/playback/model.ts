/** What playback answers: tracks as columns of differences. Times are ISO-8601 in UTC, `t` is in seconds from `from`. */
import type { Severity, Urgency } from '../../model'

export interface PlayedColumns {
  unit_id: string
  plate: string | null
  province: string | null
  t: number[]
  lon: number[]
  lat: number[]
  speed: (number | null)[]
}

export interface Pin {
  alert_id: string
  unit_id: string
  rule: string
  severity: Severity
  urgency: Urgency
  started_at: string
  reason_th: string
  reason_en: string
  lat: number | null
  lon: number | null
}

export interface Playback {
  from: string
  to: string
  step_s: number
  cut: boolean
  units: PlayedColumns[]
  alerts: Pin[]
}
