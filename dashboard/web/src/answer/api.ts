/** What the page for answers asks of the server, with the link in its address. */
import { ask, seat } from '../road/api'
import { digestOf } from '../road/digest'
import { sendFile as sendInPieces } from '../road/tus'
import type { PartyCase } from './model'

/** From now on the case of this link is asked about. */
export function sitAt(incidentId: string): void {
  seat.path = `api/v1/answers/${encodeURIComponent(incidentId)}/`
}

export async function readAsked(token: string): Promise<PartyCase> {
  return (await (await ask('', token)).json()) as PartyCase
}

/** Says that somebody looks at the page. */
export async function tellOpened(token: string): Promise<void> {
  await ask('opened', token, { method: 'POST' })
}

/** Sends a statement; a repeat under the same key is the same statement. */
export async function say(token: string, text: string, key: string): Promise<PartyCase> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key }
  return (await (await ask('', token, { method: 'POST', headers, body: JSON.stringify({ text }) })).json()) as PartyCase
}

/** Sends a file in pieces; sent again it goes on where it broke off. */
export async function sendFile(token: string, file: File, tell: (percent: number) => void): Promise<void> {
  const bytes = await file.arrayBuffer()
  const kept = {
    incident_id: '', bytes: new Blob([bytes], { type: file.type }), name: file.name, type: file.type,
    taken_at: new Date(file.lastModified).toISOString(), place: null, sha256: await digestOf(bytes),
  }
  await sendInPieces(kept, token, (sent) => tell(Math.floor((100 * sent) / Math.max(1, file.size))))
}
