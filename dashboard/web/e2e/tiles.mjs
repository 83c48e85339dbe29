/**
 * Looks at the tiles of a PMTiles file on every map: `WASTETRACK_URL=… WASTETRACK_TRIP=… TILES_HOST=… npm run e2e:tiles`.
 * The dashboard's WASTETRACK_TILES names a file of TILES_HOST, with WASTETRACK_TILES_CREDIT. TILES_KIND says what is in it:
 * `vector`, a layer `roads` with a line across the world, or `raster`, the world in red. TILES_SHOT names a folder for pictures.
 */
import { join } from 'node:path'
import { broke, check, done, expect, idle, launch, until } from './checking.mjs'

const BASE = new URL(process.env.WASTETRACK_URL ?? 'http://127.0.0.1:8000')
const { TILES_HOST = '', TILES_KIND = 'vector', TILES_SHOT, WASTETRACK_TRIP = '' } = process.env
const STEP_MS = 60_000
const THAILAND = { center: [101, 13.8], zoom: 7 }
const MAPS = { live: '', trip: `view=trip&trip=${WASTETRACK_TRIP}`, playback: 'view=playback', 'look-up': 'view=search&tab=area' }

const browser = await launch()
const foreign = new Set()
const complaints = []

async function open(query) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  await context.route('**/*', (route) => {
    const { origin, protocol } = new URL(route.request().url())
    if (origin !== BASE.origin && !['data:', 'blob:'].includes(protocol)) foreign.add(origin)
    return route.continue()
  })
  const page = await context.newPage()
  page.setDefaultTimeout(STEP_MS)
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(new URL(`?test=1&${query}`, BASE).href)
  await page.waitForFunction(() => window.__map?.getSource('tiles'))
  await page.evaluate((view) => window.__map.jumpTo(view), THAILAND)
  await page.waitForFunction(() => window.__map.isSourceLoaded('tiles'))
  await idle(page)
  return page
}

/** How red the map's ground is, 1 being grey: over the whole map, marks included. */
const redness = (page) => page.evaluate(() => new Promise((resolve) => {
  window.__map.once('render', () => {
    const { width, height } = window.__map.getCanvas()
    const small = new OffscreenCanvas(64, 64).getContext('2d')
    small.drawImage(window.__map.getCanvas(), 0, 0, width, height, 0, 0, 64, 64)
    const { data } = small.getImageData(0, 0, 64, 64)
    const sums = [0, 0, 0]
    data.forEach((value, at) => { if (at % 4 < 3) sums[at % 4] += value })
    resolve((2 * sums[0]) / (sums[1] + sums[2]))
  })
  window.__map.triggerRepaint()
}))

const isDrawn = (page) => (TILES_KIND === 'raster'
  ? redness(page).then((red) => red > 1.2)
  : page.evaluate(() => window.__map.querySourceFeatures('tiles', { sourceLayer: 'roads' }).length > 0 && Boolean(window.__map.getLayer('tiles-roads'))))

try {
  for (const [name, query] of Object.entries(MAPS)) {
    const page = await open(query)
    await check(`${name}: the tiles are drawn, and thanked for`, async () => {
      await until(() => isDrawn(page), 'they are not')
      await until(async () => (await page.getByTestId('map-sources').innerText()).startsWith('กรมแผนที่'), 'no thanks')
    })
    if (TILES_SHOT) await page.screenshot({ path: join(TILES_SHOT, `tiles-${TILES_KIND}-${name}.png`) })
    await page.context().close()
  }
  await check('they can be switched off', async () => {
    const page = await open('hide=tiles')
    const shown = () => page.evaluate(() => window.__map.getStyle().layers.filter((layer) => layer.source === 'tiles').map((layer) => layer.layout?.visibility))
    await until(async () => (await shown()).length > 0 && (await shown()).every((one) => one === 'none'), async () => JSON.stringify(await shown()))
    await until(async () => !(await page.getByTestId('map-sources').innerText()).includes('กรมแผนที่'), 'thanks for what is not shown')
  })
  await check('nothing but their host was asked', async () => {
    expect([...foreign].join() === TILES_HOST, [...foreign].join())
  })
  await check('the browser has no complaint', async () => {
    expect(complaints.length === 0, complaints.slice(0, 3).join(' | '))
  })
} catch (error) {
  broke(error)
} finally {
  await browser.close()
}
done()
