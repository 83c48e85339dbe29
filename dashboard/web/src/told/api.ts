/** What the page asks of what was told. */
import { get } from '../api'
import type { Told, Untold } from './model'

export const toldApi = {
  of: async (incidentId: string) => (await get<{ items: Told[] }>(`incidents/${encodeURIComponent(incidentId)}/told`)).items,
  untold: () => get<Untold>('untold'),
}
