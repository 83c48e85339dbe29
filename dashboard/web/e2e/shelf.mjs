/**
 * What is shelved by two is neither heard nor in the way, is counted, and is back by itself: WASTETRACK_URL and
 * WASTETRACK_OTHER_URL are dashboards over one database at which other people sit, its queue with one immediate incident of
 * a unit. `please tell another` asks for a second one of that unit, `please let the time pass` for more than an hour.
 */
import { BASE, broke, check, connectionIs, done, expect, launch, NO_WEBGL, please, queueHas, until, visit } from './checking.mjs'

const browser = await launch(NO_WEBGL)
const complaints = []
const sit = async (base) => {
  const page = await visit(browser, { base, query: 'lang=en', complaints })
  await connectionIs(page, 'live')
  return page
}
const soundings = (page) => page.getByTestId('shift-start').getAttribute('data-soundings').then(Number)
const soundsAfter = (page, n) =>
  page.waitForFunction((before) => Number(document.querySelector('[data-testid=shift-start]').dataset.soundings) > before, n)
const holds = (page, n) => page.locator(`[data-testid=shelves-open][data-held="${n}"]`).waitFor()

try {
  const [one, other] = [await sit(BASE), await sit(process.env.WASTETRACK_OTHER_URL)]

  await check('what is immediate is heard once sound was tested', async () => {
    await one.getByTestId('sound-on').click()
    await one.getByTestId('sound-heard').click()
    await soundsAfter(one, 0)
  })

  await check('who asks for a shelf over it is told that another must confirm, and cannot do it alone', async () => {
    await one.getByTestId('alert-card').click()
    await one.getByTestId('incident').waitFor()
    await one.keyboard.press('KeyZ')
    await one.getByTestId('shelf-reason').fill('device to be changed')
    await one.getByTestId('shelf-send').click()
    await one.locator('[data-testid=shelf-made][data-state=waiting]').waitFor()
    await one.keyboard.press('Escape')
    await one.getByTestId('shelves-open').click()
    await one.locator('[data-testid=shelf][data-state=waiting]').waitFor()
    await until(async () => (await one.getByTestId('shelf-confirm').count()) === 0, 'it can be confirmed by who made it')
    await one.keyboard.press('Escape')
    await holds(one, 0)
    await queueHas(one, 1)
  })

  await check('once another has confirmed it, it leaves both queues and is counted', async () => {
    await other.getByTestId('shelves-open').click()
    await other.getByTestId('shelf-confirm').click()
    await other.locator('[data-testid=shelf][data-state=active]').waitFor()
    await other.keyboard.press('Escape')
    for (const page of [one, other]) {
      await queueHas(page, 0)
      await holds(page, 1)
    }
  })

  await check('another immediate alert of the unit is counted, and neither shown nor heard', async () => {
    const before = await soundings(one)
    please('tell another')
    await holds(one, 2)
    await queueHas(one, 0)
    expect((await soundings(one)) === before, 'it was heard')
    await one.getByTestId('shelves-open').click()
    await one.getByTestId('shelved-incident').nth(1).waitFor()
    await one.keyboard.press('Escape')
  })

  await check('when the time is over both are back by themselves, and heard', async () => {
    const before = await soundings(one)
    please('let the time pass')
    for (const page of [one, other]) {
      await queueHas(page, 2)
      await holds(page, 0)
    }
    await soundsAfter(one, before)
  })

  await check('the page never failed', async () => {
    expect(complaints.length === 0, complaints.slice(0, 3).join(' | '))
  })
} catch (error) {
  broke(error)
} finally {
  await browser.close()
}
done()
