import { describe, expect, it } from 'vitest'
import { ACTS, OUTCOMES } from '../src/desk/acts'
import * as tables from '../src/desk/texts'
import { closingReason, doneText, restText, stateOf, whomOfIncident, whoText } from '../src/desk/words'
import type { Text } from '../src/texts'
import { entry, incident } from './desk-samples'

const named = Object.entries(tables)
  .flatMap(([table, texts]) => Object.entries(texts).map(([key, text]): [string, Text] => [`${table}.${key}`, text]))

describe('every text of the desk', () => {
  it.each(named)('%s is there in both languages, with the same blanks to fill', (_, text) => {
    expect(text.th).toMatch(/[\u0e01-\u0e4f]/)
    expect(text.en).not.toMatch(/[\u0e00-\u0e7f]/)
    const blanks = (words: string): string[] => (words.match(/\{\w+\}/g) ?? []).sort()
    expect(blanks(text.th)).toEqual(blanks(text.en))
    expect(text.th).not.toMatch(/[\u0e50-\u0e59]/)
  })

  it('names every act and outcome', () => {
    expect(Object.keys(tables.doneTexts)).toEqual(expect.arrayContaining([...ACTS]))
    expect(Object.keys(tables.outcomeTexts).sort()).toEqual([...OUTCOMES].sort())
  })
})

describe('sentences', () => {
  it.each([
    [{ state: 'new' }, 'New'],
    [{ state: 'acknowledged', state_by: 'Wipha' }, 'Acknowledged by Wipha'],
    [{ state: 'acknowledged' }, 'Acknowledged'],
    [{ state: 'assigned', assignee: 'Somchai', state_by: 'Wipha' }, 'Assigned to Somchai'],
    [{ state: 'watching', state_by: 'Wipha' }, 'Watched by Wipha'],
    [{ state: 'closed', outcome: 'lawful', state_by: 'Wipha' }, 'Closed: Lawful'],
    [{ state: 'closed', outcome: null }, 'Closed by itself'],
  ] as const)('%j', (part, expected) => {
    expect(stateOf(incident(part), 'en')).toBe(expected)
  })

  it('tells what was done, and an act that is not known by its own word', () => {
    expect(doneText(entry({ act: 'close', outcome: 'device_fault' }), 'th')).toBe('ปิดเรื่อง: อุปกรณ์ขัดข้อง')
    expect(doneText(entry({ act: 'assign', assignee: 'Wipha' }), 'en')).toBe('assigned it to Wipha')
    expect(doneText(entry({ act: 'merged' }), 'en')).toBe('merged')
  })

  it('says who did what nobody did', () => {
    expect([whoText(entry({ who: 'wastetrack' }), 'en'), whoText(entry({ who: 'Wipha' }), 'en')]).toEqual(['System', 'Wipha'])
  })

  it('gives the reason of one that closed by itself in one language, and that of a person as it was written', () => {
    const itself = incident({ state: 'closed', outcome: null, outcome_reason: 'ถูกหักล้าง / refuted' })
    expect([closingReason(itself, 'th'), closingReason(itself, 'en')]).toEqual(['ถูกหักล้าง', 'refuted'])
    const person = incident({ state: 'closed', outcome: 'lawful', outcome_reason: 'road 3 / road 7' })
    expect(closingReason(person, 'th')).toBe('road 3 / road 7')
  })

  it.each([
    ['nothing of what is open', { open_alerts: 1 }, ''], ['that it ended', { open_alerts: 0, refuted_alerts: 0 }, '· ended'],
    ['that all of it was refuted', { open_alerts: 0, refuted_alerts: 1 }, '· refuted'],
    ['nothing of what is closed', { open_alerts: 0, state: 'closed' }, ''],
  ] as const)('tells of the rest %s', (_, part, expected) => {
    expect(restText(incident(part), 'en')).toBe(expected)
  })

  it.each([
    [{ plate: '70-1234', zone_id: 'Z1', about: 'place' }, '70-1234'],
    [{ plate: null, zone_id: 'Z1', about: 'place' }, 'The pit'],
    [{ plate: null, permit_no: 'P-1', about: 'permit' }, 'P-1'],
    [{ plate: null, vendor: '043', about: 'vendor' }, 'GPS vendor 043'],
  ] as const)('%j is about %s', (part, expected) => {
    expect(whomOfIncident(incident(part), () => 'The pit', 'en')).toBe(expected)
  })
})
