import { describe, expect, it } from 'vitest'
import { detailOver, mergeIncident, queueShows, reconcileIncidents, withoutLongClosed } from '../src/desk/known'
import type { Incident } from '../src/desk/model'
import { CLOSED_LINGERS_MS } from '../src/queue'
import { detail, entry, incident } from './desk-samples'

const known = (...incidents: Incident[]): Map<string, Incident> => new Map(incidents.map((i) => [i.incident_id, i]))

describe('what arrives over what is known', () => {
  it('never goes back to an older version', () => {
    const newer = incident({ version: 3, state: 'closed' })
    expect(mergeIncident(known(newer), incident({ version: 2 })).get('i1')).toEqual(newer)
  })

  it('keeps what one may do where the stream repeats the same version, and not for a newer one', () => {
    const mine = incident({ version: 2, acts: ['comment'] })
    expect(mergeIncident(known(mine), incident({ version: 2 })).get('i1')?.acts).toEqual(['comment'])
    expect(mergeIncident(known(mine), incident({ version: 3 })).get('i1')?.acts).toBeNull()
  })

  it('takes the list, but what came live meanwhile, what is newer and what has just closed stay', () => {
    const before = known(
      incident({ incident_id: 'gone' }), incident({ incident_id: 'live' }), incident({ incident_id: 'newer', version: 5 }),
      incident({ incident_id: 'closed', state: 'closed' }),
    )
    const listed = [incident({ incident_id: 'newer', version: 4 }), incident({ incident_id: 'listed' })]
    const after = reconcileIncidents(before, listed, new Set(['live']))
    expect([...after.keys()].sort()).toEqual(['closed', 'listed', 'live', 'newer'])
    expect(after.get('newer')?.version).toBe(5)
  })

  it('forgets what closed a while ago, and changes nothing while there is none', () => {
    const all = known(incident({ incident_id: 'open' }), incident({ incident_id: 'closed', state: 'closed', open_alerts: 0 }))
    const closedAt = new Map([['closed', 1000]])
    expect(withoutLongClosed(all, closedAt, 1000)).toBe(all)
    expect([...withoutLongClosed(all, closedAt, 1000 + CLOSED_LINGERS_MS).keys()]).toEqual(['open'])
  })

  it('does not forget what closed while the breach goes on, which is no alarm then', () => {
    const all = known(incident({ state: 'closed', open_alerts: 1 }))
    expect(withoutLongClosed(all, new Map([['i1', 1000]]), 1000 + CLOSED_LINGERS_MS)).toBe(all)
  })

  it('shows a newer state over the log that was read before', () => {
    const read = detail({ version: 2, log: [entry()] })
    expect(detailOver(read, incident({ version: 1, state: 'new' }))).toBe(read)
    expect(detailOver(read, undefined)).toBe(read)
    expect(detailOver(read, incident({ version: 2, open_alerts: 0 })).open_alerts).toBe(0)
    const over = detailOver(read, incident({ version: 3, state: 'watching' }))
    expect([over.state, over.log.length]).toEqual(['watching', 1])
  })

  it('keeps what is done first, which neither the stream nor the list says', () => {
    const read = detail({ version: 2, first_th: 'โทรหาผู้ขนส่ง', first_en: 'Call the carrier' })
    const over = detailOver(read, incident({ version: 2 }))
    expect([over.first_th, over.first_en]).toEqual(['โทรหาผู้ขนส่ง', 'Call the carrier'])
  })
})

describe('what the queue shows', () => {
  it.each([
    ['nothing yet', false, 'no', 'connecting', 'loading'],
    ['incidents once read', true, 'no', 'live', 'incidents'],
    ['alerts of a server that has no incidents', false, 'missing', 'live', 'alerts_missing'],
    ['alerts of an account that incidents are not open to', false, 'closed', 'live', 'alerts_closed'],
    ['alerts where incidents were never to be had', false, 'failed', 'offline', 'alerts_failed'],
    ['alerts where only the incidents fail', true, 'failed', 'live', 'alerts_failed'],
    ['the incidents that are known while the server is away', true, 'failed', 'offline', 'incidents'],
    ['and while it is being reached again', true, 'failed', 'connecting', 'incidents'],
  ] as const)('%s', (_, isRead, failure, connection, expected) => {
    expect(queueShows(isRead, failure, connection)).toBe(expected)
  })
})
