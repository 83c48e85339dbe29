/** What lies under the thumb: the next step, large; while one is there the time that is left, and help for who holds it. */
import { h, put } from './dom'
import { holdButton } from './hold'
import { lang, t, timeText } from './lang'
import type { Act, Stay } from './model'
import type { Deeds, View } from './session'
import { isTimeUnheard } from './pending'
import { texts } from './texts'
import { countdown, fill, telLink } from './words'

const NEXT: readonly Act[] = ['acknowledge', 'on_the_way', 'there']
const drawn = new WeakMap<HTMLElement, string>()

/** Fills the bar; it is made anew only where the steps change, so that no button moves under a thumb or is let go of. */
export function actBar(bar: HTMLElement, view: View, deeds: Deeds): void {
  const { shown } = view
  const next = NEXT.filter((act) => shown.acts.includes(act) && !(shown.stay.state === 'there' && act !== 'acknowledge')).slice(0, 2)
  const isThere = shown.stay.state === 'there'
  const asked = view.acts.some((one) => one.body.act === 'help')
  const key = JSON.stringify([next, shown.stay.state, shown.stay.help_at, asked, lang()])
  if (drawn.get(bar) !== key) {
    drawn.set(bar, key)
    put(
      bar, h('p', { class: 'due', 'data-testid': 'due', role: 'timer' }, h('span', {}), ' ', centreLink(shown)),
      shown.stay.help_at ? h('p', { class: 'help-asked', role: 'alert', 'data-testid': 'help-asked' }, asked ? t(texts.helpWaits)
        : fill(t(texts.helpAsked), { at: timeText(Date.parse(shown.stay.help_at), view.nowMs) }), ' ', centreLink(shown)) : null,
      h('div', { class: 'row' }, ...next.map((act, n) => step(act, n === 0 ? 'main' : '', t(texts[act as 'there']), deeds))),
      isThere ? step('renew', 'main', t(texts.renew), deeds) : null,
      h(
        'div', { class: 'row' },
        shown.stay.state === 'away' ? null : step('leave', '', t(isThere ? texts.leave : texts.leaveWay), deeds),
        holdButton(t(texts.help), 'help', () => void deeds.tell('help')),
      ),
    )
  }
  const due = bar.querySelector<HTMLElement>('[data-testid=due]')
  if (!due) return
  const { words, isLate } = dueOf(shown.stay, isTimeUnheard(view.acts), view.nowMs)
  due.hidden = words === ''
  const said = due.querySelector('span')
  if (said) said.textContent = words
  const call = due.querySelector('a')
  if (call) call.hidden = !isLate
  due.classList.toggle('late', isLate)
}

/** The centre's number, to be called at a tap; null where nobody told it. */
function centreLink(shown: View['shown']): HTMLElement | null {
  const phone = shown.centre_phone
  return phone ? h('a', { href: telLink(phone), 'data-testid': 'call-centre' }, phone) : null
}

/** What is said of the centre's clock: the time that it leaves, that it does not run yet, and what it has not heard. */
export function dueOf(stay: Stay, isUnheard: boolean, nowMs: number): { words: string; isLate: boolean } {
  if (!stay.due_at) return { words: stay.state === 'there' ? t(texts.notBegun) : '', isLate: false }
  const leftMs = Date.parse(stay.due_at) - nowMs
  const left = leftMs > 0 ? fill(t(texts.left), { time: countdown(leftMs) }) : t(texts.overdue)
  return { words: isUnheard ? `${left} · ${t(texts.unheard)}` : left, isLate: leftMs <= 0 }
}

function step(act: Act, look: string, label: string, deeds: Deeds): HTMLElement {
  return h('button', { type: 'button', class: `step ${look}`, 'data-testid': act, onclick: () => { deeds.follow(); void deeds.tell(act) } }, label)
}
