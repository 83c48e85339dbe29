import { describe, expect, it } from 'vitest'
import type { Calendar } from '../src/time'
import { aboutOf, withTimes } from '../src/views/people/details'

const calendar: Calendar = { timezone: 'Asia/Bangkok', calendar: 'buddhist', lang: 'en' }
const asked = (what: object) => aboutOf(JSON.stringify(what), calendar)

describe('what a row of the audit is about', () => {
  it.each([
    ['the words that were looked up', { q: '70-1234' }, '70-1234'],
    ['the trip whose file was taken', { trip_id: 'T1', file: 'gpx' }, 'T1'],
    ['the trucks that were played back', { unit_ids: ['U1'], from: '2026-11-22T00:00:00.000Z' }, 'U1'],
    ['of many trucks two', { unit_ids: ['U1', 'U2', 'U3', 'U4'] }, 'U1, U2 and 2 more'],
    ['how many corners an area has', { polygon: [[101, 13], [102, 13], [102, 14]] }, 'an area of 3 corners'],
    ['what nobody has words for', { shade: 'red' }, 'red'],
  ])('is %s', (_, what, shown) => {
    expect(asked(what).shown).toBe(shown)
  })

  it('has all that was asked for folded away, with times as the page writes them', () => {
    expect(asked({ unit_ids: ['U1', 'U2'], from: '2026-11-22T00:00:00.000Z' }).more).toEqual([
      { label: 'GPS devices', value: 'U1 · U2' }, { label: 'From', value: '22 Nov 2569 BE 07:00:00' },
    ])
  })

  it.each([
    ['words', 'somchai', 'somchai'],
    ['words that begin like an object', '{somchai', '{somchai'],
    ['words with a time', 's-1 unit U1 until 2026-11-22T00:00:00.000Z', 's-1 unit U1 until 22 Nov 2569 BE 07:00:00'],
  ])('stays as %s', (_, about, shown) => {
    expect(aboutOf(about, calendar)).toEqual({ shown, more: [] })
  })

  it('has no time of UTC in its reason either', () => {
    expect(withTimes('until 2026-11-22T00:00:00Z', calendar)).toBe('until 22 Nov 2569 BE 07:00:00')
  })
})
