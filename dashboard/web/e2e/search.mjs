/**
 * Look-ups in a real browser, as an officer goes about a complaint: WASTETRACK_URL is a dashboard with WASTETRACK_TRUCKS
 * trucks that drove through WASTETRACK_AREA (corners `lat,lon`, `;` between) within the last day, one with the plate
 * WASTETRACK_PLATE.
 */
import { broke, check, done, expect, idle, launch, NO_WEBGL, until, visit } from './checking.mjs'

const PLATE = process.env.WASTETRACK_PLATE
const TRUCKS = Number(process.env.WASTETRACK_TRUCKS)
const AREA = process.env.WASTETRACK_AREA
const complaints = []
const queryOf = (page) => new URL(page.url()).searchParams
const inThaiDigits = (text) => text.replace(/\d/g, (digit) => String.fromCharCode(0x0e50 + Number(digit)))

async function giveReason(page) {
  await page.getByTestId('why').fill('ตรวจสอบเรื่องร้องเรียน')
  await page.getByTestId('why').press('Tab')
}

const browser = await launch()
const plain = await launch(NO_WEBGL)
try {
  const page = await visit(browser, { query: 'view=search', complaints })
  const corners = page.getByTestId('corners').locator('input')
  const inside = () => page.getByTestId('inside-count').innerText()
  const insideAre = (n) => until(async () => Number(await inside()) === n, async () => `${await inside()} trucks`)

  await check('nothing is looked up without a reason', async () => {
    await page.getByTestId('q').fill(PLATE)
    await page.getByTestId('q').press('Enter')
    await page.locator('#why-hint[role=alert]').waitFor()
    await page.locator('#why:focus').waitFor()
  })
  for (const [written, as] of [['without its hyphen', PLATE.replace('-', '')], ['in Thai digits with a blank', inThaiDigits(PLATE.replace('-', ' '))]]) {
    await check(`a plate is found by keys alone, ${written}, and the address keeps it`, async () => {
      await giveReason(page)
      await page.evaluate(() => document.activeElement?.blur())
      await page.keyboard.press('/')
      await page.keyboard.press('Control+A')
      await page.keyboard.insertText(as)
      await page.keyboard.press('Enter')
      await page.waitForFunction((q) => new URL(location.href).searchParams.get('q') === q, as)
      await page.getByTestId('hits').getByText(PLATE).first().waitFor()
    })
  }
  await check('a saved view is listed, opens the same, and goes', async () => {
    await page.getByTestId('view-name').fill('ร้องเรียน 12')
    await page.getByTestId('save-view').click()
    const view = page.getByTestId('views').getByText('ร้องเรียน 12')
    await view.waitFor()
    await page.getByTestId('tab-area').click()
    await view.click()
    await page.getByTestId('hits').getByText(PLATE).first().waitFor()
    await page.getByTestId('views').getByRole('button').click()
    await view.waitFor({ state: 'detached' })
  })

  await check('an area is drawn by clicks and mended by keys', async () => {
    await page.getByTestId('tab-area').click()
    await idle(page)
    for (const [x, y] of [[0.3, 0.3], [0.7, 0.3], [0.5, 0.7]]) {
      // Read for each click: what stands above the map comes and goes.
      const box = await page.getByTestId('map').boundingBox()
      await page.mouse.click(box.x + x * box.width, box.y + y * box.height)
    }
    await corners.nth(2).waitFor()
    await idle(page)
    const drawn = () => page.evaluate(() => window.__map.queryRenderedFeatures({ layers: ['corners'] }).length)
    await until(async () => (await drawn()) === 3, async () => `${await drawn()} corners on the map`)
    for (const [n, text] of AREA.split(';').slice(0, 3).entries()) {
      await corners.nth(n).fill(text)
      await corners.nth(n).press('Tab')
    }
    await page.getByTestId('add-corner').click()
    await corners.nth(3).fill(AREA.split(';')[3])
    await corners.nth(3).press('Tab')
    await page.waitForFunction((area) => new URL(location.href).searchParams.get('poly') === area, AREA)
  })
  await check('who was inside is listed, and the way of one is drawn', async () => {
    await page.getByTestId('search-area').click()
    await page.getByTestId('inside').locator('li button').first().click()
    await insideAre(TRUCKS)
    await page.waitForFunction(() => window.__map.querySourceFeatures('way').length > 0)
  })
  await check('the address asks the same again', async () => {
    await page.reload()
    await insideAre(TRUCKS)
  })
  await check('all that were inside are played back together', async () => {
    await page.getByTestId('play-all').click()
    await page.locator('[data-testid=slider]:enabled').waitFor()
    await until(async () => (await page.getByTestId('told').count()) === TRUCKS, 'not all of them')
    await page.goBack()
    await page.getByTestId('inside-count').waitFor()
  })
  await check('an outline that crosses itself is refused in the language of the page', async () => {
    const [, second, third] = AREA.split(';')
    await corners.nth(1).fill(third)
    await corners.nth(1).press('Tab')
    await corners.nth(2).fill(second)
    await corners.nth(2).press('Tab')
    await page.getByTestId('search-area').click()
    await page.getByTestId('area-result').getByText('ตัดกันเอง').waitFor()
  })

  const bare = await visit(plain, { query: `view=search&tab=area&lang=en&poly=${AREA}`, complaints })
  await check('without WebGL an area is looked up and played back as lists, in English too', async () => {
    await bare.getByTestId('no-map').waitFor()
    await giveReason(bare)
    await bare.getByTestId('search-area').click()
    await bare.getByTestId('play-all').click()
    await bare.locator('[data-testid=slider]:enabled').waitFor()
    await bare.getByText('Show this period').waitFor()
    await until(async () => (await bare.getByTestId('told').count()) === TRUCKS, 'not all trucks in the list')
    expect(queryOf(bare).get('view') === 'playback', bare.url())
  })

  await check('the page never failed', async () => {
    expect(complaints.length === 0, complaints.slice(0, 3).join(' | '))
  })
} catch (error) {
  broke(error)
} finally {
  await Promise.all([browser.close(), plain.close()])
}
done()
