import { describe, expect, it } from 'vitest'
import { type Channel, leftOf, stretchesOf } from '../src/views/duty/model'

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
