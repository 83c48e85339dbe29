import { describe, expect, it } from 'vitest'
import type { Position } from '../src/model'
import { cornerOf, cornerText, polygonOf, readCorners, writeCorners } from '../src/views/search/corners'
import { dayStart, momentOf, typedOf } from '../src/views/search/moment'
import { readWhy, writeWhy } from '../src/views/search/why'

const THAI = { timezone: 'Asia/Bangkok', calendar: 'buddhist', lang: 'th' } as const
const at = Date.parse('2026-11-01T18:30:00Z')

describe('a moment in two fields', () => {
  it('stands there in the zone and the calendar of the centre', () => {
    expect(typedOf(at, THAI)).toEqual({ date: '02/11/2569', time: '01:30' })
    expect(typedOf(at, { ...THAI, calendar: 'gregory', timezone: 'UTC' })).toEqual({ date: '01/11/2026', time: '18:30' })
  })

  it.each([
    ['as written', '02/11/2569', '01:30', at],
    ['without noughts', '2/11/2569', '1:30', at],
    ['with dots', '2.11.2569', '01.30', at],
    ['a day that does not exist', '31/11/2569', '01:30', null],
    ['an hour that does not exist', '2/11/2569', '24:00', null],
    ['a year of two digits', '2/11/69', '01:30', null],
    ['nothing', '', '', null],
  ])('is read %s', (_, date, time, ms) => {
    expect(momentOf({ date, time }, THAI)).toBe(ms)
  })

  it('comes back as it was, in any zone, to the minute', () => {
    for (const timezone of ['Asia/Bangkok', 'UTC', 'America/New_York', 'Asia/Kathmandu']) {
      for (let ms = Date.parse('2026-01-01T00:00:00Z'); ms < Date.parse('2027-01-01T00:00:00Z'); ms += 37 * 3_600_000) {
        expect(momentOf(typedOf(ms, { ...THAI, timezone }), { ...THAI, timezone })).toBe(ms)
      }
    }
  })

  it('begins its day at local midnight', () => {
    expect(dayStart(at, THAI)).toBe(Date.parse('2026-11-01T17:00:00Z'))
  })
})

describe('corners', () => {
  const corners: Position[] = [[100.74321, 13.73512], [100.8, 13.7], [100.7, 13.6]]

  it.each([
    ['13.73512, 100.74321', [100.74321, 13.73512]],
    ['13.7 100.7', [100.7, 13.7]],
    ['13.7;100.7', [100.7, 13.7]],
    ['-13,-100', [-100, -13]],
    ['100.7, 13.7', null],
    ['13.7', null],
    ['somewhere', null],
  ])('%s is read as %s, latitude first', (text, corner) => {
    expect(cornerOf(text)).toEqual(corner)
  })

  it('come back from an address as they were', () => {
    expect(readCorners(writeCorners(corners))).toEqual(corners)
    expect(readCorners(null)).toEqual([])
    expect(readCorners('13.7,100.7;nonsense;200,1')).toEqual([[100.7, 13.7]])
    expect(cornerOf(cornerText(corners[0] ?? [0, 0]))).toEqual(corners[0])
  })

  it('are a closed ring, longitude first', () => {
    expect(polygonOf(corners).coordinates[0]).toEqual([...corners, corners[0]])
  })
})

describe('the reason', () => {
  it('is remembered for a shift of twelve hours', () => {
    const kept = writeWhy('ร้องเรียน', 0)
    expect(readWhy(kept, 12 * 3_600_000 - 1)).toBe('ร้องเรียน')
    expect(readWhy(kept, 12 * 3_600_000)).toBe('')
  })

  it.each([[null], [''], ['{'], ['"text"'], ['{"why": 5}']])('%s is none', (kept) => {
    expect(readWhy(kept, 0)).toBe('')
  })
})
