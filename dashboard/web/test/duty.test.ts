import { describe, expect, it } from 'vitest'
import { type Channel, dutyOf, leftOf, type Roster, stretchesOf } from '../src/views/duty/model'

function channel(quota: number | null, used: number | null): Channel {
  return { name: 'a-line', kind: 'line', state: 'closed', quota, used }
}

describe('the page on duty', () => {
  it.each([
    [[1, 2, 3, 4, 5], [[1, 5]]],
    [[5, 1, 2], [[1, 2], [5, 5]]],
    [[7], [[7, 7]]],
    [[], []],
  ])('says days %j as stretches', (days, expected) => {
    expect(stretchesOf(days)).toEqual(expected)
  })

  it.each([
    [channel(300, 239), { left: 61, isKept: false }],
    [channel(300, 240), { left: 60, isKept: true }],
    [channel(300, 400), { left: 0, isKept: true }],
    [channel(null, null), null],
  ])('tells what is left of a quota %#', (one, expected) => {
    expect(leftOf(one)).toEqual(expected)
  })
})

const ROSTER: Roster = {
  roster_id: 'r', version: 1, name_th: '', name_en: '', zone_ids: [], provinces: [], ring: [], for_the_rest: true, quiet: null,
  members: ['anong', 'boon', 'chai', 'dao'].map((person) => ({ person, role: 'officer', channels: [person === 'chai' ? 'gone' : 'a-line'], shifts: [] })),
  now: [{ person: 'anong', role: 'officer', why: 'shift' }, { person: 'dao', role: 'officer', why: 'nobody_else' }],
}

it.each([
  ['anong', 'on'], ['boon', 'off'], ['dao', 'off'], ['chai', 'unreached'], ['malee', 'unreached'],
])('%s is %s', (person, duty) => {
  expect(dutyOf({ items: [ROSTER], channels: [channel(null, null)], strangers: [] }, person)).toBe(duty)
})
