import { describe, expect, it } from 'vitest'
import { partiesOf } from '../src/views/people/scope'
import * as peopleTables from '../src/views/people/texts'
import { wallLink, wallToken } from '../src/views/sign-in/link'
import * as signInTables from '../src/views/sign-in/texts'

const named = Object.entries({ ...peopleTables, ...signInTables })
  .flatMap(([table, texts]) => Object.entries(texts).map(([key, text]): [string, { th: string; en: string }] => [`${table}.${key}`, text]))

describe('texts of people', () => {
  it.each(named)('%s is there in both languages, with the same blanks to fill', (_, text) => {
    const blanks = (words: string): string[] => (words.match(/\{\w+\}/g) ?? []).sort()
    expect(text.th).toMatch(/[\u0e00-\u0e7f]/)
    expect(text.en).toMatch(/^[^\u0e00-\u0e7f]+$/)
    expect(text.th).not.toMatch(/[๐-๙]/)
    expect(blanks(text.th)).toEqual(blanks(text.en))
  })
})

describe('a wall screen’s link', () => {
  it.each([
    ['#wall=wtw_abc', 'wtw_abc'],
    ['#x=1&wall=wtw_abc', 'wtw_abc'],
    ['#wall=', null],
    ['#map', null],
    ['', null],
  ])('%s carries %s', (hash, token) => {
    expect(wallToken(hash)).toBe(token)
  })

  it.each([
    ['https://centre.example/', 'https://centre.example/#wall=t'],
    ['https://centre.example/waste/?view=people&tab=tokens#old', 'https://centre.example/waste/#wall=t'],
  ])('of the page %s is %s, and gives the token back', (page, link) => {
    expect(wallLink(page, '#wall=t')).toBe(link)
    expect(wallToken(new URL(link).hash)).toBe('t')
  })
})

describe('a scope that is typed', () => {
  it.each([
    ['', []],
    [' , ', []],
    ['estate:Z-EST-1, carrier:ขนส่ง ดี', ['estate:Z-EST-1', 'carrier:ขนส่ง ดี']],
    ['generator:1\nprocessor:2', ['generator:1', 'processor:2']],
  ])('%j is %j', (text, parties) => {
    expect(partiesOf(text)).toEqual(parties)
  })
})
