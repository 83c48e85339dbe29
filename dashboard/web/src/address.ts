/** What the page keeps in its address, so that a link opens the same thing. */
import type { Lang } from './time'

export interface Address { lang: Lang; alertId: string | null; isTest: boolean }

/** Language from the address, else as chosen before, else Thai. */
export function readAddress(search: string, remembered: string | null): Address {
  const query = new URLSearchParams(search)
  const asked = query.get('lang') ?? remembered
  return { lang: asked === 'en' ? 'en' : 'th', alertId: query.get('alert'), isTest: query.get('test') === '1' }
}

/** The query part for an address; other keys stay as they are, Thai is the default and not written. */
export function writeAddress(search: string, lang: Lang, alertId: string | null): string {
  const query = new URLSearchParams(search)
  if (lang === 'en') query.set('lang', 'en')
  else query.delete('lang')
  if (alertId) query.set('alert', alertId)
  else query.delete('alert')
  const text = query.toString()
  return text ? `?${text}` : ''
}
