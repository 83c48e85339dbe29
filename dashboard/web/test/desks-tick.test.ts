import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Watch } from '../src/watch.svelte'

/** A server of desks, and all that it was told. */
class Server {
  calls: string[] = []
  desks = ['centre']
  role = 'officer'
  isAway = false

  answer(url: string, init?: RequestInit): Response {
    const path = new URL(url).pathname.replace('/api/v1/', '')
    const body = init?.body ? (JSON.parse(String(init.body)) as { sound?: string }) : null
    this.calls.push(body?.sound ? `${path} ${body.sound}` : path)
    if (this.isAway) throw new TypeError('away')
    if (path === 'desks/state') return Response.json(this.state())
    const deskId = path.split('/')[1] ?? ''
    if (this.role === 'viewer') return Response.json({ detail: 'no', detail_th: 'ไม่ได้' }, { status: 403 })
    return this.desks.includes(deskId) ? new Response(null, { status: 204 }) : Response.json({}, { status: 404 })
  }

  state() {
    const share = (owner_id: string) => ({ owner_id, zone_ids: [], rest: false })
    return {
      at: '2026-11-22T09:00:00Z', me: { name: 'mali', role: this.role }, arranged: true,
      desks: this.desks.map((desk_id) => ({ desk_id, own: share(desk_id), watches: [share(desk_id)], offered: null })),
      unwatched: { zone_ids: [], rest: false, open_incidents: 0 },
    }
  }

  take(): string[] {
    return this.calls.splice(0)
  }
}

describe('a page at its desk', () => {
  let server: Server
  let watch: Watch
  const kept = new Map<string, string>()
  const NOW_MS = 1_790_000_000_000

  beforeEach(() => {
    kept.clear()
    server = new Server()
    vi.stubGlobal('location', { search: '' })
    vi.stubGlobal('document', { baseURI: 'http://centre/' })
    vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) })
    vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => server.answer(url, init))
    vi.useFakeTimers({ now: NOW_MS, toFake: ['Date'] })
    watch = new Watch()
  })
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  const after = async (s: number): Promise<string[]> => {
    vi.setSystemTime(NOW_MS + s * 1000)
    await watch.tick(Date.now())
    return server.take()
  }

  it('sits down at the only desk, and shows nothing before it has told so', async () => {
    expect(await after(0)).toEqual(['desks/state', 'desks/centre/here off', 'desks/state'])
    expect(watch.deskId).toBe('centre')
  })

  it('reads every 15 s and tells every 20 s, and does nothing in between', async () => {
    await after(0)
    expect([await after(1), await after(14.9)]).toEqual([[], []])
    expect(await after(15)).toEqual(['desks/state'])
    expect(await after(20)).toEqual(['desks/centre/here off'])
    expect(await after(39)).toEqual(['desks/state'])
    expect(await after(40)).toEqual(['desks/centre/here off'])
  })

  it('tells at once that it can be heard', async () => {
    await after(0)
    watch.sound = 'on'
    expect(await after(1)).toEqual(['desks/centre/here on', 'desks/state'])
  })

  it('sits nowhere while nobody has chosen among several, and remembers what was chosen', async () => {
    server.desks = ['east', 'west']
    expect(await after(0)).toEqual(['desks/state'])
    expect(watch.deskId).toBeNull()
    await watch.sit('west')
    expect(server.take()).toEqual(['desks/west/here off', 'desks/state'])
    expect([...kept.values()]).toEqual(['{"desk":"west","person":"mali"}'])
    watch = new Watch()
    expect(await after(1)).toContain('desks/west/here off')
  })

  it('leaves at once when told to', async () => {
    server.desks = ['east', 'west']
    vi.stubGlobal('location', { search: '?desk=east' })
    await after(0)
    server.take()
    await watch.sit('')
    expect(server.take()).toEqual(['desks/east/leave', 'desks/state'])
    expect(await after(60)).toEqual(['desks/state'])
  })

  it('chooses anew when its desk is no more', async () => {
    server.desks = ['east', 'west']
    vi.stubGlobal('location', { search: '?desk=east' })
    await after(0)
    server.desks = ['west']
    expect(await after(20)).toEqual(['desks/east/here off', 'desks/state'])
    expect(watch.deskId).toBe('west')
  })

  it('tells nothing where it may only look', async () => {
    server.role = 'viewer'
    expect(await after(0)).toEqual(['desks/state'])
    expect(await after(20)).toEqual(['desks/state'])
  })

  it('tells again in seconds what did not arrive, and then reads', async () => {
    await after(0)
    server.isAway = true
    watch.sound = 'on'
    expect(await after(1)).toEqual(['desks/centre/here on', 'desks/state'])
    server.isAway = false
    expect(await after(2)).toEqual([])
    expect(await after(4)).toEqual(['desks/centre/here on', 'desks/state'])
    expect(await after(5)).toEqual([])
  })

  it('goes on when the server is back', async () => {
    server.isAway = true
    expect(await after(0)).toEqual(['desks/state'])
    expect([watch.failed, watch.state]).toEqual([true, null])
    server.isAway = false
    expect(await after(15)).toEqual(['desks/state', 'desks/centre/here off', 'desks/state'])
    expect(watch.failed).toBe(false)
  })
})
