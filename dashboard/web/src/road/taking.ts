/** Files taken on the spot: on the phone's disk first, with time and place; then their digest; then on their way. */
import { digestOf } from './digest'
import type { KeptFile } from './model'
import type { Here } from './place'
import { addPlace, PLACING_MS } from './placing'
import type { Store } from './store'

/** Keeps a file as it is; resolves when it is on the disk with its digest. `ready` is called once it may go, with its place or without. */
export async function keepFile(
  store: Pick<Store, 'put' | 'change'>, here: Pick<Here, 'fresh' | 'now'>, incidentId: string, file: File, nowMs: number, ready: () => void,
): Promise<void> {
  const bytes = await file.arrayBuffer()
  const kept: KeptFile = {
    incident_id: incidentId, bytes: new Blob([bytes], { type: file.type }), name: file.name, type: file.type,
    taken_at: new Date(nowMs).toISOString(), place: here.fresh, sha256: null,
  }
  const id = (await store.put('files', kept)) as number
  const needsPlace = kept.place === null
  await store.put('files', { ...kept, id, sha256: await digestOf(bytes), ...(needsPlace ? { placing_until_ms: Date.now() + PLACING_MS } : {}) })
  if (needsPlace) void addPlace(store, here, 'files', id).catch(() => undefined).then(ready)
  else ready()
}

/** Works out what a kill left unfinished: the digest of files that are kept without one; one that cannot be read stays as it is. */
export async function finishKept(store: Pick<Store, 'all' | 'put'>): Promise<void> {
  for (const kept of await store.all('files')) {
    if (kept.sha256 !== null) continue
    const sha256 = await kept.bytes.arrayBuffer().then(digestOf).catch(() => null)
    if (sha256) await store.put('files', { ...kept, sha256 })
  }
}

/** Asks the browser not to throw away what is kept; false where it does not promise that. */
export async function askToKeep(): Promise<boolean> {
  if (!navigator.storage?.persist) return false
  return (await navigator.storage.persisted()) || (await navigator.storage.persist())
}
