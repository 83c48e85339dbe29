/** Cases of several incidents, as the server keeps them: a part gives its alerts to the case and gets them back. */
import { iso } from './world.mjs'

/** The case to which an incident belongs: itself, unless it was merged into another. */
export const caseOf = (all, incident) => incident && (incident.mergedInto ? all.get(incident.mergedInto) : incident)

/** The incidents that are part of a case, in the order in which they were merged. */
export const partsOf = (all, incident) =>
  [...all.values()].filter((one) => one.mergedInto === incident.incident_id).sort((a, b) => a.mergedMs - b.mergedMs)

/** What of merging may be done with a case now. */
export const caseActs = (all, incident) =>
  incident.mergedInto || incident.state === 'closed' ? [] : ['merge', ...(partsOf(all, incident).length > 0 ? ['split'] : [])]

/** A part as its case shows it. */
export function shownPart(part, snapshot) {
  const line = part.log.findLast((one) => one.act === 'merge')
  return { ...snapshot, state_before: part.stateBefore, merged_by: line.who, merged_at: line.at, log: part.log }
}

const noted = (incident, who, act, otherId, to = incident.state) => {
  incident.version += 1
  incident.changedMs = Date.now()
  incident.log.push({
    seq: incident.log.length + 1, at: iso(Date.now()), who, act, from: incident.state, to, text: null, assignee: null, outcome: null,
    other_id: otherId, version: incident.version,
  })
  incident.state = to
}

/** Makes an incident, and what was merged into it, part of another's case. */
export function merge(all, gone, stays, who) {
  for (const part of partsOf(all, gone)) part.mergedInto = stays.incident_id
  gone.stateBefore = gone.state
  stays.version = Math.max(stays.version, gone.version)
  noted(gone, who, 'merge', stays.incident_id, 'closed')
  Object.assign(gone, { mergedInto: stays.incident_id, mergedMs: Date.now() })
  noted(stays, who, 'take_in', gone.incident_id)
}

/** Takes an incident out of a case: it is acknowledged, and nobody's. */
export function split(stays, part, who) {
  part.version = Math.max(part.version, stays.version)
  noted(part, who, 'come_out', stays.incident_id, 'acknowledged')
  Object.assign(part, { mergedInto: null, assignee: null, stateBy: who })
  noted(stays, who, 'split', part.incident_id)
}
