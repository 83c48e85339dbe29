/** Feeds one map source: never more than one update on its way, and after it only the newest. */
import type { GeoJSONSource, GeoJSONSourceDiff } from 'maplibre-gl'
import { collection, type Feature } from './features'

const FEW = 0.25
const SMALL = 200

/** What to send: the difference when few of many features changed, else all of them (`null`). */
export function difference(
  before: ReadonlyMap<number, Feature>, after: ReadonlyMap<number, Feature>,
): GeoJSONSourceDiff | null {
  if (after.size < SMALL) return null
  const add: Feature[] = []
  for (const [id, feature] of after) if (before.get(id) !== feature) add.push(feature)
  const remove = [...before.keys()].filter((id) => !after.has(id))
  return add.length + remove.length < FEW * after.size ? { add, remove } : null
}

export class Feeder {
  #sent: ReadonlyMap<number, Feature> = new Map()
  #wanted: ReadonlyMap<number, Feature> | null = null
  #busy: Promise<void> | null = null

  constructor(private readonly source: GeoJSONSource) {}

  /** Takes the features to show, by id; an older wish that was not sent yet is forgotten. */
  show(features: ReadonlyMap<number, Feature>): void {
    this.#wanted = features
    this.#busy ??= this.#run().finally(() => { this.#busy = null })
  }

  /** Resolves when nothing is on its way. */
  async settled(): Promise<void> {
    while (this.#busy) await this.#busy
  }

  async #run(): Promise<void> {
    while (this.#wanted) {
      const next = this.#wanted
      this.#wanted = null
      const change = this.#sent.size > 0 ? difference(this.#sent, next) : null
      try {
        if (change) await this.source.updateData(change)
        else await this.source.setData(collection([...next.values()]))
        this.#sent = next
      } catch {
        // The map may be gone; else the next batch sends everything.
        this.#sent = new Map()
      }
    }
  }
}
