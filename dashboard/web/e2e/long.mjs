/**
 * Leaves the page open over a made-up stream and reports what it costs: `npm run build && npm run e2e:long`.
 * MINUTES (default 15) at HURRY (default 48) times the pace of life are twelve hours; UNITS (default 300).
 * `MINUTES=1 HURRY=1 UNITS=10000 npm run e2e:long` is the whole fleet at 1 Hz for a minute.
 * Fails when the heap at the end is over 1.2 times that of the start, or the page has a complaint. CHROMIUM names another browser.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const MINUTES = Number(process.env.MINUTES ?? 15)
const HURRY = process.env.HURRY ?? '48'
const UNITS = process.env.UNITS ?? '300'
const PORT = process.env.PORT ?? '5198'
const MOST_GROWTH = 1.2
const WARM_UP_S = 20

const mock = spawn(process.execPath, [fileURLToPath(new URL('../mock/server.mjs', import.meta.url))], {
  env: { ...process.env, PORT, UNITS, HURRY }, stdio: ['ignore', 'pipe', 'inherit'],
})
await once(mock.stdout, 'data')
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-background-networking', '--no-first-run'],
})
const complaints = []
const pause = (s) => new Promise((resolve) => setTimeout(resolve, s * 1000))

async function metricsOf(session) {
  const { metrics } = await session.send('Performance.getMetrics')
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]))
}

/** The heap of the page after all that can go has gone, in MB. */
async function heapOf(session) {
  for (let turn = 0; turn < 3; turn++) await session.send('HeapProfiler.collectGarbage')
  return (await session.send('Runtime.getHeapUsage')).usedSize / 1e6
}

let grew = NaN
try {
  const page = await (await browser.newContext({ viewport: { width: 1366, height: 768 } })).newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.addInitScript(() => {
    window.__long = []
    new PerformanceObserver((list) => window.__long.push(...list.getEntries().map((entry) => entry.duration)))
      .observe({ type: 'longtask', buffered: false })
  })
  await page.goto(`http://127.0.0.1:${PORT}/?lang=en`)
  await page.waitForFunction((units) => document.querySelector('[data-testid=count-trucks]')?.textContent?.replace(/\D/g, '') === units, UNITS, { timeout: 60_000 })
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  await session.send('HeapProfiler.enable')
  await pause(WARM_UP_S)
  const heap = [await heapOf(session)]
  await page.evaluate(() => { window.__long.length = 0 })
  const before = await metricsOf(session)
  for (let minute = 1; minute <= MINUTES; minute++) {
    await pause(60)
    heap.push(await heapOf(session))
    console.log(`minute ${minute}: heap ${heap.at(-1).toFixed(1)} MB`)
  }
  const after = await metricsOf(session)
  const long = await page.evaluate(() => window.__long)
  const per_s = (name) => (((after[name] - before[name]) * 1000) / (MINUTES * 60)).toFixed(1)
  console.log(`${UNITS} units, ${MINUTES * Number(HURRY)} minutes of stream in ${MINUTES}`)
  console.log(`main thread, processor ms a second: tasks ${per_s('TaskDuration')}, of which script ${per_s('ScriptDuration')}, layout ${per_s('LayoutDuration')}, style ${per_s('RecalcStyleDuration')}`)
  console.log(`tasks over 50 ms: ${long.length} (${(long.length / MINUTES).toFixed(1)} a minute), longest ${Math.round(Math.max(0, ...long))} ms`)
  console.log(`nodes ${before.Nodes} -> ${after.Nodes}, listeners ${before.JSEventListeners} -> ${after.JSEventListeners}`)
  grew = heap.at(-1) / heap[0]
  console.log(`heap ${heap[0].toFixed(1)} -> ${heap.at(-1).toFixed(1)} MB, ${grew.toFixed(2)} times`)
  for (const complaint of complaints) console.log(`COMPLAINT ${complaint}`)
} finally {
  await browser.close()
  mock.kill()
}
process.exit(grew <= MOST_GROWTH && complaints.length === 0 ? 0 : 1)
