/**
 * Looks at the page in a real browser: `WASTETRACK_URL=http://127.0.0.1:8000 npm run e2e`.
 * The server must have trucks, and an alert within WASTETRACK_WAIT_S (default 90) seconds.
 * WASTETRACK_NEVER is a text that must stand nowhere in the page.
 * WASTETRACK_SHOT names a file for a picture of the opened alert; CHROMIUM names another browser.
 */
import { BASE, broke, check, done, expect, idle, launch, PATIENCE_MS, THAI, until } from './checking.mjs'

const WAIT_MS = Number(process.env.WASTETRACK_WAIT_S ?? 90) * 1000
const FIRST_IDLE_MS = 60_000

const browser = await launch()
const foreign = []
const complaints = []

async function newPage(query, script) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  await context.route('**/*', (route) => {
    const url = new URL(route.request().url())
    if (url.origin === BASE.origin || ['data:', 'blob:'].includes(url.protocol)) return route.continue()
    foreign.push(url.href)
    return route.abort()
  })
  page.on('console', (message) => {
    // An alert may name a permit that the system does not have; the page says so, and the browser notes the 404.
    const isUnknownPermit = message.location().url.includes('/api/v1/permits/') && message.text().includes('404')
    if (message.type() === 'error' && !isUnknownPermit) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  if (script) await page.addInitScript(script)
  const answer = await page.goto(new URL(`?${query}`, BASE).href)
  return { page, context, answer }
}

const text = (page, id) => page.getByTestId(id).innerText()

try {
  const { page, context, answer } = await newPage('test=1')
  const streams = []
  page.on('request', (request) => request.url().includes('/api/v1/live') && streams.push(request.url()))
  const card = page.locator('[data-testid=alert-card]:not([data-rule=vendor-outage])').first()

  await check('the page comes with a strict policy', async () => {
    expect(answer?.ok(), `status ${answer?.status()}`)
    const policy = answer.headers()['content-security-policy'] ?? ''
    expect(policy.includes("default-src 'self'"), `content-security-policy: ${policy || 'none'}`)
    expect(!policy.includes('unsafe'), policy)
  })

  await check('it is in Thai first', async () => {
    await until(async () => THAI.test(await page.title()), () => page.title())
    expect((await page.locator('html').getAttribute('lang')) === 'th', 'html lang')
  })

  await check('the stream is live', async () => {
    await page.locator('[data-testid=connection][data-state=live]').waitFor()
  })

  await check('trucks are counted', async () => {
    await page.waitForFunction(() => Number(document.querySelector('[data-testid=count-trucks]')?.textContent) > 0)
  })

  await check('trucks are on the map', async () => {
    await page.waitForFunction(() => window.__map && window.__idle, null, { timeout: FIRST_IDLE_MS })
    const seen = await page.evaluate(async (limit) => {
      const end = performance.now() + limit
      while (performance.now() < end) {
        await Promise.race([window.__idle(), new Promise((resolve) => setTimeout(resolve, 5000))])
        const found = window.__map.queryRenderedFeatures({ layers: ['trucks', 'alert-trucks', 'clusters'] })
        const count = new Map(found.map((f) => [f.layer.id + f.id, f.properties.point_count ?? 1]))
        const sum = [...count.values()].reduce((a, b) => a + b, 0)
        if (sum > 0) return sum
      }
      return 0
    }, FIRST_IDLE_MS)
    expect(seen > 0, 'no truck, alert or group is drawn')
  })

  await check('the land and its names are on the map', async () => {
    const seen = async () => {
      await page.evaluate(() => void window.__map.jumpTo({ center: [101, 13.5], zoom: 7 }))
      await idle(page)
      return page.evaluate(() => window.__map.queryRenderedFeatures({ layers: ['land', 'province-labels'] }).map((f) => f.properties.name_th))
    }
    await until(async () => (await seen()).includes('ชลบุรี'), async () => `only ${(await seen()).join(', ') || 'nothing'}`)
  })

  await check('an alert is in the queue', async () => {
    await card.waitFor({ timeout: WAIT_MS })
  })

  await check('an opened alert shows its reason, evidence and times in Thai', async () => {
    await card.click()
    await page.getByTestId('alert-panel').waitFor()
    await until(async () => THAI.test(await text(page, 'reason')), 'the reason is not in Thai')
    await until(async () => /25\d\d/.test(await text(page, 'since')), async () => `no Buddhist year in "${await text(page, 'since')}"`)
    for (const id of ['severity', 'certainty', 'status']) await until(async () => (await text(page, id)).trim() !== '', `${id} is empty`)
    await page.getByTestId('evidence').locator('tbody tr').first().waitFor({ state: 'attached' })
    await until(() => page.url().includes('alert='), 'the alert is not in the address')
  })

  await check('its track is drawn', async () => {
    await page.waitForFunction(() => Number(document.querySelector('[data-testid=track-note]')?.dataset.fixes) > 1)
    await page.waitForFunction(async () => {
      await Promise.race([window.__idle(), new Promise((resolve) => setTimeout(resolve, 3000))])
      return window.__map.queryRenderedFeatures({ layers: ['track', 'track-breach'] }).length > 0
    }, null, { timeout: FIRST_IDLE_MS, polling: 500 })
  })

  if (process.env.WASTETRACK_SHOT) await page.screenshot({ path: process.env.WASTETRACK_SHOT })

  await check('the language changes, and stays after a reload', async () => {
    await page.getByTestId('lang-en').click()
    await until(async () => !THAI.test(await page.title()), () => page.title())
    await until(async () => !THAI.test(await text(page, 'severity')), 'severity is still in Thai')
    await until(() => page.url().includes('lang=en'), () => page.url())
    await page.reload()
    await page.getByTestId('alert-panel').waitFor()
    await until(async () => !THAI.test(await text(page, 'certainty')), 'Thai after the reload')
    await page.getByTestId('lang-th').click()
    await until(async () => THAI.test(await text(page, 'certainty')), 'not back in Thai')
  })

  await check('keys move in the queue, open and close', async () => {
    await page.keyboard.press('Escape')
    await page.getByTestId('alert-panel').waitFor({ state: 'detached' })
    await card.waitFor()
    await page.keyboard.press('KeyJ')
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-testid') === 'alert-card')
    await page.keyboard.press('Enter')
    await page.getByTestId('alert-panel').waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('alert-panel').waitFor({ state: 'detached' })
  })

  await check('the trucks are listed and one opens', async () => {
    await page.getByTestId('tab-trucks').click()
    await page.getByTestId('trucks').locator('button').last().click()
    await page.getByTestId('unit-panel').waitFor()
  })

  await check('each load of the page opened one stream', async () => {
    expect(streams.length <= 2, `${streams.length} streams for two loads`)
  })
  if (process.env.WASTETRACK_NEVER) {
    await check('what must never be shown is not in the page', async () => {
      await page.getByTestId('tab-alerts').click()
      await card.click()
      await page.getByTestId('alert-panel').waitFor()
      expect(!(await page.content()).includes(process.env.WASTETRACK_NEVER), 'it is there')
    })
  }
  await context.close()

  const blind = await newPage('lang=en', () => {
    const real = HTMLCanvasElement.prototype.getContext
    HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
      return /webgl/.test(kind) ? null : real.call(this, kind, ...rest)
    }
  })
  await check('without WebGL the queue still works', async () => {
    await blind.page.getByTestId('no-map').waitFor()
    await blind.page.getByTestId('alert-card').first().click()
    await until(async () => (await text(blind.page, 'reason')).trim() !== '', 'no reason')
  })
  await blind.context.close()

  await check('nothing was asked of another host', async () => {
    expect(foreign.length === 0, foreign.slice(0, 3).join(' '))
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
