import { describe, expect, it } from 'vitest'
import { ownText } from '../src/officers/apart'
import { type Link, type RoadFile, revokingOf } from '../src/officers/model'
import { kindName, timeWords } from '../src/officers/kinds'
import { mapHref } from '../src/officers/places'
import * as tables from '../src/officers/texts'
import type { Text } from '../src/texts'

function file(own: Partial<NonNullable<RoadFile['own']>> | null, media_type = 'image/jpeg'): RoadFile {
  return {
    file_id: 'f', person: 'somchai', sha256: '', size: 1, media_type, name: '', taken_at: '', came_at: '', place: null,
    own: own && { at: null, zoned: null, lat: null, lon: null, apart_m: null, apart_s: null, ...own },
  }
}

describe('a file of another kind', () => {
  it.each([
    ['application/pdf', 'PDF'], ['image/heic', 'HEIC'], ['video/quicktime', 'MOV'], ['audio/x-m4a', 'M4A'], ['odd', 'ODD'],
  ])('%s is called %s', (type, name) => expect(kindName(type)).toBe(name))

  it.each([
    ['an officer\'s picture is taken', 'somchai', 'image/jpeg', 'taken'], ['an officer\'s paper is added', 'somchai', 'application/pdf', 'added'],
    ['a party\'s paper is dated', 'carrier:ขนส่งดี', 'application/pdf', 'file dated'], ['a party\'s picture is dated', 'carrier:ขนส่งดี', 'image/jpeg', 'file dated'],
  ])('%s', (_, person, media_type, words) => expect(timeWords({ person, media_type }).en).toBe(`{who} · ${words} {at}`))
})

describe('a photograph held against its phone', () => {
  it.each([
    ['agrees', file({ apart_m: 299, apart_s: -119 }), 'Place and time in the picture agree with the phone', false],
    ['is of another place', file({ apart_m: 5_200, apart_s: 3 }), 'The picture says otherwise than the phone: 5,200 m', true],
    ['is of another time', file({ apart_s: -7_200 }), 'The picture says otherwise than the phone: 120 min', true],
    ['is of both', file({ apart_m: 1_000, apart_s: 600 }), 'The picture says otherwise than the phone: 1,000 m, 10 min', true],
    ['says nothing', file(null), 'The picture says no place or time itself', false],
    ['is none', file(null, 'audio/mp4'), '', false],
  ])('%s', (_, one, text, isApart) => {
    expect(ownText(one, 'en')).toEqual({ text, isApart })
  })
})

it('a place leads to a map', () => {
  expect(mapHref({ lat: 12.5, lon: 101, accuracy_m: null, at: null })).toBe('https://www.google.com/maps/search/?api=1&query=12.500000%2C101.000000')
})

const LINK: Link = {
  person: 'somchai', made_by: null, made_at: '2026-11-02T02:30:00.000Z', expires_at: '', opened_at: null, revoked_at: null, state: 'open',
}
it.each([
  ['one', { made_at: '2026-11-02T02:30:00.000Z' }],
  ['case', {}],
  ['all', { all_cases: true }],
] as const)('taking back %s says whose, why and which', (which, more) => {
  expect(revokingOf(LINK, which, ' phone lost ')).toEqual({ person: 'somchai', reason: 'phone lost', ...more })
})

const named = Object.entries(tables).flatMap(([table, texts]) => Object.entries(texts).map(([key, text]): [string, Text] => [`${table}.${key}`, text]))
it.each(named)('%s is there in both languages, with the same blanks to fill', (_, text) => {
  expect(text.th).toMatch(/[\u0e01-\u0e4f]/)
  expect(text.en).not.toMatch(/[\u0e00-\u0e7f]/)
  const blanks = (words: string): string[] => (words.match(/\{\w+\}/g) ?? []).sort()
  expect(blanks(text.th)).toEqual(blanks(text.en))
})
