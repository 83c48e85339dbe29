/** Reads the numbers of the chosen day, again each minute; what was read stays when a later reading fails. */
import type { Loading } from '../../centre.svelte'
import { numbersApi } from './api'
import type { Numbers, Trend } from './model'

const EVERY_MS = 60_000

export class Reading {
  numbers = $state.raw<Numbers | null>(null)
  trend = $state.raw<Trend | null>(null)
  loading = $state<Loading>('yes')
  trendLoading = $state<Loading>('yes')

  #day: string | null = null
  #turn = 0

  /** Shows this day, null today, until the returned function is called. */
  follow(day: string | null): () => void {
    if (day !== this.#day) {
      this.numbers = null
      this.trend = null
    }
    this.#day = day
    void this.read()
    const timer = setInterval(() => void this.read(), EVERY_MS)
    return () => {
      clearInterval(timer)
      this.#turn += 1
    }
  }

  /** Reads both anew; of two readings under way the later one counts. */
  async read(): Promise<void> {
    this.#turn += 1
    const turn = this.#turn
    const current = (): boolean => turn === this.#turn
    this.loading = 'yes'
    this.trendLoading = 'yes'
    await Promise.all([
      numbersApi.numbers(this.#day).then(
        (numbers) => { if (current()) { this.numbers = numbers; this.loading = 'no' } },
        () => { if (current()) this.loading = 'failed' },
      ),
      numbersApi.trend(this.#day).then(
        (trend) => { if (current()) { this.trend = trend; this.trendLoading = 'no' } },
        () => { if (current()) this.trendLoading = 'failed' },
      ),
    ])
  }
}
