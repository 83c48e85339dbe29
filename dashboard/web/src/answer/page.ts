/** The page for an answer: what is asked and until when, what was sent so far, a statement and files. */
import { h, icon, put } from '../road/dom'
import { lang, switchLang, t } from '../road/lang'
import { texts as roadTexts } from '../road/texts'
import { fill, telLink } from '../road/words'
import type { PartyCase, Sending } from './model'
import { answerTexts as a } from './texts'
import { momentText, sizeText } from './words'

const CLIP = 'M6 2h8l4 4v16H6zM14 2v4h4'
const KINDS = 'image/*,video/*,audio/*,application/pdf'

/** What the page shows. */
export interface View {
  shown: PartyCase
  sendings: readonly Sending[]
  isSending: boolean
  failed: string
  sentAt: string
}

/** What the page has done. */
export interface Deeds {
  say(text: string): Promise<boolean>
  typed(text: string): void
  add(files: readonly File[]): void
  again(one: Sending): void
  drop(one: Sending): void
  redraw(): void
}

export class AnswerPage {
  readonly element: HTMLElement
  readonly #head = h('section', {})
  readonly #sent = h('section', { class: 'yours', 'data-testid': 'yours' })
  readonly #text: HTMLTextAreaElement
  readonly #send: HTMLButtonElement
  readonly #note = h('p', { role: 'status', 'data-testid': 'note' })
  readonly #files = h('ol', { class: 'files', 'data-testid': 'sendings' })
  #drawn = ''

