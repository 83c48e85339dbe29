/**
 * The names on the map, each once and in its own font: `npm run build && npm run e2e:letters`, over the made-up fleet.
 * Holds the fonts' files back, or has them fail at first, and compares what is drawn in the end with what is drawn else.
 */
import { broke, check, done, expect, idle, launch, until } from './checking.mjs'
import { serve } from './fleet.mjs'

const STEP_MS = 120_000
const FONTS = '**/*.woff2'
/** A page whose map shows names and nothing that moves. */
const STILL = 'view=playback'
/** Close enough that provinces have names. */
const NEAR = { center: [101, 13.5], zoom: 7 }
/** Where the made-up fleet's permits lead to. */
const DESTINATION = { zone_id: 'P-1', at: [101.09, 13.2] }

const mock = await serve({ QUIET: '1' })
const browser = await launch()

async function open(query, fonts) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 700 } })
  if (fonts) await context.route(FONTS, fonts)
  const page = await context.newPage()
  page.setDefaultTimeout(STEP_MS)
  await page.goto(`${mock.base}?test=1&${query}`)
  await page.waitForFunction(() => window.__map?.querySourceFeatures && window.__map.getSource('zone-areas'))
  await page.waitForFunction(() => window.__map.querySourceFeatures('zone-areas').length > 0)
  await page.evaluate((view) => window.__map.jumpTo(view), NEAR)
  // Where trucks drive there is always a tile on its way.
  if (query.includes(STILL)) await page.waitForFunction(() => window.__map.areTilesLoaded())
  return page
}

const count = (page, layers) => page.evaluate((names) => window.__map.queryRenderedFeatures({ layers: names }).length, layers)

/** What the map has drawn of one place, once it has drawn all. */
async function picture(page) {
  // How much room the map has depends on the font and the language of what stands around it.
  await page.evaluate(() => void Object.assign(window.__map.getContainer().style, { inset: '0 auto auto 0', width: '500px', height: '400px' }))
  await idle(page)
  await page.evaluate((view) => void window.__map.resize().jumpTo(view), NEAR)
  await idle(page)
  return page.evaluate(() => new Promise((resolve) => {
    window.__map.once('render', () => resolve(window.__map.getCanvas().toDataURL()))
    window.__map.triggerRepaint()
  }))
}

/** A lock in front of the fonts. */
function lock() {
  let open_
  const opened = new Promise((resolve) => { open_ = resolve })
  return { open: () => open_(), hold: async (route) => { await opened; await route.continue() } }
}

try {
  const usual = await open(STILL)
  const wanted = await picture(usual)
  await check('the names of the provinces are drawn', async () => {
    await until(async () => (await count(usual, ['province-labels'])) > 0, 'none')
  })

  await check('while the fonts are on their way there is the land, and no name', async () => {
    const door = lock()
    const page = await open(STILL, door.hold)
    await until(async () => (await count(page, ['land'])) > 0, 'no land')
    expect((await count(page, ['province-labels'])) === 0, 'names')
    expect((await page.evaluate(() => [...document.fonts].filter((face) => face.family.startsWith('UI')).length)) === 0, 'fonts')
    const bare = await page.evaluate(() => window.__map.getLayoutProperty('province-labels', 'text-field') ?? null)
    expect(bare === null, `the names' layer writes ${JSON.stringify(bare)}`)
    door.open()
    expect((await picture(page)) === wanted, 'once they have come the map is not what it is else')
    await page.context().close()
  })

  await check('trucks do not wait for them', async () => {
    const door = lock()
    const page = await open('', door.hold)
    await page.waitForFunction(() => window.__map.queryRenderedFeatures({ layers: ['trucks', 'alert-trucks', 'clusters'] }).length > 0)
    await page.evaluate((view) => window.__map.jumpTo(view), NEAR)
    expect((await count(page, ['alert-plates', 'watched-plates', 'plates'])) === 0, 'plates')
    door.open()
    await page.waitForFunction(() => window.__map.queryRenderedFeatures({ layers: ['alert-plates'] }).length > 0)
    await page.context().close()
  })

  await check('files that do not come are asked for again', async () => {
    const asked = new Map()
    const page = await open(STILL, (route) => {
      const url = route.request().url()
      asked.set(url, (asked.get(url) ?? 0) + 1)
      return asked.get(url) > 2 ? route.continue() : route.abort()
    })
    expect((await picture(page)) === wanted, 'the map is not what it is else')
    expect(asked.size === 4, `${asked.size} files`)
    await page.context().close()
  })

  await check('the language changes while they are on their way', async () => {
    const door = lock()
    const page = await open(STILL, door.hold)
    await page.getByTestId('lang-en').click()
    door.open()
    await page.waitForFunction(() => window.__map.queryRenderedFeatures({ layers: ['province-labels'] }).length > 0)
    const english = await open(`${STILL}&lang=en`)
    expect((await picture(page)) === (await picture(english)), 'the map is not the English one')
  })

  await check('where the chosen truck goes to is named once', async () => {
    const { items } = await (await fetch(`${mock.base}api/v1/alerts?limit=200`)).json()
    const page = await open(`alert=${items.find((alert) => alert.permit_no && alert.unit_id).alert_id}`)
    // Looked at anew each time: the map goes to the chosen truck once more when its track has come.
    const isNamed = async (layer) => {
      await page.evaluate((view) => void window.__map.jumpTo(view), { center: DESTINATION.at, zoom: 11 })
      await idle(page)
      const names = await page.evaluate((name) => window.__map.queryRenderedFeatures({ layers: [name] }).map((feature) => feature.properties.zone_id), layer)
      return names.includes(DESTINATION.zone_id)
    }
    await page.waitForFunction(() => window.__map.querySourceFeatures('ends').length > 0)
    await until(() => isNamed('end-labels'), 'not named as its end', STEP_MS)
    await until(async () => !(await isNamed('site-labels')), 'named as a place, too', STEP_MS)
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => window.__map.querySourceFeatures('ends').length === 0)
    await until(() => isNamed('site-labels'), 'not named when no truck is chosen', STEP_MS)
  })
} catch (error) {
  broke(error)
} finally {
  await browser.close()
  mock.stop()
}
done()
