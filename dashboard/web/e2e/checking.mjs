/** A browser, and checks that are counted; a check that fails does not keep the next from running. */
import { chromium } from 'playwright-core'

/** Where the dashboard is that is looked at. */
export const BASE = new URL(process.env.WASTETRACK_URL || 'http://127.0.0.1:8000')
if (!BASE.pathname.endsWith('/')) BASE.pathname += '/'
/** Chromium without WebGL, as on an office computer whose graphics card it does not trust. */
export const NO_WEBGL = ['--disable-3d-apis']
export const THAI = /[\u0e00-\u0e7f]/

/** A map that was about to be idle when it was asked is asked again. */
const LOOK_AGAIN_MS = 3000

/** What may be true only in a moment is looked at so often. */
const LOOK_EVERY_MS = 50
/** A page is waited for so long: several times of what it takes where other tests have the machine, too. */
export const PATIENCE_MS = 60_000

/** So much of a page is told where a check fails. */
const TOLD_CHARS = 1500
const browsers = []
let passed = 0
let failed = 0

/** Chromium as the tests need it: drawing in software, asking nobody, and mute at first. CHROMIUM names another browser. */
export async function launch(more = []) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
      '--disable-background-networking', '--no-first-run', ...more,
    ],
  })
  const newContext = browser.newContext.bind(browser)
  browser.newContext = async (options) => {
    const context = await newContext(options)
    await context.addInitScript(muteAtFirst)
    return context
  }
  browsers.push(browser)
  return browser
}

/**
 * Gives sound only once it is asked for, as a browser does to a person's first click. What a walk asks of a page counts as a
 * click for the browser: a page slow to begin would else have its sound by itself, and no bar that says it has none.
 */
function muteAtFirst() {
  const Real = window.AudioContext
  if (!Real) return
  window.AudioContext = class extends Real {
    constructor(...given) {
      super(...given)
      void this.suspend()
    }
  }
}

/** Another person's browser at the page of this address; `complaints` gets what the page fails with. */
export async function visit(browser, { query = '', base = BASE, script = null, complaints = [], patience_ms = PATIENCE_MS } = {}) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  if (script) await context.addInitScript(script)
  const page = await context.newPage()
  page.setDefaultTimeout(patience_ms)
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(new URL(`?test=1&${query}`, base).href)
  return page
}

export const connectionIs = (page, state) => page.locator(`[data-testid=connection][data-state=${state}]`).waitFor()

/** Waits until the map has drawn what it was told so far. */
export const idle = (page) => page.waitForFunction(
  (most_ms) => Promise.race([window.__idle?.().then(() => true), new Promise((resolve) => setTimeout(resolve, most_ms))]), LOOK_AGAIN_MS,
)

/** Where a position of the map lies in the window: both are read at once, since what stands above the map comes and goes. */
export const onScreen = (page, at) => page.evaluate((position) => {
  const { x, y } = window.__map.project(position)
  const box = window.__map.getContainer().getBoundingClientRect()
  return { x: box.left + x, y: box.top + y }
}, at)

/** So many rows stand in the queue. */
export const queueHas = (page, rows) =>
  page.waitForFunction((n) => document.querySelectorAll('[data-testid=alert-card]').length === n, rows)

/** Asks whoever reads the output to have this happen behind the page; what comes of it is to be seen on the page. */
export function please(happen) {
  console.log(`please ${happen}`)
}

export async function check(name, body) {
  try {
    await body()
    passed += 1
    console.log(`ok      ${name}`)
  } catch (error) {
    failed += 1
    console.log(`FAILED  ${name}: ${inFull(error)}`)
    await tellPages()
  }
}

/** What the browser waited for, and the line of the walk that did: a log is often all there is to go by. */
function inFull(error) {
  const where = String(error.stack).split('\n').find((line) => line.includes('/e2e/') && !line.includes('checking.mjs'))
  return [...String(error.message ?? error).split('\n'), where ?? ''].map((line) => line.trim()).filter(Boolean).join('\n        ')
}

/** What stands on each page now, for who has only the log. */
async function tellPages() {
  for (const page of browsers.flatMap((one) => one.contexts()).flatMap((one) => one.pages())) {
    const words = await page.evaluate(() => document.body.innerText).catch(() => 'a page that does not answer')
    console.log(`        ${page.url()}\n        ${words.replace(/\s+/g, ' ').slice(0, TOLD_CHARS)}`)
  }
}

/** Counts what went wrong between the checks. */
export function broke(error) {
  failed += 1
  console.log(`FAILED  ${inFull(error)}`)
}

export function expect(truth, otherwise) {
  if (!truth) throw new Error(otherwise)
}

/** Waits until it holds; `otherwise` says what stands there instead, and is asked only once it was waited in vain. */
export async function until(holds, otherwise, patience_ms = PATIENCE_MS) {
  const ends_ms = performance.now() + patience_ms
  while (!(await holds())) {
    if (performance.now() > ends_ms) throw new Error(`waited in vain: ${typeof otherwise === 'function' ? await otherwise() : otherwise}`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

/** Tells how it went, and ends. */
export function done() {
  console.log(`${passed} passed, ${failed} failed`)
  process.exit(failed > 0 ? 1 : 0)
}
