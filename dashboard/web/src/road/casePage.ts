/** The page of a case: what, where, since when, how sure, what to do first; below the thumb what the officer does next. */
import { h, icon, renew } from './dom'
import { actBar } from './actBar'
import { FindingsForm } from './findingsForm'
import { lang, switchLang, t, timeText } from './lang'
import { URGENT } from './listPage'
import type { OtherAlert, Point, RoadCase } from './model'
import { MapBox } from './mapBox'
import { PushBox } from './pushBox'
import type { Deeds, View } from './session'
import { certaintyTexts, directionTexts, type Text, texts, urgencyTexts } from './texts'
import { agoText, directionOf, fill, geoLink, kmBetween, kmText, mapsLink, telLink, whereText } from './words'

const GO = 'M12 2 20 21 12 17 4 21z'
const PHONE = 'M5 3h4l2 5-3 2a12 12 0 0 0 6 6l2-3 5 2v4c-9 2-18-7-16-16z'

export class CasePage {
  readonly element: HTMLElement
  readonly #line = h('p', { class: 'line', role: 'status', 'data-testid': 'line' })
  readonly #head = h('section', {})
  readonly #places = h('section', {})
  readonly #others = h('section', { 'data-testid': 'others' })
  readonly #bar = h('nav', { class: 'bar', 'data-testid': 'bar' })
  readonly #map: MapBox
  readonly #findings: FindingsForm
  #drawn = ''

  constructor(private readonly deeds: Deeds) {
    this.#map = new MapBox(deeds.linkToken)
    this.#findings = new FindingsForm(deeds)
    this.element = h('div', { class: 'page' }, this.#top(), this.#line, this.#head, this.#places, this.#map.element, this.#others, this.#findings.element, new PushBox(deeds.linkToken).element, this.#bar)
  }

  /** Shows what is so now; what changed is written into what is there, so that a thumb on it hits. */
  show(view: View): void {
    const { shown, nowMs } = view
    this.#line.hidden = !view.isOffline
    this.#line.textContent = view.isOffline ? fill(t(texts.offline), { at: timeText(view.heardMs, nowMs) }) : ''
    const drawn = JSON.stringify([shown, lang(), Math.floor(nowMs / 20_000), view.here.spot])
    if (drawn !== this.#drawn) {
      this.#drawn = drawn
      renew(this.#head, ...head(shown, nowMs))
      renew(this.#places, ...places(shown, view.here.spot, nowMs))
      renew(this.#others, ...others(shown, nowMs))
      this.#map.show(shown, view.here.spot)
    }
    this.#findings.show(view)
    actBar(this.#bar, view, this.deeds)
  }

  #top(): HTMLElement {
    return h(
      'header', {}, h('a', { href: 'o/', class: 'back', 'data-testid': 'my-cases' }, `‹ ${t(texts.myCases)}`),
      h('button', { class: 'lang', type: 'button', 'data-testid': 'lang', onclick: () => { switchLang(); this.deeds.again() } }, t(texts.other)),
    )
  }
}

function said(thai: string, english: string): string {
  return lang() === 'th' ? thai : english
}

function head(shown: RoadCase, nowMs: number): HTMLElement[] {
  const since = Date.parse(shown.since)
  const notes = shown.state === 'closed' ? t(texts.closed)
    : shown.assignee && shown.assignee !== shown.person ? fill(t(texts.withOther), { who: shown.assignee }) : ''
  return [
    h('p', { class: `pill ${shown.urgency}` }, icon(URGENT), t(urgencyTexts[shown.urgency])),
    h('h1', { 'data-testid': 'plate' }, shown.plate ?? said(shown.title_th, shown.title_en), ' ', h('small', {}, shown.province ?? '')),
    h('h2', { 'data-testid': 'title' }, said(shown.title_th, shown.title_en)),
    h('p', {}, said(shown.reason_th, shown.reason_en)),
    h('p', { class: 'note' }, `${fill(t(texts.since), { at: timeText(since, nowMs) })} · ${agoText(since, nowMs, lang())} · ${t(certaintyTexts[shown.certainty])}`),
    ...(notes ? [h('p', { class: 'note strong' }, notes)] : []),
    h('div', { class: 'first' }, h('h3', {}, t(texts.first)), h('p', { 'data-testid': 'first' }, said(shown.first_th, shown.first_en))),
  ]
}

/** What else was raised in this case, a line each. */
function others({ others: all = [], more_others: more = 0 }: RoadCase, nowMs: number): HTMLElement[] {
  if (all.length === 0) return []
  const line = (one: OtherAlert): HTMLElement => h(
    'li', {}, h('small', {}, timeText(Date.parse(one.since), nowMs)), ` ${said(one.title_th, one.title_en)} `,
    h('small', {}, [one.plate, one.where ? whereText(one.where, lang()) : '', one.has_ended ? t(texts.ended) : ''].filter(Boolean).join(' · ')),
  )
  return [
    h('h3', {}, fill(t(texts.others), { n: all.length + more })), h('ol', { class: 'told' }, ...all.map(line)),
    ...(more > 0 ? [h('p', { class: 'note' }, fill(t(texts.moreOthers), { n: more }))] : []),
  ]
}

function places(shown: RoadCase, here: Point | null, nowMs: number): (HTMLElement | null)[] {
  const { truck, where, bound } = shown
  const plate = shown.plate ?? ''
  const course = truck?.speed && truck.course !== null ? fill(t(texts.heading), { direction: t(directionTexts[directionOf(truck.course)]) }) : ''
  const speed = !truck || truck.speed === null ? '' : truck.speed < 3 ? t(texts.standing) : fill(t(texts.speed), { n: Math.round(truck.speed) })
  return [
    truck ? spot(texts.truck, [`${agoText(Date.parse(truck.at), nowMs, lang())} ${[speed, course].filter(Boolean).join(' ')}`], truck, plate, here, 'truck') : null,
    where ? spot(texts.place, [whereText(where, lang())], where, plate, here, 'place') : null,
    bound ? boundSpot(bound, here) : null,
    shown.carrier_phone ? h(
      'a', { class: 'button wide', href: telLink(shown.carrier_phone), 'data-testid': 'call' }, icon(PHONE),
      `${t(texts.call)} ${shown.carrier ?? ''} ${shown.carrier_phone}`,
    ) : null,
  ]
}

/** Where the load is to go: its name alone where nobody knows where that lies. */
function boundSpot({ name_th, name_en, lat, lon }: NonNullable<RoadCase['bound']>, here: Point | null): HTMLElement {
  const name = said(name_th, name_en)
  if (lat !== null && lon !== null) return spot(texts.bound, [name], { lat, lon }, name, here, 'bound')
  return h('div', { class: 'spot', 'data-testid': 'bound' }, h('div', {}, h('h3', {}, t(texts.bound)), h('p', {}, name)))
}

function spot(title: Text, lines: string[], at: Point, label: string, here: Point | null, testid: string): HTMLElement {
  const away = here ? fill(t(texts.fromMe), { km: kmText(kmBetween(here, at)) }) : ''
  return h(
    'div', { class: 'spot', 'data-testid': testid },
    h('div', {}, h('h3', {}, t(title)), ...[...lines, away].filter(Boolean).map((line) => h('p', {}, line)), h('a', { href: mapsLink(at), target: '_blank', rel: 'noreferrer' }, t(texts.inMaps))),
    h('a', { class: 'button', href: geoLink(at, label), 'data-testid': `go-${testid}` }, icon(GO), t(texts.navigate)),
  )
}
