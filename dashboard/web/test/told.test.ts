import { describe, expect, it } from 'vitest'
import type { LogEntry } from '../src/desk/model'
import type { Text } from '../src/texts'
import { standingOf, type Told, toldInOrder } from '../src/told/model'
import * as tables from '../src/told/texts'
import { channelText, errorText, standingText, whyText } from '../src/told/words'

const NOW_MS = Date.parse('2026-11-02T03:00:00Z')

function told(changes: Partial<Told> = {}): Told {
  return {
    round: 1, step: 'opened', person: 'anong', channel: 'a-line', kind: 'line', why: 'estate shift', due_at: '2026-11-02T02:30:00Z', state: 'sent',
    sent_at: '2026-11-02T02:30:01Z', delivered_at: null, opened_at: null, error: null, ...changes,
  }
}

function line(seq: number, minute: number, act: string, who: string, text: string | null = null): LogEntry {
  return { seq, at: `2026-11-02T02:${String(minute).padStart(2, '0')}:00Z`, who, act, text, version: seq }
}

const unsent = { state: 'waiting', sent_at: null } as const

describe('how a telling stands', () => {
  it.each([
    ['opened counts before all', told({ opened_at: '2026-11-02T02:41:00Z', delivered_at: '2026-11-02T02:31:00Z' }), 'opened', 'opened 09:41'],
    ['arrived', told({ delivered_at: '2026-11-02T02:31:00Z' }), 'delivered', 'arrived 09:31, not opened yet'],
    ['sent', told(), 'sent', 'sent 09:30, not opened yet'],
    ['given up', told({ ...unsent, state: 'given_up', error: 'SMTP 550' }), 'failed', 'not sent: the mail server refuses it: see the address (SMTP 550)'],
    ['tried again', told({ ...unsent, state: 'due', error: 'no answer: TimeoutError' }), 'again', 'not sent so far, trying again: the other end does not answer'],
    ['on its way', told({ ...unsent, state: 'due' }), 'sending', 'being sent'],
    ['held by quiet hours', told({ ...unsent, due_at: '2026-11-02T23:00:00Z' }), 'later', 'held for the quiet hours until 06:00'],
    ['due in no message', told(unsent), 'waiting', 'due, and not sent yet'],
  ])('%s', (_, one, standing, text) => {
    expect(standingOf(one, NOW_MS)).toBe(standing)
    expect(standingText(one, NOW_MS, { timezone: 'Asia/Bangkok', calendar: 'buddhist', lang: 'en' })).toBe(text)
  })
})

it('what was told and answered stands in one line of time, the newest last', () => {
  const rows = [told({ person: 'boon', due_at: '2026-11-02T02:35:00Z', sent_at: null }), told()]
  const log = [
    line(1, 29, 'acknowledge', 'anong'), line(2, 31, 'acknowledge', 'anong'), line(3, 32, 'comment', 'anong'), line(4, 33, 'on_the_way', 'malee'),
    line(5, 36, 'on_the_way', 'boon'), line(6, 50, 'reached', 'malee', 'boon: โทรติดแล้ว'), line(7, 51, 'reached', 'malee', 'boonmee: โทรติดแล้ว'),
  ]
  const said = toldInOrder(rows, log).map((one) => (one.kind === 'told' ? `told ${one.told.person}` : `${one.person} ${one.act}`))
  expect(said).toEqual(['told anong', 'anong acknowledge', 'told boon', 'boon on_the_way', 'boon reached'])
})

it.each([
  ['estate shift', 'on duty'], ['any always', 'on duty'], ['rest nobody_else', 'off duty, and there was nobody else'],
  ['estate shift not_opened', 'over one channel more: it was not opened'], ['told_before', 'was told of it before'],
  ['refused elsewhere', 'another way: the one before failed'], ['by the moon', 'by the moon'],
])('%s is said as: %s', (why, text) => {
  expect(whyText(told({ why }), 'en')).toBe(text)
})

it.each([
  ["HTTP 429: the month's quota is spent", 'LINE’s messages of this month are used up'], ['HTTP 503', 'the other end has a fault (HTTP 503)'],
  ['HTTP 401', 'the other end does not accept this system’s key (HTTP 401)'], ['SMTP 421', 'the mail server does not take it yet (SMTP 421)'],
  ['no channel of this name is set up', 'this channel is not set up'], ['the moon', 'the system says: the moon'], [null, 'the system says: '],
])('the reason %s is said in words', (error, text) => {
  expect(errorText(error, 'en')).toBe(text)
})

it('a channel is named by what people call it, and one that is gone says so', () => {
  expect([told(), told({ kind: 'signal' }), told({ kind: null })].map((one) => channelText(one, 'en'))).toEqual([
    'LINE (a-line)', 'signal (a-line)', 'no longer set up (a-line)',
  ])
})

const named = Object.entries(tables).flatMap(([table, texts]) => Object.entries(texts).map(([key, text]): [string, Text] => [`${table}.${key}`, Array.isArray(text) ? (text[1] as Text) : (text as Text)]))
it.each(named)('%s is there in both languages, with the same blanks to fill', (_, text) => {
  expect(text.th).toMatch(/[\u0e01-\u0e4f]/)
  expect(text.en).not.toMatch(/[\u0e00-\u0e7f]/)
  const blanks = (words: string): string[] => (words.match(/\{\w+\}/g) ?? []).sort()
  expect(blanks(text.th)).toEqual(blanks(text.en))
})
