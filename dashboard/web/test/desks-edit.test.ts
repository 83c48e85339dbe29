import { describe, expect, it } from 'vitest'
import { blankDesk, differences, isWhole, merged, moved, newDeskId, takenFrom } from '../src/views/desks/edit'
import type { Desk } from '../src/views/desks/model'
import { desksTexts, differenceTexts } from '../src/views/desks/texts'
import type { Text } from '../src/texts'

const desk = (desk_id: string, order: number, ...zone_ids: string[]): Desk => ({
  desk_id, name_th: desk_id, name_en: desk_id, zone_ids, order, for_the_rest: false,
})
const orders = (desks: Desk[]) => desks.map((one) => `${one.desk_id} ${one.order}`)

describe('the id of a new desk', () => {
  it.each([
    ['Eastern Seaboard', [], 'eastern-seaboard'],
    ['Bangkok & vicinity!', ['east'], 'bangkok-vicinity'],
    ['East', ['east', 'east-2'], 'east-3'],
    ['ตะวันออก', [], 'desk-2'],
    ['State', [], 'state-2'],
    ['A very long name of a desk that goes on and on', [], 'a-very-long-name-of-a-desk-tha'],
  ] as const)('of %s', (name, taken, expected) => {
    expect(newDeskId(name, taken)).toBe(expected)
    expect(newDeskId(name, taken)).toMatch(/^[a-z0-9][a-z0-9-]{0,39}$/)
  })
})

describe('the order of desks', () => {
  const all = [desk('a', 1), desk('b', 2), desk('c', 3)]
  it.each([
    ['up', all, 'b', -1, ['b 1', 'a 2']],
    ['down', all, 'b', 1, ['c 2', 'b 3']],
    ['up from the top', all, 'a', -1, []],
    ['down from the end', all, 'c', 1, []],
    ['of none', all, 'x', 1, []],
    ['of desks with one number', [desk('a', 1), desk('b', 1)], 'b', -1, ['a 2']],
    ['of desks with gaps', [desk('a', 5), desk('b', 9)], 'b', -1, ['b 1', 'a 2']],
  ] as const)('%s', (_, desks, id, step, expected) => {
    expect(orders(moved([...desks], id, step))).toEqual(expected)
  })
})

describe('a desk that is changed', () => {
  it('begins blank and last', () => {
    expect(blankDesk([desk('a', 1), desk('b', 7)]).order).toBe(8)
    expect(isWhole(blankDesk([]))).toBe(false)
    expect(isWhole({ ...blankDesk([]), name_th: 'ก', name_en: ' ' })).toBe(false)
    expect(isWhole(desk('a', 1))).toBe(true)
  })
  it('knows from which other desk it would take an estate', () => {
    const taken = takenFrom([desk('a', 1, 'Z1'), desk('b', 2, 'Z2')], 'a')
    expect([...taken].map(([zone, one]) => [zone, one.desk_id])).toEqual([['Z2', 'b']])
  })
})

describe('a desk that somebody else changed meanwhile', () => {
  const before = { ...desk('a', 1, 'Z1', 'Z2'), name_th: 'ก', name_en: 'A' }
  it.each([
    ['nothing', before, []],
    ['a name', { ...before, name_en: 'B' }, ['names']],
    ['its estates, whatever their order', { ...before, zone_ids: ['Z2', 'Z1'] }, []],
    ['an estate', { ...before, zone_ids: ['Z1'] }, ['estates']],
    ['its place and the rest', { ...before, order: 2, for_the_rest: true }, ['order', 'rest']],
  ] as const)('differs by %s', (_, now, expected) => {
    expect(differences(before, { ...now, zone_ids: [...now.zone_ids] })).toEqual(expected)
  })

  it('keeps what I changed and takes the rest as it is now', () => {
    const mine = { ...before, name_en: 'Mine', zone_ids: ['Z2', 'Z3'] }
    const now = { ...before, name_th: 'ข', name_en: 'Theirs', zone_ids: ['Z1', 'Z2', 'Z4'], order: 5 }
    expect(merged(before, mine, now)).toEqual({ ...now, name_en: 'Mine', zone_ids: ['Z2', 'Z4', 'Z3'] })
  })

  it('is as it is now where I changed nothing', () => {
    const now = { ...before, name_th: 'ข', zone_ids: ['Z9'], for_the_rest: true }
    expect(merged(before, before, now)).toEqual(now)
  })
})

describe('every text about desks', () => {
  it.each(Object.entries({ ...desksTexts, ...differenceTexts }) as [string, Text][])('%s is there in both languages, with the same blanks', (_, text) => {
    expect(text.th).toMatch(/[฀-๿]/)
    expect(text.en).not.toMatch(/[฀-๿]/)
    const blanks = (words: string): string[] => (words.match(/\{\w+\}/g) ?? []).sort()
    expect(blanks(text.th)).toEqual(blanks(text.en))
  })
})
