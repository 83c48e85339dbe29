import { describe, expect, it } from 'vitest'
import { answerTexts } from '../src/answer/texts'
import { linkOf, momentText, sizeText } from '../src/answer/words'
import type { Ask, Party } from '../src/parties/model'
import * as tables from '../src/parties/texts'
import { askText, isParty, partyText, untoldText } from '../src/parties/words'

const CALENDAR = { lang: 'en', timezone: 'Asia/Bangkok', calendar: 'gregorian' } as const
const ask = (changes: Partial<Ask>): Ask => ({
  asked_at: '2026-11-02T00:00:00Z', until: '2026-11-09T00:00:00Z', way: 'released', asked_by: 'malee', rules: [], question: '', state: 'due',
  sent_at: null, delivered_at: null, opened_at: null, error: null, ...changes,
})
const party = (changes: Partial<Party>): Party => ({
  party: 'carrier:X', role: 'carrier', name: 'X', address: 'there', rules: [], plates: [], waits_for_release: true, due: null, asks: [], answers: [], files: [], ...changes,
})

describe('the link of a party', () => {
  it.each([
    ['at the root', '/a/C1/tok', { incidentId: 'C1', token: 'tok' }], ['below a prefix', '/w/a/C1/tok', { incidentId: 'C1', token: 'tok' }],
    ['an officer\'s', '/o/tok', null], ['without a token', '/a/C1/', null],
  ])('is read from the address: %s', (_, path, expected) => expect(linkOf(path)).toEqual(expected))
})

describe('words', () => {
  it.each([[1, '1 kB'], [12_345, '12 kB'], [1_000_000, '1.0 MB'], [41_250_000, '41.3 MB']])('%i bytes are %s', (bytes, expected) => expect(sizeText(bytes)).toBe(expected))

  it('says a time in Thailand, of the Buddhist era in Thai', () => {
    expect(momentText('2026-11-02T02:30:00Z', 'en')).toBe('2 Nov 2026, 09:30')
    expect(momentText('2026-11-02T02:30:00Z', 'th')).toMatch(/2 พ\.ย\. 2569.* 0?9:30/)
  })

  it('tells parties from people', () => {
    expect([isParty('carrier:ขนส่งดี'), isParty('somchai'), isParty('estate:X')]).toEqual([true, false, false])
    expect([partyText('generator:721', 'en'), partyText('carrier:ขนส่งดี', 'th'), partyText('somchai', 'th')]).toEqual(['Generator 721', 'ผู้ขนส่ง ขนส่งดี', 'somchai'])
  })

  it.each([
    ['the furthest that it has come', { state: 'sent', opened_at: '2026-11-02T00:02:00Z', sent_at: '2026-11-02T00:01:00Z' }, /^opened/],
    ['sent', { state: 'sent', sent_at: '2026-11-02T00:01:00Z' }, /^sent .*not opened yet/], ['not sent yet', {}, /^being sent/],
    ['tried again', { error: 'HTTP 503' }, /trying again/], ['given up', { state: 'given_up', error: 'SMTP 550' }, /^not sent, and no longer tried: the mail server refuses.*Phone them/],
    ['given up unheard', { state: 'given_up', error: 'not taken in time' }, /no channel took it within a day/],
  ] as const)('says how a message stands: %s', (_, changes, expected) => expect(askText(ask(changes), CALENDAR)).toMatch(expected))

  it.each([
    ['an officer has to release it', {}, /^Not told: waits/], ['there is no address', { address: 'missing' }, /^No address/],
    ['it is told by itself later', { due: { way: 'after_hours', at: '2026-11-03T00:00:00Z', state: 'waiting', outcome: null } }, /^Not told yet; told by itself/],
    ['it became immediate', { due: { way: 'at_once', at: '2026-11-03T00:00:00Z', state: 'stopped', outcome: 'immediate' } }, /it is immediate/],
    ['it is about to be told', { waits_for_release: false }, /^Not told yet$/],
  ] as const)('says why a party was not told: %s', (_, changes, expected) => expect(untoldText(party(changes), CALENDAR)).toMatch(expected))

  it.each([...Object.entries(answerTexts), ...Object.values(tables).flatMap((table) => Object.entries(table))])('%s stands in Thai and English, with the same blanks', (_, words) => {
    const blanks = (said: string): string[] => [...said.matchAll(/\{\w+\}/g)].map(String).sort()
    expect(words.th).toMatch(/[\u0e00-\u0e7f]|SHA/)
    expect(words.en).not.toMatch(/[\u0e00-\u0e7f]/)
    expect(blanks(words.th)).toEqual(blanks(words.en))
  })
})
