/** The cases that this phone knows, the most urgent and nearest first. */
import { clock } from './api'
import { h, icon } from './dom'
import { lang, switchLang, t } from './lang'
import type { KeptCase, Point } from './model'
import { fill, inOrder, kmBetween, kmText, agoText } from './words'
import { texts, urgencyTexts } from './texts'

/** The whole page; `again` shows it anew after a change of language. */
export function listPage(cases: readonly KeptCase[], here: Point | null, again: () => void): HTMLElement {
  const rows = inOrder(cases, here).map((one) => row(one, here))
  return h(
    'div', { class: 'page' },
    h('header', {}, h('h1', {}, t(texts.myCases)), h('button', { class: 'lang', type: 'button', onclick: () => { switchLang(); again() } }, t(texts.other))),
    rows.length > 0 ? h('ul', { class: 'cases', 'data-testid': 'cases' }, ...rows) : h('p', { class: 'note' }, t(texts.noCases)),
  )
}

function row({ token, shown, incident_id }: KeptCase, here: Point | null): HTMLElement {
  if (!shown) return h('li', {}, h('p', { class: 'note' }, `${incident_id.slice(0, 8)}: ${t(texts.gone)}`))
  const at = shown.truck ?? shown.where
  const notes = [
    agoText(Date.parse(shown.since), clock.now(), lang()), here && at ? fill(t(texts.fromMe), { km: kmText(kmBetween(here, at)) }) : '',
    shown.state === 'closed' ? t(texts.closed) : '',
  ]
  return h(
    'li', { 'data-testid': 'case-row' },
    h(
      'a', { href: `o/${token}`, class: shown.urgency },
      h('strong', {}, `${shown.plate ?? '–'} `, h('small', {}, shown.province ?? '')),
      h('span', { class: 'pill' }, icon(URGENT), t(urgencyTexts[shown.urgency])),
      h('span', {}, lang() === 'th' ? shown.title_th : shown.title_en), h('small', {}, notes.filter(Boolean).join(' · ')),
    ),
  )
}

export const URGENT = 'M12 3 22 20H2zM12 10v4M12 16.6v.8'
