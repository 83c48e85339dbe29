/** A case as it will stand once what was told here has reached the centre: what the officer sees without signal. */
import type { Act, KeptAct, RoadCase, StayState } from './model'
import { isPlacing } from './placing'

const AFTER: Readonly<Record<StayState, readonly Act[]>> = {
  away: ['on_the_way', 'there', 'help', 'finding'],
  on_the_way: ['there', 'leave', 'help', 'finding'],
  there: ['on_the_way', 'renew', 'leave', 'help', 'finding'],
}
const GOES_TO: Readonly<Partial<Record<Act, StayState>>> = { on_the_way: 'on_the_way', there: 'there', leave: 'away' }

/** What is told over the version that was seen; all else is so, whatever happened meanwhile. */
export const NEEDS_VERSION: ReadonlySet<Act> = new Set<Act>(['acknowledge', 'on_the_way'])

/** What begins, renews or ends the time by which something is to be heard, once the centre has heard it. */
const TIMED: ReadonlySet<Act> = new Set<Act>(['on_the_way', 'there', 'renew', 'leave', 'finding'])

/** Whether something waits that the centre's clock would go by: until it is heard, that clock goes on as it was. */
export function isTimeUnheard(pending: readonly KeptAct[]): boolean {
  return pending.some((one) => !one.refused && TIMED.has(one.body.act))
}

/** The case after these acts, in their order; those that were refused change nothing, and only the centre sets the time. */
export function afterPending(shown: RoadCase, pending: readonly KeptAct[], nowMs: number): RoadCase {
  return pending.filter((one) => !one.refused && one.incident_id === shown.incident_id).reduce((now, one) => after(now, one, nowMs), shown)
}

function after(shown: RoadCase, { body }: KeptAct, nowMs: number): RoadCase {
  const { act } = body
  const to = GOES_TO[act] ?? shown.stay.state
  const acts = to === shown.stay.state ? shown.acts.filter((one) => one !== act || act === 'finding' || act === 'renew' || act === 'help')
    : AFTER[to].filter((one) => shown.state !== 'closed' || one !== 'on_the_way')
  const at = new Date(nowMs).toISOString()
  return {
    ...shown,
    acts: act === 'acknowledge' ? acts : acts.filter((one) => one !== 'acknowledge'),
    state: shown.state === 'new' ? (act === 'on_the_way' ? 'assigned' : 'acknowledged') : shown.state,
    stay: {
      ...shown.stay, state: to,
      help_at: act === 'help' ? shown.stay.help_at ?? at : act === 'leave' ? null : shown.stay.help_at,
    },
  }
}

/** Of what waits, what is for the version that our own act has just ended, now for the one that it made. */
export function rebased(waiting: readonly KeptAct[], shown: RoadCase): KeptAct[] {
  return waiting
    .filter((one) => one.incident_id === shown.incident_id && one.body.version === shown.version - 1)
    .map((one) => ({ ...one, body: { ...one.body, version: shown.version } }))
}

/** What is to be told next of what was not tried yet: help first, all else in its order, behind what still waits for its place. */
export function nextAct(kept: readonly KeptAct[], tried: ReadonlySet<number>, nowMs: number): KeptAct | undefined {
  const waiting = kept.filter((one) => !one.refused)
  const isNew = (one: KeptAct): boolean => !tried.has(one.id ?? 0)
  const placing = waiting.findIndex((one) => isPlacing(one, nowMs))
  return waiting.find((one) => one.body.act === 'help' && isNew(one)) ?? waiting.slice(0, placing < 0 ? waiting.length : placing).find(isNew)
}
