/**
 * Eight tabs of one browser share one stream of the server, with a shared worker and without one, also when the first is
 * gone and when the server was: WASTETRACK_URL is a dashboard that nobody else looks at, with a truck. `please stop` and
 * `please start` on the output ask for its end and its beginning.
 */
import { BASE, broke, check, connectionIs, done, launch, NO_WEBGL, please, until } from './checking.mjs'

const TABS = 8
/** A page asks a server that was gone again after half a minute at most, and this one has to begin. */
const BACK_MS = 120_000

/** Of the server's own count, as its metrics have it. */
async function streams() {
  const text = await (await fetch(new URL('metrics', BASE))).text()
  return Number(/^wastetrack_live_streams (\S+)$/m.exec(text)[1])
}

/** Waits until the server has so many streams. */
const streamsAre = (n) => until(async () => (await streams()) === n, async () => `${await streams()} streams`, BACK_MS)

const all = (pages, state) => Promise.all(pages.map((page) => connectionIs(page, state)))
const hasTrucks = (page) => page.waitForFunction(() => Number(document.querySelector('[data-testid=count-trucks]')?.textContent) > 0)

const browser = await launch(NO_WEBGL)
try {
  for (const [way, script] of [
    ['a shared worker', null],
    ['a lock', () => { delete window.SharedWorker }],
  ]) {
    const context = await browser.newContext({ viewport: { width: 1024, height: 700 } })
    context.setDefaultTimeout(BACK_MS)
    if (script) await context.addInitScript(script)
    const pages = []
    await check(`${TABS} tabs share one stream by ${way}`, async () => {
      for (let n = 0; n < TABS; n++) {
        const page = await context.newPage()
        await page.goto(BASE.href)
        pages.push(page)
      }
      await all(pages, 'live')
      await Promise.all(pages.map(hasTrucks))
      await streamsAre(1)
    })
    const left = pages.slice(1)
    await check('and still one when the first is gone and one has begun anew', async () => {
      await pages[0].close()
      await left[0].reload()
      await all(left, 'live')
      await hasTrucks(left[0])
      await streamsAre(1)
    })
    await check('and one when the server is back', async () => {
      please('stop')
      await all(left, 'offline')
      please('start')
      await all(left, 'live')
      await streamsAre(1)
    })
    await context.close()
  }
} catch (error) {
  broke(error)
} finally {
  await browser.close()
}
done()
