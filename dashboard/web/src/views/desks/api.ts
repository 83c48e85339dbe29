/** What the page asks of the server about desks, and how it hears a no. */
import { apiUrl, get, noteStatus, TIMEOUT_MS } from '../../api'
import type { Page } from '../../model'
import type { Text } from '../../texts'
import type { Desk, DeskChange, Desks, DesksState, Handover, Sound } from './model'

/** A change that the server did not make, and why, where it said so. */
export class Refused extends Error {
  constructor(readonly status: number, readonly why: Text | null) {
    super(why?.en ?? String(status))
  }
}

/** A change that was not made, for somebody was first: what was done since, and the desks as they now stand. */
export class Overtaken extends Refused {
  constructor(why: Text | null, readonly since: DeskChange[], readonly current: Desks) {
    super(409, why)
  }
}

interface Said { detail?: string; detail_th?: string; since?: DeskChange[]; current?: Desks }

async function send<T>(method: string, path: string, body?: Readonly<Record<string, unknown>>): Promise<T> {
  const answer = await fetch(apiUrl(path), {
    method,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: body ? JSON.stringify(body) : null,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  if (answer.ok) return (answer.status === 204 ? undefined : await answer.json()) as T
  noteStatus(answer.status)
  const said = (await answer.json().catch(() => ({}))) as Said
  const why = said.detail ? { en: said.detail, th: said.detail_th ?? said.detail } : null
  if (said.since?.length && said.current) throw new Overtaken(why, said.since, said.current)
  throw new Refused(answer.status, why)
}

const of = (deskId: string): string => `desks/${encodeURIComponent(deskId)}`

export const desksApi = {
  state: () => get<DesksState>('desks/state'),
  desks: () => get<Desks>('desks'),
  handovers: async (deskId: string, limit: number) =>
    (await get<Page<Handover>>(`${of(deskId)}/handovers?limit=${limit}`)).items,
  names: async () => (await get<{ names: string[] }>('people/names')).names,

  here: (deskId: string, pageId: string, sound: Sound) =>
    send<void>('POST', `${of(deskId)}/here`, { page_id: pageId, sound }),
  leave: (deskId: string, pageId: string) => send<void>('POST', `${of(deskId)}/leave`, { page_id: pageId }),
  put: ({ desk_id, ...said }: Desk, version: number) => send<Desks>('PUT', of(desk_id), { ...said, version }),
  remove: (deskId: string, version: number) => send<void>('DELETE', `${of(deskId)}?version=${version}`),
  handOver: (deskId: string, to: string, note: string) => send<Handover>('POST', `${of(deskId)}/handovers`, { to, note }),
  accept: (one: Handover) => send<Handover>('POST', `${of(one.desk_id)}/handovers/${one.handover_id}/accept`),
}
