import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Acting } from '../src/desk/acting.svelte'
import type { Incidents } from '../src/desk/incidents.svelte'
import type { Incident, IncidentDetail } from '../src/desk/model'
import { detail, incident } from './desk-samples'

/** A server that answers an act when it is told to. */
class Server {
  readonly asked: string[] = []
  readonly #open: ((answer: Response) => void)[] = []

  readonly fetch = (url: string, init: RequestInit): Promise<Response> => {
    const { act, version } = JSON.parse(String(init.body)) as { act: string; version: number }
    this.asked.push(`${act} ${new URL(url).pathname.split('/')[4] ?? ''} ${version}`)
    return new Promise((resolve) => this.#open.push(resolve))
  }

  async answer(answer: Response): Promise<void> {
    this.#open.shift()?.(answer)
    await vi.waitFor(() => expect(answer.bodyUsed).toBe(true))
    await new Promise((resolve) => setTimeout(resolve))
  }
}

describe('acts that come faster than the server answers', () => {
  let server: Server
  let known: Map<string, Incident>
  let acting: Acting
  const [first, second] = [incident(), incident({ incident_id: 'i2', version: 5 })]
  const done = (part: Partial<IncidentDetail>) => server.answer(Response.json(detail(part)))
  const refused = () => server.answer(Response.json({ detail: 'no' }, { status: 500 }))

  beforeEach(() => {
    server = new Server()
    vi.stubGlobal('location', new URL('http://dashboard.test/'))
    vi.stubGlobal('document', { baseURI: 'http://dashboard.test/' })
    vi.stubGlobal('fetch', server.fetch)
    known = new Map([first, second].map((one) => [one.incident_id, one]))
    acting = new Acting({ me: 'มาลี', known, takeDetail: (one: Incident) => known.set(one.incident_id, one) } as unknown as Incidents)
  })
  afterEach(() => vi.unstubAllGlobals())

  it('acknowledges another incident after the one before it', async () => {
    acting.begin(first, 'acknowledge')
    acting.begin(second, 'acknowledge')
    expect(server.asked).toEqual(['acknowledge i1 1'])
    await done({ state: 'acknowledged', version: 2 })
    expect(server.asked).toEqual(['acknowledge i1 1', 'acknowledge i2 5'])
  })

  it('asks to whom it is given once it is acknowledged, in the version that this made', async () => {
    acting.begin(first, 'acknowledge')
    acting.begin(first, 'assign')
    expect(acting.dialog).toBeNull()
    await done({ state: 'acknowledged', version: 2 })
    expect([acting.dialog?.act, acting.dialog?.version]).toEqual(['assign', 2])
  })

  it('asks before it watches what was given to another, and sends it once that is confirmed', async () => {
    acting.begin(incident({ state: 'assigned', assignee: 'วิภา' }), 'watch')
    expect([acting.dialog?.takenFrom, server.asked.length]).toEqual(['วิภา', 0])
    void acting.send()
    expect(server.asked).toEqual(['watch i1 1'])
    await done({ state: 'watching', version: 2 })
    expect(acting.dialog).toBeNull()
  })

  it('does once what was asked for twice', async () => {
    acting.begin(first, 'acknowledge')
    acting.begin(first, 'acknowledge')
    await done({ state: 'acknowledged', version: 2 })
    expect(server.asked).toEqual(['acknowledge i1 1'])
  })

  it('lets nothing follow on an incident whose act failed, and tells the failure', async () => {
    acting.begin(first, 'acknowledge')
    acting.begin(first, 'assign')
    await refused()
    expect([acting.dialog, acting.pendingOn('i1')?.failure?.en]).toEqual([null, 'no'])
  })

  it('goes on with another incident after a failure, which stays to be seen and tried again', async () => {
    acting.begin(first, 'acknowledge')
    acting.begin(second, 'acknowledge')
    await refused()
    expect(server.asked).toEqual(['acknowledge i1 1', 'acknowledge i2 5'])
    expect(acting.pendingOn('i1')?.failure?.en).toBe('no')
    await done({ incident_id: 'i2', state: 'acknowledged', version: 6 })
    const failed = acting.pendingOn('i1')
    void acting.send(failed)
    expect(server.asked[2]).toBe('acknowledge i1 1')
    await done({ state: 'acknowledged', version: 2 })
    expect(acting.pendingOn('i1')).toBeNull()
  })

  it('asks once for what was begun twice, and not again once it is left', async () => {
    acting.begin(first, 'acknowledge')
    acting.begin(first, 'close')
    acting.begin(first, 'close')
    await done({ state: 'acknowledged', version: 2 })
    acting.drop()
    expect(acting.dialog).toBeNull()
  })

  it('goes on from the version that it made itself, with another in between', async () => {
    acting.begin(first, 'acknowledge')
    acting.begin(second, 'acknowledge')
    acting.begin(first, 'watch')
    await done({ state: 'acknowledged', version: 2 })
    await done({ incident_id: 'i2', state: 'acknowledged', version: 6 })
    expect(server.asked[2]).toBe('watch i1 2')
  })

  it('keeps what is to follow until a dialog is left', async () => {
    acting.begin(first, 'acknowledge')
    acting.begin(first, 'close')
    acting.begin(second, 'acknowledge')
    await done({ state: 'acknowledged', version: 2 })
    expect([acting.dialog?.act, server.asked.length]).toEqual(['close', 1])
    acting.drop()
    expect(server.asked).toEqual(['acknowledge i1 1', 'acknowledge i2 5'])
  })
})
