/** The place of the small map: nothing of it is loaded before it is opened. */
import { readRoutes } from './api'
import { h, put } from './dom'
import { lang, t } from './lang'
import type { RoadCase, Spot } from './model'
import type { Mark } from './sketch'
import { texts } from './texts'

const HEIGHT_PX = 280

export class MapBox {
  readonly #inside = h('div', {})
  readonly element = h('details', { class: 'map', 'data-testid': 'map', ontoggle: () => void this.#draw() }, h('summary', {}, t(texts.map)), this.#inside)
  #marks: Mark[] = []
  #routes: [number, number][][] | null = null

  constructor(private readonly token: string) {}

  show(shown: RoadCase, here: Spot | null): void {
    const { truck, where, bound } = shown
    this.#marks = [
      ...(bound && bound.lat !== null && bound.lon !== null
        ? [{ kind: 'bound' as const, lat: bound.lat, lon: bound.lon, label: lang() === 'th' ? bound.name_th : bound.name_en }] : []),
      ...(where ? [{ kind: 'place' as const, lat: where.lat, lon: where.lon, label: t(texts.place) }] : []),
      ...(truck ? [{ kind: 'truck' as const, lat: truck.lat, lon: truck.lon, label: shown.plate ?? '' }] : []),
      ...(here ? [{ kind: 'here' as const, lat: here.lat, lon: here.lon, label: t(texts.here) }] : []),
    ]
    this.element.hidden = this.#marks.length === 0
    if (this.element.open) void this.#draw()
  }

  async #draw(): Promise<void> {
    if (!this.element.open || this.#marks.length === 0) return
    try {
      const { draw } = await import('./sketch')
      this.#routes ??= await readRoutes(this.token).catch(() => null)
      const width = Math.max(240, this.#inside.clientWidth)
      put(this.#inside, draw(this.#marks, this.#routes ?? [], { width, height: HEIGHT_PX }, t(texts.map)))
    } catch {
      put(this.#inside, h('p', { class: 'note' }, t(texts.mapFailed)))
    }
  }
}
