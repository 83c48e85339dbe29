/** Made-up numbers for the mock server: FEW=1 has hardly any, FAIL_NUMBERS=1 answers nothing. */
import { iso } from './world.mjs'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const ZONE_MS = 7 * HOUR_MS
const FEW = Boolean(process.env.FEW)
const ESTATES = [
  ['Z-E-1', 'นิคมอุตสาหกรรมมาบตาพุด', 'Map Ta Phut Industrial Estate', 61],
  ['Z-E-2', 'นิคมอุตสาหกรรมแหลมฉบัง', 'Laem Chabang Industrial Estate', 44],
  ['Z-E-3', 'นิคมอุตสาหกรรมอมตะซิตี้ ชลบุรี', 'Amata City Chonburi Industrial Estate', 38],
  ['Z-E-4', 'นิคมอุตสาหกรรมบางปู', 'Bangpoo Industrial Estate', 23],
  [null, '', '', 9],
]
// Rule, alerts of a day, its urgency, and the officers' outcomes: confirmed, lawful, device fault, false.
const RULES = [
  ['signal-lost', 21, 'today', [31, 22, 48, 11]],
  ['route-deviation', 14, 'immediate', [88, 17, 2, 5]],
  ['unauthorised-stop', 11, 'immediate', [64, 39, 1, 8]],
  ['power-cut', 5, 'immediate', [9, 3, 14, 0]],
  ['not-arrived', 4, 'immediate', [4, 2, 0, 1]],
  ['late-confirmation', 4, 'record', [20, 0, 0, 0]],
  ['outside-hours', 3, 'today', [0, 0, 0, 0]],
  ['repeated-short-stops', 0, 'today', [6, 15, 0, 3]],
]

function dayOf(ms) {
  return iso(ms + ZONE_MS).slice(0, 10)
}

function fromMs(day) {
  return Date.parse(`${day}T00:00:00Z`) - ZONE_MS
}

/** The same share for the same day and key, so that a day looks alike whenever it is asked for. */
function share(day, key) {
  let hash = 2166136261
  for (const letter of `${day} ${key}`) hash = Math.imul(hash ^ letter.codePointAt(0), 16777619)
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32
}

function wilson(hits, n) {
  const [z2, p] = [3.8415, hits / n]
  const [middle, reach] = [p + z2 / (2 * n), 1.96 * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n))]
  return [Math.max(0, (middle - reach) / (1 + z2 / n)), Math.min(1, (middle + reach) / (1 + z2 / n))]
}

function precision([confirmed, lawful, deviceFault, wrong]) {
  const n = confirmed + lawful + deviceFault + wrong
  const [low, high] = n >= 20 ? wilson(confirmed, n) : [null, null]
  return { confirmed, lawful, device_fault: deviceFault, false: wrong, n, share: n >= 20 ? confirmed / n : null, low, high }
}

function delay(n, p50, p99) {
  return n > 0 ? { n, p50_s: p50, p99_s: p99 } : { n: 0, p50_s: null, p99_s: null }
}

function estates(day) {
  return ESTATES.slice(0, FEW ? 0 : 5).map(([zone_id, name_th, name_en, most]) => {
    const started = Math.round(most * (0.7 + 0.5 * share(day, name_en)))
    const [completed, ended, late] = [Math.floor(started * 0.66), Math.floor(started * 0.05), Math.floor(started * 0.04)]
    return { zone_id, name_th, name_en, started, completed, open: started - completed - ended, ended, late }
  })
}

function rules(day) {
  return (FEW ? RULES.slice(4, 6) : RULES).map(([rule, most, urgency, outcomes]) => {
    const alerts = Math.round(most * (0.6 + 0.8 * share(day, rule)))
    const urgencies = { immediate: 0, today: 0, record: 0, [urgency]: alerts }
    const seen = ['signal-lost', 'not-arrived', 'late-confirmation'].includes(rule) ? 0 : alerts
    return {
      rule, alerts, ...urgencies, open: Math.floor(alerts / 4), refuted: Math.floor(alerts / 9),
      to_alert: delay(seen, rule === 'unauthorised-stop' ? 312 : 61.4, 410), precision: precision(outcomes),
    }
  })
}

