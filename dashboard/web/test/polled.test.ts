import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Polled } from '../src/polled.svelte'

describe('what is read again and again', () => {
  const page = { hidden: false }
  let asked: string[]
  let answers: ((found: string | Error) => void)[]
  const reading = () => new Polled<string>((id) => {
    asked.push(id)
    return new Promise((resolve, reject) => answers.push((found) => (found instanceof Error ? reject(found) : resolve(found))))
  })
  const answer = async (found: string | Error): Promise<void> => {
    answers.shift()?.(found)
    await vi.advanceTimersByTimeAsync(0)
  }

  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('document', page)
    Object.assign(page, { hidden: false })
    asked = []
    answers = []
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('is read at once, and every four seconds until it is left', async () => {
    const again = reading()
    const leave = again.of('i1')
    await answer('one')
    expect(again.found).toBe('one')
    await vi.advanceTimersByTimeAsync(8000)
    leave()
    await vi.advanceTimersByTimeAsync(8000)
    expect(asked).toEqual(['i1', 'i1', 'i1'])
  })

  it('is left alone while nobody sees the page', async () => {
    reading().of('i1')
    page.hidden = true
    await vi.advanceTimersByTimeAsync(8000)
    expect(asked).toEqual(['i1'])
  })

  it('keeps what was found where it fails, and says that it does', async () => {
    const again = reading()
    again.of('i1')
    await answer('one')
    void again.read()
    await answer(new Error('no answer'))
    expect([again.found, again.isFailed]).toEqual(['one', true])
    void again.read()
    await answer('two')
    expect([again.found, again.isFailed]).toEqual(['two', false])
  })

  it('takes no answer of what is no longer looked at', async () => {
    const again = reading()
    again.of('i1')()
    await answer('late')
    expect(again.found).toBeNull()
    await again.read()
    expect(asked).toEqual(['i1'])
  })
})
