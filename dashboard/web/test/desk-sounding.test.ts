import { describe, expect, it } from 'vitest'
import type { Incident } from '../src/desk/model'
import { isMute, isRaised, NEVER_SOUNDED, REPEAT_MS, type Sounded, soundNow, whySound } from '../src/desk/sounding'
import { incident } from './desk-samples'

const NOW_MS = Date.parse('2026-11-21T08:00:00.000Z')
const held = { shelf_id: 's1', until: '2026-11-21T09:00:00.000Z', reason: 'r' }
const over = { ...held, until: '2026-11-21T07:59:59.000Z' }

describe('what is to be heard', () => {
  it.each([
    ['an immediate one that nobody has seen', {}, 'sounds'],
    ['one of today not', { urgency: 'today' }, 'not_immediate'],
    ['one that somebody acknowledged not', { state: 'acknowledged' }, 'seen_by_somebody'],
    ['one that somebody was given not', { state: 'assigned' }, 'seen_by_somebody'],
    ['one that somebody watches not', { state: 'watching' }, 'seen_by_somebody'],
    ['a closed one not', { state: 'closed' }, 'seen_by_somebody'],
    ['a shelved one not', { shelf: held }, 'shelved'],
    ['one whose shelf is over, again', { shelf: over }, 'sounds'],
    ['one that ended by itself not', { open_alerts: 0 }, 'over'],
  ] as [string, Partial<Incident>, string][])('%s', (_, part, expected) => {
    expect(whySound(incident(part), NOW_MS)).toBe(expected)
  })
})

describe('when it sounds', () => {
  const sounded = (agoMs: number, ...ids: string[]): Sounded => ({ atMs: NOW_MS - agoMs, ids: new Set(ids) })
  it.each([
    ['nothing to be heard', NEVER_SOUNDED, [], 'nothing'],
    ['at once for the first', NEVER_SOUNDED, ['a'], 'new'],
    ['not again before its time', sounded(REPEAT_MS - 1, 'a'), ['a'], 'wait'],
    ['again when its time has come', sounded(REPEAT_MS, 'a'), ['a'], 'again'],
    ['at once for another', sounded(1, 'a'), ['a', 'b'], 'new'],
    ['no sooner because one of two was acknowledged', sounded(1, 'a', 'b'), ['a'], 'wait'],
    ['again though the clock was set back', sounded(-60_000, 'a'), ['a'], 'again'],
  ] as const)('%s', (_, before, ids, expected) => {
    expect(soundNow(before, ids, NOW_MS)).toBe(expected)
  })
})

describe('what gets worse though somebody sees to it', () => {
  const before = incident({ state: 'acknowledged', urgency: 'today', open_alerts: 1 })
  it.each([
    ['it became immediate', { urgency: 'immediate' }, true],
    ['it did not', { open_alerts: 2 }, false],
    ['it became immediate on a shelf', { urgency: 'immediate', shelf: held }, false],
    ['it is new, so that it sounds anyhow', { urgency: 'immediate', state: 'new' }, false],
    ['it was closed', { urgency: 'immediate', state: 'closed' }, false],
  ] as [string, Partial<Incident>, boolean][])('%s', (_, part, expected) => {
    expect(isRaised(before, { ...before, version: 2, ...part }, NOW_MS)).toBe(expected)
  })

  it('is heard for one more alert of what is immediate already, and not when somebody takes it on', () => {
    const urgent = incident({ state: 'acknowledged' })
    expect(isRaised(urgent, { ...urgent, open_alerts: 2 }, NOW_MS)).toBe(true)
    expect(isRaised(urgent, { ...urgent, severity: 'critical' }, NOW_MS)).toBe(true)
    expect(isRaised(incident(), urgent, NOW_MS)).toBe(false)
    expect(isRaised(undefined, urgent, NOW_MS)).toBe(false)
  })
})

describe('a mute desk', () => {
  it.each([
    ['refused', false, true], ['impossible', false, true], ['refused', true, false], ['on', false, false], ['unknown', false, false],
  ] as const)('sound %s, another tab sounds: %s', (sound, elsewhere, expected) => {
    expect(isMute(sound, elsewhere)).toBe(expected)
  })
})
