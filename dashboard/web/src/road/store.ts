/** What the phone keeps so that nothing is lost: cases, what was told, and files, each until the centre has it. */
import type { KeptAct, KeptCase, KeptFile } from './model'

const NAME = 'wastetrack-road'
type Kind = 'cases' | 'acts' | 'files'
interface Kinds { cases: KeptCase; acts: KeptAct; files: KeptFile }

/** The browser's own database; every change is on the disk when its promise is kept. */
export class Store {
  private constructor(private readonly db: IDBDatabase) {}

  /** Opens it; rejects where the browser keeps nothing. */
  static open(): Promise<Store> {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, 1)
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore('cases', { keyPath: 'incident_id' })
        asked.result.createObjectStore('acts', { keyPath: 'id', autoIncrement: true })
        asked.result.createObjectStore('files', { keyPath: 'id', autoIncrement: true })
      }
      asked.onsuccess = () => resolve(new Store(asked.result))
      asked.onerror = () => reject(asked.error ?? new Error('no database'))
      asked.onblocked = () => reject(new Error('blocked'))
    })
  }

  all<K extends Kind>(kind: K): Promise<Kinds[K][]> {
    return this.#do(kind, 'readonly', (store) => store.getAll() as IDBRequest<Kinds[K][]>)
  }

  /** Keeps a thing and gives its number. */
  put<K extends Kind>(kind: K, what: Kinds[K]): Promise<IDBValidKey> {
    return this.#do(kind, 'readwrite', (store) => store.put(what))
  }

  /** Puts in the place of a thing what becomes of it, in one step; nothing where it is gone or nothing becomes of it. */
  change<K extends Kind>(kind: K, id: number, becomes: (what: Kinds[K]) => Kinds[K] | null): Promise<unknown> {
    return this.#do(kind, 'readwrite', (store) => {
      const asked = store.get(id) as IDBRequest<Kinds[K] | undefined>
      asked.onsuccess = () => {
        const next = asked.result === undefined ? null : becomes(asked.result)
        if (next) store.put(next)
      }
      return asked as IDBRequest<unknown>
    })
  }

  remove(kind: Kind, key: IDBValidKey): Promise<undefined> {
    return this.#do(kind, 'readwrite', (store) => store.delete(key))
  }

  #do<T>(kind: Kind, mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      // Strict: a phone whose battery ends a second later still has it.
      const transaction = this.db.transaction(kind, mode, { durability: 'strict' })
      const asked = ask(transaction.objectStore(kind))
      transaction.oncomplete = () => resolve(asked.result)
      transaction.onabort = () => reject(transaction.error ?? new Error('aborted'))
    })
  }
}
