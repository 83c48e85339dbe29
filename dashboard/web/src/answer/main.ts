/** The page for a party's answer: opens the case of the link in its address, and sends what is written and added. */
import '../road/road.css'
import './answer.css'
import { newKey, Refused } from '../road/api'
import { h, put } from '../road/dom'
import { lang, t } from '../road/lang'
import { readAsked, say, sendFile, sitAt, tellOpened } from './api'
import type { PartyCase, Sending } from './model'
import { AnswerPage, type Deeds } from './page'
import { answerTexts as a } from './texts'
import { linkOf } from './words'

const AGAIN_MS = 5_000
const root = document.getElementById('answer')
const link = linkOf(location.pathname)
if (!root || !link) throw new Error('answer.html is opened by the link of a message')

const { incidentId, token } = link
const TYPED = `wastetrack.answer.${incidentId}`
let shown: PartyCase | null = null
let page: AnswerPage | null = null
let sendings: Sending[] = []
let [isSending, failed, sentAt] = [false, '', '']
/** A statement that did not arrive is sent again under the same name, so that it stands there once. */
const asked = { text: '', key: '' }

sitAt(incidentId)
void open(root)

async function open(place: HTMLElement): Promise<void> {
  if (!shown) put(place, h('div', { class: 'page plain', role: 'status' }, h('p', {}, t(a.opening))))
  try {
    shown = await readAsked(token)
    draw()
    if (!document.hidden) await tellOpened(token).catch(() => undefined)
  } catch (error) {
    if (error instanceof Refused && !error.isForNow) return refused(place, error)
    if (!shown) put(place, h('div', { class: 'page plain', role: 'status' }, h('p', {}, t(a.away))))
    setTimeout(() => void open(place), AGAIN_MS)
  }
}

function refused(place: HTMLElement, error: Refused): void {
  const [own, other] = lang() === 'th' ? [error.th, error.en] : [error.en, error.th]
  put(place, h(
    'div', { class: 'page plain', 'data-testid': 'refusal', 'data-reason': error.reason ?? String(error.status) },
    h('h1', {}, t(a.refused)), h('p', {}, own), h('p', { class: 'note', lang: lang() === 'th' ? 'en' : 'th' }, other),
  ))
}

const deeds: Deeds = {
  async say(text) {
    if (isSending) return false
    if (asked.text !== text) Object.assign(asked, { text, key: newKey() })
    ;[isSending, failed, sentAt] = [true, '', '']
    draw()
    try {
      shown = await say(token, text, asked.key)
      sentAt = shown.answers.at(-1)?.at ?? ''
      keep('')
      return true
    } catch (error) {
      if (error instanceof Refused && error.reason && root) refused(root, error)
      failed = whyOf(error)
      return false
    } finally {
      isSending = false
      draw()
    }
  },
  typed: keep,
  add(files) {
    const added = files.map((file) => ({ file, percent: 0, failed: null, again: false }))
    sendings.push(...added)
    void added.reduce((before, one) => before.then(() => send(one)), Promise.resolve())
  },
  again: (one) => void send(one),
  drop(one) {
    sendings = sendings.filter((other) => other !== one)
    draw()
  },
  redraw() {
    page = null
    draw()
  },
}

async function send(one: Sending): Promise<void> {
  one.failed = null
  draw()
  try {
    await sendFile(token, one.file, (percent) => { one.percent = percent; draw() })
    sendings = sendings.filter((other) => other !== one)
    shown = await readAsked(token)
  } catch (error) {
    one.again = !(error instanceof Refused) || error.isForNow || error.status === 409
    one.failed = whyOf(error)
  }
  draw()
}

function draw(): void {
  if (!shown || !root || root.querySelector('[data-testid=refusal]')) return
  if (!page) {
    page = new AnswerPage(deeds, kept(), shown.largest_mb)
    put(root, page.element)
  }
  page.show({ shown, sendings, isSending, failed, sentAt })
}

function whyOf(error: unknown): string {
  return error instanceof Refused ? (lang() === 'th' ? error.th : error.en) : t(a.noSignal)
}

function keep(text: string): void {
  try {
    if (text) localStorage.setItem(TYPED, text)
    else localStorage.removeItem(TYPED)
  } catch {
    // A browser that forbids storage loses what is written when the page is closed.
  }
}

function kept(): string {
  try {
    return localStorage.getItem(TYPED) ?? ''
  } catch {
    return ''
  }
}
