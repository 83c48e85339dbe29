import { describe, expect, it } from 'vitest'
import { alertOf, mergeAlert, mergeUnits, reconcileAlerts } from '../src/merge'
import { alert, unit } from './samples'

describe('units', () => {
  const known = mergeUnits(new Map(), [unit(), unit({ unit_id: 'u2' })], true)

  it('takes the changed ones of a batch and keeps the others', () => {
    const next = mergeUnits(known, [unit({ lat: 14 }), unit({ unit_id: 'u3' })], false)
    expect([...next.keys()]).toEqual(['u1', 'u2', 'u3'])
    expect(next.get('u1')?.lat).toBe(14)
    expect(next.get('u2')).toBe(known.get('u2'))
    expect(known.get('u1')?.lat).toBe(13)
  })

  it('forgets with a snapshot what is not in it', () => {
    expect([...mergeUnits(known, [unit({ unit_id: 'u9' })], true).keys()]).toEqual(['u9'])
  })
})

describe('alerts', () => {
  const { state: _state, ...data } = alert()

  it.each([
    ['opened', 'wastetrack.alert.opened', 'open'],
    ['updated', 'wastetrack.alert.updated', 'open'],
    ['closed', 'wastetrack.alert.closed', 'closed'],
  ])('an event of type %s says the state', (_, type, state) => {
    expect(alertOf({ id: 'e', type, time: data.started_at, data }).state).toBe(state)
  })

  it('keeps the highest version, whatever the order of arrival', () => {
    const versions = [alert({ version: 1 }), alert({ version: 3, state: 'closed' }), alert({ version: 2 })]
    for (const order of [versions, [...versions].reverse()]) {
      const known = order.reduce(mergeAlert, new Map())
      expect(known.get('a1')?.version).toBe(3)
      expect(known.get('a1')?.state).toBe('closed')
    }
  })

  it('lets a repeated version change nothing', () => {
    const first = alert()
    expect(mergeAlert(mergeAlert(new Map(), first), alert({ reason_en: 'again' })).get('a1')).toBe(first)
  })

  it('drops what the list of open alerts no longer has', () => {
    const known = new Map([['gone', alert({ alert_id: 'gone' })], ['a1', alert()]])
    expect([...reconcileAlerts(known, [alert()], new Set()).keys()]).toEqual(['a1'])
  })

  it('keeps what came live while the list was on its way, and the newer version of both', () => {
    const known = new Map([['new', alert({ alert_id: 'new' })], ['a1', alert({ version: 5 })]])
    const next = reconcileAlerts(known, [alert({ version: 4 })], new Set(['new']))
    expect([...next.keys()].sort()).toEqual(['a1', 'new'])
    expect(next.get('a1')?.version).toBe(5)
  })
})
