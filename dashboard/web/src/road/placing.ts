/** The place of what is kept already: it comes after, and what is told waits for it some seconds at most. */
import type { KeptAct, KeptFile, Spot } from './model'
import { type Here, PATIENCE_MS } from './place'
import type { Store } from './store'

/** So long something kept is not sent yet, because its place may still come; longer than the place is waited for. */
export const PLACING_MS = PATIENCE_MS + 2_000

/** Until when a thing may wait for its place, in ms of this phone's clock. */
export interface Placing { placing_until_ms?: number }

/** Whether a thing still waits for its place; a clock that was put back holds nothing up. */
export function isPlacing({ placing_until_ms: until }: Placing, nowMs: number): boolean {
  return until !== undefined && nowMs < until && nowMs >= until - PLACING_MS
}

/** Adds the place to an act or a file that waits for it; to one that may have been sent already, nothing. */
export async function addPlace(store: Pick<Store, 'change'>, here: Pick<Here, 'now'>, kind: 'acts' | 'files', id: number): Promise<void> {
  const place = await here.now()
  if (kind === 'acts') await store.change('acts', id, (one) => (isPlacing(one, Date.now()) ? placedAct(one, place) : null))
  else await store.change('files', id, (one) => (isPlacing(one, Date.now()) ? placedFile(one, place) : null))
}

function placedAct({ placing_until_ms: _, ...act }: KeptAct, place: Spot | null): KeptAct {
  return place ? { ...act, body: { ...act.body, place } } : act
}

function placedFile({ placing_until_ms: _, ...file }: KeptFile, place: Spot | null): KeptFile {
  return place ? { ...file, place } : file
}
