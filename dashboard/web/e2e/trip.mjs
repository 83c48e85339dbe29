/**
 * Looks at a trip's page in a real browser: `WASTETRACK_URL=… WASTETRACK_TRIP=… npm run e2e:trip`.
 * The trip is completed, with a stop where none is permitted, a gap, an alert and a manifest; WASTETRACK_OPEN_TRIP names
 * one under way, which `please complete` on the output asks to be completed. CHROMIUM names another browser.
 */
import { BASE, broke, check, done, expect, idle, launch, NO_WEBGL, PATIENCE_MS, please, THAI, until } from './checking.mjs'

const TRIP = process.env.WASTETRACK_TRIP ?? ''
const OPEN_TRIP = process.env.WASTETRACK_OPEN_TRIP ?? ''
const FIRST_IDLE_MS = 60_000
const complaints = []

async function open(browser, query) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.location().url.endsWith('/story')) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(new URL(`?${query}`, BASE).href)
  return page
}

const kinds = (page) => page.getByTestId('timeline').locator('button').evaluateAll((rows) => rows.map((row) => row.dataset.kind))
const read = (page) => page.getByTestId('chart-read').innerText()
const IS_FIX = /^\d\d:\d\d:\d\d/
/** How much of a layer the map has drawn, once it has drawn all. */
const drawn = async (page, layer) => {
  await idle(page)
  return page.evaluate((name) => window.__map.queryRenderedFeatures({ layers: [name] }).length, layer)
}
const isDrawn = (page, layer, otherwise) => until(async () => (await drawn(page, layer)) > 0, otherwise)

