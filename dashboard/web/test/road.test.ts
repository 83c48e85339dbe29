import { afterEach, describe, expect, it, vi } from 'vitest'
import app from '../src/app.css?raw'
import { dueOf } from '../src/road/actBar'
import { standingOf } from '../src/road/listPage'
import { afterPending, isTimeUnheard, rebased } from '../src/road/pending'
import { Here } from '../src/road/place'
import { labelAt, projection, scaleBar } from '../src/road/sketch'
import answerCss from '../src/answer/answer.css?raw'
import css from '../src/road/road.css?raw'
import * as tables from '../src/road/texts'
import { metadataOf, nextPiece } from '../src/road/tus'
import { waitMs } from '../src/road/lane'
import {
  agoText, countdown, directionOf, geoLink, inOrder, kmBetween, kmText, mapsLink, spanText, telLink, whereText,
} from '../src/road/words'
import { aCase, act, kept } from './road-samples'

const MINUTE = 60_000
const NOW = Date.parse('2026-11-02T00:40:00Z')

describe('words', () => {
  it.each([
    ['less than a minute', 59_999, 'just now'], ['a clock that is behind', -90_000, 'just now'], ['a minute', MINUTE, '1 min ago'],
    ['an hour', 60 * MINUTE, '1 h 0 min ago'], ['a day and a half', 36 * 60 * MINUTE, '36 h 0 min ago'], ['two days', 48 * 60 * MINUTE, '2 d ago'],
  ])('says how long ago: %s', (_, ms, expected) => {
    expect(agoText(NOW - ms, NOW, 'en')).toBe(expected)
  })

  it.each([[0, '0:00'], [-5, '0:00'], [1, '0:01'], [60_000, '1:00'], [20 * MINUTE, '20:00']])('counts %i ms down as %s', (ms, expected) => {
    expect(countdown(ms)).toBe(expected)
  })

  it.each([[0, 'n'], [44, 'ne'], [359, 'n'], [180, 's'], [-90, 'w'], [337.4, 'nw']])('course %f leads %s', (course, expected) => {
    expect(directionOf(course)).toBe(expected)
  })

  it.each([[0.04, '0.0'], [3.26, '3.3'], [12.4, '12'], [1234, '1,234']])('%f km is written %s', (km, expected) => {
    expect(kmText(km)).toBe(expected)
  })

  it('measures between places', () => {
    expect(kmBetween({ lat: 12.67, lon: 101.13 }, { lat: 12.7, lon: 101.13 })).toBeCloseTo(3.336, 2)
    expect(kmBetween({ lat: 1, lon: 1 }, { lat: 1, lon: 1 })).toBe(0)
  })

  it('says where a place lies, or nothing', () => {
    const where = { lat: 1, lon: 1, near_th: 'นิคมฯ มาบตาพุด', near_en: 'Map Ta Phut', near_km: 3.3, direction: 's' as const }
    expect(whereText(where, 'en')).toBe('3.3 km south of Map Ta Phut')
    expect(whereText({ ...where, direction: null }, 'th')).toBe('ที่ นิคมฯ มาบตาพุด')
    expect(whereText({ ...where, near_th: null, near_km: null }, 'th')).toBe('')
  })

  it('leads to the phone\'s own programs', () => {
    const point = { lat: 12.67, lon: 101.13 }
    expect(geoLink(point, '70-1234 ระยอง')).toBe('geo:12.670000,101.130000?q=12.670000,101.130000(70-1234%20%E0%B8%A3%E0%B8%B0%E0%B8%A2%E0%B8%AD%E0%B8%87)')
    expect(mapsLink(point)).toBe('https://www.google.com/maps/dir/?api=1&destination=12.670000%2C101.130000')
    expect(telLink('038 123-456 ต่อ 7')).toBe('tel:0381234567')
  })

  it('is in Thai by default words', () => expect(spanText(61 * MINUTE, 'th')).toBe('1 ชม. 1 นาที'))

  it('orders cases by urgency, then by distance; what is closed or refused comes last', () => {
    const here = { lat: 12.67, lon: 101.13 }
    const truck = (lat: number) => ({ lat, lon: 101.13, at: '', speed: null, course: null })
    const cases = [
      kept('refused', null), kept('closed', aCase({ state: 'closed' })), kept('today', aCase({ urgency: 'today', truck: truck(12.67) })),
      kept('far', aCase({ truck: truck(13.9) })), kept('nowhere', aCase({ truck: null, where: null })), kept('near', aCase({ truck: truck(12.68) })),
    ]
    expect(inOrder(cases, here).map((one) => one.incident_id)).toEqual(['near', 'far', 'nowhere', 'today', 'closed', 'refused'])
  })
})

