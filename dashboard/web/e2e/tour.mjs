/** Walks the tour of docs/monitoring-centre.md step by step: WASTETRACK_URL is a demo that runs (`make demo`). */
import { BASE, broke, check, connectionIs, done, expect, launch, NO_WEBGL, visit } from './checking.mjs'

/** The first incidents come within a minute; one of the day, and the tracks of a truck, within a few. */
const PATIENCE_MS = 120_000
const REASON = 'a complaint'
const complaints = []
const browser = await launch(NO_WEBGL)

try {
  const page = await visit(browser, { query: 'lang=en', complaints, patience_ms: PATIENCE_MS })
  const button = (name) => page.getByRole('button', { name })
  const row = (urgency) => page.locator(`[data-testid=alert-card].${urgency}`).first()
  const opens = async (card) => {
    const id = await card.getAttribute('data-incident-id')
    await card.click()
    await page.locator(`[data-testid=incident][data-incident-id="${id}"]`).waitFor()
    return id
  }
  const cardOf = (id) => page.locator(`[data-testid=alert-card][data-incident-id="${id}"]`)
  let first
  let plate

  await check('1. the shift is taken', async () => {
    await page.getByText('Sound is off').waitFor()
    await button('Switch it on').click()
    await button('Heard it').click()
    await page.getByTestId('sound-bar').waitFor({ state: 'detached' })
  })

  await check('2. the queue is read', async () => {
    await row('immediate').waitFor()
    await page.keyboard.press('KeyJ')
    await page.waitForFunction(() => document.activeElement?.dataset.testid === 'alert-card')
    await page.keyboard.press('Shift+Slash')
    await page.getByTestId('keys').waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('keys').waitFor({ state: 'detached' })
    await page.locator('[data-testid=alert-card]:focus').waitFor()
  })

  await check('3. one is looked at', async () => {
    await page.keyboard.press('Enter')
    first = await page.getByTestId('incident').getAttribute('data-incident-id')
    await page.getByTestId('evidence').waitFor()
    await page.waitForFunction(() => Number(document.querySelector('[data-testid=track-note]')?.dataset.fixes) > 1)
  })

  await check('4. it is acknowledged, given to a colleague, and a race for it is lost politely', async () => {
    await page.keyboard.press('KeyA')
    await page.locator(`[data-testid=alert-card][data-incident-id="${first}"][data-state=acknowledged]`).waitFor()
    await page.keyboard.press('KeyS')
    await page.getByTestId('assignee').selectOption('somchai')
    await page.getByTestId('act-send').click()
    await page.locator('[data-testid=moment][data-act=assign]', { hasText: 'somchai' }).waitFor()
    const other = await visit(browser, { query: `lang=en&incident=${first}`, complaints, patience_ms: PATIENCE_MS })
    for (const at of [page, other]) {
      await at.getByTestId('act-close').click()
      await at.getByTestId('outcome-confirmed').check()
      await at.getByTestId('act-text').fill('the driver says so')
    }
    await page.getByTestId('act-send').click()
    await other.getByTestId('conflict').waitFor()
    expect((await other.getByTestId('act-text').inputValue()) === 'the driver says so', 'what was typed is gone')
    await other.context().close()
    await page.locator(`[data-testid=alert-card][data-incident-id="${first}"][data-state=closed]`).waitFor()
    await page.keyboard.press('Escape')
  })

  await check('5. a shelf that a colleague asked for is confirmed, and one is made', async () => {
    await page.getByText('1 to confirm').click()
    await page.getByTestId('shelf').getByText('somchai').waitFor()
    await page.getByTestId('shelf-confirm').click()
    await page.locator('[data-testid=shelf][data-state=active]').waitFor()
    await page.keyboard.press('Escape')
    const id = await opens(row('today'))
    await page.keyboard.press('KeyZ')
    await page.getByTestId('shelf-reason').fill('device to be changed')
    await page.getByTestId('shelf-send').click()
    await page.getByTestId('shelf-made').waitFor()
    await page.keyboard.press('Escape')
    await cardOf(id).waitFor({ state: 'detached' })
    await page.getByText(/^Shelved [1-9]/).waitFor()
    await page.keyboard.press('Escape')
  })

  await check('6. the trip of an incident has its page', async () => {
    const { items } = await (await fetch(new URL('api/v1/incidents?state=all&limit=200', BASE))).json()
    const onTrip = items.find((one) => one.trip_id)
    plate = onTrip.plate
    await page.goto(new URL(`?test=1&lang=en&alert=${onTrip.alert_ids[0]}`, BASE).href)
    await page.getByText('See the whole trip').click()
    await page.getByTestId('timeline').locator('button').first().waitFor()
    await page.getByTestId('trip-alert').first().locator('summary').click()
    await page.getByTestId('explain').first().click()
    await page.getByTestId('steps').first().waitFor()
  })

  await check('7. a plate is looked up in another written form, and an area', async () => {
    await page.getByTestId('view-search').click()
    await page.getByTestId('why').fill(REASON)
    await page.getByTestId('q').fill(plate.replace('-', ''))
    await page.getByTestId('q').press('Enter')
    await page.getByTestId('hits').getByText(plate).first().waitFor()
    await page.getByText('By area').click()
    const { items } = await (await fetch(new URL('api/v1/units?limit=1000', BASE))).json()
    const { lat, lon } = items.find((unit) => unit.state === 'moving')
    const corners = [[0.05, -0.05], [0.05, 0.05], [-0.05, 0.05], [-0.05, -0.05]].map(([up, right]) => `${(lat + up).toFixed(5)},${(lon + right).toFixed(5)}`)
    await page.goto(new URL(`?test=1&lang=en&view=search&tab=area&poly=${corners.join(';')}`, BASE).href)
    await connectionIs(page, 'live')
    await button('Find trucks inside').click()
    await page.getByTestId('inside').locator('li').first().waitFor()
  })

  await check('8. those that were inside are played back', async () => {
    await page.getByText('Play these trucks back').click()
    await page.locator('[data-testid=slider]:enabled').waitFor()
    const before = await page.getByTestId('slider').inputValue()
    await page.evaluate(() => document.activeElement?.blur())
    await page.keyboard.press('Space')
    await page.waitForFunction((from) => document.querySelector('[data-testid=slider]').value > from, before)
  })

  await check('9. the day has its numbers', async () => {
    await page.getByTestId('view-numbers').click()
    await page.getByTestId('numbers').waitFor()
  })

  await check('10. a second desk has nobody, and passes its queue on', async () => {
    await page.getByTestId('view-desks').click()
    await button('Arrange desks').click()
    await button('Add a desk').click()
    await page.getByTestId('name-th').fill('ตะวันออก')
    await page.getByTestId('name-en').fill('East')
    await page.getByTestId('edit-desk').locator('fieldset input').first().check()
    await page.keyboard.press('Enter')
    await page.getByTestId('passed-on').getByText('East').waitFor()
  })

  await check('11. what was done stands in the audit', async () => {
    await page.getByTestId('who-am-i').click()
    await page.getByTestId('view-people').click()
    await page.getByText('Audit').click()
    await page.getByTestId('audit').getByText(REASON).first().waitFor()
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
