/**
 * The live map in a real browser: WASTETRACK_URL is a dashboard with WASTETRACK_STACKED trucks upon each other at
 * WASTETRACK_AT (`lon,lat`), far from all others, and an open alert of a truck on a trip with a permitted route.
 */
import { broke, check, connectionIs, done, expect, idle, launch, onScreen, until, visit } from './checking.mjs'

const STACKED = Number(process.env.WASTETRACK_STACKED)
const AT = process.env.WASTETRACK_AT.split(',').map(Number)
/** Of a small fleet groups hold together up to here. */
const GROUPED_ZOOM = 4.6
const CLOSE_ZOOM = 14
/** The whole fleet is seen from farther than this, a trip from nearer. */
const TRIP_ZOOM = 9

const complaints = []
const browser = await launch()
try {
  const page = await visit(browser, { query: 'lang=en', complaints })
  await connectionIs(page, 'live')
  // The map goes to the fleet by itself once.
  await page.waitForFunction(() => window.__map?.getSource('units') && window.__map.querySourceFeatures('units').length > 0)
  // The first click gives the page its sound, and takes away the bar that says it has none: the map moves up.
  await page.getByTestId('clock').click()
  await page.locator('[data-testid=shift-start][data-sound=on]').waitFor()
  await page.getByTestId('sound-bar').waitFor({ state: 'detached' })
  await idle(page)
  const rows = () => page.getByTestId('map-list').locator('button[data-unit-id]')
  const drawn = (source) => page.waitForFunction((name) => window.__map.querySourceFeatures(name).length > 0, source)

  /** Looks at the stack from a zoom, and clicks on it. */
  async function clickStack(zoom) {
    await page.evaluate(([center, closer]) => void window.__map.jumpTo({ center, zoom: closer }), [AT, zoom])
    await idle(page)
    const { x, y } = await onScreen(page, AT)
    await page.mouse.click(x, y)
  }

  for (const [what, zoom] of [['a group that no zoom parts', GROUPED_ZOOM], ['trucks upon each other', CLOSE_ZOOM]]) {
    await check(`${what} open a list, which keys go through`, async () => {
      await clickStack(zoom)
      await rows().nth(STACKED - 1).waitFor()
      await until(async () => (await rows().count()) === STACKED, async () => `${await rows().count()} rows`)
      await page.keyboard.press('ArrowDown')
      const focused = () => page.evaluate(() => document.activeElement?.dataset.unitId)
      await until(async () => (await focused()) === (await rows().nth(1).getAttribute('data-unit-id')), async () => `the focus is on ${await focused()}`)
      await page.keyboard.press('Escape')
      await page.getByTestId('map-list').waitFor({ state: 'detached' })
    })
  }

  await check('of trucks upon each other the chosen one has its own plate', async () => {
    await clickStack(CLOSE_ZOOM)
    await rows().nth(STACKED - 1).waitFor()
    const last = rows().nth(STACKED - 1)
    const id = await last.getAttribute('data-unit-id')
    await last.click()
    await page.getByTestId('unit-panel').waitFor()
    await idle(page)
    const plates = () => page.evaluate(([lon, lat]) => {
      const { x, y } = window.__map.project([lon, lat])
      const near = window.__map.queryRenderedFeatures([[x - 60, y - 60], [x + 60, y + 60]], { layers: ['chosen-plate', 'plates', 'watched-plates'] })
      return [...new Set(near.map((one) => one.properties.plate))].join()
    }, AT)
    const own = `83-${4000 + Number(id.replace('stacked-', ''))}`
    await until(async () => (await plates()) === own, async () => `${await plates()} stands there, ${own} is chosen`)
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/map-chosen.png` })
    await page.keyboard.press('Escape')
  })

  await check('from the list a truck is opened', async () => {
    await clickStack(CLOSE_ZOOM)
    await rows().first().waitFor()
    await page.keyboard.press('Enter')
    await page.getByTestId('unit-panel').waitFor()
    await page.keyboard.press('Escape')
  })

  await check('all that the map shows is there as a list', async () => {
    await page.getByTestId('fit-country').click()
    await page.getByTestId('list-view').click()
    await rows().nth(STACKED).waitFor()
    await page.keyboard.press('Escape')
  })

  await check('a chosen incident has its corridor, the way so far, where it came from and goes, and its trail', async () => {
    await page.getByTestId('alert-card').first().click()
    await page.getByTestId('incident').waitFor()
    await page.getByTestId('progress').waitFor()
    for (const source of ['corridors', 'routes', 'ends', 'track', 'chosen']) await drawn(source)
    const offs = () => page.evaluate(() => window.__map.querySourceFeatures('track').map((piece) => piece.properties.off))
    const has = (all) => all.includes('on') && all.includes('far')
    await until(async () => has(await offs()), async () => `the trail is toned ${[...new Set(await offs())]}`)
  })

  await check('its link opens the map at it, whenever the fleet comes', async () => {
    await page.reload()
    await page.getByTestId('incident').waitFor()
    for (const source of ['alerts', 'track', 'chosen']) await drawn(source)
    await idle(page)
    const zoom = await page.evaluate(() => window.__map.getZoom())
    expect(zoom > TRIP_ZOOM, `seen from zoom ${zoom.toFixed(1)}`)
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