describe('what is told without signal', () => {
  const shown = aCase({ acts: ['acknowledge', 'on_the_way', 'there', 'help', 'finding'] })

  it.each([
    ['nothing', [], 'new', 'away'], ['acknowledged', ['acknowledge'], 'acknowledged', 'away'], ['on the way', ['on_the_way'], 'assigned', 'on_the_way'],
    ['there', ['on_the_way', 'there'], 'assigned', 'there'], ['gone again', ['there', 'leave'], 'acknowledged', 'away'],
  ] as const)('shows the case as it will be: %s', (_, acts, state, stay) => {
    const after = afterPending(shown, acts.map((one) => act(one)), NOW)
    expect([after.state, after.stay.state]).toEqual([state, stay])
    expect(after.acts.includes('acknowledge')).toBe(acts.length === 0)
  })

  const due_at = '2026-11-02T00:41:00.000Z'
  const there = aCase({ stay: { state: 'there', due_at, overdue_at: null, help_at: null }, acts: ['renew', 'leave', 'help', 'finding'] })

  it.each(['renew', 'finding', 'help', 'leave', 'on_the_way'] as const)('leaves the time to the centre, which has not heard yet: %s', (name) => {
    expect(afterPending(there, [act(name)], NOW).stay.due_at).toBe(due_at)
    expect(afterPending(there, [act(name)], NOW + MINUTE).stay.due_at).toBe(due_at)
  })

  it('begins no timer before the centre has heard of it', () => expect(afterPending(shown, [act('there')], NOW).stay.due_at).toBe(null))

  it.each([
    ['heard, and time is left', [], 0, 'ต้องแจ้งอีกครั้งใน 1:00', false],
    ['renewed and not heard: the time goes on', ['renew'], 30_000, 'ต้องแจ้งอีกครั้งใน 0:30 · ศูนย์ยังไม่ได้รับแจ้ง', false],
    ['renewed and not heard, the time is over', ['renew'], MINUTE, 'เลยเวลาแล้ว กรุณาแจ้งหรือโทรหาศูนย์ · ศูนย์ยังไม่ได้รับแจ้ง', true],
    ['gone and not heard: the centre still waits', ['leave'], 0, 'ต้องแจ้งอีกครั้งใน 1:00 · ศูนย์ยังไม่ได้รับแจ้ง', false],
    ['what no time goes by', ['acknowledge', 'help'], 0, 'ต้องแจ้งอีกครั้งใน 1:00', false],
  ] as const)('says how the centre\'s clock stands: %s', (_, acts, ms, words, isLate) => {
    const pending = acts.map((one) => act(one))
    expect(dueOf(afterPending(there, pending, NOW + ms).stay, isTimeUnheard(pending), NOW + ms)).toEqual({ words, isLate })
  })

  it('says that the timer begins when the centre has heard, and nothing while nobody is waited for', () => {
    expect(dueOf(afterPending(shown, [act('there')], NOW).stay, true, NOW).words).toBe('ศูนย์ยังไม่ได้รับแจ้ง จะเริ่มจับเวลาเมื่อได้รับแล้ว')
    expect(dueOf(afterPending(shown, [act('on_the_way')], NOW).stay, true, NOW).words).toBe('')
    expect(isTimeUnheard([{ ...act('renew'), refused: 'no' }])).toBe(false)
  })

  it('adds no finding to those that the centre has', () => {
    const finding = { ...act('finding'), body: { act: 'finding' as const, text: 'บ่อดิน' } }
    expect(afterPending(shown, [finding], NOW).findings).toEqual([])
  })

  it('shows nothing of what was refused, nor of another case', () => {
    expect(afterPending(shown, [{ ...act('there'), refused: 'no' }, { ...act('there'), incident_id: 'other' }], NOW)).toEqual(shown)
  })

  it('takes what waits along to the version that our own act made, and nothing else', () => {
    const waiting = [{ ...act('on_the_way'), body: { act: 'on_the_way' as const, version: 3 } }, { ...act('on_the_way'), body: { act: 'on_the_way' as const, version: 2 } }, act('finding')]
    expect(rebased(waiting, aCase({ version: 4 })).map((one) => one.body.version)).toEqual([4])
  })
})

