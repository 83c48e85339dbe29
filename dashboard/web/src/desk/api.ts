/** What the desk asks of the server, and how it hears a no. */
import { apiUrl, get, noteStatus, TIMEOUT_MS } from '../api'
import type { Page } from '../model'
import type { Text } from '../texts'
import type { Incident, IncidentDetail, Names, Shelf, ShelfKind } from './model'

/** More open incidents than this are more than anybody can look at. */
const PAGES = 10
const PER_PAGE = 200

interface Problem { detail?: string; detail_th?: string; current?: IncidentDetail }

/** A change that the server did not make; `current` is the incident as it is, where somebody else was first. */
export class Refused extends Error {
  constructor(readonly status: number, readonly why: Text | null, readonly current: IncidentDetail | null) {
    super(why?.en ?? String(status))
  }
}

/** Keys for requests: a repeat of the same one has the same key, so that it is done once. */
export class RequestKey {
  #body = ''
  #key = ''

  of(body: unknown): string {
    const text = JSON.stringify(body)
    if (text !== this.#body) {
      this.#body = text
      this.#key = newKey()
    }
    return this.#key
  }
}

/** A key that was not there before. */
export function newKey(): string {
  // `crypto.randomUUID` is not there on a page that came over plain HTTP.
  return [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(16).padStart(8, '0')).join('')
}

async function post<T>(path: string, body: Readonly<Record<string, unknown>>, key: string): Promise<T> {
  const answer = await fetch(apiUrl(path), {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  if (answer.ok) return (await answer.json()) as T
  noteStatus(answer.status)
  const problem: Problem = await answer.json().catch(() => ({})) as Problem
  const why = problem.detail ? { en: problem.detail, th: problem.detail_th ?? problem.detail } : null
  throw new Refused(answer.status, why, answer.status === 409 ? problem.current ?? null : null)
}

const of = (id: string): string => `incidents/${encodeURIComponent(id)}`
const shelf = (id: string): string => `shelves/${encodeURIComponent(id)}`

export const deskApi = {
  /** The open ones, with those held back by a shelf. */
  async openIncidents(): Promise<Incident[]> {
    const incidents: Incident[] = []
    let cursor: string | null = null
    for (let page = 0; page < PAGES; page++) {
      const query = new URLSearchParams({ state: 'open', shelved: 'all', limit: String(PER_PAGE) })
      if (cursor) query.set('cursor', cursor)
      const answer: Page<Incident> = await get<Page<Incident>>(`incidents?${query}`)
      incidents.push(...answer.items)
      cursor = answer.next
      if (!cursor) break
    }
    return incidents
  },

  /** The incident that an alert belongs to, whatever its state; null where it is in none. */
  async ofAlert(alertId: string): Promise<Incident | null> {
    const query = new URLSearchParams({ state: 'all', shelved: 'all', alert_id: alertId, limit: '1' })
    const answer = await get<Page<Incident>>(`incidents?${query}`)
    return answer.items.find((incident) => incident.alert_ids.includes(alertId)) ?? null
  },

  incident: (id: string) => get<IncidentDetail>(of(id)),
  names: () => get<Names>('people/names'),
  shelves: async () => (await get<{ items: Shelf[] }>('shelves?state=active')).items,

  act: (id: string, body: Readonly<Record<string, unknown>>, key: string) => post<IncidentDetail>(`${of(id)}/acts`, body, key),
  release: (path: string, body: Readonly<Record<string, unknown>>, key: string) => post<IncidentDetail>(path, body, key),
  merge: (id: string, body: Readonly<Record<string, unknown>>, key: string) => post<IncidentDetail>(`${of(id)}/merge`, body, key),
  split: (id: string, body: Readonly<Record<string, unknown>>, key: string) => post<IncidentDetail>(`${of(id)}/split`, body, key),
  shelve: (body: { kind: ShelfKind; key: string; reason: string; until: string }, key: string) => post<Shelf>('shelves', body, key),
  confirmShelf: (id: string, key: string) => post<Shelf>(`${shelf(id)}/confirm`, {}, key),
  liftShelf: (id: string, reason: string, key: string) => post<Shelf>(`${shelf(id)}/lift`, { reason }, key),
}
