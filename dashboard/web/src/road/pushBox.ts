/** Messages to this phone itself: one button that has them sent here, and one that ends it. */
import { ask, Refused } from './api'
import { h, put } from './dom'
import { lang, t } from './lang'
import { texts } from './texts'
import { fill } from './words'

/** Whose messages come to this phone. */
const OWNER = 'wastetrack.push'

type State = 'none' | 'off' | 'on' | 'blocked' | 'busy'

export class PushBox {
  readonly element = h('section', { 'data-testid': 'push', hidden: true })
  #state: State = 'none'
  #failed = ''
  #person = ''
  #key: Uint8Array<ArrayBuffer> | null = null

  constructor(private readonly token: string) {
    // What this browser lacks, or has no signal for, is not spoken of.
    void this.#begin().catch(() => undefined)
  }

  async #begin(): Promise<void> {
    if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) return
    const { key, person } = (await (await ask('push', this.token)).json()) as { key: string | null; person: string }
    if (!key) return
    this.#person = person
    this.#key = bytesOf(key)
    const kept = await (await navigator.serviceWorker.ready).pushManager.getSubscription()
    // Told again, as the centre may have forgotten this phone; for another person than who has tapped it takes a tap.
    const isTheirs = kept !== null && localStorage.getItem(OWNER) === person
    if (isTheirs) await this.#tell(kept)
    this.#show(isTheirs ? 'on' : Notification.permission === 'denied' ? 'blocked' : 'off')
  }

  async #start(): Promise<void> {
    this.#show('busy')
    if ((await Notification.requestPermission()) !== 'granted') return this.#show('blocked')
    const { pushManager } = await navigator.serviceWorker.ready
    const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: this.#key })
    await this.#tell(made)
    this.#show('on')
  }

  async #end(): Promise<void> {
    this.#show('busy')
    const kept = await (await navigator.serviceWorker.ready).pushManager.getSubscription()
    if (kept) {
      await this.#post('push/off', { endpoint: kept.endpoint })
      await kept.unsubscribe()
    }
    this.#show('off')
  }

  async #tell(made: PushSubscription): Promise<void> {
    const { endpoint, keys } = made.toJSON()
    await this.#post('push', { endpoint, p256dh: keys?.['p256dh'], auth: keys?.['auth'] })
    localStorage.setItem(OWNER, this.#person)
  }

  async #post(path: string, body: object): Promise<void> {
    await ask(path, this.token, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  }

  /** Does it, and says why not where it failed; the button is there again then. */
  #run(what: () => Promise<void>, before: State): void {
    this.#failed = ''
    what.call(this).catch((error: unknown) => {
      const why = error instanceof Refused && lang() === 'th' ? error.th : error instanceof Error ? error.message : String(error)
      this.#failed = fill(t(texts.pushFailed), { why })
      this.#show(before)
    })
  }

  #show(state: State): void {
    this.#state = state
    this.element.hidden = state === 'none'
    const button = (words: string, testid: string, what: () => Promise<void>): HTMLElement =>
      h('button', { class: 'button wide', type: 'button', 'data-testid': testid, onclick: () => this.#run(what, this.#state) }, words)
    put(
      this.element,
      state === 'off' && button(t(texts.pushStart), 'push-start', this.#start),
      state === 'on' && h('p', { class: 'note', 'data-testid': 'push-on' }, t(texts.pushOn)),
      state === 'on' && button(t(texts.pushEnd), 'push-end', this.#end),
      state === 'blocked' && h('p', { class: 'note', 'data-testid': 'push-blocked' }, t(texts.pushBlocked)),
      this.#failed !== '' && h('p', { class: 'note strong', role: 'alert', 'data-testid': 'push-failed' }, this.#failed),
    )
  }
}

/** The bytes of base64url. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
}
