/**
 * An office computer without WebGL, and an officer without a mouse: WASTETRACK_URL is a dashboard with trucks upon each
 * other, WASTETRACK_STACKED of them, and one new incident of another truck.
 */
import { broke, check, connectionIs, done, expect, launch, NO_WEBGL, visit } from './checking.mjs'

const STACKED = Number(process.env.WASTETRACK_STACKED)
const MOST_TABS = 60
/** So often are marks drawn closer until a group is as close as it gets. */
const MOST_CLICKS = 12

const complaints = []
const browser = await launch(NO_WEBGL)
try {
  const page = await visit(browser, { query: 'lang=en', complaints })
  const focused = (name) => page.evaluate((key) => document.activeElement?.dataset[key] ?? '', name)

  /** Presses Tab until the element of this test id has the focus. */
  async function tabTo(testid) {
    for (let n = 0; n < MOST_TABS && (await focused('testid')) !== testid; n++) await page.keyboard.press('Tab')
    expect((await focused('testid')) === testid, `Tab does not come to ${testid}`)
  }

  await check('the page says that the map is a drawing, with trucks and land on it', async () => {
    await connectionIs(page, 'live')
    await page.getByTestId('no-map').waitFor()
    await page.getByTestId('sketch-mark').first().waitFor()
    await page.locator('[data-testid=sketch] path.land:not([d=""])').waitFor({ state: 'attached' })
  })

  await check('an incident is opened and worked on by keys alone', async () => {
    await page.keyboard.press('KeyJ')
    await page.waitForFunction(() => document.activeElement?.dataset.testid === 'alert-card')
    await page.keyboard.press('Enter')
    await page.getByTestId('incident').waitFor()
    await page.keyboard.press('KeyA')
    await page.locator('[data-testid=alert-card][data-state=acknowledged]').waitFor()
    await page.keyboard.press('KeyC')
    await page.keyboard.type('asked the carrier')
    await page.keyboard.press('Control+Enter')
    await page.locator('[data-testid=moment][data-act=comment]').waitFor()
    await page.keyboard.press('Escape')
  })

  await check('the drawing has the way and the corridor of what is opened', async () => {
    for (const kind of ['corridor', 'route', 'trail', 'end']) await page.locator(`[data-testid=sketch] path.${kind}`).first().waitFor({ state: 'attached' })
    await page.keyboard.press('Escape')
    await page.getByTestId('alert-panel').waitFor({ state: 'detached' })
  })

  await check('it is closed by keys, with an outcome and a reason', async () => {
    await page.keyboard.press('KeyE')
    await page.getByTestId('outcome-confirmed').focus()
    await page.keyboard.press('Space')
    await page.getByTestId('act-text').focus()
    await page.keyboard.type('the driver says so')
    await page.keyboard.press('Control+Enter')
    await page.locator('[data-testid=alert-card][data-state=closed]').waitFor()
    await page.keyboard.press('Escape')
  })

  await check('trucks are found in the list and opened, by keys', async () => {
    await page.evaluate(() => document.activeElement?.blur())
    await tabTo('tab-trucks')
    await page.keyboard.press('Enter')
    await tabTo('truck-search')
    await page.keyboard.type('7012')
    await page.getByTestId('trucks').locator('button').first().waitFor()
    await page.keyboard.press('Tab')
    for (let n = 0; n < MOST_TABS && !(await page.evaluate(() => !!document.activeElement?.closest('[data-testid=trucks] li'))); n++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByTestId('unit-panel').waitFor()
    await page.keyboard.press('Escape')
  })

  await check('trucks upon each other open a list', async () => {
    await page.getByTestId('fit-fleet').click()
    for (let n = 0; n < MOST_CLICKS && (await page.getByTestId('map-list').count()) === 0; n++) {
      await page.getByTestId('sketch-mark').filter({ hasText: String(STACKED) }).first().click()
    }
    await page.getByTestId('map-list').locator('button[data-unit-id]').nth(STACKED - 1).waitFor()
    await page.keyboard.press('Escape')
  })

  await check('a trip, the numbers and the desks work as well', async () => {
    for (const [view, id] of [['numbers', 'numbers'], ['desks', 'desk'], ['search', 'q'], ['playback', 'load']]) {
      await tabTo(`view-${view}`)
      await page.keyboard.press('Enter')
      await page.getByTestId(id).first().waitFor()
    }
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
