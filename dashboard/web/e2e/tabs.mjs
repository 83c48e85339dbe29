/**
 * Eight tabs of one browser share one stream, with a shared worker and without one, and go on when the server comes back:
 * `npm run build && npm run e2e:tabs`, over a made-up fleet. CHROMIUM names another browser.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const PORT = process.env.PORT ?? '5197'
const BASE = `http://127.0.0.1:${PORT}/`
const TABS = 8
const MOCK = fileURLToPath(new URL('../mock/server.mjs', import.meta.url))
let failed = 0

async function serve() {
  const mock = spawn(process.execPath, [MOCK], { env: { ...process.env, PORT, QUIET: '1' }, stdio: ['ignore', 'pipe', 'inherit'] })
  await once(mock.stdout, 'data')
  return mock
}

async function stop(mock) {
  mock.kill('SIGKILL')
  await once(mock, 'exit')
}

function check(name, truth, otherwise = '') {
  if (!truth) failed += 1
  console.log(`${truth ? 'ok     ' : 'FAILED '} ${name}${truth ? '' : `: ${otherwise}`}`)
}

const streams = async () => Number(await (await fetch(`${BASE}mock/streams`)).text())
const isState = (page, state) => page.locator(`[data-testid=connection][data-state=${state}]`).waitFor({ timeout: 60_000 })
const all = (pages, state) => Promise.all(pages.map((page) => isState(page, state)))
const hasTrucks = (page) => page.waitForFunction(() => Number(document.querySelector('[data-testid=count-trucks]')?.textContent) > 0, null, { timeout: 30_000 })

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  // Eight maps in software are slow; what is looked at here is the stream.
  args: ['--no-sandbox', '--disable-gpu', '--disable-3d-apis', '--disable-background-networking', '--no-first-run'],
})
let mock = await serve()
try {
  for (const [way, script] of [
    ['a shared worker', null],
    ['a lock', () => { delete window.SharedWorker }],
  ]) {
    const context = await browser.newContext({ viewport: { width: 1024, height: 700 } })
    if (script) await context.addInitScript(script)
    const pages = []
    for (let n = 0; n < TABS; n++) {
      const page = await context.newPage()
      await page.goto(BASE)
      pages.push(page)
    }
    await all(pages, 'live')
    await Promise.all(pages.map(hasTrucks))
    check(`${TABS} tabs share one stream by ${way}`, (await streams()) === 1, `${await streams()} streams`)
    await pages[0].close()
    const left = pages.slice(1)
    await left[0].reload()
    await all(left, 'live')
    await hasTrucks(left[0])
    await new Promise((resolve) => setTimeout(resolve, 3000))
    await all(left, 'live')
    check(`and still one when the first is gone and one has begun anew`, (await streams()) === 1, `${await streams()} streams`)
    await stop(mock)
    await all(left, 'offline')
    mock = await serve()
    await all(left, 'live')
    check('and one when the server is back', (await streams()) === 1, `${await streams()} streams`)
    await context.close()
  }
} catch (error) {
  check('no step failed', false, String(error.message ?? error).split('\n')[0])
} finally {
  await browser.close()
  mock.kill()
}
process.exit(failed > 0 ? 1 : 0)
