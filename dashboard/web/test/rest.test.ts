import { describe, expect, it } from 'vitest'
import { addressOf, readAddress, writeAddress } from '../src/address'
import { evidenceRows } from '../src/evidence'
import { findFleet, plain } from '../src/fleet'
import { pauseMs } from '../src/live/line'
import { middle, Numbers, placeAlertFeatures, pulsingUnits, shortName, unitFeature, zoneFeatures } from '../src/map/features'
import { difference } from '../src/map/feeder'
import type { Look } from '../src/look'
import type { ZoneFeature } from '../src/model'
import { whomOf } from '../src/words'
import { alert, unit } from './samples'

describe('the address', () => {
  it.each([
    ['nothing said is Thai', '', null, 'th'],
    ['what was chosen before', '', 'en', 'en'],
    ['the address wins', '?lang=th', 'en', 'th'],
    ['an unknown language is Thai', '?lang=fr', null, 'th'],
  ])('%s', (_, search, remembered, lang) => {
    expect(readAddress(search, remembered).lang).toBe(lang)
  })

  it('keeps what it does not know, and comes back as it was written', () => {
    const search = writeAddress('?test=1', 'en', 'a/1 ก')
    expect(readAddress(search, null)).toEqual({ lang: 'en', view: 'live', alertId: 'a/1 ก', isTest: true })
    expect(writeAddress(search, 'th', null)).toBe('?test=1')
  })
})

describe('the address of another page', () => {
  it('keeps the language and the desk, and nothing else of the page before', () => {
    expect(addressOf('?lang=en&alert=a&test=1', 'trip', { trip: 'ท/1' })).toBe('?view=trip&lang=en&test=1&trip=%E0%B8%97%2F1')
    expect(addressOf('?view=trip&trip=1&desk=east', 'live')).toBe('?desk=east')
    expect(readAddress(addressOf('', 'numbers'), null).view).toBe('numbers')
  })
})

describe('whom an alert concerns', () => {
  it.each([
    ['a truck by its plate', { plate: '70-1234', vendor: null }, '70-1234', '70-1234'],
    ['a vendor as such, not by a bare number', { plate: null, unit_id: null, vendor: '120' }, 'ผู้ให้บริการ GPS 120', 'GPS vendor 120'],
    ['a device where no truck is known', { plate: null, unit_id: 'U1', vendor: null }, 'U1', 'U1'],
  ])('%s', (_, values, th, en) => {
    const one = { ...alert(), ...values }
    expect([whomOf(one, 'th'), whomOf(one, 'en')]).toEqual([th, en])
  })
})

describe('evidence', () => {
  const THAI = { timezone: 'Asia/Bangkok', calendar: 'buddhist', lang: 'th' } as const
  it('makes units part of the values', () => {
    const rows = evidenceRows({
      corridor_m: 300, minutes: 14.3, silence_s: 492, off_corridor_min: 5, max_speed_kmh: 82.31, weigh_out_t: 12.345, last_ping_at: '2026-11-21T07:31:09.000Z',
      parked: true, zones: ['Z-1', 'Z-2'], nothing: null,
    }, THAI)
    expect(rows.map((row) => [row.key, row.value])).toEqual([
      ['corridor_m', '300 ม.'], ['minutes', '14 นาที 18 วินาที'], ['off_corridor_min', '5 นาที'], ['weigh_out_t', '12.3 ตัน'],
      ['silence_s', '8 นาที 12 วินาที'], ['max_speed_kmh', '82.3 กม./ชม.'], ['last_ping_at', '21 พ.ย. 2569 14:31:09 น.'], ['parked', 'ใช่'], ['zones', 'Z-1, Z-2'],
    ])
  })
  it('gives places their names, days the calendar, codes their words, shares their percent', () => {
    const rows = evidenceRows({ permitted_zone_ids: ['Z-1'], fault: 'expired', valid_to: '2025-12-31', share: 0.3, critical_share: 0.1 }, THAI, (id) => `ชื่อ ${id}`)
    expect(rows.map((row) => row.value)).toEqual(['ชื่อ Z-1', 'หมดอายุแล้ว', '31 ธ.ค. 2568', '30 %', '10 %'])
  })
  it('names a key that it knows, and an unknown one by its own words', () => {
    expect(evidenceRows({ corridor_m: 1, odd_thing_m: 2 }, { ...THAI, lang: 'en' }).map((row) => row.label)).toEqual(['Permitted distance from the route', 'Odd thing'])
  })
  it('puts together what belongs together, however the database ordered it', () => {
    const keys = (values: Record<string, number>) => evidenceRows(values, THAI).map((row) => row.key)
    expect(keys({ high_min: 15, warning_min: 5, critical_min: 30 })).toEqual(['warning_min', 'high_min', 'critical_min'])
    expect(keys({ max_min: 10, min_min: 2, radius_m: 50 })).toEqual(['radius_m', 'min_min', 'max_min'])
  })
  it('is empty when there is none', () => {
    expect(evidenceRows(undefined, THAI)).toEqual([])
  })
})

