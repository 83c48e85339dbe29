import { describe, expect, it } from 'vitest'
import { CLOSED_LINGERS_MS, compareAlerts, neighbour, sectionsOf, severityLevel } from '../src/queue'
import type { Alert } from '../src/model'
import { alert } from './samples'

const ids = (alerts: Alert[]): string[] => alerts.map((a) => a.alert_id)

describe('order of the queue', () => {
  it('is by urgency, then severity, then the newest, then the id', () => {
    const alerts = [
      alert({ alert_id: 'record-critical', urgency: 'record', severity: 'critical' }),
      alert({ alert_id: 'today-critical', urgency: 'today', severity: 'critical' }),
      alert({ alert_id: 'old-high', detected_at: '2026-11-21T06:00:00.000Z' }),
      alert({ alert_id: 'new-high-b', detected_at: '2026-11-21T08:00:00.000Z' }),
      alert({ alert_id: 'new-high-a', detected_at: '2026-11-21T08:00:00.000Z' }),
      alert({ alert_id: 'immediate-warning', severity: 'warning' }),
      alert({ alert_id: 'immediate-critical', severity: 'critical' }),
    ]
    const expected = [
      'immediate-critical', 'new-high-a', 'new-high-b', 'old-high', 'immediate-warning', 'today-critical', 'record-critical',
    ]
    expect(ids([...alerts].sort(compareAlerts))).toEqual(expected)
    expect(ids([...alerts].reverse().sort(compareAlerts))).toEqual(expected)
  })

  it('puts each urgency in its section and leaves empty ones out', () => {
    const sections = sectionsOf([alert({ alert_id: 'r', urgency: 'record' }), alert({ alert_id: 'i' })], new Map(), 0)
    expect(sections.map((s) => [s.urgency, ids(s.alerts)])).toEqual([['immediate', ['i']], ['record', ['r']]])
  })

  it('does not lose an alert of an urgency that it does not know', () => {
    const odd = alert({ urgency: 'someday' as Alert['urgency'] })
    expect(sectionsOf([odd], new Map(), 0).flatMap((s) => s.alerts)).toEqual([odd])
  })

  it('shows what closed for a while, and not what was closed before the page opened', () => {
    const closed = alert({ state: 'closed' })
    const at = new Map([['a1', 1000]])
    expect(sectionsOf([closed], at, 1000 + CLOSED_LINGERS_MS - 1)).toHaveLength(1)
    expect(sectionsOf([closed], at, 1000 + CLOSED_LINGERS_MS)).toHaveLength(0)
    expect(sectionsOf([closed], new Map(), 1000)).toHaveLength(0)
  })

  it('counts severity from one to four', () => {
    expect((['info', 'warning', 'high', 'critical'] as const).map(severityLevel)).toEqual([1, 2, 3, 4])
  })
})

describe('moving in the queue', () => {
  const order = ['a', 'b', 'c']
  it.each([
    ['nothing chosen begins at the top', null, 1, 'a'],
    ['one that left begins at the top', 'gone', -1, 'a'],
    ['down', 'a', 1, 'b'],
    ['up', 'b', -1, 'a'],
    ['stays at the end', 'c', 1, 'c'],
    ['stays at the top', 'a', -1, 'a'],
  ] as const)('%s', (_, current, step, expected) => {
    expect(neighbour(order, current, step)).toBe(expected)
  })

  it('has nowhere to go in an empty queue', () => {
    expect(neighbour([], null, 1)).toBeNull()
  })
})
