import { describe, expect, it } from 'vitest'
import type { Text } from '../src/texts'
import type { Lang } from '../src/time'
import * as tables from '../src/views/trip/texts'
import { differenceOf, differenceText, fixWords, rowDays, rowDetails, rowTimes, rowTitle, type Speech, unseenWords } from '../src/views/trip/words'
import { alert } from './samples'
import { at, gap, manifest, row, seen, START_MS, story } from './trip-samples'

function speech(lang: Lang = 'en'): Speech {
  return {
    calendar: { timezone: 'Asia/Bangkok', calendar: 'buddhist', lang }, zoneName: (id) => `<${id}>`,
    alertOf: (id) => (id === 'a1' ? alert() : undefined), nowMs: START_MS + 60 * 60_000,
  }
}

describe('a row in words', () => {
  it.each([
    ['loading', row('loading', 0, 14, { zone_ids: ['G-1'] }), 'Loading at <G-1>', '14 min'],
    ['loading since before', row('loading', 0, 14, { zone_ids: ['G-1'], since_before: true }), 'Loading at <G-1>', '14 min · began then or earlier'],
    ['departure', row('departure', 15, 15, { zone_ids: ['G-1'] }), 'Left <G-1>', ''],
    ['a drive', row('driving', 15, 40, { km: 31.24 }), 'On the road', '25 min · 31.2 km'],
    ['a drive that goes on', row('driving', 15, null, { km: 8 }), 'On the road', '45 min goes on · 8 km'],
    ['a permitted stop', row('stop', 40, 52, { allowed: true, zone_ids: ['S-1'] }), 'Stop at <S-1>', 'a permitted place · 12 min'],
    ['a stop in the fields', row('stop', 40, 52, { allowed: false, off_corridor: true }), 'Stop at no permitted place', 'off the corridor · 12 min'],
    ['a stop in a wrong zone', row('stop', 40, 52, { allowed: false, off_corridor: false, zone_ids: ['R-1'] }), 'Stop at no permitted place', 'within the corridor · <R-1> · 12 min'],
    ['a gap', gap(20, 32), 'Nobody saw the truck', '12 min · 5 km straight'],
    ['an excused gap', gap(20, 32, { excused: true, km: 0 }), 'No signal while in a permitted place', '12 min'],
    ['an alert', row('alert', 20, null, { alert_id: 'a1' }), 'Off the permitted route', 'Open · 40 min goes on'],
    ['an alert that is not at hand', row('alert', 20, 20, { alert_id: 'gone' }), 'Alert', ''],
    ['an end', row('ended', 60, 60, { reason: 'returned' }), 'Trip ended without completion', 'The load was returned'],
  ] as const)('%s', (_, of, title, details) => {
    expect(rowTitle(of, speech())).toBe(title)
    expect(rowDetails(of, speech()).join(' · ')).toBe(details)
  })

  it('has its times in the centre\'s zone', () => {
    const { calendar } = speech()
    expect([row('driving', 0, 31), row('departure', 0), row('stop', 5, null)].map((one) => rowTimes(one, calendar)))
      .toEqual(['14:00–14:31', '14:00', '14:05–'])
  })
})

it('names the day where another one begins, by the centre\'s zone', () => {
  // 07:00 UTC and 600 minutes are midnight in Bangkok.
  const rows = [row('loading', 0, 20), row('departure', 599), row('driving', 600, null)]
  expect(rowDays(rows, speech().calendar)).toEqual(['21 Nov 2569 BE', '', '22 Nov 2569 BE'])
})

describe('a fix in words', () => {
  it.each([
    [seen(31, { off_m: 2700.4, speed_kmh: 61.6 }), '14:31:00 · 62 km/h · 2,700 m beyond the corridor'],
    [seen(31), '14:31:00 · 60 km/h · within the corridor'],
    [seen(31, { off_m: 400, permitted: true }), '14:31:00 · 60 km/h · 400 m beyond the corridor (in a permitted place)'],
    [seen(31, { off_m: null, speed_kmh: null }), '14:31:00 · speed unknown'],
  ])('%#', (fix, words) => expect(fixWords(fix, speech().calendar)).toBe(words))
})

describe('what nobody saw', () => {
  it('is as the judging told it once it has', () => {
    const told = story({ unseen: { distance_km: 30, gaps: 2, unseen_s: 999, unseen_km: 9 } })
    told.trip.unseen_s = 720
    told.trip.unseen_km = 8.04
    expect(unseenWords(told, speech('en'))).toEqual(['Nobody saw the truck for 12 min, 8.04 km in a straight line. Gaps: 2'])
    expect(unseenWords(told, speech('th'))).toEqual(['ไม่มีใครเห็นรถ 2 ช่วง รวม 12 นาที ระยะแนวตรง 8.04 กม.'])
  })
  it('is worked out while it is under way, and nothing is said to be nothing', () => {
    expect(unseenWords(story({ unseen: { distance_km: 30, gaps: 1, unseen_s: 360, unseen_km: 4 } }), speech()).join()).toContain('6 min')
    expect(unseenWords(story(), speech())).toEqual(['Seen all the way: no gap of over 5 min'])
  })
  it.each([
    ['on the road', false, 'Nobody has seen the truck since 21 Nov 2569 BE 14:20:00, for 40 min'],
    ['where it may stand', true, 'Seen all the way: no gap of over 5 min'],
  ])('says a silence that goes on, unless it is excused: %s', (_, excused, words) => {
    expect(unseenWords(story({ timeline: [row('gap', 20, null, { excused })] }), speech())).toEqual([words])
  })
})

describe('the difference of a load', () => {
  it.each([
    ['received less than weighed out', { weigh_out_t: 6.1, weigh_in_t: 5 }, '−1.10 t (−18.0 %)'],
    ['received more', { weigh_out_t: 6, weigh_in_t: 6.3 }, '+0.30 t (+5.0 %)'],
    ['the same', { weigh_out_t: 6, weigh_in_t: 6 }, '0.00 t (0.0 %)'],
    ['not weighed out: against what was declared', { quantity_t: 6, weigh_in_t: 5.4 }, '−0.60 t (−10.0 %)'],
  ])('%s', (_, part, words) => {
    const difference = differenceOf(manifest(part))
    expect(difference && differenceText(difference, 'en')).toBe(words)
  })
  it.each([[{ weigh_out_t: 6 }], [{ quantity_t: null, weigh_in_t: 5 }], [{ weigh_out_t: 0, weigh_in_t: 5 }]])(
    'is not known without both, or of nothing: %o', (part) => expect(differenceOf(manifest(part))).toBeNull(),
  )
})

describe('every text of the page', () => {
  const named = Object.values(tables).flatMap((table) => Object.entries(table as Record<string, Text>))
  it.each(named)('%s is there in both languages, with the same blanks', (_, text) => {
    const blanks = (words: string): string[] => (words.match(/\{\w+\}/g) ?? []).sort()
    expect(text.th).toMatch(/[\u0e00-\u0e7f]/)
    expect(text.th).not.toMatch(/[๐-๙]/)
    expect(text.en).not.toMatch(/[\u0e00-\u0e7f]/)
    expect(blanks(text.th)).toEqual(blanks(text.en))
  })
})

it('times of the samples are those of the server', () => expect(at(1)).toBe('2026-11-21T07:01:00.000Z'))