const browser = await launch()
try {
  const page = await open(browser, `view=trip&trip=${TRIP}&test=1`)
  await page.getByTestId('trip-page').waitFor()
  await page.waitForFunction(() => window.__map && window.__idle, null, { timeout: FIRST_IDLE_MS })

  await check('the head is in Thai, with what nobody saw', async () => {
    for (const id of ['trip-state', 'unseen']) await until(async () => THAI.test(await page.getByTestId(id).innerText()), `${id} is not in Thai`)
  })

  await check('the timeline tells it from loading to completion', async () => {
    const found = await kinds(page)
    expect(found[0] === 'loading' && found.includes('completed'), found.join(' '))
    for (const kind of ['departure', 'driving', 'stop', 'gap', 'alert', 'arrival', 'unloading']) expect(found.includes(kind), `no ${kind}`)
  })

  await check('the way, its gap, its pins and its ends are on the map', async () => {
    for (const layer of ['trip-track', 'trip-gap', 'trip-stops', 'trip-alerts', 'trip-ends', 'corridor-fill']) {
      await isDrawn(page, layer, `nothing of ${layer}`)
    }
    expect((await drawn(page, 'trip-point')) === 0, 'a point that nobody points at')
  })

  await check('the chart says of what corridor and margin its line is made', async () => {
    await page.getByTestId('margin-over').getByText(/ใบอนุญาต \d+ ม\. \+ ผ่อนผัน \d+ ม\./).waitFor()
  })

  await check('arrow keys step through the fixes, on chart and map', async () => {
    await page.getByTestId('chart-svg').focus()
    await page.keyboard.press('Home')
    await until(async () => IS_FIX.test(await read(page)), () => read(page))
    const first = await read(page)
    await page.keyboard.press('ArrowRight')
    await until(async () => (await read(page)) !== first, `${first} stays`)
    const second = await read(page)
    expect(IS_FIX.test(second), `${first} then ${second}`)
    expect((await page.getByTestId('chart-svg').getAttribute('aria-valuetext')) === second, 'a screen reader hears another')
    await isDrawn(page, 'trip-point', 'the place is not on the map')
    await page.keyboard.press('Escape')
    await until(async () => !IS_FIX.test(await read(page)), 'it stays after Escape')
  })

  await check('a row of the timeline shows its time and place', async () => {
    await page.getByTestId('timeline').locator('button[data-kind=gap]').focus()
    await page.locator('[data-testid=chart-svg] rect.span').waitFor()
    await isDrawn(page, 'trip-point', 'the place is not on the map')
  })

  await check('pointing at the map shows the fix in the chart and its rows', async () => {
    await page.getByTestId('fit-trip').click()
    await idle(page)
    const middle = () => page.evaluate(() => {
      const line = window.__map.queryRenderedFeatures({ layers: ['trip-track'] })[0].geometry
      const places = line.type === 'LineString' ? line.coordinates : line.coordinates[0]
      const { x, y } = window.__map.project(places[Math.floor(places.length / 2)])
      const box = window.__map.getContainer().getBoundingClientRect()
      return { x: box.left + x, y: box.top + y }
    })
    await until(async () => {
      // Aimed anew each time: what stands above the map comes and goes.
      const { x, y } = await middle()
      await page.mouse.move(x + 1, y)
      await page.mouse.move(x, y)
      return IS_FIX.test(await read(page))
    }, () => read(page))
    await page.locator('[data-testid=timeline] .held').first().waitFor()
  })

  await check('a row of an alert opens its explanation', async () => {
    await page.getByTestId('timeline').locator('button[data-kind=alert]').first().click()
    const opened = page.locator('[data-testid=trip-alert][open]')
    await opened.getByTestId('explain').click()
    await opened.getByTestId('steps').locator('li').first().waitFor()
    await until(async () => THAI.test(await opened.getByTestId('steps').innerText()), 'the steps are not in Thai')
  })

  await check('the manifest shows its difference', async () => {
    const difference = await page.getByTestId('difference').first().innerText()
    expect(/[−+]?\d+\.\d\d/.test(difference), difference)
  })

  await check('each file comes', async () => {
    for (const form of ['gpx', 'kml', 'geojson', 'csv']) {
      const href = await page.getByTestId(`file-${form}`).getAttribute('href')
      const answer = await page.request.get(href)
      expect(answer.ok() && answer.headers()['content-disposition'].includes(`.${form}`), `${form}: ${answer.status()}`)
    }
  })

  await check('it is in English when that is chosen', async () => {
    await page.getByTestId('lang-en').click()
    await until(async () => !THAI.test(await page.getByTestId('trip-state').innerText()), 'the state is still in Thai')
    expect(page.url().includes(`trip=${TRIP}`), page.url())
  })

  await check('an unknown trip is said in both languages', async () => {
    const other = await open(browser, 'view=trip&trip=none')
    const words = await other.getByTestId('trip-unknown').innerText()
    expect(THAI.test(words) && /There is no trip none/.test(words), words)
  })

  await check('a trip under way is read again when it ends', async () => {
    const other = await open(browser, `view=trip&trip=${OPEN_TRIP}&lang=en`)
    await other.getByTestId('trip-open').waitFor()
    await other.locator('[data-testid=connection][data-state=live]').waitFor()
    please('complete')
    await other.getByTestId('trip-open').waitFor({ state: 'detached' })
    await until(async () => (await kinds(other)).includes('completed'), 'no row of its completion')
  })
} catch (error) {
  broke(error)
} finally {
  await browser.close()
}

const plain = await launch(NO_WEBGL)
try {
  await check('without WebGL there is a sketch, and the rest', async () => {
    const page = await open(plain, `view=trip&trip=${TRIP}`)
    await page.getByTestId('no-map').waitFor()
    await page.getByTestId('sketch').locator('polyline.driven').first().waitFor({ state: 'attached' })
    await page.getByTestId('chart-svg').focus()
    await page.keyboard.press('End')
    await page.locator('[data-testid=sketch] .point').waitFor()
    await until(async () => (await kinds(page)).length > 5, 'no timeline')
  })
} finally {
  await plain.close()
}
await check('the browser complained of nothing', () => expect(complaints.length === 0, complaints.join(' | ')))
done()
