/**
 * Measures the built page over the made-up fleet of `mock/` and prints what it found as one line of JSON; `benchmarks/page` asks.
 * `measure.mjs load`: the files that each view needs, and ROUNDS (default 5) times when the first of UNITS trucks are drawn.
 * `measure.mjs cost`: what UNITS trucks cost over TIMES spans of SPAN_S seconds, at HURRY times the pace of life.
 */
import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { launch } from './checking.mjs'
import { serve } from './fleet.mjs'
import { costOf, openFleet, pause } from './measuring.mjs'

const STATIC = fileURLToPath(new URL('../../static', import.meta.url))
/** As the dashboard packs. */
const GZIP_LEVEL = 6
const PACKED_ALREADY = new Set(['.woff2'])
const STEP_MS = 120_000
const SETTLE_S = 2
const WARM_UP_S = 20
const [what] = process.argv.slice(2)
const UNITS = process.env.UNITS ?? '300'
const number = (name, usual) => Number(process.env[name] ?? usual)
/** What the address says of each view. */
const VIEWS = {
  live: '', trip: 'view=trip&trip=T-0', numbers: 'view=numbers', desks: 'view=desks', search: 'view=search&tab=area',
  playback: 'view=playback', people: 'view=people', account: 'view=account', duty: 'view=duty', inbox: 'view=inbox',
}

const browser = await launch()
const complaints = []
const foreign = new Set()

async function newPage(base) {
  const page = await (await browser.newContext({ viewport: { width: 1366, height: 768 } })).newPage()
  page.setDefaultTimeout(STEP_MS)
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (`${origin}/` !== base && protocol.startsWith('http')) foreign.add(origin)
  })
  return page
}

/** Bytes as they go over the line, by kind. */
async function weighed(paths) {
  const sums = { js: 0, css: 0, fonts: 0, other: 0 }
  const kinds = { '.js': 'js', '.css': 'css', '.woff2': 'fonts' }
  for (const path of paths) {
    const bytes = await readFile(STATIC + path)
    sums[kinds[extname(path)] ?? 'other'] += PACKED_ALREADY.has(extname(path)) ? bytes.length : gzipSync(bytes, { level: GZIP_LEVEL }).length
  }
  return sums
}

async function filesOf(base, query) {
  await fetch(`${base}mock/files`)
  const page = await newPage(base)
  await page.goto(`${base}?${query}&test=1`)
  await page.locator('main').first().waitFor()
  await page.waitForFunction(() => !document.querySelector('[data-testid=map]') || window.__idle)
  await page.evaluate(() => window.__idle?.())
  await pause(SETTLE_S)
  await page.context().close()
  return (await fetch(`${base}mock/files`)).json()
}

/** When something is first painted, and when the first trucks are drawn, in ms from the page's beginning. */
async function firstTimes(base) {
  const page = await newPage(base)
  await page.addInitScript(() => {
    const seen = () => {
      const { __map: map } = window
      if (window.__trucks_ms || !map.getLayer('trucks')) return
      if (map.queryRenderedFeatures({ layers: ['trucks', 'alert-trucks', 'clusters'] }).length > 0) window.__trucks_ms = performance.now()
    }
    // The page puts its map there in test mode.
    Object.defineProperty(window, '__map', { set(map) { Object.defineProperty(window, '__map', { value: map }); map.on('render', seen) }, configurable: true })
  })
  await page.goto(`${base}?test=1`)
  await page.waitForFunction(() => window.__trucks_ms)
  const times = await page.evaluate(() => ({
    first_paint_ms: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null, first_trucks_ms: window.__trucks_ms,
  }))
  await page.context().close()
  return times
}

async function load() {
  const mock = await serve({ UNITS, QUIET: '1' })
  try {
    const views = {}
    let first = []
    for (const [name, query] of Object.entries(VIEWS)) {
      const files = await filesOf(mock.base, query)
      if (name === 'live') first = files
      views[name] = { files: files.sort(), all: await weighed(files), more: await weighed(files.filter((file) => !first.includes(file))) }
    }
    const rounds = []
    for (let round = 0; round < number('ROUNDS', 5); round++) rounds.push(await firstTimes(mock.base))
    return { units: Number(UNITS), views, rounds }
  } finally {
    mock.stop()
  }
}

async function cost() {
  const [times, span_s, hurry] = [number('TIMES', 1), number('SPAN_S', 60), process.env.HURRY ?? '1']
  const mock = await serve({ UNITS, HURRY: hurry })
  try {
    const page = await openFleet(browser, `${mock.base}?lang=en`, UNITS, complaints)
    await pause(number('WARM_UP_S', WARM_UP_S))
    const found = await costOf(page, times, span_s, (heap_mb) => process.stderr.write(`heap ${heap_mb.toFixed(1)} MB\n`))
    const trucks = Number((await page.getByTestId('count-trucks').innerText()).replace(/\D/g, ''))
    const isLive = (await page.locator('[data-testid=connection][data-state=live]').count()) > 0
    return { units: Number(UNITS), hurry: Number(hurry), span_s, trucks, isLive, ...found }
  } finally {
    mock.stop()
  }
}

try {
  const found = await (what === 'load' ? load() : cost())
  console.log(JSON.stringify({ browser: browser.version(), complaints, foreign: [...foreign], ...found }))
} finally {
  await browser.close()
}
