/** What can be done with an incident: in which state, what each act needs, and what of it is missing. */
import type { Call } from '../may'
import type { Act, Incident, IncidentDetail, IncidentState, LogEntry, Outcome, ShelfKind } from './model'

export const ACTS: readonly Act[] = ['acknowledge', 'assign', 'release', 'watch', 'comment', 'close', 'reopen']
export const OUTCOMES: readonly Outcome[] = ['confirmed', 'lawful', 'device_fault', 'false']

/** `waiver`: why it is closed as confirmed without the answer of whom it concerns. */
export interface Fields { text: string; assignee: string; outcome: Outcome | ''; waiver: string }
export const NO_FIELDS: Fields = { text: '', assignee: '', outcome: '', waiver: '' }

/** `asks`: what a dialog asks for; `needs`: what must be given of it. An act that asks nothing is done at once. */
export const ACT_FORMS: Readonly<Record<Act, { asks: readonly (keyof Fields)[]; needs: readonly (keyof Fields)[] }>> = {
  acknowledge: { asks: [], needs: [] },
  assign: { asks: ['assignee', 'text'], needs: ['assignee'] },
  release: { asks: [], needs: [] },
  watch: { asks: [], needs: [] },
  comment: { asks: ['text'], needs: ['text'] },
  close: { asks: ['outcome', 'text', 'waiver'], needs: ['outcome', 'text'] },
  reopen: { asks: ['text'], needs: ['text'] },
}

/** What is still to be given before the act can be sent, in the order of the form; `lacks`: an answer of a party is missing. */
export function missingOf(act: Act, fields: Fields, lacks = false): (keyof Fields)[] {
  const needs: (keyof Fields)[] = [...ACT_FORMS[act].needs, ...(lacks && mayWaive(act, fields) ? ['waiver' as const] : [])]
  return needs.filter((name) => fields[name].trim() === '')
}

/** Whether going without an answer can be said with it: of what is closed as confirmed alone. */
export function mayWaive(act: Act, fields: Fields): boolean {
  return act === 'close' && fields.outcome === 'confirmed'
}

/**
 * From whom the act takes an incident over: watching one that was given to another ends that it is theirs, with nothing
 * else to be given that would make one stop and think.
 */
export function takenFrom(incident: Incident, act: Act, me: string | null): string | null {
  const holder = incident.state === 'assigned' ? incident.assignee ?? null : null
  return act === 'watch' && holder !== me ? holder : null
}

/** The body of the request, with what the act asks for and nothing else. */
export function bodyOf(act: Act, version: number, fields: Fields): Record<string, unknown> {
  const given = ACT_FORMS[act].asks.filter((name) => fields[name].trim() !== '' && (name !== 'waiver' || mayWaive(act, fields)))
  return { version, act, ...Object.fromEntries(given.map((name) => [name, fields[name].trim()])) }
}

/** What a state allows, where the server has not said what this person may do. */
const IN_STATE: Readonly<Record<IncidentState, Readonly<Record<Act, boolean>>>> = {
  new: { acknowledge: true, assign: true, release: false, watch: true, comment: true, close: true, reopen: false },
  acknowledged: { acknowledge: false, assign: true, release: true, watch: true, comment: true, close: true, reopen: false },
  assigned: { acknowledge: false, assign: true, release: true, watch: true, comment: true, close: true, reopen: false },
  watching: { acknowledge: false, assign: true, release: true, watch: false, comment: true, close: true, reopen: false },
  closed: { acknowledge: false, assign: false, release: false, watch: false, comment: true, close: false, reopen: true },
}

/** Whether the act may be tried; the server has the last word. */
export function mayDo(incident: Incident, act: Act): boolean {
  return incident.acts ? incident.acts.includes(act) : IN_STATE[incident.state][act]
}

export const ACTS_CALL = 'POST /incidents/{incident_id}/acts' satisfies Call
export const SHELVE_CALL = 'POST /shelves' satisfies Call
export const MERGE_CALL = 'POST /incidents/{incident_id}/merge' satisfies Call

/** What others did after `version`, oldest first. */
export function doneSince(incident: IncidentDetail, version: number): LogEntry[] {
  return incident.log.filter((entry) => entry.version > version).sort((a, b) => a.seq - b.seq)
}

/** How long a shelf may hold, in ms; the last is the longest that there is. */
export const SHELF_SPANS_MS: readonly number[] = [1, 8, 24, 7 * 24].map((hours) => hours * 3_600_000)

export interface ShelfChoice { kind: ShelfKind; key: string }

/** What of an incident can be shelved: its unit, its place, its rules. */
export function shelfChoices(incident: Incident): ShelfChoice[] {
  const choices: ShelfChoice[] = []
  if (incident.unit_id) choices.push({ kind: 'unit', key: incident.unit_id })
  const place = incident.zone_id ?? (incident.about === 'place' ? incident.subject : null)
  if (place) choices.push({ kind: 'place', key: place })
  for (const rule of incident.rules) choices.push({ kind: 'rule', key: rule })
  return choices
}

/** Whether a second person must confirm before it holds, as far as the page can tell. */
export function needsSecond(incident: Incident, kind: ShelfKind): boolean {
  return kind === 'rule' || incident.urgency === 'immediate' || incident.severity === 'critical'
}
