/** What the page asks of the server about desks, and how it hears a no. */
import { apiUrl, get, TIMEOUT_MS } from '../../api'
import type { Page } from '../../model'
import type { Text } from '../../texts'
import type { Desk, DesksState, Handover, Sound } from './model'

/** A change that the server did not make, and why, where it said so. */
export class Refused extends Error {
  constructor(readonly status: number, readonly why: Text | null) {
    super(why?.en ?? String(status))
  }
}

async function send<T>(method: string, path: string, body?: Readonly<Record<string, unknown>>): Promise<T> {
  const answer = await fetch(apiUrl(path), {
    method,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: body ? JSON.stringify(body) : null,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  if (answer.ok) return (answer.status === 204 ? undefined : await answer.json()) as T
  const problem = (await answer.json().catch(() => ({}))) as { detail?: string; detail_th?: string }
  throw new Refused(answer.status, problem.detail ? { en: problem.detail, th: problem.detail_th ?? problem.detail } : null)
}

const of = (deskId: string): string => `desks/${encodeURIComponent(deskId)}`

export const desksApi = {
  state: () => get<DesksState>('desks/state'),
  desks: async () => (await get<{ items: Desk[] }>('desks')).items,
  handovers: async (deskId: string, limit: number) =>
    (await get<Page<Handover>>(`${of(deskId)}/handovers?limit=${limit}`)).items,
  names: async () => (await get<{ names: string[] }>('people/names')).names,

  here: (deskId: string, pageId: string, sound: Sound) =>
    send<void>('POST', `${of(deskId)}/here`, { page_id: pageId, sound }),
  leave: (deskId: string, pageId: string) => send<void>('POST', `${of(deskId)}/leave`, { page_id: pageId }),
  put: ({ desk_id, ...said }: Desk) => send<Desk>('PUT', of(desk_id), said),
  remove: (deskId: string) => send<void>('DELETE', of(deskId)),
  handOver: (deskId: string, to: string, note: string) => send<Handover>('POST', `${of(deskId)}/handovers`, { to, note }),
  accept: (one: Handover) => send<Handover>('POST', `${of(one.desk_id)}/handovers/${one.handover_id}/accept`),
}
