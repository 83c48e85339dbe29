import { describe, expect, it } from 'vitest'
import { alarmsOf, inAlarm, settledAlerts, unplaced } from '../src/settled'
import { incident } from './desk-samples'
import { alert, unit } from './samples'

const alerts = (...all: ReturnType<typeof alert>[]) => new Map(all.map((one) => [one.alert_id, one]))
const units = new Map([['u1', unit({ urgency: 'immediate', severity: 'high' })], ['u2', unit({ unit_id: 'u2', urgency: 'today', severity: 'warning' })]])
const [grave, mild] = [alert(), alert({ alert_id: 'a2', urgency: 'today', severity: 'warning' })]
const AT_MS = Date.parse(grave.detected_at)

describe('what the desk has closed', () => {
  it.each([
    ['is settled once it is closed', [incident({ state: 'closed', alert_ids: ['a1', 'a2'] })], ['a1', 'a2']],
    ['is not while somebody only watches it', [incident({ state: 'watching' })], []],
    ['is not for another incident', [incident({ state: 'closed', alert_ids: ['a9'] }), incident({ incident_id: 'i2' })], ['a9']],
  ])('%s', (_, incidents, settled) => {
    expect([...settledAlerts(incidents)]).toEqual(settled)
  })

  it.each([
    ['is in no alarm where all of its alerts are settled', ['a1', 'a2'], null, null],
    ['is in the alarm of the worst that is left', ['a1'], 'today', 'warning'],
    ['is in its alarm while nothing of it is settled', [], 'immediate', 'high'],
    ['is in its alarm though something of another is settled', ['a9'], 'immediate', 'high'],
  ])('a truck %s', (_, settled, urgency, severity) => {
    const shown = inAlarm(units, alerts(grave, mild), new Set(settled))
    expect([shown.get('u1')?.urgency, shown.get('u1')?.severity]).toEqual([urgency, severity])
    expect(shown.get('u2')).toBe(units.get('u2'))
  })

  it('leaves all as it is while nothing is settled, so that nothing is drawn again', () => {
    const known = alerts(grave)
    expect([inAlarm(units, known, new Set()), alarmsOf(known, new Set())]).toEqual([units, known])
    expect([...alarmsOf(alerts(grave, mild), new Set(['a1'])).keys()]).toEqual(['a2'])
  })
})

describe('an open alert that is in no incident known', () => {
  it.each([
    ['is asked for', [], [], 60_000, 'a1'],
    ['is not asked for twice', [], ['a1'], 60_000, null],
    ['is not asked for while it may be being gathered', [], [], 10_000, null],
    ['is not asked for where its incident is known', [incident()], [], 60_000, null],
  ])('%s', (_, incidents, asked, age_ms, wanted) => {
    expect(unplaced([grave], incidents, new Set(asked), AT_MS + age_ms)).toBe(wanted)
  })

  it('is not asked for once it has ended', () => {
    expect(unplaced([alert({ state: 'closed' })], [], new Set(), AT_MS + 60_000)).toBeNull()
  })
})
