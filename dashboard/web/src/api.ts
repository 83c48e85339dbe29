/** The server's API. Addresses are relative to the page, so it also works under a path prefix. */
import type { Alert, Fix, Page, Permit, Settings, Summary, Trip, ZoneFeature } from './model'
import type { Text } from './texts'

const ROOT = 'api/v1/'
export const TIMEOUT_MS = 20_000
/** More open alerts than this are more than anybody can look at. */
const ALERT_PAGES = 10
const ALERTS_PER_PAGE = 200

/** An answer that is no success; `said` is the server's sentence, where it gave one. */
export class ApiError extends Error {
  constructor(readonly status: number, path: string, readonly said: Text | null = null) {
    super(`${path}: ${status}`)
  }
}

/** Hears `refused` whenever the server wants to know who asks. */
export const door = new EventTarget()

export function apiUrl(path: string): string {
  return new URL(ROOT + path, document.baseURI).href
}

/** The answer to a GET; `ApiError` with its status where there is none. */
export async function get<T>(path: string): Promise<T> {
  const answer = await fetch(apiUrl(path), {
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  return read<T>(answer, path)
}

/** Sends a change and gives what the server answers; raises ApiError. */
export async function post<T>(path: string, body: unknown = {}): Promise<T> {
  const answer = await fetch(apiUrl(path), {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  return read<T>(answer, path)
}

/** Has the door ask anew who one is, where an answer says that the server no longer knows. */
export function noteStatus(status: number): void {
  if (status === 401) door.dispatchEvent(new Event('refused'))
}

async function read<T>(answer: Response, path: string): Promise<T> {
  if (answer.ok) return (answer.status === 204 ? undefined : await answer.json()) as T
  noteStatus(answer.status)
  const problem = (await answer.json().catch(() => null)) as { detail?: string; detail_th?: string } | null
  const said = problem?.detail && problem.detail_th ? { th: problem.detail_th, en: problem.detail } : null
  throw new ApiError(answer.status, path, said)
}

export const api = {
  settings: () => get<Settings>('settings'),
  summary: () => get<Summary>('summary'),
  zones: () => get<{ features: ZoneFeature[] }>('zones'),
  permit: (permitNo: string) => get<Permit>(`permits/${encodeURIComponent(permitNo)}`),
  alert: (alertId: string) => get<Alert>(`alerts/${encodeURIComponent(alertId)}`),
  trip: (tripId: string) => get<Trip>(`trips/${encodeURIComponent(tripId)}`),

  async track(unitId: string, fromMs: number, toMs: number): Promise<Fix[]> {
    const query = new URLSearchParams({ from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() })
    const answer = await get<{ fixes: Fix[] }>(`units/${encodeURIComponent(unitId)}/track?${query}`)
    // A position without a valid fix may be anywhere; rules do not use it either.
    return answer.fixes.filter((fix) => fix.fix !== 0)
  },

  async openAlerts(): Promise<Alert[]> {
    const alerts: Alert[] = []
    let cursor: string | null = null
    for (let page = 0; page < ALERT_PAGES; page++) {
      const query = new URLSearchParams({ state: 'open', limit: String(ALERTS_PER_PAGE) })
      if (cursor) query.set('cursor', cursor)
      const answer: Page<Alert> = await get<Page<Alert>>(`alerts?${query}`)
      alerts.push(...answer.items)
      cursor = answer.next
      if (!cursor) break
    }
    return alerts
  },
}
