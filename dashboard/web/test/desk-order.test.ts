import { describe, expect, it } from 'vitest'
import {
  alertsInOrder, compareIncidents, firstAlertId, focusAfter, incidentSections, isAmong, isFound, isInQueue, isShelved,
} from '../src/desk/order'
import type { Incident } from '../src/desk/model'
import { CLOSED_LINGERS_MS } from '../src/queue'
import { incident } from './desk-samples'
import { alert } from './samples'

const ids = (incidents: readonly Incident[]): string[] => incidents.map((i) => i.incident_id)
const NOW_MS = Date.parse('2026-11-21T08:00:00.000Z')
const shelf = (until: string) => ({ shelf_id: 's1', until, reason: 'r' })

describe('order of incidents', () => {
  const expected = ['immediate-critical', 'old-high', 'new-high-a', 'new-high-b', 'immediate-warning', 'today-critical', 'record-critical']
  const incidents = [
    incident({ incident_id: 'record-critical', urgency: 'record', severity: 'critical' }),
    incident({ incident_id: 'today-critical', urgency: 'today', severity: 'critical' }),
    incident({ incident_id: 'new-high-b', started_at: '2026-11-21T07:30:00.000Z' }),
    incident({ incident_id: 'new-high-a', started_at: '2026-11-21T07:30:00.000Z' }),
    incident({ incident_id: 'old-high', started_at: '2026-11-21T06:00:00.000Z' }),
    incident({ incident_id: 'immediate-warning', severity: 'warning' }),
    incident({ incident_id: 'immediate-critical', severity: 'critical' }),
  ]

  it('is by urgency, then severity, then who has waited longest, then the id', () => {
    expect(ids([...incidents].sort(compareIncidents))).toEqual(expected)
    expect(ids([...incidents].reverse().sort(compareIncidents))).toEqual(expected)
  })

  it('does not change when somebody takes one on', () => {
    const taken = incidents.map((i) => (i.incident_id === 'old-high' ? { ...i, state: 'assigned' as const, version: 9 } : i))
    expect(ids([...taken].sort(compareIncidents))).toEqual(expected)
  })

  it('puts each urgency in its section, leaves empty ones out and loses none that it does not know', () => {
    const odd = incident({ incident_id: 'odd', urgency: 'someday' as Incident['urgency'] })
    const sections = incidentSections([odd, incident({ incident_id: 'i' })])
    expect(sections.map((s) => [s.urgency, ids(s.incidents)])).toEqual([['immediate', ['i']], ['record', ['odd']]])
  })
})

describe('what stands in the queue', () => {
  it.each([
    ['a new one', {}, undefined, true],
    ['one that is watched', { state: 'watching' }, undefined, true],
    ['a shelved one not', { shelf: shelf('2026-11-21T08:00:01.000Z') }, undefined, false],
    ['one whose shelf is over, by itself', { shelf: shelf('2026-11-21T08:00:00.000Z') }, undefined, true],
    ['one that closed a moment ago', { state: 'closed' }, NOW_MS - CLOSED_LINGERS_MS + 1, true],
    ['one that closed a while ago not', { state: 'closed' }, NOW_MS - CLOSED_LINGERS_MS, false],
    ['one that was closed before the page opened not', { state: 'closed' }, undefined, false],
  ] as [string, Partial<Incident>, number | undefined, boolean][])('%s', (_, part, closedAtMs, expected) => {
    expect(isInQueue(incident(part), closedAtMs, NOW_MS)).toBe(expected)
  })

  it('counts as shelved only while the shelf holds', () => {
    expect(isShelved(incident(), NOW_MS)).toBe(false)
    expect(isShelved(incident({ shelf: shelf('2026-11-21T09:00:00.000Z') }), NOW_MS)).toBe(true)
  })
})

describe('finding', () => {
  it.each([
    ['a plate without its hyphen', '701234', true],
    ['a plate with a blank', '70 1234', true],
    ['words in any order', 'ระยอง 70-12', true],
    ['another plate', '71-1234', false],
    ['nothing asked finds all', '  ', true],
  ])('%s', (_, words, expected) => {
    expect(isFound(words, ['70-1234', 'ระยอง', null, 'Off the Route'])).toBe(expected)
  })

  it.each([
    ['all', 'all', 'new', null, true], ['new ones', 'new', 'new', null, true], ['new ones only', 'new', 'watching', null, false],
    ['mine', 'mine', 'assigned', 'somchai', true], ['not another’s', 'mine', 'assigned', 'wipha', false],
  ] as const)('%s', (_, filter, state, assignee, expected) => {
    expect(isAmong(incident({ state, assignee }), filter, 'somchai')).toBe(expected)
  })

  it('gives nothing as mine while nobody knows who I am', () => {
    expect(isAmong(incident({ assignee: null }), 'mine', null)).toBe(false)
  })
})

describe('focus after the list changed', () => {
  it.each([
    ['stays on the row that moved', ['a', 'b', 'c'], ['c', 'a', 'b'], 'c', 'c'],
    ['goes to what took the place of one that left', ['a', 'b', 'c'], ['a', 'c'], 'b', 'c'],
    ['goes to the last where the last left', ['a', 'b'], ['a'], 'b', 'a'],
    ['has nowhere to go in an empty list', ['a'], [], 'a', null],
  ])('%s', (_, before, after, focused, expected) => {
    expect(focusAfter(before, after, focused)).toBe(expected)
  })
})

describe('the alert an incident is opened by', () => {
  const alerts = [
    alert({ alert_id: 'closed-critical', severity: 'critical', state: 'closed' }),
    alert({ alert_id: 'open-warning', severity: 'warning' }),
    alert({ alert_id: 'open-high' }),
  ]

  it('is the worst that is open', () => {
    expect(alertsInOrder(alerts).map((a) => a.alert_id)).toEqual(['open-high', 'open-warning', 'closed-critical'])
    const known = new Map(alerts.map((a) => [a.alert_id, a]))
    expect(firstAlertId(incident({ alert_ids: ['open-warning', 'closed-critical', 'open-high'] }), known)).toBe('open-high')
  })

  it.each([
    ['the newest of what is alike', [alert({ alert_id: 'old', detected_at: '2026-11-21T06:00:00.000Z' }), alert({ alert_id: 'new', detected_at: '2026-11-21T08:00:00.000Z' })], 'new'],
    ['the surer before the newer', [alert({ alert_id: 'sure', detected_at: '2026-11-21T06:00:00.000Z' }), alert({ alert_id: 'unsure', certainty: 'possible', detected_at: '2026-11-21T08:00:00.000Z' })], 'sure'],
    ['what has ended before what was refuted', [alert({ alert_id: 'refuted', state: 'closed', severity: 'critical', close_reason: 'late_evidence' }), alert({ alert_id: 'ended', state: 'closed' })], 'ended'],
  ])('is, as on the phone, %s', (_, own, expected) => expect(alertsInOrder(own)[0]?.alert_id).toBe(expected))

  it('is the first it names where none is known', () => {
    expect(firstAlertId(incident({ alert_ids: ['x', 'y'] }), new Map())).toBe('x')
    expect(firstAlertId(incident({ alert_ids: [] }), new Map())).toBeNull()
  })
})
