/** The server's look-ups and saved pages. */
import type { Position } from '../../model'
import { ask } from './ask'
import { polygonOf } from './corners'
import type { AreaAnswer, NamesAnswer, SavedView } from './model'

export const lookups = {
  area: (corners: readonly Position[], fromMs: number, toMs: number, why: string) => ask<AreaAnswer>('lookups/area', {
    method: 'POST',
    body: JSON.stringify({
      polygon: polygonOf(corners), from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), why,
    }),
  }),
  names: (q: string, why: string) => ask<NamesAnswer>(`lookups?${new URLSearchParams({ q, why })}`),
  views: async () => (await ask<{ items: SavedView[] }>('views')).items,
  saveView: (name: string, address: string) =>
    ask<SavedView>('views', { method: 'POST', body: JSON.stringify({ name, address }) }),
  dropView: (viewId: number) => ask<void>(`views/${viewId}`, { method: 'DELETE' }),
}
