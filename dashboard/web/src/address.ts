/** What the page keeps in its address, so that a link opens the same thing. */
import type { Lang } from './time'

export interface Address { lang: Lang; view: string; alertId: string | null; isTest: boolean }

/** Language from the address, else as chosen before, else Thai. */
export function readAddress(search: string, remembered: string | null): Address {
  const query = new URLSearchParams(search)
  const asked = query.get('lang') ?? remembered
  return {
    lang: asked === 'en' ? 'en' : 'th', view: query.get('view') ?? 'live', alertId: query.get('alert'),
    isTest: query.get('test') === '1',
  }
}

/** The query part for an address; other keys stay as they are, Thai is the default and not written. */
export function writeAddress(search: string, lang: Lang, alertId: string | null): string {
  const query = new URLSearchParams(search)
  if (lang === 'en') query.set('lang', 'en')
  else query.delete('lang')
  if (alertId) query.set('alert', alertId)
  else query.delete('alert')
  // A link to an incident has led to one of its alerts by now, or nowhere.
  query.delete('incident')
  const text = query.toString()
  return text ? `?${text}` : ''
}

/** The query part for another page: the language and the desk stay, of all else only what is given. */
export function addressOf(search: string, view: string, given: Readonly<Record<string, string>> = {}): string {
  const before = new URLSearchParams(search)
  const query = new URLSearchParams(view === 'live' ? {} : { view })
  for (const key of ['lang', 'test', 'desk']) {
    const kept = before.get(key)
    if (kept !== null) query.set(key, kept)
  }
  for (const [key, value] of Object.entries(given)) query.set(key, value)
  const text = query.toString()
  return text ? `?${text}` : ''
}