describe('my cases', () => {
  const stay = aCase().stay
  it.each([
    ['new', aCase(), 'ยังไม่มีใครรับทราบ'], ['acknowledged', aCase({ state: 'acknowledged' }), 'รับทราบแล้ว'],
    ['mine', aCase({ state: 'assigned', assignee: 'somchai' }), 'ท่านรับเรื่องนี้อยู่'], ['another one\'s', aCase({ state: 'assigned', assignee: 'malee' }), 'malee รับเรื่องนี้อยู่'],
    ['watched', aCase({ state: 'watching' }), 'ศูนย์เฝ้าดูอยู่'], ['on the way', aCase({ stay: { ...stay, state: 'on_the_way' } }), 'ท่านกำลังเดินทางไป'],
    ['there', aCase({ state: 'assigned', assignee: 'malee', stay: { ...stay, state: 'there' } }), 'ท่านอยู่ที่จุดนี้'],
    ['closed', aCase({ state: 'closed', stay: { ...stay, state: 'there' } }), 'ศูนย์ปิดเรื่องนี้แล้ว'],
  ])('say how each stands: %s', (_, shown, words) => expect(standingOf(shown)).toBe(words))
})

describe('the place of the phone', () => {
  afterEach(() => { vi.unstubAllGlobals() })
  it.each([['granted', 1], ['prompt', 0], ['denied', 0], ['a browser that does not tell', 0]])('is followed without a tap only where that is allowed already: %s', async (state, times) => {
    const watchPosition = vi.fn()
    const permissions = { query: async () => (state.includes(' ') ? Promise.reject(new TypeError()) : { state }) }
    vi.stubGlobal('navigator', { geolocation: { watchPosition }, permissions })
    await new Here(() => undefined).followIfAllowed()
    expect(watchPosition).toHaveBeenCalledTimes(times)
  })

  it('is not asked for by a browser without permissions to look up', async () => {
    const watchPosition = vi.fn()
    vi.stubGlobal('navigator', { geolocation: { watchPosition } })
    await new Here(() => undefined).followIfAllowed()
    expect(watchPosition).not.toHaveBeenCalled()
  })
})

describe('sending', () => {
  it.each([['quick', 100, 131_072], ['steady', 9_000, 65_536], ['slow', 20_000, 32_768]])('sizes the next piece by a %s one', (_, ms, expected) => {
    expect(nextPiece(65_536, ms)).toBe(expected)
  })

  it('keeps pieces between 32 kB and 4 MB', () => {
    expect([nextPiece(32_768, 60_000), nextPiece(4_194_304, 1)]).toEqual([32_768, 4_194_304])
  })

  it.each([[1, 2_000], [2, 4_000], [5, 32_000], [9, 60_000]])('waits after %i failures %i ms', (n, ms) => expect(waitMs(n)).toBe(ms))

  it('tells names in Thai as base64 of UTF-8', () => {
    const told = metadataOf({
      incident_id: 'I', bytes: new Blob([]), name: 'ภาพ.jpg', type: 'image/jpeg', taken_at: '2026-11-02T00:00:00Z', sha256: 'ab',
      place: { lat: 12.5, lon: 101, accuracy_m: 9, at: '' },
    })
    const read = Object.fromEntries(told.split(',').map((pair) => pair.split(' ')).map(([name, coded]) => [name, new TextDecoder().decode(Uint8Array.from(atob(coded ?? ''), (letter) => letter.charCodeAt(0)))]))
    expect(read).toEqual({ sha256: 'ab', filename: 'ภาพ.jpg', filetype: 'image/jpeg', taken_at: '2026-11-02T00:00:00Z', lat: '12.5', lon: '101', accuracy_m: '9' })
  })
})

