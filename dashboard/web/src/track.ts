/** Which part of a truck's way belongs to an alert. */
import type { Alert, Fix, Trip } from './model'
import { msOf } from './time'

const HOUR_MS = 3_600_000
const BEFORE_MS = HOUR_MS
const AFTER_MS = HOUR_MS / 2
/** The server gives at most this much in one call. */
const LIMIT_MS = 24 * HOUR_MS

export interface Window { fromMs: number; toMs: number }

/** Whether the breach lies behind us: a fact has an end at its start but stays open for people, and the truck drives on. */
export function isOver(alert: Alert): boolean {
  return alert.state === 'closed' || (!!alert.ended_at && alert.ended_at !== alert.started_at)
}

/**
 * From the trip's start, or an hour before the breach, to now; what ended shows half an hour after its end.
 * At most 24 h, and the breach always lies inside.
 */
export function trackWindow(alert: Alert, trip: Trip | null, nowMs: number): Window {
  const startedMs = msOf(alert.started_at)
  const tripMs = trip ? msOf(trip.started_at) : NaN
  const fromMs = Number.isFinite(tripMs) ? Math.min(tripMs, startedMs) : startedMs - BEFORE_MS
  const endedMs = isOver(alert) ? msOf(alert.ended_at) : NaN
  const toMs = Number.isFinite(endedMs) ? Math.min(endedMs + AFTER_MS, Math.max(nowMs, endedMs)) : nowMs
  if (toMs - fromMs <= LIMIT_MS) return { fromMs, toMs: Math.max(toMs, fromMs + 60_000) }
  if (startedMs + AFTER_MS - fromMs <= LIMIT_MS) return { fromMs, toMs: fromMs + LIMIT_MS }
  return { fromMs: startedMs - LIMIT_MS / 2, toMs: startedMs + LIMIT_MS / 2 }
}

/** The fixes of the breach itself, with one before it so that the line joins on; a fact is a moment and has none. */
export function breachPart(fixes: readonly Fix[], alert: Alert): Fix[] {
  if (alert.ended_at === alert.started_at) return []
  const startedMs = msOf(alert.started_at)
  const endedMs = msOf(alert.ended_at)
  const from = fixes.findIndex((fix) => msOf(fix.utc_ts) >= startedMs)
  if (from < 0) return []
  const until = Number.isFinite(endedMs) ? fixes.findIndex((fix) => msOf(fix.utc_ts) > endedMs) : -1
  const part = fixes.slice(Math.max(0, from - 1), until < 0 ? undefined : until)
  return part.length > 1 ? part : []
}

/** The track with a newer position at its end, and nothing older than so long before it; an older or equal one changes nothing. */
export function extendTrack(fixes: readonly Fix[], fix: Fix, keepMs = LIMIT_MS): readonly Fix[] {
  const last = fixes[fixes.length - 1]
  const newestMs = msOf(fix.utc_ts)
  if (last && newestMs <= msOf(last.utc_ts)) return fixes
  const from = fixes.findIndex((each) => msOf(each.utc_ts) >= newestMs - keepMs)
  return [...(from < 0 ? [] : fixes.slice(from)), fix]
}
