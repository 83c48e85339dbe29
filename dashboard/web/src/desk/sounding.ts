/** When the page sounds: for what is immediate and nobody has acknowledged, and again until somebody has. */
import type { Incident } from './model'
import { isShelved } from './order'
import { SEVERITIES } from '../queue'

/** The pause between two soundings. */
export const REPEAT_MS = 20_000

export type WhySound = 'sounds' | 'not_immediate' | 'seen_by_somebody' | 'shelved' | 'over'

/** Whether an incident is to be heard, and why not. */
export function whySound(incident: Incident, nowMs: number): WhySound {
  if (incident.urgency !== 'immediate') return 'not_immediate'
  if (incident.state !== 'new') return 'seen_by_somebody'
  if (isShelved(incident, nowMs)) return 'shelved'
  // Nobody can change on the road any more what has ended by itself.
  return incident.open_alerts > 0 ? 'sounds' : 'over'
}

export interface Sounded { atMs: number; ids: ReadonlySet<string> }
export const NEVER_SOUNDED: Sounded = { atMs: -Infinity, ids: new Set() }

export type SoundNow = 'nothing' | 'wait' | 'new' | 'again'

/** Whether to sound now: at once for one that has not been heard yet, else every `REPEAT_MS`. */
export function soundNow(sounded: Sounded, ids: readonly string[], nowMs: number): SoundNow {
  if (ids.length === 0) return 'nothing'
  if (ids.some((id) => !sounded.ids.has(id))) return 'new'
  // A clock that was set back must not silence the desk.
  const sinceMs = nowMs - sounded.atMs
  return sinceMs >= REPEAT_MS || sinceMs < 0 ? 'again' : 'wait'
}

/** Whether somebody already sees to it but more came that is immediate: that is heard once. */
export function isRaised(before: Incident | undefined, after: Incident, nowMs: number): boolean {
  if (!before || after.state === 'new' || after.state === 'closed' || after.urgency !== 'immediate') return false
  if (isShelved(after, nowMs)) return false
  const worse = SEVERITIES.indexOf(after.severity) < SEVERITIES.indexOf(before.severity)
  return before.urgency !== 'immediate' || worse || after.open_alerts > before.open_alerts
}

export type Sound = 'unknown' | 'on' | 'refused' | 'impossible'

/** Whether nothing would be heard at this desk, so that the bar stands; another tab that sounds is enough. */
export function isMute(sound: Sound, soundsElsewhere: boolean): boolean {
  return (sound === 'refused' || sound === 'impossible') && !soundsElsewhere
}
