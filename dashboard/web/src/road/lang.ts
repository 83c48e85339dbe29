/** The language of the phone's page: Thai unless the officer chose English on this phone. */
import type { Lang, Text } from './texts'

const KEY = 'wastetrack.road.lang'
let chosen: Lang = remembered()

export function lang(): Lang {
  return chosen
}

export function t(text: Text): string {
  return text[chosen]
}

/** The other language, from now on. */
export function switchLang(): void {
  chosen = chosen === 'th' ? 'en' : 'th'
  document.documentElement.lang = chosen
  try {
    localStorage.setItem(KEY, chosen)
  } catch {
    // A browser that forbids storage asks again the next time.
  }
}

/** A time of day in Thailand, with the day where it is another one than today. */
export function timeText(atMs: number, nowMs: number): string {
  const format = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(chosen === 'th' ? 'th-TH-u-nu-latn' : 'en-GB', { timeZone: 'Asia/Bangkok', ...options }).format(atMs)
  const day = (ms: number): number => Math.floor((ms + 7 * 3_600_000) / 86_400_000)
  const time = format({ hour: '2-digit', minute: '2-digit' })
  return day(atMs) === day(nowMs) ? time : `${format({ day: 'numeric', month: 'short' })} ${time}`
}

function remembered(): Lang {
  try {
    return localStorage.getItem(KEY) === 'en' ? 'en' : 'th'
  } catch {
    return 'th'
  }
}
