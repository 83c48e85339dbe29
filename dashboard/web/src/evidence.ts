/** Evidence as rows that an officer can read: the key's unit becomes part of the value. */
import { evidenceTexts, evidenceValueTexts, texts } from './texts'
import { type Calendar, dayText, exactSpanText, momentText } from './time'

export interface EvidenceRow { key: string; label: string; value: string }

const UNITS: readonly [suffix: string, th: string, en: string][] = [
  ['_kmh', 'กม./ชม.', 'km/h'],
  ['_km', 'กม.', 'km'],
  ['_m', 'ม.', 'm'],
  ['_t', 'ตัน', 't'],
  ['_pct', '%', '%'],
  ['_percent', '%', '%'],
  ['_deg', '°', '°'],
]
const SPANS: readonly [suffix: string, ms: number][] = [
  ['_ms', 1], ['_s', 1000], ['_min', 60_000], ['_h', 3_600_000], ['_d', 86_400_000],
  ['minutes', 60_000],
]

/** Words that belong together stand together in the table; the database keeps keys in an order of its own. */
const RANK: ReadonlyMap<string, number> = new Map(Object.keys(evidenceTexts).map((key, place) => [key, place]))

/** One row a key, in the order of `evidenceTexts`, others last; empty values are left out. `zoneName` names zone ids. */
export function evidenceRows(
  values: Readonly<Record<string, unknown>> | undefined, in_: Calendar, zoneName: (id: string) => string = (id) => id,
): EvidenceRow[] {
  return Object.entries(values ?? {})
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .sort(([one], [other]) => rankOf(one) - rankOf(other))
    .map(([key, value]) => (/zone_ids?$/.test(key) ? zoneRow(key, value, in_, zoneName) : rowOf(key, value, in_)))
}

function rankOf(key: string): number {
  const suffix = [...SPANS, ...UNITS].find(([end]) => key.endsWith(end))?.[0] ?? ''
  return RANK.get(key) ?? RANK.get(key.slice(0, key.length - suffix.length)) ?? RANK.size
}

function zoneRow(key: string, value: unknown, in_: Calendar, zoneName: (id: string) => string): EvidenceRow {
  const ids = Array.isArray(value) ? value : [value]
  return { key, label: labelOf(key, '', in_), value: ids.map((id) => zoneName(String(id))).join(', ') || '–' }
}

function rowOf(key: string, value: unknown, in_: Calendar): EvidenceRow {
  const spoken = SPOKEN.find(([known]) => known.test(key) && (key !== 'stops' || Array.isArray(value)))?.[1]
  if (spoken) return { key, label: labelOf(key, '', in_), value: spoken(value as never, in_) }
  if (typeof value === 'number') {
    if (/(^|_)share$/.test(key)) return { key, label: labelOf(key, '', in_), value: `${numberText(value * 100)} %` }
    const span = SPANS.find(([suffix]) => key.endsWith(suffix))
    if (span) {
      return { key, label: labelOf(key, span[0], in_), value: exactSpanText(value * span[1], in_.lang) }
    }
    const unit = UNITS.find(([suffix]) => key.endsWith(suffix))
    if (unit) {
      const name = in_.lang === 'th' ? unit[1] : unit[2]
      return { key, label: labelOf(key, unit[0], in_), value: `${numberText(value)} ${name}` }
    }
  }
  return { key, label: labelOf(key, '', in_), value: valueText(value, in_) }
}

function labelOf(key: string, suffix: string, in_: Calendar): string {
  const stem = key.slice(0, key.length - suffix.length)
  const known = evidenceTexts[key] ?? evidenceTexts[stem]
  if (known) return known[in_.lang]
  const words = stem.replace(/_(at|ts)$/, '').replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Figures whose numbers or words say nothing by themselves. */
const SPOKEN: readonly [key: RegExp, say: (value: never, in_: Calendar) => string][] = [
  [/(^|_)(lat|lon)$/, (degrees: number) => degrees.toFixed(5)],
  [/^ext_power_status/, (status: number, in_) => (status > 0 ? texts.powerOn : texts.powerOff)[in_.lang]],
  [/^time_windows$/, (windows: string[], in_) => windows.map((window) => daysIn(window, in_)).join(', ')],
  [/^stops$/, (stops: SiteStop[], in_) => stops.map((stop) => stopText(stop, in_)).join(' · ')],
]

interface SiteStop { unit_id: string; from: string; lat: number; lon: number }

function stopText(stop: SiteStop, in_: Calendar): string {
  return `${momentText(Date.parse(stop.from), in_)} (${stop.unit_id})`
}

const DAYS_TH: Readonly<Record<string, string>> = {
  Mon: 'จ.', Tue: 'อ.', Wed: 'พ.', Thu: 'พฤ.', Fri: 'ศ.', Sat: 'ส.', Sun: 'อา.', daily: 'ทุกวัน',
}

/** The days of a window, which is kept in English. */
function daysIn(window: string, in_: Calendar): string {
  return in_.lang === 'en' ? window : window.replace(/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun|daily)\b/g, (day) => DAYS_TH[day] ?? day)
}

function valueText(value: unknown, in_: Calendar): string {
  if (typeof value === 'boolean') return (value ? texts.yes : texts.no)[in_.lang]
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'string') {
    if (/^\d{4}-\d{2}-\d{2}T.*Z$/.test(value)) return momentText(Date.parse(value), in_)
    return evidenceValueTexts[value]?.[in_.lang] ?? dayText(value, in_)
  }
  if (Array.isArray(value)) return value.map((item) => valueText(item, in_)).join(', ')
  return JSON.stringify(value)
}

/** At most two decimals below ten, one below a hundred, then whole with thousands marked. */
export function numberText(value: number): string {
  const digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0
  return value.toLocaleString('en-US', { maximumFractionDigits: digits })
}
