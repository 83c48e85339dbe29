/** Sound and desktop notices of what is immediate, until somebody acknowledges it. */
import { askForNotices, type Notice, type NoticePermission, noticePermission, Notices } from './notices'
import { isMute, NEVER_SOUNDED, type Sound, type Sounded, soundNow } from './sounding'
import { Speaker } from './speaker'
import { Turn } from './turn'

const HEARD_KEY = 'wastetrack.heard'
/** Not when a button goes down: the bar would be gone, and all have moved, before it comes up. */
const GESTURES: readonly string[] = ['click', 'keyup']

export class Alarm {
  sound = $state<Sound>('unknown')
  soundsElsewhere = $state(false)
  /** How often this page has sounded. */
  soundings = $state(0)
  /** When a person last confirmed to have heard the test tone in this browser; NaN: never. */
  heardAtMs = $state(storedHeard())
  isTesting = $state(false)
  notices = $state<NoticePermission>(noticePermission())
  readonly isMute = $derived(isMute(this.sound, this.soundsElsewhere))

  readonly #speaker = new Speaker((sound) => this.#hear(sound))
  readonly #turn = new Turn()
  readonly #shown = new Notices()
  #sounded: Sounded = NEVER_SOUNDED
  #playOnceOn = false
  readonly #allow = (): void => this.#speaker.allow()

  start(): void {
    this.#speaker.start()
    for (const kind of GESTURES) addEventListener(kind, this.#allow)
  }

  stop(): void {
    for (const kind of GESTURES) removeEventListener(kind, this.#allow)
    this.#shown.keep(new Set())
    this.#turn.giveUp()
    this.#speaker.stop()
  }

  /** Sounds if it is time to; without `repeats` each is heard only once. */
  tick(pressing: readonly Notice[], repeats: boolean, nowMs: number): void {
    void this.#turn.isElsewhere().then((is) => { this.soundsElsewhere = is })
    const ids = pressing.map((one) => one.id)
    const now = soundNow(this.#sounded, ids, nowMs)
    if (now === 'nothing') this.#sounded = NEVER_SOUNDED
    if (now === 'nothing' || now === 'wait' || (now === 'again' && !repeats)) {
      this.#shown.keep(new Set(ids))
      return
    }
    // Another tab sounds, or this one is about to get its turn.
    if (this.soundsElsewhere || (this.sound === 'on' && !this.#turn.isOurs)) return
    this.#shown.show(pressing)
    this.#sounded = { atMs: nowMs, ids: new Set(ids) }
    this.#play()
  }

  /** Sounds once, for what is already seen to and got worse. */
  once(): void {
    if (!this.soundsElsewhere) this.#play()
  }

  /** Plays the test tone and asks whether it was heard; in answer to a click, so that the browser gives sound. */
  test(): void {
    this.isTesting = true
    this.replay()
    void askForNotices().then((answer) => { this.notices = answer })
  }

  replay(): void {
    this.#speaker.allow()
    // The context that has just been allowed says so a moment later.
    if (!this.#speaker.play()) this.#playOnceOn = true
  }

  confirmHeard(nowMs: number): void {
    this.isTesting = false
    this.heardAtMs = nowMs
    try {
      localStorage.setItem(HEARD_KEY, String(nowMs))
    } catch {
      // Without storage the next page asks again.
    }
  }

  #hear(sound: Sound): void {
    this.sound = sound
    if (sound !== 'on') {
      this.#turn.giveUp()
      return
    }
    this.#turn.want()
    // What could not be heard until now is not to wait for its repeat.
    this.#sounded = NEVER_SOUNDED
    if (this.#playOnceOn) this.#speaker.play()
    this.#playOnceOn = false
  }

  #play(): void {
    if (this.#turn.isOurs && this.#speaker.play()) this.soundings += 1
  }
}

function storedHeard(): number {
  try {
    return Number(localStorage.getItem(HEARD_KEY) ?? NaN)
  } catch {
    return NaN
  }
}
