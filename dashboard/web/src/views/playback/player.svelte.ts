/** What is played: tracks of a period, the time shown, the speed; the address holds the same. */
import type { Centre } from '../../centre.svelte'
import { msOf } from '../../time'
import { Refusal } from '../search/ask'
import { isGuess, lastOf, type Period } from '../search/period'
import { readPlayback } from './api'
import { advance, inside, type Speed, speedOf, trailMs } from './clock'
import type { Pin } from './model'
import { firstSeenMs, type Track, tracksOf } from './tracks'

export const MOST_UNITS = 100
export const MOST_MS = 26 * 3_600_000
const LAST_MS = 6 * 3_600_000
/** Redrawn so often while it plays. */
const FRAME_MS = 100

export class Player {
  unitIds = $state.raw<readonly string[]>([])
  fromMs = $state<number | null>(null)
  toMs = $state<number | null>(null)
  atMs = $state(NaN)
  speed = $state<Speed>(60)
  followed = $state<string | null>(null)
  tracks = $state.raw<readonly Track[]>([])
  pins = $state.raw<readonly Pin[]>([])
  /** The period that the tracks are of. */
  shown = $state.raw<{ fromMs: number; toMs: number; stepS: number; isCut: boolean } | null>(null)
  isLoading = $state(false)
  refusal = $state.raw<Refusal | null>(null)
  isPlaying = $state(false)

  readonly trailMs = $derived(this.shown ? trailMs(this.shown.fromMs, this.shown.toMs) : 0)
  #timer: ReturnType<typeof setInterval> | undefined
  #asked = 0
  /** What the period was set to before the server told the time. */
  #guessed: Period | null = null

  constructor(private readonly centre: Centre) {
    const query = centre.query
    this.unitIds = [...new Set((query.get('units') ?? '').split(',').filter(Boolean))].slice(0, MOST_UNITS)
    const [from, to] = [msOf(query.get('from')), msOf(query.get('to'))]
    const isGiven = Number.isFinite(from) && Number.isFinite(to)
    if (isGiven) [this.fromMs, this.toMs] = [from, to]
    else this.#lastHours()
    this.atMs = msOf(query.get('t'))
    this.speed = speedOf(query.get('speed'))
    this.followed = query.get('follow')
  }

  /** Once the server has told the time, the last hours are those of its clock; what somebody chose, or has read, stays. */
  takeClock(): void {
    if (!this.shown && isGuess(this.#guessed, this.fromMs, this.toMs)) this.#lastHours()
    this.#guessed = null
  }

  #lastHours(): void {
    this.#guessed = lastOf(LAST_MS, this.centre.nowMs, Math.floor)
    ;({ fromMs: this.fromMs, toMs: this.toMs } = this.#guessed)
  }

  /** Reads the tracks of the period that is set; the time stays where it was, if it lies in it, and begins where there is a position. */
  async load(why: string): Promise<void> {
    const { fromMs, toMs } = this
    if (fromMs === null || toMs === null || this.unitIds.length === 0) return
    this.pause()
    const mine = ++this.#asked
    this.isLoading = true
    this.refusal = null
    try {
      const found = await readPlayback(this.unitIds, fromMs, toMs, why)
      if (mine !== this.#asked) return
      this.tracks = tracksOf(found.units, msOf(found.from))
      this.pins = [...found.alerts].sort((a, b) => msOf(a.started_at) - msOf(b.started_at))
      this.shown = { fromMs, toMs, stepS: found.step_s, isCut: found.cut }
      this.atMs = Number.isFinite(this.atMs) ? inside(this.atMs, fromMs, toMs) : firstSeenMs(this.tracks) ?? fromMs
      this.#write()
    } catch (error) {
      if (mine === this.#asked && error instanceof Refusal) this.refusal = error
    } finally {
      if (mine === this.#asked) this.isLoading = false
    }
  }

  setUnits(unitIds: readonly string[]): void {
    this.unitIds = unitIds
    const kept = new Set(unitIds)
    this.tracks = this.tracks.filter((track) => kept.has(track.unitId))
    this.pins = this.pins.filter((pin) => kept.has(pin.unit_id))
    if (this.followed !== null && !kept.has(this.followed)) this.followed = null
    if (this.tracks.length === 0) {
      this.pause()
      this.shown = null
    }
    this.#write()
  }

  goTo(ms: number): void {
    if (!this.shown) return
    this.atMs = inside(ms, this.shown.fromMs, this.shown.toMs)
    if (!this.isPlaying) this.#write()
  }

  setSpeed(speed: Speed): void {
    this.speed = speed
    this.#write()
  }

  follow(unitId: string): void {
    this.followed = this.followed === unitId ? null : unitId
    this.#write()
  }

  toggle(): void {
    if (this.isPlaying) this.pause()
    else this.#play()
  }

  pause(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    if (this.isPlaying) {
      this.isPlaying = false
      this.#write()
    }
  }

  #play(): void {
    if (!this.shown) return
    if (this.atMs >= this.shown.toMs) this.atMs = firstSeenMs(this.tracks) ?? this.shown.fromMs
    this.isPlaying = true
    let before = performance.now()
    this.#timer = setInterval(() => {
      const now = performance.now()
      const next = advance(this.atMs, now - before, this.speed, this.shown?.toMs ?? this.atMs)
      before = now
      this.atMs = next.atMs
      if (next.isOver) this.pause()
    }, FRAME_MS)
  }

  #write(): void {
    const iso = (ms: number | null): string | null => (ms === null || !Number.isFinite(ms) ? null : new Date(ms).toISOString())
    this.centre.putQuery({
      units: this.unitIds.length > 0 ? this.unitIds.join(',') : null,
      from: iso(this.shown?.fromMs ?? this.fromMs), to: iso(this.shown?.toMs ?? this.toMs), t: iso(this.atMs),
      speed: String(this.speed), follow: this.followed,
    })
  }
}
