import { describe, expect, it } from 'vitest'
import { mergeIncident } from '../src/desk/known'
import { candidatesFor, mayMerge, maySplit, nearOf } from '../src/desk/merging'
import type { MergedIncident } from '../src/desk/model'
import { timelineOf } from '../src/desk/timeline'
import { doneText, whomOfIncident } from '../src/desk/words'
import { detail, entry, incident } from './desk-samples'

const one = incident({ zone_id: 'z1', estate_zone_id: 'e1' })
const other = (id: string, part = {}) =>
  incident({ incident_id: id, unit_id: `u-${id}`, trip_id: `t-${id}`, plate: `p-${id}`, alert_ids: [`a-${id}`], ...part })

describe('what an incident may be merged with', () => {
  it.each([
    ['the same truck', { unit_id: 'u1' }, 'unit'], ['the same plate on another device', { plate: '70-1234' }, 'unit'],
    ['the same trip', { trip_id: 't1' }, 'trip'], ['the same place', { zone_id: 'z1' }, 'place'],
    ['the same estate', { estate_zone_id: 'e1' }, 'place'], ['nothing', {}, null],
    ['no truck at all, neither of them', { unit_id: null, plate: null }, null],
  ] as const)('shares %s', (_, part, expected) => {
    const from = part && 'plate' in part && part.plate === null ? { ...one, unit_id: null, plate: null } : one
    expect(nearOf(from, other('x', part))).toBe(expected)
  })

  it('are the other open ones, what shares most first, then the newest', () => {
    const known = [
      one, other('closed', { state: 'closed' }), other('old', { started_at: '2026-11-20T07:00:00.000Z' }),
      other('new', { started_at: '2026-11-21T09:00:00.000Z' }), other('place', { zone_id: 'z1' }), other('unit', { unit_id: 'u1' }),
    ]
    const ids = (words: string): string[] => candidatesFor(one, known, words, (each) => [each.plate]).map((each) => each.incident.incident_id)
    expect(ids('')).toEqual(['unit', 'place', 'new', 'old'])
    expect(ids('p-old')).toEqual(['old'])
  })

  it('is asked of what the server lets this person do, and of nothing that is closed', () => {
    expect([mayMerge(incident()), mayMerge(incident({ case_acts: ['merge'] })), maySplit(incident({ case_acts: ['merge'] }))]).toEqual([false, true, false])
    expect(mayMerge(incident({ case_acts: ['merge'], state: 'closed' }))).toBe(false)
  })
})

describe('what is known after a merge', () => {
  const known = new Map([['i1', incident()], ['x', other('x')]])

  it('is the case alone, whichever of the two is heard first', () => {
    const gone = incident({ version: 2, state: 'closed', merged_into: 'x' })
    const stays = other('x', { version: 2, alert_ids: ['a1', 'a-x'], merged_ids: ['i1'] })
    expect([...mergeIncident(mergeIncident(known, gone), stays).keys()]).toEqual(['x'])
    expect([...mergeIncident(mergeIncident(known, stays), gone).keys()]).toEqual(['x'])
    expect([...mergeIncident(known, stays).keys()]).toEqual(['x'])
  })

  it('is both again once it was taken out', () => {
    const merged = mergeIncident(known, other('x', { version: 2, alert_ids: ['a1', 'a-x'] }))
    const after = mergeIncident(mergeIncident(merged, other('x', { version: 3 })), incident({ version: 4 }))
    expect([...after.keys()].sort()).toEqual(['i1', 'x'])
  })
})

describe('a case of several incidents', () => {
  const part: MergedIncident = {
    incident_id: 'i2', about: 'trip', plate: '71-9999', urgency: 'today', severity: 'warning', rules: [], alert_ids: [], open_alerts: 0,
    reason_th: '', reason_en: '', started_at: '2026-11-21T07:00:00.000Z', merged_by: 'Wipha', merged_at: '2026-11-21T07:04:00.000Z',
    log: [entry({ seq: 2, act: 'comment', text: 'x' }), entry({ seq: 3, at: '2026-11-21T07:04:00.000Z', act: 'merge', other_id: 'i1' })],
  }

  it('has one timeline, in which the merge stands once', () => {
    const log = [entry({ seq: 2, at: '2026-11-21T07:01:00.000Z' }), entry({ seq: 4, at: '2026-11-21T07:04:00.000Z', act: 'take_in', other_id: 'i2' })]
    const moments = timelineOf(detail({ log, merged: [part] }))
    expect(moments.map((each) => (each.kind === 'act' ? [each.entry.act, each.of?.plate] : []))).toEqual(
      [['acknowledge', undefined], ['comment', '71-9999'], ['take_in', undefined]],
    )
    expect(new Set(moments.map((each) => each.key)).size).toBe(3)
  })

  it('is named by its trucks, and the other side of a merge by its own', () => {
    expect(whomOfIncident(incident({ plates: ['70-1234', '71-9999'] }), String, 'en')).toBe('70-1234 + 71-9999')
    expect(whomOfIncident(incident({ plates: ['70-1234', '71-9999', '80-1'] }), String, 'en')).toBe('70-1234 +2')
    expect(doneText(entry({ act: 'take_in', other_id: 'i2' }), 'en', '71-9999')).toBe('merged 71-9999 into it')
    expect(doneText(entry({ act: 'split', other_id: '0123456789ab' }), 'en')).toBe('took 01234567 out')
  })
})
