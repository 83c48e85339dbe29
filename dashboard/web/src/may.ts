/**
 * What a person may do, so that nothing is offered that would be refused. The server decides, by the table in
 * `dashboard/people/rights.py`; a test compares the two.
 */
import { type Role, ROLES } from './views/sign-in/model'

/** Every call that takes more than looking, below `api/v1`, with the role that it takes at least. */
export const TAKES = {
  'POST /incidents/{incident_id}/acts': 'officer',
  'POST /incidents/{incident_id}/merge': 'officer',
  'POST /incidents/{incident_id}/split': 'officer',
  'POST /incidents/{incident_id}/reached': 'officer',
  'GET /incidents/{incident_id}/links': 'officer',
  'POST /incidents/{incident_id}/links': 'officer',
  'POST /incidents/{incident_id}/links/revoke': 'officer',
  'GET /incidents/{incident_id}/parties': 'officer',
  'POST /incidents/{incident_id}/parties/release': 'officer',
  'POST /shelves': 'officer',
  'POST /shelves/{shelf_id}/confirm': 'officer',
  'POST /shelves/{shelf_id}/lift': 'officer',
  'PUT /desks/{desk_id}': 'supervisor',
  'DELETE /desks/{desk_id}': 'supervisor',
  'POST /desks/{desk_id}/here': 'officer',
  'POST /desks/{desk_id}/leave': 'officer',
  'POST /desks/{desk_id}/handovers': 'officer',
  'POST /desks/{desk_id}/handovers/{handover_id}/accept': 'officer',
  'PUT /rosters/{roster_id}': 'supervisor',
  'DELETE /rosters/{roster_id}': 'supervisor',
  'POST /incidents/{incident_id}/opened': 'officer',
  'GET /untold': 'officer',
  'POST /channel-trials': 'supervisor',
  'GET /inbox': 'officer',
  'GET /channel-trials/{message_id}': 'supervisor',
  'GET /people': 'administrator',
  'POST /people': 'administrator',
  'POST /people/{name}/role': 'administrator',
  'POST /people/{name}/reset': 'administrator',
  'POST /people/{name}/close': 'administrator',
  'POST /people/{name}/end-sessions': 'administrator',
  'GET /tokens': 'administrator',
  'POST /tokens': 'administrator',
  'POST /tokens/{token_id}/revoke': 'administrator',
  'GET /audit': 'administrator',
} as const satisfies Record<string, Role>

/** A call that takes a role, or one that anybody may make who may look. */
export type Call = keyof typeof TAKES | `GET /${string}`

/** Who asks, as far as it matters here; `closed` are the calls that its scope closes. */
export interface Asker { role: Role; closed: readonly string[] }

export type MayNot = 'role' | 'scope'

/** The role that a call takes at least. */
export function roleFor(call: Call): Role {
  return (TAKES as Readonly<Record<string, Role>>)[call] ?? 'viewer'
}

/** Why somebody may not make a call; null where that one may. Who is not known yet is kept from nothing: the server decides. */
export function whyMayNot(asker: Asker | null, call: Call): MayNot | null {
  if (!asker) return null
  if (ROLES.indexOf(asker.role) < ROLES.indexOf(roleFor(call))) return 'role'
  return asker.closed.includes(call) ? 'scope' : null
}
