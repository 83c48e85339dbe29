import { describe, expect, it } from 'vitest'
import { ageMs, bannerLines } from '../src/banner'

const UNSEEN = { n: 1250, of: 5000 }

describe('the banner', () => {
  it.each([
    ['all is well', 5_000, false, null, []],
    ['a minute old, to the second', 60_000, false, null, []],
    ['over a minute old', 61_000, false, null, ['Data is 61 s old']],
    ['the line is dead', 5_000, true, null, ['Connection to the server lost. What is shown may be out of date. Reconnecting']],
    ['trucks are unseen', 5_000, false, UNSEEN, ['1,250 of 5,000 trucks not heard from for over 5 min']],
    ['the line is dead: nobody knows what is unseen', 61_000, true, UNSEEN, ['Connection to the server lost. Data is 61 s old. Reconnecting']],
    ['both', 300_000, false, UNSEEN, ['Data is 5 min old', '1,250 of 5,000 trucks not heard from for over 5 min']],
  ] as const)('%s', (_, age, isOffline, unseen, expected) => {
    expect(bannerLines(age, isOffline, unseen, 'en')).toEqual(expected)
  })

  it('speaks Thai', () => {
    expect(bannerLines(75_000, false, UNSEEN, 'th')).toEqual([
      'ข้อมูลล่าช้า 75 วินาที', 'ไม่ได้รับสัญญาณจากรถ 1,250 คัน จาก 5,000 คัน เกิน 5 นาที',
    ])
  })
})

describe('the age that counts', () => {
  it.each([
    ['nothing is known', NaN, NaN, 0],
    ['what has come', 9_000, NaN, 1_000],
    ['one partition is judged less far', 9_000, 2_000, 8_000],
    ['a server whose clock is behind', 11_000, NaN, 0],
  ])('%s', (_, dataAtMs, judgedAtMs, expected) => {
    expect(ageMs(10_000, dataAtMs, judgedAtMs)).toBe(expected)
  })
})
