/** What the server sends of the parties of an incident. Times are ISO-8601 in UTC. */
import type { RoadFile } from '../officers/model'

export type PartyRole = 'carrier' | 'generator'
export type Way = 'released' | 'at_once' | 'after_hours'
export type Outcome =
  | 'told' | 'told_before' | 'closed' | 'refuted' | 'immediate' | 'several_trucks' | 'on_release' | 'no_address' | 'no_link' | 'at_once' | 'after_hours' | 'not_known'

/** One telling of a party; `asked_by` is null where it happened by itself. */
export interface Ask {
  asked_at: string
  until: string
  way: Way
  asked_by: string | null
  rules: string[]
  question: string
  state: 'due' | 'sent' | 'given_up'
  sent_at: string | null
  delivered_at: string | null
  opened_at: string | null
  error: string | null
}

export interface Due { way: Way; at: string; state: 'waiting' | 'told' | 'stopped'; outcome: Outcome | null }

export interface Party {
  party: string
  role: PartyRole
  name: string
  address: 'there' | 'missing' | 'no_links'
  /** What it would be told of now, and of a case of several trucks its own: there is nothing for a party of before. */
  rules: string[]
  plates: string[]
  /** Nothing is told of these rules before an officer releases it. */
  waits_for_release: boolean
  due: Due | null
  asks: Ask[]
  answers: { at: string; text: string }[]
  files: RoadFile[]
}

/** `lacking`: the parties whose answer is missing to close it as confirmed; `authority`: in whose name they are told. */
export interface Parties { items: Party[]; lacking: string[]; is_set_up: boolean; authority: Authority | null }

export interface Authority { name_th: string; name_en: string; phone: string }
