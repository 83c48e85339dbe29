import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Reading } from '../src/views/numbers/reading.svelte'

type Answer = (url: URL) => Promise<Response>

const asked: string[] = []
let answer: Answer

function numbersOf(url: URL): object {
  return { day: url.searchParams.get('day') ?? 'today', counted_at: String(asked.length) }
}

beforeEach(() => {
  vi.useFakeTimers()
  asked.length = 0
  answer = (url) => Promise.resolve(Response.json(numbersOf(url)))
  vi.stubGlobal('document', { baseURI: 'http://here/' })
  vi.stubGlobal('fetch', (address: string) => {
    const url = new URL(address)
    asked.push(url.pathname + url.search)
    return answer(url)
  })
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('reading the numbers', () => {
  it('asks for the day and its trend, and again each minute until it is left', async () => {
    const reading = new Reading()
    const leave = reading.follow('2026-11-02')
    await vi.advanceTimersByTimeAsync(1)
    expect(asked).toEqual(['/api/v1/numbers?day=2026-11-02', '/api/v1/numbers/trend?day=2026-11-02&days=30'])
    expect([reading.loading, reading.numbers?.day]).toEqual(['no', '2026-11-02'])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).toHaveLength(4)
    leave()
    await vi.advanceTimersByTimeAsync(600_000)
    expect(asked).toHaveLength(4)
  })

  it('asks for no day where today is meant', async () => {
    new Reading().follow(null)()
    expect(asked).toEqual(['/api/v1/numbers', '/api/v1/numbers/trend?days=30'])
  })

  it('keeps what it has when a later reading fails, and says so', async () => {
    const reading = new Reading()
    reading.follow(null)
    await vi.advanceTimersByTimeAsync(1)
    answer = () => Promise.resolve(new Response('', { status: 503 }))
    await reading.read()
    expect([reading.loading, reading.trendLoading, reading.numbers?.day]).toEqual(['failed', 'failed', 'today'])
  })

  it('shows nothing of the day before when another is chosen', async () => {
    const reading = new Reading()
    reading.follow('2026-11-01')()
    await reading.read()
    expect(reading.numbers?.day).toBe('2026-11-01')
    answer = () => Promise.resolve(new Response('', { status: 503 }))
    reading.follow('2026-11-02')
    expect(reading.numbers).toBeNull()
    await vi.advanceTimersByTimeAsync(1)
    expect([reading.loading, reading.numbers]).toEqual(['failed', null])
  })

  it('lets the answer to an earlier question not overtake that to a later one', async () => {
    const reading = new Reading()
    const waiting: (() => void)[] = []
    answer = (url) => new Promise((give) => { waiting.push(() => give(Response.json(numbersOf(url)))) })
    reading.follow('2026-11-01')()
    reading.follow('2026-11-02')()
    const last = reading.read()
    for (const give of [...waiting].reverse()) give()
    await last
    await vi.advanceTimersByTimeAsync(1)
    expect(reading.numbers?.day).toBe('2026-11-02')
  })
})
