/** Where this page sits and who watches what: told and read again and again, driven from outside by `tick`. */
import { type Choice, chosenDesk, isDue, mineNow, offeredToMe, READ_EVERY_MS, remember, TELL_AGAIN_MS, TELL_EVERY_MS } from './desks'
import { whyMayNot } from './may'
import { desksApi, Refused } from './views/desks/api'
import type { DesksState, Handover, Sound } from './views/desks/model'

const KEY = 'wastetrack.desk'

export class Watch {
  state = $state.raw<DesksState | null>(null)
  /** The last reading failed; what is shown is from before it. */
  failed = $state(false)
  deskId = $state<Choice>(null)
  /** Whether this page can be heard; who sounds sets it. */
  sound = $state<Sound>('off')

  readonly mine = $derived(mineNow(this.state, this.deskId))
  readonly offered = $derived(offeredToMe(this.state))

  readonly #pageId = newPageId()
  #readMs = -Infinity
  #toldMs = -Infinity
  #told: { desk: string; sound: Sound } | null = null
  /** What was told last did not arrive. */
  #isUnheard = false
  #isViewer = false
  #busy = false

  /** Does what is due at a time in ms; called again and again, by whatever still runs in a window that is not in front. */
  async tick(nowMs: number): Promise<void> {
    if (this.#busy || !this.#isAnythingDue(nowMs)) return
    this.#busy = true
    try {
      const first = this.state === null ? await this.#read(nowMs) : null
      if (first) this.#choose(first)
      await this.#tell(nowMs)
      const isLate = isDue(this.#readMs, nowMs, READ_EVERY_MS)
      // What was read before this page sat down would for a moment show its desk as unwatched.
      const state = isLate ? (await this.#read(nowMs)) ?? first : first
      if (state) this.#take(state)
    } finally {
      this.#busy = false
    }
  }

  /** Sits down at a desk, or with '' at none on purpose, and remembers it. */
  async sit(desk: string): Promise<void> {
    const before = this.deskId
    this.deskId = desk
    this.#keep(desk)
    if (before && before !== desk && desk === '') await desksApi.leave(before, this.#pageId).catch(() => undefined)
    await this.refresh()
  }

  async accept(handover: Handover): Promise<void> {
    await desksApi.accept(handover)
    // Who takes a desk over and sits nowhere sits down there.
    if (!this.deskId) await this.sit(handover.desk_id)
    else await this.refresh()
  }

  /** Tells and reads at once. */
  async refresh(): Promise<void> {
    this.#told = null
    this.#readMs = -Infinity
    await this.tick(Date.now())
  }

  #isAnythingDue(nowMs: number): boolean {
    return isDue(this.#readMs, nowMs, READ_EVERY_MS) || this.#mustTell(nowMs)
  }

  #mustTell(nowMs: number): boolean {
    if (!this.deskId || this.#isViewer) return false
    const isNews = this.#told?.desk !== this.deskId || this.#told.sound !== this.sound
    return isNews || isDue(this.#toldMs, nowMs, TELL_EVERY_MS)
  }

  async #tell(nowMs: number): Promise<void> {
    if (!this.deskId || !this.#mustTell(nowMs)) return
    const telling = { desk: this.deskId, sound: this.sound }
    const isNews = this.#told?.desk !== telling.desk || this.#told.sound !== telling.sound
    if (isNews || this.#isUnheard) this.#readMs = -Infinity
    this.#toldMs = nowMs
    this.#told = telling
    try {
      await desksApi.here(telling.desk, this.#pageId, telling.sound)
      this.#isUnheard = false
    } catch (error) {
      // A desk at which nobody is heard passes on: what did not arrive is told again soon.
      this.#isUnheard = !(error instanceof Refused) || error.status >= 500
      if (this.#isUnheard) this.#toldMs = nowMs - TELL_EVERY_MS + TELL_AGAIN_MS
      // A viewer's page counts nowhere; a desk that is no more is chosen anew once the state has been read.
      if (error instanceof Refused && error.status === 403) this.#isViewer = true
      if (error instanceof Refused && error.status === 404) this.#readMs = -Infinity
    }
  }

  async #read(nowMs: number): Promise<DesksState | null> {
    this.#readMs = nowMs
    try {
      const state = await desksApi.state()
      if (state.me.name !== this.state?.me.name) this.#isViewer = whyMayNot({ ...state.me, closed: [] }, 'POST /desks/{desk_id}/here') !== null
      this.failed = false
      return state
    } catch {
      this.failed = true
      return null
    }
  }

  #take(state: DesksState): void {
    this.state = state
    this.#choose(state)
  }

  #choose(state: DesksState): void {
    if (this.deskId === '' || state.desks.some((desk) => desk.desk_id === this.deskId)) return
    this.deskId = chosenDesk(state, new URLSearchParams(location.search).get('desk'), this.#kept())
  }

  #kept(): string | null {
    try {
      return localStorage.getItem(KEY)
    } catch {
      return null
    }
  }

  #keep(desk: string): void {
    try {
      localStorage.setItem(KEY, remember(desk, this.state?.me.name ?? ''))
    } catch {
      // A browser that forbids storage still has the address.
    }
  }
}

function newPageId(): string {
  // `crypto.randomUUID` is not there on a page that came over plain HTTP.
  return [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(16).padStart(8, '0')).join('')
}
