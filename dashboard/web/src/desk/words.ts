/** Sentences about incidents, put together from their parts. */
import { fill } from '../texts'
import type { Lang } from '../time'
import { ruleName, whomOf } from '../words'
import type { Act, Incident, LogEntry, Outcome, ShelfKind } from './model'
import { deskTexts, doneTexts, incidentStateTexts, outcomeTexts } from './texts'

/** Whom an incident concerns: the truck by its plate, the vendor, the place, the permit, else the device. */
export function whomOfIncident(incident: Incident, zoneName: (id: string) => string, lang: Lang): string {
  if (!incident.plate && incident.about === 'place' && incident.zone_id) return zoneName(incident.zone_id)
  if (!incident.plate && incident.about === 'permit' && incident.permit_no) return incident.permit_no
  return whomOf(incident, lang)
}

/** The state with who is behind it, as far as that is known. */
export function stateOf(incident: Incident, lang: Lang): string {
  const state = incidentStateTexts[incident.state][lang]
  if (incident.state === 'assigned' && incident.assignee) return fill(deskTexts.assignedTo[lang], { who: incident.assignee })
  if (incident.state === 'closed' && incident.outcome) {
    return fill(deskTexts.closedAs[lang], { outcome: outcomeName(incident.outcome, lang) })
  }
  return incident.state_by ? fill(deskTexts.stateBy[lang], { state, who: incident.state_by }) : state
}

export function outcomeName(outcome: Outcome, lang: Lang): string {
  return outcomeTexts[outcome]?.[lang] ?? outcome
}

/** What an entry of the log tells, without who and when. */
export function doneText(entry: LogEntry, lang: Lang): string {
  const pattern = doneTexts[entry.act as Act]?.[lang]
  if (!pattern) return entry.act
  return fill(pattern, {
    assignee: entry.assignee ?? entry.who, outcome: entry.outcome ? outcomeName(entry.outcome, lang) : '–',
  })
}

export function alertsText(n: number, lang: Lang): string {
  return n === 1 ? deskTexts.oneAlert[lang] : fill(deskTexts.alertsCount[lang], { n })
}

/** What a shelf or a choice of one names: the device, the place or the rule in words. */
export function shelfKey(of: { kind: ShelfKind; key: string }, zoneName: (id: string) => string, lang: Lang): string {
  if (of.kind === 'place') return zoneName(of.key)
  return of.kind === 'rule' ? ruleName(of.key, lang) : of.key
}
