import { describe, expect, it } from 'vitest'
import {
  ACT_FORMS, ACTS, bodyOf, doneSince, mayDo, missingOf, needsSecond, NO_FIELDS, SHELF_SPANS_MS, shelfChoices, takenFrom,
} from '../src/desk/acts'
import type { Act, IncidentState } from '../src/desk/model'
import { timelineOf } from '../src/desk/timeline'
import { detail, entry, incident } from './desk-samples'
import { alert } from './samples'

describe('from whom an act takes an incident over', () => {
  it.each([
    ['to watch what was given to another', { state: 'assigned', assignee: 'วิภา' }, 'watch', 'วิภา'],
    ['not to watch what is one’s own', { state: 'assigned', assignee: 'มาลี' }, 'watch', null],
    ['not to watch what nobody has', { state: 'new', assignee: null }, 'watch', null],
    ['not to watch what was given and then watched', { state: 'watching', assignee: 'วิภา' }, 'watch', null],
    ['not to give it to the next, which is asked for anyway', { state: 'assigned', assignee: 'วิภา' }, 'assign', null],
    ['not to comment', { state: 'assigned', assignee: 'วิภา' }, 'comment', null],
  ] as const)('%s', (_, part, act, who) => {
    expect(takenFrom(incident(part), act, 'มาลี')).toBe(who)
  })
})

describe('what an act needs', () => {
  it.each([
    ['closing needs an outcome and a reason', 'close', {}, ['outcome', 'text']],
    ['blanks are no reason', 'close', { outcome: 'lawful', text: '  ' }, ['text']],
    ['a closing with both is complete', 'close', { outcome: 'false', text: 'ไม่พบเหตุ' }, []],
    ['a comment needs words', 'comment', {}, ['text']],
    ['assigning needs somebody, and no words', 'assign', {}, ['assignee']],
    ['reopening needs a reason', 'reopen', {}, ['text']],
    ['acknowledging needs nothing', 'acknowledge', {}, []],
    ['watching needs nothing', 'watch', {}, []],
  ] as const)('%s', (_, act, given, expected) => {
    expect(missingOf(act, { ...NO_FIELDS, ...given })).toEqual(expected)
  })

  it('sends what it asks for, without blanks around it, and nothing else', () => {
    const fields = { text: ' ยางแตก ', assignee: 'วิภา', outcome: 'lawful' as const, waiver: 'ไม่ตอบ' }
    expect(bodyOf('close', 7, fields)).toEqual({ version: 7, act: 'close', outcome: 'lawful', text: 'ยางแตก' })
    expect(bodyOf('close', 7, { ...fields, outcome: 'confirmed' })).toEqual({ version: 7, act: 'close', outcome: 'confirmed', text: 'ยางแตก', waiver: 'ไม่ตอบ' })
    expect(bodyOf('acknowledge', 7, fields)).toEqual({ version: 7, act: 'acknowledge' })
    expect(bodyOf('assign', 7, { ...fields, text: '' })).toEqual({ version: 7, act: 'assign', assignee: 'วิภา' })
  })

  it.each([
    ['confirmed without an answer that is missing', 'confirmed', true, ['waiver']],
    ['confirmed where no answer is missing', 'confirmed', false, []],
    ['another outcome', 'lawful', true, []],
  ] as const)('needs a reason for going without an answer: %s', (_, outcome, lacks, expected) => {
    expect(missingOf('close', { ...NO_FIELDS, text: 'x', outcome }, lacks)).toEqual(expected)
  })

  it('asks for all that it needs', () => {
    for (const act of ACTS) expect(ACT_FORMS[act].asks).toEqual(expect.arrayContaining([...ACT_FORMS[act].needs]))
  })
})

