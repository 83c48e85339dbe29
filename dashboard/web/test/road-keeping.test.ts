import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { KeptAct, KeptCase, KeptFile, Spot } from '../src/road/model'
import { Outbox } from '../src/road/outbox'
import { nextAct } from '../src/road/pending'
import { Here, PATIENCE_MS } from '../src/road/place'
import { addPlace, isPlacing, PLACING_MS } from '../src/road/placing'
import { finishKept, keepFile } from '../src/road/taking'
import { Telling } from '../src/road/telling'
import { aCase, act } from './road-samples'

const NOW = Date.parse('2026-11-02T00:40:00Z')
const SPOT: Spot = { lat: 12.67, lon: 101.13, accuracy_m: 9, at: '2026-11-02T00:40:00Z' }

/** A phone's store in memory, with one case. */
class Kept {
  acts: KeptAct[] = []
  files: KeptFile[] = []
  cases: KeptCase[] = [{ incident_id: 'I1', token: 'token', heardMs: 0, shown: aCase() }]
  isFull = false
  #n = 0
  all = (kind: string): Promise<never> => Promise.resolve([...this.#kind(kind)] as never)
  put = async (kind: string, what: { id?: number }): Promise<number> => {
    if (this.isFull) throw new DOMException('full', 'QuotaExceededError')
    const id = what.id ?? (this.#n += 1)
    const all = this.#kind(kind)
    const at = all.findIndex((one) => one.id === id)
    all.splice(at < 0 ? all.length : at, at < 0 ? 0 : 1, { ...what, id })
    return id
  }
  remove = async (kind: string, id: IDBValidKey): Promise<undefined> => {
    const all = this.#kind(kind)
    all.splice(all.findIndex((one) => one.id === id), 1)
  }
  change = async (kind: string, id: number, becomes: (what: never) => { id?: number } | null): Promise<void> => {
    const one = this.#kind(kind).find((each) => each.id === id)
    const next = one && becomes(one as never)
    if (next) await this.put(kind, next)
  }
  #kind(kind: string): { id?: number }[] {
    return this[kind as 'acts']
  }
}

/** The centre, as a function of what it is asked; gives the acts that it was told. */
function centre(answer: (told: KeptAct['body'] | null, url: string) => Response): KeptAct['body'][] {
  const told: KeptAct['body'][] = []
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    const body = url.endsWith('acts') ? JSON.parse(String(init?.body)) as KeptAct['body'] : null
    if (body) told.push(body)
    return answer(body, url)
  })
  return told
}
const taken = (): Response => Response.json(aCase())
const ears = { changed: () => undefined, sent: () => undefined, heard: () => undefined, lang: () => 'th' as const }
const outbox = (kept: Kept): Outbox => new Outbox(kept as never, ears)
const oneFile = (sha256: string, changes: Partial<KeptFile> = {}): KeptFile => ({
  incident_id: 'I1', bytes: new Blob(['x']), name: sha256, type: 'image/jpeg', taken_at: '2026-11-02T00:00:00Z', place: null, sha256, ...changes,
})

