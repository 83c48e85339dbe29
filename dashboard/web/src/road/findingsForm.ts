/** What was found: words, pictures, sound and files, and how far each of them is on its way. */
import { h, icon, put } from './dom'
import { lang, t, timeText } from './lang'
import type { KeptAct, KeptFile } from './model'
import type { Deeds, View } from './session'
import { texts } from './texts'
import { fill } from './words'

const WAYS = [
  { testid: 'photo', text: texts.photo, accept: 'image/*', capture: true, path: 'M4 7h4l2-3h4l2 3h4v12H4zM12 10a3 3 0 1 0 0 6 3 3 0 0 0 0-6' },
  { testid: 'video', text: texts.video, accept: 'video/*', capture: true, path: 'M3 6h12v12H3zM15 11l6-4v10l-6-4' },
  { testid: 'sound', text: texts.sound, accept: 'audio/*', capture: true, path: 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3M5 11a7 7 0 0 0 14 0M12 18v3' },
  { testid: 'file', text: texts.file, accept: 'image/*,video/*,audio/*,application/pdf', capture: false, path: 'M6 2h8l4 4v16H6zM14 2v4h4' },
] as const

export class FindingsForm {
  readonly #text = h('textarea', { rows: '3', maxlength: '2000', placeholder: t(texts.findingPlace), 'aria-label': t(texts.finding), 'data-testid': 'finding-text' })
  readonly #told = h('ol', { class: 'told', 'data-testid': 'findings' })
  readonly #files = h('ol', { class: 'files', 'data-testid': 'files' })
  readonly #notes = h('div', { role: 'status' })
  readonly element: HTMLElement
  #drawn = ''
  #isSending = false

  constructor(private readonly deeds: Deeds) {
    this.element = h(
      'section', { class: 'findings' }, h('h3', {}, t(texts.finding)), this.#told, this.#notes, this.#text,
      h('div', { class: 'row' }, h('button', { type: 'button', class: 'step', 'data-testid': 'send-finding', onclick: () => void this.#send() }, t(texts.send))),
      h('div', { class: 'row ways' }, ...WAYS.map((way) => this.#way(way))), this.#files,
    )
  }

  show(view: View): void {
    const drawn = JSON.stringify([
      view.shown.findings, view.acts, view.files.map((one) => [one.id, one.refused, view.sent.get(one.sha256 ?? '')]), view.shown.files, view.keeps,
      view.failed, view.here.refused, view.isOffline, lang(),
    ])
    if (drawn === this.#drawn) return
    this.#drawn = drawn
    const isWritten = (one: KeptAct): boolean => one.body.act === 'finding' && !one.refused
    put(
      this.#told, ...view.shown.findings.map((one) => h('li', {}, h('small', {}, `${timeText(Date.parse(one.at), view.nowMs)} ${one.who}`), ` ${one.text}`)),
      ...view.acts.filter(isWritten).map((one) => h('li', { class: 'waiting', 'data-testid': 'waits' }, h('small', {}, t(texts.waitsHere)), ` ${one.body.text ?? ''}`)),
    )
    put(
      this.#notes, view.isOffline && h('p', { class: 'warn', 'data-testid': 'offline-here' }, t(texts.offlineHere)),
      ...notes(view).map((line) => h('p', { class: 'warn' }, line)), ...view.acts.filter((one) => !isWritten(one)).map((one) => this.#waiting(one)),
    )
    const waiting = new Set(view.files.map((one) => one.sha256))
    const arrived = view.shown.files.filter((sha256) => !waiting.has(sha256))
    put(
      this.#files, ...view.files.map((one) => this.#file(one, view)),
      arrived.length > 0 ? h('li', { class: 'arrived', 'data-testid': 'arrived', 'data-n': String(arrived.length) }, `✓ ${arrived.length} · ${t(texts.arrived)}`) : null,
    )
  }

  async #send(): Promise<void> {
    const text = this.#text.value.trim()
    if (!text) return this.#text.focus()
    if (this.#isSending) return
    this.#isSending = true
    const isKept = await this.deeds.tell('finding', text).catch(() => false)
    this.#isSending = false
    // What neither the phone nor the centre has stays where it was written.
    if (isKept && this.#text.value.trim() === text) this.#text.value = ''
  }

  #way(way: (typeof WAYS)[number]): HTMLElement {
    const input = h('input', {
      type: 'file', accept: way.accept, multiple: true, class: 'unseen', 'data-testid': way.testid, ...(way.capture ? { capture: 'environment' } : {}),
      onchange: () => {
        const files = [...(input.files ?? [])]
        this.deeds.follow()
        void this.deeds.takeFiles(files).then(() => { input.value = '' })
      },
    })
    return h('label', { class: 'way' }, icon(way.path), h('span', {}, t(way.text)), input)
  }

  #waiting(one: KeptAct): HTMLElement {
    const what = one.body.text ?? t(texts[one.body.act as 'there'])
    if (!one.refused) return h('p', { class: 'note', 'data-testid': 'waits' }, fill(t(texts.waits), { what }))
    return h(
      'p', { class: 'warn', 'data-testid': 'refused-act' }, `${what}: ${one.refused} `,
      h('button', { type: 'button', class: 'link', onclick: () => void this.deeds.drop('acts', one.id ?? 0) }, t(texts.dropIt)),
    )
  }

  #file(one: KeptFile, view: View): HTMLElement {
    const sent = view.sent.get(one.sha256 ?? '')
    const state = one.refused ? fill(t(texts.notTaken), { why: one.refused })
      : sent === undefined ? t(texts.keptHere) : fill(t(texts.sending), { percent: Math.floor((100 * sent) / Math.max(1, one.bytes.size)) })
    return h(
      'li', { 'data-testid': 'kept-file', class: one.refused ? 'warn' : '' }, `${one.name} · `, h('small', {}, state),
      one.refused ? h('button', { type: 'button', class: 'link', onclick: () => void this.deeds.drop('files', one.id ?? 0) }, t(texts.dropIt)) : null,
    )
  }
}

function notes(view: View): string[] {
  const keeping = { yes: null, not_promised: texts.mayBeLost, no: texts.noStore, not_secure: texts.notSecure }[view.keeps]
  return [
    keeping ? t(keeping) : '', view.here.refused ? t(texts.noPlace) : '', view.failed ? fill(t(texts.notKept), view.failed) : '',
  ].filter(Boolean)
}
