/** Sends what the phone keeps: what was told in its order, help before all else, then files; again until the centre has it. */
import { act, Refused } from './api'
import { Lane } from './lane'
import type { KeptAct, KeptCase, KeptFile, RoadCase } from './model'
import { nextAct, rebased } from './pending'
import { isPlacing } from './placing'
import type { Store } from './store'
import { sendFile } from './tus'

/** Bytes were lost on the way and forgotten by the server: the file is sent anew. */
const NOT_THE_SAME = 422

/** What the page is told of the sending. */
export interface Ears {
  /** Something changed of what is kept. */
  changed(): void
  /** So many bytes of a file are at the centre. */
  sent(file: KeptFile, bytes: number): void
  /** The case as it stands after what was told. */
  heard(shown: RoadCase): void
  lang(): 'th' | 'en'
}

/** Acts do not wait for a file that is on its way: among them may be a call for help. */
export class Outbox {
  readonly #acts = new Lane('wastetrack-road-acts', () => this.#tellAll())
  readonly #files = new Lane('wastetrack-road-files', () => this.#sendAll())

  constructor(private readonly store: Pick<Store, 'all' | 'put' | 'remove'>, private readonly ears: Ears) {}

  /** Sends what waits, now; of several tabs one does. */
  async flush(): Promise<void> {
    await this.#acts.run()
    await this.#files.run()
  }

  /** One at a time, read anew each time: each may change the version that the next one is for. */
  async #tellAll(): Promise<boolean> {
    const passed = new Set<number>()
    let isAll = true
    for (;;) {
      const all = await this.store.all('acts')
      const next = nextAct(all, passed, Date.now())
      if (!next) return isAll && !all.some((one) => isPlacing(one, Date.now()))
      passed.add(next.id ?? 0)
      try {
        await this.#tell(next)
      } catch (error) {
        // No signal: what comes after this one would not go either, and must not go before it.
        if (!(error instanceof Refused)) return false
        isAll = false
      }
    }
  }

  async #sendAll(): Promise<boolean> {
    let isAll = true
    for (const one of await this.store.all('files')) {
      if (one.refused || !one.sha256) continue
      if (isPlacing(one, Date.now())) isAll = false
      // A file that cannot be read or taken now keeps none of the others back.
      else isAll = (await this.#send(one).then(() => true, () => false)) && isAll
    }
    return isAll
  }

  async #tell(one: KeptAct): Promise<void> {
    const token = await this.#tokenOf(one.incident_id)
    if (!token) return
    const { placing_until_ms: _, ...told } = one
    try {
      const shown = await act(token, told)
      await this.store.remove('acts', one.id ?? 0)
      for (const later of rebased(await this.store.all('acts'), shown)) await this.store.put('acts', later)
      this.ears.heard(shown)
    } catch (error) {
      if (!(error instanceof Refused) || error.isForNow) throw error
      if (error.reason) return // what was told waits for another link
      await this.store.put('acts', { ...told, refused: this.ears.lang() === 'th' ? error.th : error.en })
      if (error.current) this.ears.heard(error.current)
    }
    this.ears.changed()
  }

  async #send(one: KeptFile): Promise<void> {
    const token = await this.#tokenOf(one.incident_id)
    if (!token) return
    try {
      await sendFile(one, token, (bytes) => this.ears.sent(one, bytes))
      // Only now, and not before: the centre has said the digest of these very bytes.
      await this.store.remove('files', one.id ?? 0)
      this.ears.sent(one, one.bytes.size)
    } catch (error) {
      if (!(error instanceof Refused) || error.isForNow || error.status === NOT_THE_SAME) throw error
      if (error.reason) return
      await this.store.put('files', { ...one, refused: this.ears.lang() === 'th' ? error.th : error.en })
    }
    this.ears.changed()
  }

  async #tokenOf(incidentId: string): Promise<string | null> {
    const cases: KeptCase[] = await this.store.all('cases')
    return cases.find((one) => one.incident_id === incidentId)?.token ?? null
  }
}
