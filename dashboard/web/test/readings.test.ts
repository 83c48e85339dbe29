import { describe, expect, it } from 'vitest'
import { Alerts } from '../src/alerts.svelte'
import type { Alert } from '../src/model'
import { Readings } from '../src/readings'
import { alert } from './samples'

/** A list that is answered when it is told to. */
function asked<T>(): { list: () => Promise<T>; answer: (listed: T) => void; fail: () => void } {
  let [answer, fail] = [(_: T): void => undefined, (): void => undefined]
  const promise = new Promise<T>((resolve, reject) => {
    answer = resolve
    fail = () => reject(new Error('no answer'))
  })
  return { list: () => promise, answer, fail }
}

describe('a list that is read while the stream goes on', () => {
  it('is told with what came since it was asked for', async () => {
    const readings = new Readings()
    const [one, other] = [asked<string>(), asked<string>()]
    readings.touch('before')
    const first = readings.read(one.list)
    readings.touch('between')
    const second = readings.read(other.list)
    readings.touch('after')
    one.answer('first')
    other.answer('second')
    expect(await first).toEqual({ listed: 'first', touched: new Set(['between', 'after']) })
    expect(await second).toEqual({ listed: 'second', touched: new Set(['after']) })
  })

  it('is dropped where one that was asked for later is here', async () => {
    const readings = new Readings()
    const [one, other] = [asked<string>(), asked<string>()]
    const [first, second] = [readings.read(one.list), readings.read(other.list)]
    other.answer('second')
    expect((await second)?.listed).toBe('second')
    one.answer('first')
    expect(await first).toBeNull()
  })

  it('counts where the later one failed', async () => {
    const readings = new Readings()
    const [one, other] = [asked<string>(), asked<string>()]
    const [first, second] = [readings.read(one.list), readings.read(other.list)]
    other.fail()
    await expect(second).rejects.toThrow('no answer')
    one.answer('first')
    expect((await first)?.listed).toBe('first')
  })

  it('does not take away an alert that came while two lists were on their way', async () => {
    const alerts = new Alerts(() => 0)
    const [one, other] = [asked<Alert[]>(), asked<Alert[]>()]
    const first = alerts.read(one.list)
    const news = alert()
    alerts.take(news)
    const second = alerts.read(other.list)
    other.answer([news])
    await second
    one.answer([])
    await first
    expect([...alerts.known.keys()]).toEqual([news.alert_id])
  })
})
