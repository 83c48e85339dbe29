/** The server's tracks of several trucks over a period. */
import { ask } from '../search/ask'
import type { Playback } from './model'

export function readPlayback(unitIds: readonly string[], fromMs: number, toMs: number, why: string): Promise<Playback> {
  const query = new URLSearchParams({ from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), why })
  for (const unitId of unitIds) query.append('unit_id', unitId)
  return ask<Playback>(`playback?${query}`)
}
