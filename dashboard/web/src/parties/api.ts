/** What the page asks of parties. */
import { get } from '../api'
import { deskApi } from '../desk/api'
import type { Parties, PartyRole } from './model'

const of = (incidentId: string): string => `incidents/${encodeURIComponent(incidentId)}/parties`

export const partiesApi = {
  of: (incidentId: string) => get<Parties>(of(incidentId)),
  /** Rejects with Refused, which holds the incident as it is where it changed. */
  release: (incidentId: string, body: { version: number; role: PartyRole; party: string; question: string }, key: string) =>
    deskApi.release(`${of(incidentId)}/release`, body, key),
}
