import { afterEach, describe, expect, it, vi } from 'vitest'
import { UntoldWatch } from '../src/told/untold.svelte'

const ONE = { items: [{ incident_id: 'I1', plate: '70-1234', province: null, since: '' }], count: 1 }
const answer = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status })

function served(...answers: Response[]): ReturnType<typeof vi.fn> {
  vi.stubGlobal('document', { baseURI: 'http://centre/' })
  const asked = vi.fn(() => Promise.resolve(answers.shift() ?? answer(503, {})))
  vi.stubGlobal('fetch', asked)
  return asked
}

afterEach(() => vi.unstubAllGlobals())

describe('what nobody was told of', () => {
  it('is asked for each 10 s, and at once when an incident changes while something stands there', async () => {
    const asked = served(answer(200, { items: [], count: 0 }), answer(200, ONE), answer(200, { items: [], count: 0 }))
    const watch = new UntoldWatch()
    await watch.tick(0)
    watch.changed()
    await watch.tick(9_999)
    expect(asked).toHaveBeenCalledTimes(1)
    await watch.tick(10_000)
    expect(watch.found).toEqual(ONE)
    watch.changed()
    await watch.tick(10_001)
    expect([asked.mock.calls.length, watch.found.count]).toEqual([3, 0])
  })

  it('stays as it was known where the server cannot say', async () => {
    served(answer(200, ONE), answer(503, {}))
    const watch = new UntoldWatch()
    await watch.tick(0)
    await watch.tick(10_000)
    expect(watch.found).toEqual(ONE)
  })

  it.each([403, 404])('is asked for once where the answer is %i', async (status) => {
    const asked = served(answer(status, {}))
    const watch = new UntoldWatch()
    await watch.tick(0)
    await watch.tick(60_000)
    expect(asked).toHaveBeenCalledTimes(1)
  })
})
