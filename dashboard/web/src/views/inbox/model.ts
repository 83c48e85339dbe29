/** The messages that would have been sent, as the server tells of them. */
import type { Urgency } from '../../model'

export type Step = 'opened' | 'worse' | 'moved' | 'closed' | 'given'

export interface Message {
  inbox_id: number
  message_id: string
  at: string
  person: string
  channel: string
  /** What the channel is, such as `line`, `email`, or a name of apprise's. */
  kind: string
  urgency: Urgency
  subject_th: string
  subject_en: string
  message_th: string
  message_en: string
  /** Of a digest several. */
  incident_ids: string[]
  steps: Step[]
  link: string | null
}

/** Everybody who was written to, by name. */
export function peopleOf(messages: readonly Message[]): string[] {
  return [...new Set(messages.map((one) => one.person))].sort()
}

/** Those of one person, of all where none is named. */
export function toPerson(messages: readonly Message[], person: string): readonly Message[] {
  return person ? messages.filter((one) => one.person === person) : messages
}

/** The newest of both, newest first, each once. */
export function joined(newer: readonly Message[], older: readonly Message[]): Message[] {
  const known = new Set(newer.map((one) => one.inbox_id))
  return [...newer, ...older.filter((one) => !known.has(one.inbox_id))]
}

/** The text of a message below its first line, which is the subject. */
export function bodyOf(text: string): string[] {
  return text.split('\n').slice(1)
}

/** A line cut into words and web addresses, so that an address is a link as a messenger makes it one. */
export function partsOf(line: string): { text: string; isAddress: boolean }[] {
  return line.split(/(https?:\/\/\S+)/).filter(Boolean).map((text) => ({ text, isAddress: /^https?:\/\//.test(text) }))
}
