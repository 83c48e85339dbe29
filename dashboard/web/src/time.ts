/** Times as people read them: the centre's time zone, its calendar, its two languages. */

export type Lang = 'th' | 'en'

export interface Calendar {
  timezone: string
  /** `buddhist` adds 543 years on screen; anything else is the Gregorian year. */
  calendar: string
  lang: Lang
}

const MONTHS: Record<Lang, readonly string[]> = {
  th: ['ม.ค.', 'ก.พ.', 'มี.ค.', 'เม.ย.', 'พ.ค.', 'มิ.ย.', 'ก.ค.', 'ส.ค.', 'ก.ย.', 'ต.ค.', 'พ.ย.', 'ธ.ค.'],
  en: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
}
const WEEKDAYS: Record<Lang, readonly string[]> = {
  th: ['อา.', 'จ.', 'อ.', 'พ.', 'พฤ.', 'ศ.', 'ส.'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
}
const BUDDHIST_OFFSET_YEARS = 543

interface Parts { year: number; month: number; day: number; hour: string; minute: string; second: string }

const formatters = new Map<string, Intl.DateTimeFormat>()

function partsOf(ms: number, timezone: string): Parts {
  let formatter = formatters.get(timezone)
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone: timezone, hourCycle: 'h23', calendar: 'gregory', numberingSystem: 'latn',
      year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
    })
    formatters.set(timezone, formatter)
  }
  const found: Record<string, string> = {}
  for (const part of formatter.formatToParts(ms)) found[part.type] = part.value
  return {
    year: Number(found['year']), month: Number(found['month']), day: Number(found['day']),
    hour: found['hour'] ?? '00', minute: found['minute'] ?? '00', second: found['second'] ?? '00',
  }
}

/** Milliseconds since the epoch of an ISO time; NaN when it is none. */
export function msOf(iso: string | null | undefined): number {
  return iso ? Date.parse(iso) : NaN
}

/** `14:31`, or with seconds `14:31:09`. */
export function timeText(ms: number, in_: Calendar, seconds = false): string {
  if (!Number.isFinite(ms)) return '–'
  const p = partsOf(ms, in_.timezone)
  return seconds ? `${p.hour}:${p.minute}:${p.second}` : `${p.hour}:${p.minute}`
}

function yearText(year: number, in_: Calendar): string {
  if (in_.calendar === 'buddhist') {
    const buddhist = year + BUDDHIST_OFFSET_YEARS
    return in_.lang === 'th' ? String(buddhist) : `${buddhist} BE`
  }
  return in_.lang === 'th' ? `ค.ศ. ${year}` : String(year)
}

/** `21 พ.ย. 2568`, `21 Nov 2568 BE`; a Gregorian year in Thai says so, because it is not expected there. */
export function dateText(ms: number, in_: Calendar): string {
  if (!Number.isFinite(ms)) return '–'
  const p = partsOf(ms, in_.timezone)
  return `${p.day} ${MONTHS[in_.lang][p.month - 1] ?? ''} ${yearText(p.year, in_)}`
}

/** The date with its weekday, for the clock. */
export function weekdayText(ms: number, in_: Calendar): string {
  if (!Number.isFinite(ms)) return '–'
  const p = partsOf(ms, in_.timezone)
  const weekday = new Date(Date.UTC(p.year, p.month - 1, p.day)).getUTCDay()
  return `${WEEKDAYS[in_.lang][weekday] ?? ''} ${dateText(ms, in_)}`
}

/** Date and time to the second. */
export function momentText(ms: number, in_: Calendar): string {
  if (!Number.isFinite(ms)) return '–'
  return `${dateText(ms, in_)} ${timeText(ms, in_, true)}${in_.lang === 'th' ? ' น.' : ''}`
}

/** A whole day given as `2026-12-31`, which no time zone may move. */
export function dayText(day: string, in_: Calendar): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)
  if (!match) return day
  const month = MONTHS[in_.lang][Number(match[2]) - 1] ?? ''
  return `${Number(match[3])} ${month} ${yearText(Number(match[1]), in_)}`
}

/** How long, in at most two units: `45 วินาที`, `12 นาที`, `2 ชม. 5 นาที`, `3 วัน`. */
export function spanText(ms: number, lang: Lang): string {
  if (!Number.isFinite(ms)) return '–'
  const s = Math.max(0, Math.floor(ms / 1000))
  const [sec, min, hour, day] = lang === 'th' ? ['วินาที', 'นาที', 'ชม.', 'วัน'] : ['s', 'min', 'h', 'd']
  if (s < 60) return `${s} ${sec}`
  if (s < 3600) return `${Math.floor(s / 60)} ${min}`
  if (s < 86_400) {
    const rest = Math.floor((s % 3600) / 60)
    return `${Math.floor(s / 3600)} ${hour}${rest ? ` ${rest} ${min}` : ''}`
  }
  const rest = Math.floor((s % 86_400) / 3600)
  return `${Math.floor(s / 86_400)} ${day}${rest ? ` ${rest} ${hour}` : ''}`
}

/** How long to the second below an hour, as evidence says it: `9 นาที 54 วินาที`; longer spans as `spanText`. */
export function exactSpanText(ms: number, lang: Lang): string {
  const s = Math.round(ms / 1000)
  if (!(s >= 60 && s < 3600)) return spanText(s * 1000, lang)
  const rest = s % 60
  return `${spanText(s * 1000, lang)}${rest ? ` ${spanText(rest * 1000, lang)}` : ''}`
}

/** The age of the data in whole seconds up to two minutes, then in larger units. */
export function ageText(ms: number, lang: Lang): string {
  const s = Math.max(0, Math.floor(ms / 1000))
  return s < 120 ? `${s} ${lang === 'th' ? 'วินาที' : 's'}` : spanText(ms, lang)
}
