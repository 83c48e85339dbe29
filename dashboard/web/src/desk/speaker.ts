/** The tone of an immediate incident, made by the browser itself, and whether the browser lets it be heard. */
import type { Sound } from './sounding'

/** A context that may sound needs a moment to say so; until then nobody is told that sound is off. */
const SETTLES_MS = 1500
const NOTES: readonly { hz: number; at_s: number; for_s: number }[] = [
  { hz: 880, at_s: 0, for_s: 0.16 }, { hz: 1175, at_s: 0.2, for_s: 0.16 },
  { hz: 880, at_s: 0.55, for_s: 0.16 }, { hz: 1175, at_s: 0.75, for_s: 0.3 },
]
const LOUDNESS = 0.35
/** Long enough that a beep neither clicks when it begins nor when it ends. */
const RAMP_S = 0.012

export class Speaker {
  #context: AudioContext | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly changed: (sound: Sound) => void) {}

  /** Asks the browser for sound, and tells what it says from now on. */
  start(): void {
    if (typeof AudioContext === 'undefined') {
      this.changed('impossible')
      return
    }
    const context = new AudioContext()
    this.#context = context
    context.onstatechange = () => this.#tell()
    if (context.state === 'running') this.#tell()
    else this.#timer = setTimeout(() => this.#tell(), SETTLES_MS)
  }

  stop(): void {
    clearTimeout(this.#timer)
    void this.#context?.close()
    this.#context = null
  }

  /** To be called in answer to a click or a key: browsers give sound only then. */
  allow(): void {
    // Never waited for: where it is refused the promise stays open for good.
    if (this.#context?.state !== 'running') void this.#context?.resume().catch(() => undefined)
  }

  /** Sounds the tone; false where the browser refuses. */
  play(): boolean {
    const context = this.#context
    if (context?.state !== 'running') return false
    for (const note of NOTES) {
      const from = context.currentTime + note.at_s
      const until = from + note.for_s
      const gain = context.createGain()
      gain.gain.setValueAtTime(0, from)
      gain.gain.linearRampToValueAtTime(LOUDNESS, from + RAMP_S)
      gain.gain.setValueAtTime(LOUDNESS, until - RAMP_S)
      gain.gain.linearRampToValueAtTime(0, until)
      const oscillator = new OscillatorNode(context, { type: 'triangle', frequency: note.hz })
      oscillator.connect(gain).connect(context.destination)
      oscillator.start(from)
      oscillator.stop(until)
    }
    return true
  }

  #tell(): void {
    clearTimeout(this.#timer)
    this.changed(this.#context?.state === 'running' ? 'on' : 'refused')
  }
}