describe('the list of trucks', () => {
  it.each([['70 1234', '701234'], ['๗๐-๑๒๓๔', '701234'], ['Ab.C', 'abc']])('%s is searched as %s', (words, expected) => {
    expect(plain(words)).toBe(expected)
  })
  it('finds by plate without hyphens and puts first what matters most', () => {
    const units = [unit({ unit_id: 'a', plate: '70-9999' }), unit({ unit_id: 'b', urgency: 'today', state: 'silent' }), unit({ unit_id: 'c', plate: '83-1' })]
    const nowMs = Date.parse('2026-11-21T07:00:30Z')
    const ids = (words: string, only: Look | null, most = 9) => findFleet(units, words, only, nowMs, most).shown.map((u) => u.unit_id)
    expect(ids('', null)).toEqual(['b', 'a', 'c'])
    expect(ids('709999', null)).toEqual(['a'])
    expect(ids('', 'today')).toEqual(['b'])
    expect(ids('', null, 2)).toEqual(['b', 'a'])
    expect(findFleet(units, '', null, nowMs, 1).all).toBe(3)
  })
})

describe('pauses before the next try', () => {
  it('double up to half a minute, with some chance in them', () => {
    expect([0, 1, 2, 3, 4, 5, 50].map((n) => pauseMs(n, 0))).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
    expect(pauseMs(5, 1)).toBe(22_500)
  })
})

describe('features', () => {
  const numbers = new Numbers()
  it('turns what drives and leaves what stands', () => {
    expect(unitFeature(unit(), numbers).properties?.['course']).toBe(90)
    expect(unitFeature(unit({ state: 'parked' }), numbers).properties?.['course']).toBe(0)
    expect(unitFeature(unit({ course: null }), numbers).properties?.['course']).toBe(0)
  })
  it('keeps one number for one unit', () => {
    expect(numbers.of('x')).toBe(numbers.of('x'))
    expect(numbers.of('x')).not.toBe(numbers.of('y'))
  })
  it('puts an alert on the map by itself only where no truck carries it', () => {
    const units = new Map([['u1', unit()]])
    const alerts = [alert(), alert({ alert_id: 'b', unit_id: null }), alert({ alert_id: 'c', unit_id: 'unknown', lat: null }), alert({ alert_id: 'd', unit_id: 'unknown', state: 'closed' })]
    expect(placeAlertFeatures(alerts, units, numbers).map((f) => f.properties?.['alert_id'])).toEqual(['b'])
  })
  it('lets only the twenty newest immediate alerts pulse', () => {
    const units = new Map(Array.from({ length: 30 }, (_, n) => [`u${n}`, unit({ unit_id: `u${n}`, urgency: n === 0 ? 'today' : 'immediate' })]))
    const alerts = [...units.keys()].map((id, n) => alert({ alert_id: id, unit_id: id, detected_at: new Date(n * 1000).toISOString() }))
    const pulsing = pulsingUnits(alerts, units)
    expect(pulsing).toHaveLength(20)
    expect(pulsing[0]).toBe('u29')
    expect(pulsing).not.toContain('u0')
  })
  it.each([
    ['นิคมอุตสาหกรรมมาบตาพุด', 'มาบตาพุด'], ['Map Ta Phut Industrial Estate', 'Map Ta Phut'], ['นิคมอุตสาหกรรม', 'นิคมอุตสาหกรรม'], ['โรงงาน ก', 'โรงงาน ก'],
  ])('%s is short as %s', (name, short) => {
    expect(shortName(name)).toBe(short)
  })
  it('makes a circle of a point with a radius, and a label point in the largest part', () => {
    const point: ZoneFeature = {
      type: 'Feature', properties: { zone_id: 'z', kind: 'generator', name_th: null, name_en: null, radius_m: 500 },
      geometry: { type: 'Point', coordinates: [101, 13] },
    }
    const { areas, points } = zoneFeatures([point])
    const ring = (areas[0]?.geometry as GeoJSON.Polygon).coordinates[0] ?? []
    expect(ring[0]).toEqual(ring[ring.length - 1])
    expect((Math.max(...ring.map((p) => p[1] ?? 0)) - 13) * 111_195).toBeCloseTo(500, 0)
    expect(points[0]?.properties?.['name_th']).toBe('z')
    expect(middle({ ...point, geometry: { type: 'MultiPolygon', coordinates: [[[[0, 0], [1, 0], [1, 1], [0, 0]]], [[[10, 10], [14, 10], [14, 14], [10, 10]]]] } })).toEqual([12, 12])
  })
})

describe('what is sent to the map', () => {
  const of = (count: number, lat: number) => new Map(Array.from({ length: count }, (_, n) => [n, unitFeature(unit({ unit_id: `u${n}`, lat }), new Numbers())]))
  it('is the difference when few of many changed', () => {
    const before = of(400, 13)
    const after = new Map(before).set(5, unitFeature(unit({ lat: 14 }), new Numbers()))
    after.delete(7)
    expect(difference(before, after)).toEqual({ add: [after.get(5)], remove: [7] })
  })
  it('is everything when many changed, or there are few', () => {
    expect(difference(of(400, 13), of(400, 14))).toBeNull()
    expect(difference(of(10, 13), of(10, 13))).toBeNull()
  })
})