beforeEach(() => {
  vi.useFakeTimers({ now: NOW })
  vi.stubGlobal('document', { baseURI: 'https://w.example/', documentElement: { lang: 'th' } })
  vi.stubGlobal('navigator', {})
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('what is told', () => {
  const nowhere = { now: () => new Promise<null>(() => undefined) }
  const telling = (kept: Kept | null, here: { now(): Promise<Spot | null> } = nowhere): [Telling, string[]] => {
    const heard: string[] = []
    return [new Telling('token', kept as never, here, {
      changed: async () => undefined, ready: () => void heard.push('ready'), heard: async () => void heard.push('heard'),
    }), heard]
  }

  it('is kept though no place ever comes', async () => {
    const kept = new Kept()
    expect(await telling(kept)[0].tell(act('there'), true)).toBe(true)
    expect(kept.acts.map((one) => one.body.act)).toEqual(['there'])
  })

  it('gets its place after, and goes then', async () => {
    const kept = new Kept()
    const [one, heard] = telling(kept, { now: async () => SPOT })
    await one.tell(act('there'), true)
    await vi.waitFor(() => expect(heard).toEqual(['ready']))
    expect(kept.acts[0]?.body.place).toEqual(SPOT)
    expect(isPlacing(kept.acts[0] ?? {}, NOW)).toBe(false)
  })

  it('goes to the centre at once where the phone is full', async () => {
    const kept = new Kept()
    kept.isFull = true
    const told = centre(taken)
    const [one, heard] = telling(kept)
    expect(await one.tell(act('help'), false)).toBe(true)
    expect([told.map((each) => each.act), one.unkept, heard]).toEqual([['help'], [], ['heard']])
  })

  it('is shown as not told where the phone is full and there is no signal', async () => {
    const kept = new Kept()
    kept.isFull = true
    centre(() => { throw new TypeError('no signal') })
    const [one] = telling(kept)
    expect(await one.tell(act('help'), false)).toBe(false)
    expect(await one.tell({ ...act('help'), key: 'again' }, false)).toBe(false)
    expect(one.unkept.map((each) => [each.key, /กดอีกครั้ง|Press again/.test(each.refused ?? '')])).toEqual([['again', true]])
  })
})

describe('the place', () => {
  it('is not waited for longer than some seconds, though the browser still asks the officer', async () => {
    vi.stubGlobal('navigator', { geolocation: { watchPosition: () => 1, getCurrentPosition: () => undefined } })
    const found = new Here(() => undefined).now()
    await vi.advanceTimersByTimeAsync(PATIENCE_MS)
    expect(await found).toBeNull()
  })

  it.each([
    ['that waits', 0, SPOT], ['that may have been sent already', PLACING_MS, undefined], ['whose clock was put back', -1, undefined],
  ])('is added to an act %s', async (_, later_ms, expected) => {
    const kept = new Kept()
    kept.acts = [{ ...act('there'), id: 7, placing_until_ms: NOW + PLACING_MS }]
    vi.setSystemTime(NOW + later_ms)
    await addPlace(kept as never, { now: async () => SPOT }, 'acts', 7)
    expect(kept.acts[0]?.body.place).toEqual(expected)
  })

  it('is added to nothing that has gone', async () => {
    const kept = new Kept()
    await addPlace(kept as never, { now: async () => SPOT }, 'acts', 7)
    expect(kept.acts).toEqual([])
  })
})

describe('a file', () => {
  it('has its digest before its place', async () => {
    vi.useRealTimers()
    const kept = new Kept()
    await keepFile(kept as never, { fresh: null, now: () => new Promise(() => undefined) }, 'I1', new File(['x'], 'x.jpg'), NOW, () => undefined)
    expect(kept.files[0]?.sha256).toBe('2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881')
  })

  it('that cannot be read keeps no other from its digest', async () => {
    vi.useRealTimers()
    const kept = new Kept()
    const broken = { arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')) } as unknown as Blob
    kept.files = [oneFile('', { id: 1, sha256: null, bytes: broken }), oneFile('', { id: 2, sha256: null })]
    await finishKept(kept as never)
    expect(kept.files.map((one) => one.sha256 !== null)).toEqual([false, true])
  })
})

describe('the outbox', () => {
  it.each([
    ['help goes first', ['there', 'help'], [], 'help'], ['else the order holds', ['there', 'finding'], [], 'there'],
    ['what was tried is passed', ['there', 'finding'], [0], 'finding'],
  ] as const)('%s', (_, acts, tried, expected) => {
    expect(nextAct(acts.map((one, id) => ({ ...act(one), id })), new Set<number>(tried), NOW)?.body.act).toBe(expected)
  })

  it('holds what comes after an act that waits for its place, but never help', () => {
    const waiting = [{ ...act('there'), id: 0, placing_until_ms: NOW + 1 }, { ...act('finding'), id: 1 }]
    expect(nextAct(waiting, new Set(), NOW)).toBeUndefined()
    expect(nextAct(waiting, new Set(), NOW + 1)?.id).toBe(0)
    expect(nextAct([...waiting, { ...act('help'), id: 2 }], new Set(), NOW)?.id).toBe(2)
  })

  it('goes on behind an act that the centre cannot take now, and tries it again', async () => {
    const kept = new Kept()
    kept.acts = [{ ...act('there'), id: 1 }, { ...act('finding'), id: 2 }]
    let isDown = true
    const told = centre((body) => (body?.act === 'there' && isDown ? new Response(null, { status: 500 }) : taken()))
    await outbox(kept).flush()
    expect(kept.acts.map((one) => one.body.act)).toEqual(['there'])
    isDown = false
    await vi.advanceTimersByTimeAsync(2_000)
    expect([told.map((one) => one.act), kept.acts]).toEqual([['there', 'finding', 'there'], []])
  })

  it('keeps the order where there is no signal', async () => {
    const kept = new Kept()
    kept.acts = [{ ...act('there'), id: 1 }, { ...act('finding'), id: 2 }]
    const told = centre(() => { throw new TypeError('no signal') })
    await outbox(kept).flush()
    expect(told.map((one) => one.act)).toEqual(['there'])
  })

  it.each([['that is refused for its bytes', 422], ['that the centre cannot take now', 500]])('goes on behind a file %s', async (_, status) => {
    const kept = new Kept()
    kept.files = [oneFile('bad', { id: 1 }), oneFile('good', { id: 2 })]
    let n = 0
    centre(() => ((n += 1) === 1 ? Response.json({ detail: 'no' }, { status })
      : new Response(null, { status: 201, headers: { location: 'files/2', 'upload-offset': '1', 'upload-sha256': 'good' } })))
    await outbox(kept).flush()
    expect(kept.files.map((one) => one.name)).toEqual(['bad'])
  })

  it('tells of help while a file is on its way', async () => {
    const kept = new Kept()
    kept.files = [oneFile('large', { id: 1 })]
    const told: string[] = []
    vi.stubGlobal('fetch', (url: string) => (url.endsWith('files') ? new Promise(() => undefined) : (told.push(url), Promise.resolve(taken()))))
    const one = outbox(kept)
    void one.flush()
    await vi.advanceTimersByTimeAsync(0)
    await kept.put('acts', act('help'))
    void one.flush()
    await vi.waitFor(() => expect(told).toHaveLength(1))
  })
})
