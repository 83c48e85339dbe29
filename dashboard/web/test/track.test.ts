import { describe, expect, it } from 'vitest'
import { breachPart, extendTrack, trackWindow } from '../src/track'
import type { Trip } from '../src/model'
import { alert, fix } from './samples'

const HOUR = 3_600_000
const STARTED = Date.parse('2026-11-21T07:00:00.000Z')
const trip = (started_at: string): Trip => ({
  trip_id: 't', version: 1, unit_id: 'u1', plate: null, permit_no: null, origin_zone_id: null, started_at,
})

describe('the part of the way that is asked for', () => {
  it('begins an hour before the breach when there is no trip, and goes to now', () => {
    expect(trackWindow(alert(), null, STARTED + HOUR)).toEqual({ fromMs: STARTED - HOUR, toMs: STARTED + HOUR })
  })

  it('begins with the trip', () => {
    const found = trackWindow(alert(), trip('2026-11-21T05:30:00.000Z'), STARTED + HOUR)
    expect(found.fromMs).toBe(STARTED - 1.5 * HOUR)
  })

  it('ends half an hour after what has ended', () => {
    const ended = alert({ ended_at: '2026-11-21T08:00:00.000Z' })
    expect(trackWindow(ended, null, STARTED + 9 * HOUR).toMs).toBe(STARTED + 1.5 * HOUR)
  })

  it('goes on to now after a fact that is still open', () => {
    const fact = alert({ ended_at: alert().started_at })
    expect(trackWindow(fact, null, STARTED + 5 * HOUR).toMs).toBe(STARTED + 5 * HOUR)
    expect(trackWindow({ ...fact, state: 'closed' }, null, STARTED + 5 * HOUR).toMs).toBe(STARTED + 0.5 * HOUR)
  })

  it.each([
    ['an alert open for days', null, STARTED + 100 * HOUR],
    ['a breach two days into its trip', trip('2026-11-19T07:00:00.000Z'), STARTED + HOUR],
  ])('is at most 24 h and holds the breach: %s', (_, of, nowMs) => {
    const found = trackWindow(alert(), of, nowMs)
    expect(found.toMs - found.fromMs).toBeLessThanOrEqual(24 * HOUR)
    expect(found.fromMs).toBeLessThanOrEqual(STARTED)
    expect(found.toMs).toBeGreaterThanOrEqual(STARTED)
  })
})

describe('the part in breach', () => {
  const track = ['06:58', '06:59', '07:00', '07:01', '07:02'].map((t) => fix(`2026-11-21T${t}:00.000Z`))

  it('joins on to the fix before it and runs to the end while the alert is open', () => {
    expect(breachPart(track, alert())).toEqual(track.slice(1))
  })

  it('stops where the breach ended', () => {
    expect(breachPart(track, alert({ ended_at: '2026-11-21T07:01:00.000Z' }))).toEqual(track.slice(1, 4))
  })

  it('is empty for a fact, which is a moment', () => {
    expect(breachPart(track, alert({ ended_at: alert().started_at }))).toEqual([])
  })

  it('is empty before the breach', () => {
    expect(breachPart(track.slice(0, 2), alert())).toEqual([])
  })
})

describe('a track that goes on', () => {
  const track = [fix('2026-11-21T07:00:00.000Z')]
  it('grows with a newer fix only', () => {
    expect(extendTrack(track, fix('2026-11-21T07:00:30.000Z'))).toHaveLength(2)
    expect(extendTrack(track, fix('2026-11-21T07:00:00.000Z'))).toBe(track)
    expect(extendTrack(track, fix('2026-11-21T06:00:00.000Z'))).toBe(track)
  })
})
