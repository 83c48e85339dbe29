/** The cases that this phone knows, the most urgent and nearest first: how each stands, and which one the officer is at. */
import { dueOf } from './actBar'
import { h, icon, renew } from './dom'
import { lang, switchLang, t, timeText } from './lang'
import type { KeptAct, KeptCase, Point, RoadCase } from './model'
import { afterPending, isTimeUnheard } from './pending'
import { fill, inOrder, kmBetween, kmText, agoText } from './words'
import { standingTexts, stayTexts, texts, urgencyTexts } from './texts'

export class ListPage {
  readonly #list = h('ul', { class: 'cases', 'data-testid': 'cases' })
  readonly #none = h('p', { class: 'note' }, t(texts.noCases))
  readonly element = h(
    'div', { class: 'page' },
    h('header', {}, h('h1', {}, t(texts.myCases)), h('button', { class: 'lang', type: 'button', onclick: () => { switchLang(); this.again() } }, t(texts.other))),
    this.#list, this.#none,
  )

  /** `again` makes the page anew after a change of language. */
  constructor(private readonly again: () => void) {}

  /** Shows what is so now; the rows stay where a thumb may be on them. */
  show(cases: readonly KeptCase[], acts: readonly KeptAct[], here: Point | null, nowMs: number): void {
    this.#none.hidden = cases.length > 0
    renew(this.#list, ...inOrder(cases, here).map((one) => row(one, acts.filter(({ incident_id }) => incident_id === one.incident_id), here, nowMs)))
  }
}

/** How a case stands, in words: where the officer is with it, else who has it. */
export function standingOf({ state, assignee, person, stay }: RoadCase): string {
  if (state === 'closed') return t(texts.closed)
  if (stay.state !== 'away') return t(stayTexts[stay.state])
  if (state !== 'assigned') return t(standingTexts[state])
  return assignee === person ? t(texts.mine) : fill(t(texts.withOther), { who: assignee ?? '' })
}

function row({ token, shown: heard, incident_id }: KeptCase, acts: readonly KeptAct[], here: Point | null, nowMs: number): HTMLElement {
  if (!heard) return h('li', {}, h('p', { class: 'note' }, `${incident_id.slice(0, 8)}: ${t(texts.gone)}`))
  const shown = afterPending(heard, acts, nowMs)
  const at = shown.truck ?? shown.where
  const notes = [agoText(Date.parse(shown.since), nowMs, lang()), here && at ? fill(t(texts.fromMe), { km: kmText(kmBetween(here, at)) }) : '']
  const due = dueOf(shown.stay, isTimeUnheard(acts), nowMs)
  const help = shown.stay.help_at
  return h(
    'li', { 'data-testid': 'case-row' },
    h(
      'a', { href: `o/${token}`, class: `${shown.urgency} ${shown.stay.state}` },
      h('strong', {}, `${shown.plate ?? '–'} `, h('small', {}, shown.province ?? '')),
      h('span', { class: 'pill' }, icon(URGENT), t(urgencyTexts[shown.urgency])),
      h('span', {}, lang() === 'th' ? shown.title_th : shown.title_en),
      h('span', { class: 'standing', 'data-testid': 'standing' }, standingOf(shown)),
      due.words ? h('span', { class: due.isLate ? 'due late' : 'due', 'data-testid': 'row-due' }, due.words) : null,
      help ? h('span', { class: 'help-asked', 'data-testid': 'row-help' }, fill(t(texts.helpRow), { at: timeText(Date.parse(help), nowMs) })) : null,
      h('small', {}, notes.filter(Boolean).join(' · ')),
    ),
  )
}

export const URGENT = 'M12 3 22 20H2zM12 10v4M12 16.6v.8'
