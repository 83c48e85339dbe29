/** What the officer tells: kept on the phone first, then sent; where the phone cannot keep it, sent at once and shown until it was. */
import { act, Refused } from './api'
import { lang, t } from './lang'
import type { KeptAct, RoadCase } from './model'
import type { Here } from './place'
import { addPlace, PLACING_MS } from './placing'
import type { Store } from './store'
import { texts } from './texts'

/** What is told of the telling. */
export interface TellingEars {
  /** What is kept or told changed; resolves when the page shows it. */
  changed(): Promise<void>
  /** Something is kept that may go now. */
  ready(): void
  /** The case as it stands after what was told. */
  heard(shown: RoadCase): Promise<void>
}

export class Telling {
  /** What the phone could not keep: on its way, or with the reason why the centre does not have it. */
  unkept: KeptAct[] = []

  constructor(
    private readonly token: string, private readonly store: Pick<Store, 'put' | 'change'> | null, private readonly here: Pick<Here, 'now'>,
    private readonly ears: TellingEars,
  ) {}

  /** Keeps it with the place that is known, or tells it at once; says whether the phone or the centre has it now. */
  async tell(told: KeptAct, needsPlace: boolean): Promise<boolean> {
    if (!this.store) return this.#atOnce(told)
    let id: number
    try {
      id = (await this.store.put('acts', needsPlace ? { ...told, placing_until_ms: Date.now() + PLACING_MS } : told)) as number
    } catch {
      return this.#atOnce(told)
    }
    await this.ears.changed()
    if (needsPlace) void addPlace(this.store, this.here, 'acts', id).catch(() => undefined).then(() => this.ears.ready())
    else this.ears.ready()
    return true
  }

  async #atOnce(told: KeptAct): Promise<boolean> {
    // One that was not told is pressed again: it stands for all that were tried before.
    this.unkept = [...this.unkept.filter((one) => one.body.act !== told.body.act), told]
    await this.ears.changed()
    const isTold = await this.#send(told)
    await this.ears.changed()
    return isTold
  }

  async #send(told: KeptAct): Promise<boolean> {
    try {
      const shown = await act(this.token, told)
      this.unkept = this.unkept.filter((one) => one.key !== told.key)
      await this.ears.heard(shown)
      return true
    } catch (error) {
      const refused = error instanceof Refused ? error[lang()] : t(texts.notTold)
      this.unkept = this.unkept.map((one) => (one.key === told.key ? { ...one, refused } : one))
      if (error instanceof Refused && error.current) await this.ears.heard(error.current)
      return false
    }
  }
}
