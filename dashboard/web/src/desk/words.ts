/** Sentences about incidents, put together from their parts. */
import { fill } from '../texts'
import type { Lang } from '../time'
import { whomOf } from '../words'
import { type Act, type CaseDeed, type Incident, type LogEntry, type Outcome, type PartyDeed, type RoadDeed, SYSTEM, type SystemAct } from './model'
import { deskTexts, doneTexts, incidentStateTexts, outcomeTexts } from './texts'

/** Whom an incident concerns: the truck by its plate, or several, the vendor, the place, the permit, else the device. */
export function whomOfIncident(incident: Pick<Incident, 'about' | 'plate'> & Partial<Incident>, zoneName: (id: string) => string, lang: Lang): string {
  const plates = incident.plates ?? []
  if (plates.length > 1) return plates.length > 2 ? `${plates[0]} +${plates.length - 1}` : plates.join(' + ')
  if (!incident.plate && incident.about === 'place' && incident.zone_id) return zoneName(incident.zone_id)
  if (!incident.plate && incident.about === 'permit' && incident.permit_no) return incident.permit_no
  return whomOf(incident, lang)
}

/** The state with who is behind it, as far as that is known. */
export function stateOf(incident: Incident, lang: Lang): string {
  const state = incidentStateTexts[incident.state][lang]
  if (incident.state === 'assigned' && incident.assignee) return fill(deskTexts.assignedTo[lang], { who: incident.assignee })
  if (incident.state === 'closed') {
    if (!incident.outcome) return deskTexts.closedItself[lang]
    return fill(deskTexts.closedAs[lang], { outcome: outcomeName(incident.outcome, lang) })
  }
  return incident.state_by ? fill(deskTexts.stateBy[lang], { state, who: incident.state_by }) : state
}

export function outcomeName(outcome: Outcome, lang: Lang): string {
  return outcomeTexts[outcome]?.[lang] ?? outcome
}

/** What an entry of the log tells, without who and when; `other` is the other incident of a merge, in words. */
export function doneText(entry: LogEntry, lang: Lang, other = ''): string {
  const pattern = doneTexts[entry.act as Act | SystemAct | RoadDeed | PartyDeed | CaseDeed]?.[lang]
  if (!pattern) return entry.act
  return fill(pattern, {
    assignee: entry.assignee ?? entry.who, outcome: entry.outcome ? outcomeName(entry.outcome, lang) : '–',
    other: other || (entry.other_id ?? '').slice(0, 8),
  })
}

/** Who did it, as the timeline names them. */
export function whoText(entry: LogEntry, lang: Lang): string {
  return entry.who === SYSTEM ? deskTexts.system[lang] : entry.who
}

/** Why it was closed; the system writes both languages, of which one is shown. */
export function closingReason(incident: Incident, lang: Lang): string {
  const reason = incident.outcome_reason ?? ''
  const [th, en] = incident.outcome ? [] : reason.split(' / ')
  return th !== undefined && en !== undefined ? { th, en }[lang] : reason
}

/** What became of its alerts by themselves, while nobody has closed it; empty where some are open. */
export function restText(incident: Incident, lang: Lang): string {
  if (incident.open_alerts > 0 || incident.state === 'closed') return ''
  return (incident.refuted_alerts ?? 0) >= incident.alert_ids.length ? deskTexts.refuted[lang] : deskTexts.over[lang]
}

export function alertsText(n: number, lang: Lang): string {
  return n === 1 ? deskTexts.oneAlert[lang] : fill(deskTexts.alertsCount[lang], { n })
}
