import { describe, expect, it, vi } from 'vitest'
import { countLooks, type Look, LOOKS, lookOf, weightOf } from '../src/look'
import { Features, MOST_ALONE } from '../src/map/crowd'
import { endFeatures } from '../src/map/features'
import { canSplit, stackAt } from '../src/map/hits'
import { badges, lookColours, truckShapes } from '../src/map/marks'
import { Pacer } from '../src/map/pacer'
import { palettes } from '../src/map/palette'
import { boundsOf, fitted, isClosest, marksOf, moved, pathOf, placed, transformOf, zoomed } from '../src/map/sketch'
import { mapStyle } from '../src/map/style'
import { hiddenKinds, readHidden, SWITCHES, visibilities, writeHidden } from '../src/map/switches'
import { lookTexts, mapTexts, switchTexts } from '../src/map/texts'
import type { Permit, Unit, ZoneFeature } from '../src/model'
import type { Text } from '../src/texts'
import { alert, unit } from './samples'

const NOW = Date.parse('2026-11-21T07:00:30.000Z')

describe('what matters about a truck', () => {
  const CASES: [string, Partial<Unit>, Look][] = [
    ['on a trip and heard of', { trip_id: 'T1' }, 'on_route'],
    ['without a trip', {}, 'free'],
    ['an alert comes before all else', { urgency: 'immediate', state: 'silent', trip_id: 'T1' }, 'immediate'],
    ['an alert for today', { urgency: 'today' }, 'today'],
    ['an urgency that is not known yet is not lost', { urgency: 'sometime' as never }, 'record'],
    ['silent comes before the trip', { state: 'silent', trip_id: 'T1' }, 'silent'],
    ['three minutes without a position', { utc_ts: '2026-11-21T06:57:29.000Z', trip_id: 'T1' }, 'late'],
    ['not quite three minutes', { utc_ts: '2026-11-21T06:57:31.000Z', trip_id: 'T1' }, 'on_route'],
    ['a parked truck may rest', { utc_ts: '2026-11-21T06:00:00.000Z', state: 'parked' }, 'free'],
  ]
  it.each(CASES)('%s', (_, part, look) => {
    expect(lookOf(unit(part), NOW)).toBe(look)
  })

  it('is counted, each truck once', () => {
    const counts = countLooks(CASES.map(([, part]) => unit(part)), NOW)
    expect(Object.values(counts).reduce((a, b) => a + b)).toBe(CASES.length)
    expect(counts.free).toBe(2)
  })

  it('has a colour and a word for every look, and a badge for all but the usual ones', () => {
    for (const look of LOOKS) expect(palettes.dark[lookColours[look]]).toMatch(/^#/)
    expect(Object.keys(lookTexts)).toEqual([...LOOKS])
    expect(Object.keys(badges)).toEqual(LOOKS.filter((look) => look !== 'free' && look !== 'on_route'))
    expect(new Set(Object.values(truckShapes)).size).toBe(5)
  })
})

describe('the words of the map', () => {
  const named = Object.entries({ ...lookTexts, ...switchTexts, ...mapTexts } as Record<string, Text>)
  it.each(named)('%s is there in both languages, with the same blanks', (_, { th, en }) => {
    expect(th).toMatch(/[\u0e00-\u0e7f]/)
    expect(en).not.toMatch(/[\u0e00-\u0e7f]/)
    const blanks = (words: string): string[] => (words.match(/\{\w+\}/g) ?? []).sort()
    expect(blanks(th)).toEqual(blanks(en))
  })
})

describe('trucks that stand alone', () => {
  const fleet = (count: number, urgency: Unit['urgency']): Map<string, Unit> =>
    new Map(Array.from({ length: count }, (_, n) => [`u${n}`, unit({ unit_id: `u${n}`, urgency })]))

  it('are those in immediate alarm; all others may be grouped', () => {
    const units = new Map([...fleet(3, 'immediate'), ['x', unit({ unit_id: 'x', urgency: 'today' })]])
    const parted = new Features().part(units, [], NOW)
    expect([parted.alone.size, parted.grouped.size, parted.urgentStandAlone]).toEqual([3, 1, true])
  })

  it('are grouped too where there are too many, and lend the group their weight', () => {
    const parted = new Features().part(fleet(MOST_ALONE + 1, 'immediate'), [], NOW)
    expect([parted.alone.size, parted.grouped.size, parted.urgentStandAlone]).toEqual([0, MOST_ALONE + 1, false])
    expect([...parted.grouped.values()][0]?.properties?.['worst']).toBe(weightOf('immediate'))
  })

  it('keep their feature while nothing changes, and get a new one when time makes them late', () => {
    const features = new Features()
    const units = fleet(1, null)
    const first = [...features.part(units, [], NOW).grouped.values()][0]
    expect([...features.part(units, [], NOW + 1000).grouped.values()][0]).toBe(first)
    expect([...features.part(units, [], NOW + 600_000).grouped.values()][0]?.properties?.['look']).toBe('late')
  })

  it('leave room for alerts that no truck carries', () => {
    const parted = new Features().part(new Map(), [alert({ unit_id: null })], NOW)
    expect([...parted.alone.values()][0]?.properties).toMatchObject({ state: 'place', look: 'immediate' })
  })
})

describe('the style', () => {
  vi.stubGlobal('document', { baseURI: 'http://centre.example/' })
  const style = mapStyle('th', palettes.dark)

  it('has no layer twice, and a source for each', () => {
    const ids = style.layers.map((layer) => layer.id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const layer of style.layers) if ('source' in layer) expect(style.sources).toHaveProperty(layer.source)
  })

  it('writes the chosen plate before all others, whatever stands there', () => {
    const symbols = style.layers.filter((layer) => layer.type === 'symbol')
    const last = symbols.at(-1)
    expect([last?.id, last?.layout?.['text-allow-overlap']]).toEqual(['chosen-plate', true])
  })

  it('asks nothing of another host', () => {
    for (const url of JSON.stringify(style).match(/https?:[^"]+/g) ?? []) expect(url).toMatch(/^http:\/\/centre\.example\//)
    expect(style).not.toHaveProperty('glyphs')
  })

  it('keeps the greatest weight of a group', () => {
    expect(style.sources['units']).toMatchObject({ cluster: true, clusterProperties: { worst: ['max', ['get', 'worst']] } })
  })

  it('has every layer that a switch names', () => {
    const ids = new Set(style.layers.map((layer) => layer.id))
    expect(visibilities(new Set()).map(([layer]) => layer).filter((layer) => !ids.has(layer))).toEqual([])
  })
})

describe('switches', () => {
  it.each([
    ['nothing in the address shows all', '', []],
    ['what is hidden', 'hide=rivers,plates', ['rivers', 'plates']],
    ['an unknown word counts for nothing', 'hide=rivers,moon', ['rivers']],
  ])('%s', (_, query, hidden) => {
    expect([...readHidden(new URLSearchParams(query))]).toEqual(hidden)
  })

  it('come back from the address as they were', () => {
    const hidden = new Set([...SWITCHES])
    expect(readHidden(new URLSearchParams({ hide: writeHidden(hidden) ?? '' }))).toEqual(hidden)
    expect(writeHidden(new Set())).toBeNull()
  })

  it('hide layers, and zones by their kind', () => {
    const hidden = new Set(['rivers', 'services'] as const)
    expect(visibilities(hidden).filter(([, isShown]) => !isShown)).toEqual([['rivers', false]])
    expect(hiddenKinds(hidden)).toEqual(new Set(['rest_area', 'fuel', 'weigh_station', 'depot']))
  })
})

describe('a click', () => {
  const marks = [{ id: 'a', x: 10, y: 10 }, { id: 'b', x: 14, y: 10 }, { id: 'c', x: 30, y: 10 }]
  it.each([
    ['takes what lies upon each other together, the nearest first', { x: 15, y: 10 }, ['b', 'a']],
    ['leaves out what lies beside', { x: 29, y: 10 }, ['c']],
  ])('%s', (_, at, ids) => {
    expect(stackAt(marks, at).map((mark) => mark.id)).toEqual(ids)
  })
  it('on nothing is nothing', () => {
    expect(stackAt([], { x: 0, y: 0 })).toEqual([])
  })
  it.each([
    ['some metres apart cannot be split', [[101, 13], [101.00001, 13]], false],
    ['a street apart can', [[101, 13], [101.002, 13]], true],
  ] as const)('%s', (_, places, expected) => {
    expect(canSplit(places.map(([lon, lat]) => [lon, lat]))).toBe(expected)
  })
})

describe('pace', () => {
  it('runs at once, then at most once in its time, and never for nothing', () => {
    vi.useFakeTimers()
    const run = vi.fn()
    const pacer = new Pacer(1000, run)
    pacer.wish()
    expect(run).toHaveBeenCalledTimes(1)
    for (let n = 0; n < 50; n++) pacer.wish()
    expect(run).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(1000)
    expect(run).toHaveBeenCalledTimes(2)
    vi.advanceTimersByTime(10_000)
    expect(run).toHaveBeenCalledTimes(2)
    pacer.wish()
    pacer.wish()
    pacer.stop()
    vi.advanceTimersByTime(10_000)
    expect(run).toHaveBeenCalledTimes(3)
    vi.useRealTimers()
  })
})

describe('the ends of a trip', () => {
  const zone = (zone_id: string, lon: number): [string, ZoneFeature] => [zone_id, {
    type: 'Feature', properties: { zone_id, kind: 'generator', name_th: zone_id, name_en: null },
    geometry: { type: 'Point', coordinates: [lon, 13] },
  }]
  const zones = new Map([zone('G', 100), zone('P', 101), zone('Q', 102)])
  const permit = {
    generator: { zone_id: 'G' }, items: [{ processor: { zone_id: 'P' } }, { processor: { zone_id: 'P' } }], routes: [],
  } as unknown as Permit
  const trip = { origin_zone_id: 'P', destination_zone_ids: ['Q', 'gone'] } as never
  const seen = (of: ReturnType<typeof endFeatures>): string[] => of.map((f) => `${f.properties?.['end']} ${f.properties?.['name_th']}`)
  it('are those of the permit, each place once', () => {
    expect(seen(endFeatures(permit, null, zones))).toEqual(['origin G', 'destination P'])
    expect(endFeatures(permit, null, zones).map((f) => f.properties?.['zone_id'])).toEqual(['G', 'P'])
  })
  it('are those of the trip where it says them, as far as they are known', () => {
    expect(seen(endFeatures(permit, trip, zones))).toEqual(['origin P', 'destination Q'])
  })
  it('are none without either', () => {
    expect(endFeatures(null, null, zones)).toEqual([])
  })
})

describe('the sketch', () => {
  const size = { width: 800, height: 600 }
  const view = fitted([100, 12, 102, 14], size)

  it('puts the middle in the middle, north up', () => {
    expect(placed(view, size, [101, 13])).toEqual({ x: 400, y: 300 })
    expect(placed(view, size, [101, 13.1]).y).toBeLessThan(300)
  })
  it('shows all of the box that it is fitted to', () => {
    const [west, south, east, north] = boundsOf(view, size)
    expect(west <= 100 && south <= 12 && east >= 102 && north >= 14).toBe(true)
  })
  it('moves and zooms within its limits', () => {
    expect(placed(moved(view, 80, 0), size, [101, 13]).x).toBeCloseTo(320, 6)
    expect(zoomed(view, 1).px_per_degree).toBe(2 * view.px_per_degree)
    expect(isClosest(zoomed(view, 50))).toBe(true)
  })
  it('groups what falls into one square, by its gravest, and leaves out what is out of sight', () => {
    const units = [
      unit({ unit_id: 'a' }), unit({ unit_id: 'b', urgency: 'today' }), unit({ unit_id: 'far', lon: 90 }),
      unit({ unit_id: 'c', lon: 101.5, urgency: 'immediate' }),
    ]
    const marks = marksOf(units, NOW, view, size)
    expect(marks.map((mark) => [mark.unitIds, mark.look, mark.unit?.unit_id ?? null])).toEqual([[['a', 'b'], 'today', null], [['c'], 'immediate', 'c']])
  })
  it('draws ten thousand trucks with as many marks as there are squares', () => {
    const units = Array.from({ length: 10_000 }, (_, n) => unit({ unit_id: `u${n}`, lon: 100 + (n % 100) / 50, lat: 12 + n / 5000 }))
    expect(marksOf(units, NOW, view, size).length).toBeLessThanOrEqual((800 / 30 + 2) * (600 / 30 + 2))
  })
  it('draws its paths where it puts its places', () => {
    const [, x = '0', y = '0'] = /M(-?[\d.]+) (-?[\d.]+)/.exec(pathOf({ type: 'LineString', coordinates: [[101, 13], [102, 14]] })) ?? []
    const [, dx = '0', dy = '0', scale = '1'] = /translate\((\S+) (\S+)\) scale\((\S+)\)/.exec(transformOf(view, size)) ?? []
    expect(Number(dx) + Number(x) * Number(scale)).toBeCloseTo(400, 0)
    expect(Number(dy) + Number(y) * Number(scale)).toBeCloseTo(300, 0)
    expect(pathOf({ type: 'Polygon', coordinates: [[[1, 1], [2, 1], [2, 2], [1, 1]]] })).toMatch(/z$/)
  })
})