describe('what may be done', () => {
  const allowed: Record<IncidentState, Act[]> = {
    new: ['acknowledge', 'assign', 'watch', 'comment', 'close'],
    acknowledged: ['assign', 'release', 'watch', 'comment', 'close'],
    assigned: ['assign', 'release', 'watch', 'comment', 'close'],
    watching: ['assign', 'release', 'comment', 'close'],
    closed: ['comment', 'reopen'],
  }
  it.each(Object.entries(allowed))('in the state %s, where the server does not say', (state, acts) => {
    expect(ACTS.filter((act) => mayDo(incident({ state: state as IncidentState }), act))).toEqual(acts)
  })

  it('is what the server says, where it does', () => {
    const mine = incident({ acts: ['comment'] })
    expect(ACTS.filter((act) => mayDo(mine, act))).toEqual(['comment'])
  })
})

describe('what others did', () => {
  it('is all after the version that was seen, in order', () => {
    const log = [entry({ seq: 3, version: 4, act: 'close' }), entry({ seq: 1, version: 2 }), entry({ seq: 2, version: 3, act: 'watch' })]
    expect(doneSince(detail({ log }), 2).map((e) => e.act)).toEqual(['watch', 'close'])
    expect(doneSince(detail({ log }), 4)).toEqual([])
  })
})

describe('the story of an incident', () => {
  it('has alerts and people in one line of time, the alert first at the same moment', () => {
    const moments = timelineOf({
      alerts: [
        alert({ alert_id: 'a1', detected_at: '2026-11-21T07:02:00.000Z' }),
        alert({
          alert_id: 'a2', state: 'closed', detected_at: '2026-11-21T07:01:00.000Z', ended_at: '2026-11-21T07:30:00.000Z',
        }),
      ],
      log: [entry({ seq: 2, at: '2026-11-21T07:10:00.000Z', act: 'close' }), entry()],
    })
    expect(moments.map((m) => m.key)).toEqual(['+a2', '+a1', '#1', '#2', '-a2'])
  })

  it('does not tell twice that an alert came, where the log says so too', () => {
    const log = [entry({ act: 'open', alert_id: 'a1' }), entry({ seq: 2, act: 'join', alert_id: 'a9' })]
    expect(timelineOf({ alerts: [alert()], log }).map((m) => m.key)).toEqual(['+a1', '#2'])
  })

  it('does not tell the end of a fact that stays open for people', () => {
    const fact = alert({ ended_at: '2026-11-21T07:00:00.000Z' })
    expect(timelineOf({ alerts: [fact], log: [] }).map((m) => m.kind)).toEqual(['alert_opened'])
  })
})

describe('shelving', () => {
  it('offers what the incident has: unit, place and each rule', () => {
    const choices = shelfChoices(incident({ zone_id: 'Z1', rules: ['signal-lost', 'power-cut'] }))
    expect(choices.map((c) => `${c.kind} ${c.key}`)).toEqual(['unit u1', 'place Z1', 'rule signal-lost', 'rule power-cut'])
    const site = incident({ unit_id: null, about: 'place', subject: 'site:12.670,101.130', rules: [] })
    expect(shelfChoices(site)).toEqual([{ kind: 'place', key: 'site:12.670,101.130' }])
    expect(shelfChoices(incident({ unit_id: null, rules: ['emerging-site'] }))).toEqual([{ kind: 'rule', key: 'emerging-site' }])
  })

  it('holds for 7 days at most', () => {
    expect(Math.max(...SHELF_SPANS_MS)).toBe(7 * 86_400_000)
  })

  it.each([
    ['a rule always', 'rule', { urgency: 'record', severity: 'info' }, true],
    ['a unit with something immediate', 'unit', { urgency: 'immediate', severity: 'high' }, true],
    ['a unit with something critical', 'unit', { urgency: 'today', severity: 'critical' }, true],
    ['a unit with less not', 'unit', { urgency: 'today', severity: 'high' }, false],
  ] as const)('takes a second person for %s', (_, kind, part, expected) => {
    expect(needsSecond(incident(part), kind)).toBe(expected)
  })
})
