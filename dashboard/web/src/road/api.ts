/** What the phone asks of the server with a case's link, and how it hears a no. */
import type { KeptAct, Reason, RoadCase } from './model'

const TIMEOUT_MS = 30_000
/** What is asked, below the page's base; the page for answers asks elsewhere. */
export const seat = { path: 'api/v1/road/' }
/** The page's own address has the case's link in it; all else is asked beside it. */
export const url = (path: string): string => new URL(`${seat.path}${path}`, document.baseURI).href.replace(/\/$/, '')

/** How far the server's clock is ahead of this phone's, as its last answer said. */
export const clock = { aheadMs: 0, now: () => Date.now() + clock.aheadMs }

/** A no of the server: whether the link was refused and why, what to do, and the case as it stands. */
export class Refused extends Error {
  constructor(
    readonly status: number, readonly reason: Reason | null, readonly th: string, readonly en: string, readonly current: RoadCase | null,
  ) {
    super(en)
  }

  /** Whether asking again can help. */
  get isForNow(): boolean {
    return this.status >= 500 || this.status === 408 || this.status === 429
  }
}

export function bearing(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` }
}

/** Throws what the server refused. */
export async function checked(answer: Response): Promise<Response> {
  const said = Date.parse(answer.headers.get('date') ?? '')
  if (Number.isFinite(said)) clock.aheadMs = said - Date.now()
  if (answer.ok) return answer
  const why = (await answer.json().catch(() => ({}))) as { reason?: Reason; detail?: string; detail_th?: string; current?: RoadCase }
  const en = why.detail ?? `${answer.status}`
  throw new Refused(answer.status, why.reason ?? null, why.detail_th ?? en, en, why.current ?? null)
}

/** Asks with a link; rejects with Refused, or otherwise where there is no signal. */
export async function ask(path: string, token: string, init: RequestInit = {}, timeout_ms = TIMEOUT_MS): Promise<Response> {
  const headers = { ...bearing(token), ...(init.headers as Record<string, string> | undefined) }
  return checked(await fetch(url(path), { ...init, headers, cache: 'no-store', signal: AbortSignal.timeout(timeout_ms) }))
}

export async function readCase(token: string): Promise<RoadCase> {
  return (await (await ask('case', token)).json()) as RoadCase
}

export async function readRoutes(token: string): Promise<[number, number][][]> {
  return ((await (await ask('map', token)).json()) as { routes: [number, number][][] }).routes
}

/** Says that somebody looks at the case. */
export async function tellOpened(token: string): Promise<void> {
  await ask('opened', token, { method: 'POST' })
}

export async function act(token: string, kept: KeptAct): Promise<RoadCase> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': kept.key }
  return (await (await ask('acts', token, { method: 'POST', headers, body: JSON.stringify(kept.body) })).json()) as RoadCase
}

/** A name that nothing else has. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(16).padStart(8, '0')).join('')
}
