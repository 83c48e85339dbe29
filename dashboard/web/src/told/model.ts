/** Who was told of an incident and what came of it, as the server sends it and as one line of time. Times are ISO-8601 in UTC. */
import type { LogEntry } from '../desk/model'
import { msOf } from '../time'

export interface Told {
  /** The case, or an incident that was merged into it. */
  incident_id?: string
  round: number
  /** `asked`: a party is asked, which its own card tells. */
  step: 'opened' | 'worse' | 'moved' | 'closed' | 'given' | 'asked'
  person: string
  channel: string
  /** Of which kind the channel is; null where the notifier no longer has it. */
  kind: string | null
  /** Which area and what of the roster, or of the ladder, had this person told: some words. */
  why: string
  due_at: string
  state: 'waiting' | 'due' | 'sent' | 'given_up'
  sent_at: string | null
  delivered_at: string | null
  opened_at: string | null
  error: string | null
  /** Which time it is, from 1, that this step is told to this person in the round. */
  nth?: number
}

/** Immediate incidents that nobody was told of in time: how many, and the first of them. */
export interface Untold {
  items: { incident_id: string; plate: string | null; province: string | null; since: string }[]
  count: number
}

/** What somebody who was told does that says they have it, or that the centre has reached them. */
export const ANSWERS = ['acknowledge', 'on_the_way', 'there', 'help', 'reached'] as const
export type AnswerAct = (typeof ANSWERS)[number]

export type ToldMoment =
  | { kind: 'told'; atMs: number; key: string; told: Told }
  | { kind: 'answer'; atMs: number; key: string; person: string; act: AnswerAct }

/** How a telling stands: the furthest that it has come. */
export type Standing = 'opened' | 'delivered' | 'sent' | 'failed' | 'again' | 'sending' | 'later' | 'waiting'

export function standingOf(told: Told, nowMs: number): Standing {
  if (told.opened_at) return 'opened'
  if (told.delivered_at) return 'delivered'
  if (told.state === 'sent') return 'sent'
  if (told.state === 'given_up') return 'failed'
  if (told.state === 'due') return told.error ? 'again' : 'sending'
  return msOf(told.due_at) > nowMs ? 'later' : 'waiting'
}

/** Oldest first: each telling at the time at which it was sent, or is due, and what those who were told then answered. */
export function toldInOrder(told: readonly Told[], log: readonly LogEntry[]): ToldMoment[] {
  const moments: ToldMoment[] = told.map((one) => ({
    kind: 'told', atMs: msOf(one.sent_at ?? one.due_at), told: one,
    key: [one.incident_id, one.round, one.step, one.person, one.channel, one.nth ?? 1].join(' '),
  }))
  const firstMs = new Map<string, number>()
  for (const one of told) firstMs.set(one.person, Math.min(firstMs.get(one.person) ?? Infinity, msOf(one.due_at)))
  for (const entry of log) {
    const act = ANSWERS.find((each) => each === entry.act)
    const person = act && personOf(entry, act, firstMs)
    const atMs = msOf(entry.at)
    if (act && person !== undefined && atMs >= (firstMs.get(person) ?? Infinity)) {
      moments.push({ kind: 'answer', atMs, key: `#${entry.seq}`, person, act })
    }
  }
  return moments.sort((a, b) => a.atMs - b.atMs || Number(a.kind === 'answer') - Number(b.kind === 'answer'))
}

/** Of whom a line of the log tells an answer, where that one was told; that somebody was reached is written by the centre. */
function personOf(entry: LogEntry, act: AnswerAct, told: ReadonlyMap<string, number>): string | undefined {
  if (act !== 'reached') return told.has(entry.who) ? entry.who : undefined
  return [...told.keys()].find((person) => entry.text?.startsWith(`${person}: `))
}