  constructor(private readonly deeds: Deeds, typed: string, largestMb: number) {
    this.#text = h('textarea', {
      rows: '6', maxlength: '4000', placeholder: t(a.statementPlace), 'aria-label': t(a.statement), 'data-testid': 'statement',
      oninput: () => this.deeds.typed(this.#text.value),
    })
    this.#text.value = typed
    this.#send = h('button', { type: 'submit', class: 'step main', 'data-testid': 'send' }, t(a.send))
    const form = h('form', { class: 'answer', onsubmit: (event) => { event.preventDefault(); void this.#say() } }, h('h3', {}, t(a.statement)), this.#text, this.#send, this.#note)
    this.element = h('div', { class: 'page' }, this.#top(), this.#head, this.#sent, form, this.#choose(largestMb))
  }

  /** Shows what is so now; the statement that is being written stays as it is. */
  show(view: View): void {
    this.#send.disabled = view.isSending
    this.#send.textContent = t(view.isSending ? a.sending : a.send)
    this.#note.className = view.failed ? 'warn' : 'note'
    this.#note.textContent = view.failed || (view.sentAt ? fill(t(a.sent), { at: momentText(view.sentAt, lang()) }) : '')
    const drawn = JSON.stringify([view.shown, lang(), view.sendings.map((one) => [one.percent, one.failed])])
    if (drawn === this.#drawn) return
    this.#drawn = drawn
    put(this.#head, ...head(view.shown))
    put(this.#sent, ...sent(view.shown))
    put(this.#files, ...view.sendings.map((one) => this.#sending(one)))
  }

  #top(): HTMLElement {
    const other = h('button', { class: 'lang', type: 'button', 'data-testid': 'lang', onclick: () => { switchLang(); this.deeds.redraw() } }, t(roadTexts.other))
    return h('header', {}, h('span', { class: 'note' }, 'wastetrack'), other)
  }

  #choose(largestMb: number): HTMLElement {
    const input = h('input', {
      type: 'file', accept: KINDS, multiple: true, class: 'unseen', 'data-testid': 'file',
      onchange: () => { this.deeds.add([...(input.files ?? [])]); input.value = '' },
    })
    const way = isSecureContext ? h('label', { class: 'way' }, icon(CLIP), h('span', {}, t(a.files)), input) : h('p', { class: 'warn' }, t(a.notSecure))
    return h('section', {}, way, h('p', { class: 'note' }, fill(t(a.filesNote), { mb: largestMb })), this.#files)
  }

  async #say(): Promise<void> {
    const text = this.#text.value.trim()
    if (!text) return this.#text.focus()
    // What did not arrive stays where it was written.
    if (await this.deeds.say(text) && this.#text.value.trim() === text) this.#text.value = ''
  }

  #sending(one: Sending): HTMLElement {
    const state = one.failed ?? fill(t(a.percent), { percent: one.percent })
    const link = (words: string, deed: () => void): HTMLElement => h('button', { type: 'button', class: 'link', onclick: deed }, words)
    return h(
      'li', { 'data-testid': 'sending', class: one.failed ? 'warn' : '' }, `${one.file.name} · `, h('small', {}, state),
      one.failed && h(
        'div', { class: 'deeds' }, one.again && link(t(a.tryAgain), () => this.deeds.again(one)), link(t(a.drop), () => this.deeds.drop(one)),
      ),
    )
  }
}

function said(thai: string, english: string): string {
  return lang() === 'th' ? thai : english
}

function head(shown: PartyCase): HTMLElement[] {
  const place = said(shown.place_th, shown.place_en)
  const truck = [shown.plate, shown.province].filter(Boolean).join(' ')
  const map = shown.lat === null || shown.lon === null ? null
    : h('a', { href: `https://www.google.com/maps/search/?api=1&query=${shown.lat.toFixed(5)}%2C${shown.lon.toFixed(5)}`, target: '_blank', rel: 'noreferrer' }, t(a.inMaps))
  const rows: [string, (Node | string | null)[]][] = [
    [t(a.truck), truck ? [truck] : []], [t(a.when), [momentText(shown.since, lang())]],
    [t(a.place), place || map ? [place, place && map ? h('br') : null, map] : []], [t(a.permit), shown.permit_no ? [shown.permit_no] : []],
  ]
  return [
    ...asker(shown),
    h('p', { class: 'note' }, fill(t(a.to), { name: shown.name })),
    h('h1', {}, t(a.heading)),
    h('h2', { 'data-testid': 'titles' }, said(shown.titles_th, shown.titles_en)),
    h('dl', { class: 'facts' }, ...rows.filter(([, what]) => what.length > 0).flatMap(([name, what]) => [h('dt', {}, name), h('dd', {}, ...what)])),
    h(
      'div', { class: 'first' }, h('h3', {}, t(a.asked)), h('p', { class: 'asked', 'data-testid': 'question' }, said(shown.question_th, shown.question_en)),
      h('p', { class: 'until', 'data-testid': 'until' }, fill(t(a.until), { at: momentText(shown.until, lang()) })),
    ),
    h('p', { class: 'note' }, fill(t(a.number), { id: shown.incident_id })),
  ]
}

function asker({ authority }: PartyCase): HTMLElement[] {
  if (!authority) return []
  const call = h('p', { class: 'note call' }, `${t(a.phone)} `, h('a', { href: telLink(authority.phone) }, authority.phone))
  return [h('p', { class: 'strong' }, said(authority.name_th, authority.name_en)), ...(authority.phone ? [call] : [])]
}

function sent(shown: PartyCase): HTMLElement[] {
  if (shown.answers.length + shown.files.length === 0) return [h('p', { class: 'note' }, t(a.nothing))]
  return [
    h('h3', {}, t(a.yours)),
    h(
      'ol', { class: 'told' },
      ...shown.answers.map((one) => h('li', { 'data-testid': 'answer' }, h('small', {}, momentText(one.at, lang())), h('p', { class: 'asked' }, one.text))),
      ...shown.files.map((one) => h(
        'li', { 'data-testid': 'arrived', 'data-sha256': one.sha256 }, h('span', { class: 'arrived' }, `✓ ${one.name || one.file_id}`),
        ` ${sizeText(one.size)} `, h('small', {}, fill(t(a.arrived), { at: momentText(one.came_at, lang()) })), h('p', { class: 'digest' }, `SHA-256 ${one.sha256}`),
      )),
    ),
    h('p', { class: 'note' }, t(a.stays)),
  ]
}
