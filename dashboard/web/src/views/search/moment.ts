/** Moments as people type them: `2/11/2569` and `07:30` in the centre's zone and calendar. Pure. */
import type { Calendar } from '../../time'

const BUDDHIST_OFFSET_YEARS = 543

export interface Typed { date: string; time: string }

interface Parts { year: number; month: number; day: number; hour: number; minute: number }

function partsOf(ms: number, timezone: string): Parts {
  const found: Record<string, number> = {}
  const formatter = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone, hourCycle: 'h23', calendar: 'gregory', numberingSystem: 'latn',
    year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
  })
  for (const part of formatter.formatToParts(ms)) found[part.type] = Number(part.value)
  return {
    year: found['year'] ?? 0, month: found['month'] ?? 0, day: found['day'] ?? 0,
    hour: found['hour'] ?? 0, minute: found['minute'] ?? 0,
  }
}

function utcOf(p: Parts): number {
  return Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute)
}

/** A moment as it stands in the two fields. */
export function typedOf(ms: number, in_: Calendar): Typed {
  const p = partsOf(ms, in_.timezone)
  const two = (n: number): string => String(n).padStart(2, '0')
  const year = in_.calendar === 'buddhist' ? p.year + BUDDHIST_OFFSET_YEARS : p.year
  return { date: `${two(p.day)}/${two(p.month)}/${year}`, time: `${two(p.hour)}:${two(p.minute)}` }
}

/** The moment of the two fields in ms, null where they say none; a day that does not exist is none. */
export function momentOf(typed: Typed, in_: Calendar): number | null {
  const date = /^\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})\s*$/.exec(typed.date)
  const time = /^\s*(\d{1,2})[:.](\d{2})\s*$/.exec(typed.time)
  if (!date || !time) return null
  const year = Number(date[3]) - (in_.calendar === 'buddhist' ? BUDDHIST_OFFSET_YEARS : 0)
  const wanted: Parts = {
    year, month: Number(date[2]), day: Number(date[1]), hour: Number(time[1]), minute: Number(time[2]),
  }
  if (wanted.hour > 23 || wanted.minute > 59) return null
  // As far as the zone is from UTC at a first guess, and once more, should the clock have been changed in between.
  let ms = utcOf(wanted)
  for (let n = 0; n < 2; n++) ms += utcOf(wanted) - utcOf(partsOf(ms, in_.timezone))
  const came = partsOf(ms, in_.timezone)
  return came.day === wanted.day && came.month === wanted.month && came.year === wanted.year && came.hour === wanted.hour
    ? ms
    : null
}

/** The local midnight before a moment. */
export function dayStart(ms: number, in_: Calendar): number {
  return momentOf({ ...typedOf(ms, in_), time: '00:00' }, in_) ?? ms
}
