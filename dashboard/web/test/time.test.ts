import { describe, expect, it } from 'vitest'
import { ageText, type Calendar, dateText, dayText, exactSpanText, momentText, msOf, spanText, timeText, weekdayText } from '../src/time'

const THAI: Calendar = { timezone: 'Asia/Bangkok', calendar: 'buddhist', lang: 'th' }
const ENGLISH: Calendar = { ...THAI, lang: 'en' }
const GREGORIAN: Calendar = { ...THAI, calendar: 'gregorian' }

describe('dates of the centre', () => {
  it.each([
    ['an afternoon in UTC is the same day in Bangkok', '2026-11-21T07:31:09.000Z', THAI, '21 พ.ย. 2569 14:31:09 น.'],
    ['an evening in UTC is the next day in Bangkok', '2026-11-21T17:00:00.000Z', THAI, '22 พ.ย. 2569 00:00:00 น.'],
    ['the last evening of the year is next year there', '2025-12-31T17:30:00.000Z', THAI, '1 ม.ค. 2569 00:30:00 น.'],
    ['a leap day', '2028-02-29T01:00:00.000Z', THAI, '29 ก.พ. 2571 08:00:00 น.'],
    ['English says which era the year is of', '2026-11-21T07:31:09.000Z', ENGLISH, '21 Nov 2569 BE 14:31:09'],
    ['a Gregorian year in Thai says so', '2026-11-21T07:31:09.000Z', GREGORIAN, '21 พ.ย. ค.ศ. 2026 14:31:09 น.'],
    ['another zone', '2026-11-21T07:31:09.000Z', { ...ENGLISH, timezone: 'UTC', calendar: 'gregorian' }, '21 Nov 2026 07:31:09'],
  ])('%s', (_, iso, in_, expected) => {
    expect(momentText(msOf(iso), in_)).toBe(expected)
  })

  it('gives the weekday of the day in the zone, not of the day in UTC', () => {
    expect(weekdayText(msOf('2026-11-21T17:00:00.000Z'), THAI)).toBe('อา. 22 พ.ย. 2569')
    expect(weekdayText(msOf('2026-11-21T07:00:00.000Z'), ENGLISH)).toBe('Sat 21 Nov 2569 BE')
  })

  it('leaves a whole day alone, whatever the zone', () => {
    expect(dayText('2026-12-31', THAI)).toBe('31 ธ.ค. 2569')
    expect(dayText('2026-12-31', { ...ENGLISH, timezone: 'America/Lima' })).toBe('31 Dec 2569 BE')
    expect(dayText('some day', THAI)).toBe('some day')
  })

  it('shows a dash for a time that is none', () => {
    expect(timeText(msOf(null), THAI)).toBe('–')
    expect(dateText(msOf('nonsense'), THAI)).toBe('–')
  })

  it('writes midnight as 00, not 24', () => {
    expect(timeText(msOf('2026-11-21T17:00:05.000Z'), THAI, true)).toBe('00:00:05')
  })
})

describe('how long', () => {
  it.each([
    [0, '0 วินาที', '0 s'],
    [59_999, '59 วินาที', '59 s'],
    [60_000, '1 นาที', '1 min'],
    [3_600_000, '1 ชม.', '1 h'],
    [7_500_000, '2 ชม. 5 นาที', '2 h 5 min'],
    [86_400_000, '1 วัน', '1 d'],
    [90_000_000, '1 วัน 1 ชม.', '1 d 1 h'],
    [-5000, '0 วินาที', '0 s'],
    [NaN, '–', '–'],
  ])('%d ms', (ms, th, en) => {
    expect(spanText(ms, 'th')).toBe(th)
    expect(spanText(ms, 'en')).toBe(en)
  })

  it.each([
    [45_000, '45 วินาที', '45 s'],
    [599_000, '9 นาที 59 วินาที', '9 min 59 s'],
    [9.9 * 60_000, '9 นาที 54 วินาที', '9 min 54 s'],
    [600_000, '10 นาที', '10 min'],
    [7_500_000, '2 ชม. 5 นาที', '2 h 5 min'],
    [NaN, '–', '–'],
  ])('evidence says %d ms to the second below an hour', (ms, th, en) => {
    expect(exactSpanText(ms, 'th')).toBe(th)
    expect(exactSpanText(ms, 'en')).toBe(en)
  })

  it('counts the age of the data in seconds up to two minutes', () => {
    expect(ageText(119_000, 'th')).toBe('119 วินาที')
    expect(ageText(119_000, 'en')).toBe('119 s')
    expect(ageText(300_000, 'en')).toBe('5 min')
  })
})
