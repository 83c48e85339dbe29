/** What is shown where there is no case to show: it opens, waits for signal, or was refused. */
import type { Refused } from './api'
import { h } from './dom'
import { lang, t } from './lang'
import { texts } from './texts'

/** While the case is on its way. */
export function waitingPage(isOffline: boolean): HTMLElement {
  return h('div', { class: 'page plain', role: 'status' }, h('p', {}, t(isOffline ? texts.away : texts.loading)))
}

/** Why a link does not open, and what to do. */
export function refusalPage(error: Refused): HTMLElement {
  return h(
    'div', { class: 'page plain', 'data-testid': 'refusal', 'data-reason': error.reason ?? String(error.status) },
    h('h1', {}, t(texts.refusedTitle)), h('p', {}, lang() === 'th' ? error.th : error.en),
    h('p', { class: 'note', lang: lang() === 'th' ? 'en' : 'th' }, lang() === 'th' ? error.en : error.th),
    h('a', { class: 'button wide', href: 'o/' }, t(texts.myCases)),
  )
}
