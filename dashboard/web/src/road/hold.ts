/** A button that does its deed only when it is held: for what must not happen by a thumb that slips. */
import { h } from './dom'

export const HOLD_MS = 2_000

/** Calls `done` once the button was held for 2 s, by finger, mouse or key. */
export function holdButton(label: string, testid: string, done: () => void): HTMLButtonElement {
  const button = h('button', { class: 'hold', type: 'button', 'data-testid': testid }, h('span', {}, label))
  let timer = 0
  const begin = (event: Event): void => {
    event.preventDefault()
    if (timer) return
    button.classList.add('held')
    timer = window.setTimeout(() => {
      end()
      navigator.vibrate?.(200)
      done()
    }, HOLD_MS)
  }
  const end = (): void => {
    clearTimeout(timer)
    timer = 0
    button.classList.remove('held')
  }
  button.addEventListener('pointerdown', begin)
  for (const name of ['pointerup', 'pointerleave', 'pointercancel', 'keyup', 'blur']) button.addEventListener(name, end)
  button.addEventListener('keydown', (event) => { if (event.key === 'Enter' || event.key === ' ') begin(event) })
  button.addEventListener('contextmenu', (event) => event.preventDefault())
  return button
}
