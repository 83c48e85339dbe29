import { describe, expect, it, vi } from 'vitest'
import { hand } from '../src/live'
import { GONE_AFTER_MS, Hub, type ToTab, UNITS_EVERY_MS } from '../src/live/hub'
import type { LineEvents } from '../src/live/line'
import { Reader } from '../src/live/sse'
import { hubName, wayOf } from '../src/live/ways'
import { unit } from './samples'

describe('reading events', () => {
  const STREAM = 'retry: 2000\n\nid: 1-2.3\nevent: unit\ndata: [1]\n\n: still here\n\nid: 1-4.3\nevent: alert\ndata: {"a":\ndata: 1}\n\ndata: x\n\n'
  const WHOLE = [
    { id: '1-2.3', name: 'unit', data: '[1]' }, { id: '1-4.3', name: 'alert', data: '{"a":\n1}' }, { id: '1-4.3', name: 'message', data: 'x' },
  ]
  it.each([1, 2, 3, 7, 1000])('is the same in pieces of %d', (size) => {
    for (const text of [STREAM, STREAM.replaceAll('\n', '\r\n'), STREAM.replaceAll('\n', '\r')]) {
      const reader = new Reader()
      const found = []
      for (let at = 0; at < text.length; at += size) found.push(...reader.take(text.slice(at, at + size)))
      expect([...found, ...reader.take('\n')]).toEqual(WHOLE)
    }
  })
})

describe('the hub', () => {
  function made(): { hub: Hub<string>; line: LineEvents; told: Record<string, ToTab[]>; say: (port: string, isSeen?: boolean) => void; pass: (ms: number) => void } {
    vi.useFakeTimers({ now: 0 })
    let line: LineEvents | undefined
    const hub = new Hub<string>((events) => { line = events; return { close: () => undefined } }, () => Date.now())
    const told: Record<string, ToTab[]> = {}
    const say = (port: string, isSeen = true): void =>
      hub.take(port, (message) => (told[port] ??= []).push(message), { kind: 'here', isSeen })
    if (!line) throw new Error('no line')
    return { hub, line, told, say, pass: (ms) => void vi.advanceTimersByTime(ms) }
  }
  const units = (...ids: string[]): { id: null; name: string; data: string } =>
    ({ id: null, name: 'unit', data: JSON.stringify(ids.map((unit_id) => unit({ unit_id }))) })
  const live = (line: LineEvents): void => { line.connection('live'); line.begun() }
  const seen = (messages: ToTab[] | undefined): string[] => (messages ?? []).map((m) =>
    m.kind === 'units' ? `${m.isSnapshot ? 'all' : 'some'} ${m.units.map((u) => u.unit_id).join(' ')}` : m.kind === 'told' ? m.name : m.kind === 'connection' ? m.state : m.kind)

  it('gives one who comes late all that the others know', () => {
    const { hub, line, told, say, pass } = made()
    say('a')
    live(line)
    line.message(units('u1', 'u2'))
    line.message({ id: null, name: 'clock', data: '{}' })
    pass(UNITS_EVERY_MS)
    say('b')
    expect(seen(told['a'])).toEqual(['connecting', 'live', 'begun', 'clock', 'all u1 u2'])
    expect(seen(told['b'])).toEqual(['live', 'begun', 'all u1 u2', 'clock'])
    hub.close()
  })

  it('batches what changes to one message a second, the newest of each', () => {
    const { hub, line, told, say, pass } = made()
    say('a')
    live(line)
    line.message(units('u1', 'u2'))
    pass(UNITS_EVERY_MS)
    line.message(units('u1'))
    line.message(units('u1'))
    line.message(units('u2'))
    pass(UNITS_EVERY_MS - 1)
    expect(seen(told['a']).at(-1)).toBe('all u1 u2')
    pass(1)
    pass(5 * UNITS_EVERY_MS)
    expect(seen(told['a']).slice(-2)).toEqual(['all u1 u2', 'some u1 u2'])
    hub.close()
  })

  it('lets units wait for a tab that is not looked at, but nothing else', () => {
    const { hub, line, told, say, pass } = made()
    say('a')
    live(line)
    line.message(units('u1', 'u2'))
    pass(UNITS_EVERY_MS)
    say('a', false)
    line.message(units('u2'))
    line.message({ id: null, name: 'alert', data: '{}' })
    pass(10 * UNITS_EVERY_MS)
    expect(seen(told['a']).slice(-2)).toEqual(['live', 'alert'])
    say('a')
    expect(seen(told['a']).at(-1)).toBe('some u2')
    hub.close()
  })

  it('lets all be read again when a stream begins, also by who came while there was none', () => {
    const { hub, line, told, say, pass } = made()
    say('a')
    live(line)
    line.message(units('u1', 'u2'))
    pass(UNITS_EVERY_MS)
    line.connection('offline')
    say('b')
    live(line)
    line.message(units('u1'))
    pass(UNITS_EVERY_MS)
    expect(seen(told['a']).slice(-4)).toEqual(['offline', 'live', 'begun', 'all u1'])
    expect(seen(told['b']).slice(-3)).toEqual(['live', 'begun', 'all u1'])
    hub.close()
  })

  it('forgets who says that it goes, and who has not been heard of', () => {
    const { hub, say, pass } = made()
    say('a')
    say('b')
    hub.take('a', () => undefined, { kind: 'gone' })
    expect(hub.size).toBe(1)
    pass(GONE_AFTER_MS - UNITS_EVERY_MS)
    say('b')
    pass(GONE_AFTER_MS)
    expect(hub.size).toBe(1)
    pass(2 * UNITS_EVERY_MS)
    expect(hub.size).toBe(0)
    hub.close()
    vi.useRealTimers()
  })
})

describe('the way to the hub', () => {
  it.each([
    ['a shared worker where there is one', true, true, true, 'worker'],
    ['else one tab leads', false, true, true, 'leader'],
    ['else each has its own', false, true, false, 'own'],
    ['without locks each has its own', false, false, true, 'own'],
  ])('%s', (_, sharedWorker, locks, channel, way) => {
    expect(wayOf({ sharedWorker, locks, channel })).toBe(way)
  })
})

describe('whose hub it is', () => {
  it.each([
    ['another person has another', 'http://a/live', 'สมชาย', false],
    ['another dashboard has another', 'http://b/live', 'ก#1', false],
    ['the same has the same', 'http://a/live', 'ก#1', true],
  ])('%s', (_, url, who, isSame) => {
    expect(hubName(url, who) === hubName('http://a/live', 'ก#1')).toBe(isSame)
  })
})

describe('what is told', () => {
  it('comes to the handler that it is for, and a name of a later version to none', () => {
    const calls: string[] = []
    const note = (name: string) => () => void calls.push(name)
    const handlers = {
      connection: note('connection'), restarted: note('restarted'), units: note('units'), trip: note('trip'), alert: note('alert'),
      incident: note('incident'), clock: note('clock'),
    }
    const messages: ToTab[] = [
      { kind: 'connection', state: 'live' }, { kind: 'begun' }, { kind: 'units', units: [], isSnapshot: true },
      ...['trip', 'alert', 'incident', 'clock', 'moon'].map((name): ToTab => ({ kind: 'told', name, data: {} })),
    ]
    for (const message of messages) hand(message, handlers)
    expect(calls).toEqual(['connection', 'restarted', 'units', 'trip', 'alert', 'incident', 'clock'])
  })
})
