/** Where in the page somebody is: the language, the page and its own words, as the address has them. */
import { addressOf, readAddress, writeAddress } from './address'
import type { Lang } from './time'

const LANG_KEY = 'wastetrack.lang'

export class Place {
  readonly isTest: boolean
  lang = $state<Lang>('th')
  /** The page that is shown, and the address's own words for it. */
  view = $state('live')
  query = $state.raw<URLSearchParams>(new URLSearchParams())
  /** The alert that the address named when the page was opened. */
  readonly firstAlertId: string | null

  constructor() {
    const address = readAddress(location.search, stored(LANG_KEY))
    this.lang = address.lang
    this.isTest = address.isTest
    this.view = address.view
    this.query = new URLSearchParams(location.search)
    this.firstAlertId = address.alertId
  }

  /** Takes another language, and remembers it in this browser. */
  setLang(lang: Lang): void {
    this.lang = lang
    try {
      localStorage.setItem(LANG_KEY, lang)
    } catch {
      // A browser that forbids storage still has the address.
    }
  }

  /** The address of another page, for a link. */
  hrefOf(view: string, given: Readonly<Record<string, string>> = {}): string {
    return location.pathname + addressOf(location.search, view, given)
  }

  /** Puts words of the page that is shown into its address, so that a link opens the same; null takes one out. */
  putQuery(given: Readonly<Record<string, string | null>>): void {
    const query = new URLSearchParams(location.search)
    for (const [key, value] of Object.entries(given)) {
      if (value === null) query.delete(key)
      else query.set(key, value)
    }
    const text = query.toString()
    history.replaceState(null, '', location.pathname + (text ? `?${text}` : ''))
    this.query = query
  }

  /** Takes what the address says now; the alert that it names. */
  read(): string | null {
    const address = readAddress(location.search, this.lang)
    this.query = new URLSearchParams(location.search)
    this.view = address.view
    return address.alertId
  }

  /** Has the address name the language and this alert. */
  write(alertId: string | null): void {
    history.replaceState(null, '', location.pathname + writeAddress(location.search, this.lang, alertId))
  }
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}