describe('the small map', () => {
  it('shows all marks, north up and to scale', () => {
    const { at, px_per_m } = projection([{ lat: 12, lon: 101 }, { lat: 12.1, lon: 101.1 }], { width: 300, height: 200 })
    const [[x1, y1], [x2, y2]] = [at({ lat: 12, lon: 101 }), at({ lat: 12.1, lon: 101.1 })]
    expect(x1 < x2 && y2 < y1 && x1 >= 0 && x2 <= 300 && y2 >= 0 && y1 <= 200).toBe(true)
    expect((y1 - y2) / px_per_m).toBeCloseTo(11_120, -2)
  })

  it('of one mark alone is no closer than some hundred metres', () => {
    expect(projection([{ lat: 12, lon: 101 }], { width: 300, height: 200 }).px_per_m).toBeLessThan(0.5)
  })

  const LONG = 'บริษัท โรงงานปรับคุณภาพของเสียรวมตัวอย่างระยอง จำกัด (มหาชน) สาขามาบตาพุด'
  it.each([[34, '70-1234'], [356, '70-1234'], [195, LONG], [34, LONG], [356, LONG]])('a label at %i px stays within the drawing: %s', (x, label) => {
    const { dx, anchor, words } = labelAt(x, label, 390)
    const width = words.replace(/\p{M}/gu, '').length * 8
    const [left, right] = anchor === 'start' ? [x + dx, x + dx + width] : [x + dx - width, x + dx]
    expect(left >= 0 && right <= 390).toBe(true)
    expect(words === label).toBe(label !== LONG)
    expect(words).not.toMatch(/^…$/)
  })

  it('has a bar of a round length', () => expect(scaleBar(0.02, 100)).toEqual({ m: 5_000, px: 100 }))
})

describe('the page of the phone', () => {
  const named = Object.entries(tables).flatMap(([table, texts]) => Object.entries(texts).map(([key, text]): [string, tables.Text] => [`${table}.${key}`, text]))

  it.each(named.filter(([name]) => name !== 'texts.other'))('%s is there in both languages, with the same blanks to fill', (_, { th, en }) => {
    expect(th).toMatch(/[\u0e01-\u0e4f]/)
    expect(en).not.toMatch(/[\u0e00-\u0e7f]/)
    expect(th).not.toMatch(/[\u0e50-\u0e59]/)
    const blanks = (words: string): string[] => (words.match(/\{\w+\}/g) ?? []).sort()
    expect(blanks(th)).toEqual(blanks(en))
  })

  it('has the colours of the dark theme and no other, and the page for answers those of the light one besides', () => {
    const tokens = (text: string): Map<string, string> => new Map([...(text.slice(text.indexOf(':root {')).split('}')[0] ?? '').matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((one) => [one[1] ?? '', one[2] ?? '']))
    const dark = tokens(app)
    expect([...tokens(css)].filter(([name, value]) => dark.get(name) !== value)).toEqual([])
    const light = tokens(app.slice(app.indexOf(":root[data-theme='light'] {") + 1).replace(/^root\[[^{]*/, ':root '))
    expect([...tokens(answerCss)].filter(([name, value]) => light.get(name) !== value)).toEqual([])
    expect([...tokens(answerCss).keys()]).toEqual([...tokens(css).keys()])
    expect((css.split('}').slice(1).join('}').match(/#[0-9a-f]{3,6}\b/g) ?? [])).toEqual([])
  })
})