function load(day, hours, isToday, world) {
  const alarms = hours.map((_, n) => (FEW ? 0 : Math.round(share(day, `h${n}`) ** 2 * 7) + (n === 8 ? 14 : 0)))
  const sum = alarms.reduce((a, b) => a + b, 0)
  const truck = (n) => world.units[n % world.units.length]
  const at = iso(hours[Math.min(8, hours.length - 1)])
  const peak = Math.max(0, ...alarms)
  const over = [...(sum / hours.length > 5 ? ['mean'] : []), ...(peak > 15 ? ['peak'] : []), ...(FEW ? [] : ['in_10_min'])]
  return {
    budget: { mean_per_hour: 5, peak_per_hour: 15, in_10_min: 10, chatter_per_hour: 3 },
    desks: [
      {
        desk_id: 'east', name_th: 'ตะวันออก', name_en: 'East', alarms: sum, mean_per_hour: sum / hours.length,
        peak: { alarms: peak, begins_at: peak ? at : null }, over,
        in_10_min: FEW ? { alarms: 0, begins_at: null } : { alarms: 12, begins_at: at },
        hours: hours.map((ms, n) => ({ begins_at: iso(ms), alarms: alarms[n] })),
      },
      {
        desk_id: 'rest', name_th: 'พื้นที่อื่น', name_en: 'Elsewhere', alarms: 0, mean_per_hour: 0, over: [],
        peak: { alarms: 0, begins_at: null }, in_10_min: { alarms: 0, begins_at: null },
        hours: hours.map((ms) => ({ begins_at: iso(ms), alarms: 0 })),
      },
    ].slice(0, FEW ? 1 : 2),
    chattering: FEW ? [] : [5, 4].map((in_hour, n) => ({
      unit_id: truck(n).unit_id, plate: truck(n).plate, rule: n ? 'power-cut' : 'signal-lost', in_hour, begins_at: at, alarms: 9,
    })),
    stale: isToday ? (FEW ? 0 : 14) : null,
    stale_alerts: isToday && !FEW ? Array.from({ length: 12 }, (_, n) => ({
      alert_id: [...world.alerts.keys()][n % world.alerts.size], rule: RULES[n % 5][0], urgency: RULES[n % 5][2],
      unit_id: truck(n).unit_id, plate: truck(n).plate, detected_at: iso(Date.now() - (60 - n) * HOUR_MS),
    })).map((alert, n) => ({ ...alert, alert_id: `${alert.alert_id}${n >= world.alerts.size ? `-${n}` : ''}` })) : [],
    top_units: FEW ? [] : Array.from({ length: 10 }, (_, n) => ({ unit_id: truck(n).unit_id, plate: truck(n).plate, alarms: 11 - n })),
    top_rules: FEW ? [] : RULES.slice(0, 7).map(([rule, alarms]) => ({ rule, alarms })),
  }
}

function vendors() {
  if (FEW) return []
  return [
    ['043', ['siam-gps'], 412, 371, 22, 9, 10, 4], ['017', ['eastern-track'], 233, 221, 8, 2, 2, 0],
    ['102', [], 88, 86, 2, 0, 0, 0], [null, [], 6, 4, 0, 0, 2, 0],
  ].map(([vendor, accounts, units, heard, silent_5_min, silent_1_h, silent_24_h, silent_on_trip]) => ({
    vendor, accounts, units, heard, silent_5_min, silent_1_h, silent_24_h, silent_on_trip,
  }))
}

function numbers(day, world) {
  const now = Date.now()
  const isToday = day === dayOf(now)
  const from = fromMs(day)
  const to = isToday ? now : from + DAY_MS
  const hours = Array.from({ length: Math.max(1, Math.ceil((to - from) / HOUR_MS)) }, (_, n) => from + n * HOUR_MS)
  const byEstate = estates(day)
  const trips = Object.fromEntries(['started', 'completed', 'open', 'ended', 'late'].map(
    (key) => [key, byEstate.reduce((sum, estate) => sum + estate[key], 0)],
  ))
  const fleet = {
    heard: 690, unseen: 32, unseen_share: 32 / 690, lag_s: 1.2, data_age_s: 2, receipt: delay(690, 2.1, 48),
  }
  return {
    day, timezone: 'Asia/Bangkok', from: iso(from), to: iso(to), is_today: isToday, counted_at: iso(now), trips,
    open_before: isToday && !FEW ? 7 : null, estates: byEstate, rules: rules(day), judged_from: dayOf(from - 29 * DAY_MS),
    least_judged: 20, vendors: isToday ? vendors() : null,
    blindness: {
      fleet: isToday ? fleet : null, to_alert: FEW ? delay(0) : delay(33, 63.2, 415), unseen_s: FEW ? 0 : 51_600,
      driven_s: FEW ? 0 : 1_296_000, unseen_share: FEW ? null : 51_600 / 1_296_000,
    },
    load: load(day, hours, isToday, world),
  }
}

function trend(last, count) {
  const now = Date.now()
  const days = Array.from({ length: count }, (_, n) => dayOf(fromMs(last) - (count - 1 - n) * DAY_MS))
  return {
    timezone: 'Asia/Bangkok', counted_at: iso(now - 9 * HOUR_MS),
    days: days.map((day) => {
      const trips = FEW ? 0 : Math.round(120 + 80 * share(day, 'trips'))
      return {
        day, counted_at: iso(now), trips, completed: Math.floor(trips * 0.9), late: Math.floor(trips * 0.05 * share(day, 'late')),
        immediate: FEW ? 0 : Math.round(12 + 24 * share(day, 'i')), today: FEW ? 0 : Math.round(20 * share(day, 't')),
        record: FEW ? 0 : Math.round(6 * share(day, 'r')), unseen_share: FEW ? null : 0.01 + 0.06 * share(day, 'u'),
        to_alert: FEW ? delay(0) : delay(40, 50 + 40 * share(day, 'd'), 400),
      }
    }),
  }
}

/** The answer for a path under `/api/v1/`, undefined where it is not of the numbers. */
export function numbersApi(path, url, world) {
  if (process.env.FAIL_NUMBERS) return undefined
  const day = url.searchParams.get('day') ?? dayOf(Date.now())
  if (path === 'numbers') return numbers(day, world)
  if (path === 'numbers/trend') return trend(day, Number(url.searchParams.get('days') ?? 30))
  return undefined
}
