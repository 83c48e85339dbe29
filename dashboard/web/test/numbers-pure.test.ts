import { describe, expect, it } from 'vitest'
import type { Text } from '../src/texts'
import { behind } from '../src/views/numbers/behind'
import { excessText } from '../src/views/numbers/excess'
import { dayOf, shifted } from '../src/views/numbers/days'
import { countText, delayText, meanText, secondsText, shareText } from '../src/views/numbers/format'
import { along, niceTop } from '../src/views/numbers/scale'
import { loadTexts, numbersTexts, overTexts } from '../src/views/numbers/texts'

describe('figures', () => {
  it.each([
    ['nobody knows', null, '–'],
    ['nothing', 0, '0%'],
    ['a little is not nothing', 0.0004, '<0.1%'],
    ['below ten a decimal', 0.0567, '5.7%'],
    ['from ten on whole ones', 0.4249, '42%'],
    ['all', 1, '100%'],
  ])('a share: %s', (_, share, expected) => {
    expect(shareText(share)).toBe(expected)
  })

  it.each([
    ['nobody knows', null, '–', '–'],
    ['at once', 0, '0 วินาที', '0 s'],
    ['a moment', 0.25, '0.3 วินาที', '0.3 s'],
    ['below ten seconds a decimal', 9.94, '9.9 วินาที', '9.9 s'],
    ['then whole ones', 10.9, '10 วินาที', '10 s'],
    ['up to ten minutes', 599.9, '599 วินาที', '599 s'],
    ['minutes', 600, '10 นาที', '10 min'],
    ['hours', 7500, '2 ชม. 5 นาที', '2 h 5 min'],
  ])('a delay: %s', (_, s, th, en) => {
    expect(delayText(s, 'th')).toBe(th)
    expect(delayText(s, 'en')).toBe(en)
  })

  it('writes seconds without their unit where a column names it', () => {
    expect([null, 0, 4.26, 61.4, 4100].map(secondsText)).toEqual(['–', '0', '4.3', '61', '4,100'])
  })

  it('writes counts in groups of three and means with a decimal', () => {
    expect([countText(12_345), countText(0), countText(null), meanText(5), meanText(15.26)]).toEqual(['12,345', '0', '–', '5.0', '15.3'])
  })
})

describe('axes', () => {
  it.each([
    ['nothing', 0, 1],
    ['not a number', NaN, 1],
    ['one', 1, 1],
    ['between', 3, 5],
    ['just over a step', 5.01, 10],
    ['a step itself', 20, 20],
    ['large', 1201, 2000],
    ['a power of ten that binary numbers miss', 1000, 1000],
    ['a share', 0.034, 0.05],
    ['a share that is a step', 0.1, 0.1],
  ])('a round top for %s', (_, highest, top) => {
    expect(niceTop(highest)).toBeCloseTo(top, 12)
  })

  it('is never lower than the highest value, nor over two and a half times as high', () => {
    for (let highest = 0.001; highest < 1e6; highest *= 1.07) {
      const top = niceTop(highest)
      expect(top).toBeGreaterThanOrEqual(highest * (1 - 1e-8))
      expect(top).toBeLessThanOrEqual(highest * 2.5 * (1 + 1e-8))
    }
  })

  it.each([[5, 10, 100, 50], [0, 10, 100, 0], [20, 10, 100, 100], [-1, 10, 100, 0], [1, 0, 100, 0]])(
    '%d of %d along %d is %d', (value, top, length, expected) => {
      expect(along(value, top, length)).toBe(expected)
    },
  )
})

describe('days', () => {
  it.each([
    ['2026-11-02', '2026-11-02'], [null, null], ['', null], ['yesterday', null], ['2026-13-01', null], ['2026-11-2', null],
  ])('the address %s means %s', (text, expected) => {
    expect(dayOf(text)).toBe(expected)
  })

  it.each([
    ['2026-11-02', 1, '2026-11-03'],
    ['2026-11-01', -1, '2026-10-31'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2026-12-31', 1, '2027-01-01'],
  ])('%s and %d days is %s', (day, days, expected) => {
    expect(shifted(day, days)).toBe(expected)
  })
})

describe('the list behind a figure', () => {
  it('of an alert is that alert', () => {
    expect(behind({ of: 'alert', alertId: 'A 1' }, ['live'])).toEqual({ view: 'live', query: { alert: 'A 1' } })
  })

  it('of a truck is the look-up of its name', () => {
    expect(behind({ of: 'truck', name: '70-1234' }, ['search'])).toEqual({ view: 'search', query: { q: '70-1234' } })
    expect(behind({ of: 'truck', name: '70-1234' }, ['live'])).toBeNull()
  })

  it('is none where there is no such page', () => {
    expect(behind({ of: 'open-trips' }, ['numbers'])).toBeNull()
  })
})

describe('what the card of the load says', () => {
  it.each([
    ['nothing where none is over', [[], []], null],
    ['over what the one desk is', [['peak']], 'Peak hour over budget'],
    ['what weighs most first', [['in_10_min', 'mean']], 'Mean over budget'],
    ['of several desks how many, and over what', [['in_10_min'], [], ['peak']], '2 of 3 desks: peak hour over budget'],
  ] as const)('%s', (_, over, said) => {
    expect(excessText(over.map((one) => ({ over: one })), 'en')).toBe(said)
  })
})

describe('every text of the numbers', () => {
  const named: [string, Text][] = [...Object.entries(numbersTexts), ...Object.entries(loadTexts), ...Object.entries(overTexts)]

  it.each(named)('%s is there in both languages, with the same blanks to fill', (_, text) => {
    const blanks = (words: string): string[] => (words.match(/\{\w+\}/g) ?? []).sort()
    expect(blanks(text.th)).toEqual(blanks(text.en))
    expect(text.th).toMatch(/[\u0e00-\u0e7f]/)
    expect(text.en).not.toMatch(/[\u0e00-\u0e7f]/)
    expect(text.th + text.en).not.toMatch(/[\u0e50-\u0e59]/)
  })
})
