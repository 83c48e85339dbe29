/** Times and sizes of the page for answers as people say them. */
import type { Lang } from '../road/texts'

/** A day and a time in Thailand; Thai years are of the Buddhist era. */
export function momentText(iso: string, lang: Lang): string {
  const form = new Intl.DateTimeFormat(lang === 'th' ? 'th-TH-u-nu-latn' : 'en-GB', { timeZone: 'Asia/Bangkok', dateStyle: 'medium', timeStyle: 'short' })
  return form.format(Date.parse(iso))
}

/** Bytes as MB or kB, never 0. */
export function sizeText(bytes: number): string {
  return bytes >= 1_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1000))} kB`
}

/** The case and the token of an address such as `…/a/CASE/TOKEN`; null where it is none. */
export function linkOf(path: string): { incidentId: string; token: string } | null {
  const found = /\/a\/([^/]+)\/([^/]+)$/.exec(path)
  return found?.[1] && found[2] ? { incidentId: decodeURIComponent(found[1]), token: found[2] } : null
}
