/** Whether the page may be shown, and to whom: asks the server, and asks again whenever it refuses something. */
import { ApiError, door as api, get, post } from '../../api'
import type { Text } from '../../texts'
import { wallToken } from './link'
import type { Me, SignInState } from './model'
import { signInTexts } from './texts'

const REPEAT_FAILED_MS = 5000

export class Door {
  state = $state.raw<SignInState | null>(null)
  /** Why one is asked to sign in, where there is something to say. */
  note = $state.raw<Text | null>(null)
  /** A server that does not answer is no reason to hide the page: it says itself what is wrong. */
  #isUnanswered = $state(false)
  #wasOpen = false

  readonly me = $derived<Me | null>(this.state?.person ? { ...this.state.person, closed: this.state.closed } : null)
  readonly isOpen = $derived(this.state === null ? this.#isUnanswered : this.state.next === 'none')
  readonly isShut = $derived(this.state !== null && this.state.next !== 'none')

  /** Begins to watch; the function that it gives ends it. */
  begin(): () => void {
    const refused = (): void => {
      if (this.state !== null && this.isOpen) void this.#ask()
    }
    api.addEventListener('refused', refused)
    const token = wallToken(location.hash)
    if (token !== null) {
      history.replaceState(null, '', location.pathname + location.search)
      void this.#openWall(token)
    } else {
      void this.#ask()
    }
    return () => api.removeEventListener('refused', refused)
  }

  /** Takes what the server says after a sign-in. */
  take(state: SignInState): void {
    this.note = null
    if (state.next === 'none' && this.#wasOpen) {
      // What stands in the page may be another person's: it begins anew.
      location.reload()
      return
    }
    this.#put(state)
  }

  /** Ends the session, and forgets all that the page holds. */
  async signOut(): Promise<void> {
    await post('sign-out').catch(() => undefined)
    location.assign(location.pathname)
  }

  #put(state: SignInState): void {
    if (state.next === 'sign_in' && this.#wasOpen) this.note = signInTexts.ended
    this.state = state
    if (state.next === 'none') this.#wasOpen = true
  }

  async #ask(): Promise<void> {
    try {
      this.#put(await get<SignInState>('sign-in'))
    } catch {
      this.#isUnanswered = true
      setTimeout(() => void this.#ask(), REPEAT_FAILED_MS)
    }
  }

  async #openWall(token: string): Promise<void> {
    try {
      this.take(await post<SignInState>('sign-in/wall', { token }))
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.note = signInTexts.badLink
      await this.#ask()
    }
  }
}

/** What to say of a call that failed. */
export function saidOf(error: unknown): Text {
  return (error instanceof ApiError ? error.said : null) ?? signInTexts.failed
}
