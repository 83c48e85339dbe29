/**
 * A stored day played back in a real browser: WASTETRACK_URL is a dashboard, WASTETRACK_UNITS trucks of it (commas between)
 * that drove from WASTETRACK_FROM for 90 minutes. The first of them, WASTETRACK_PLATE, was not heard from minute 40 to 55,
 * has an alert that began in minute 60, and drove the same way five days before as well.
 */
import { broke, check, done, expect, idle, launch, THAI, until, visit } from './checking.mjs'

const UNITS = process.env.WASTETRACK_UNITS.split(',')
const PLATE = process.env.WASTETRACK_PLATE
const MINUTE_MS = 60_000
const FROM_MS = Date.parse(process.env.WASTETRACK_FROM)
const FIVE_DAYS_MS = 5 * 24 * 60 * MINUTE_MS
const iso = (ms) => new Date(ms).toISOString()
const period = (fromMs) => `from=${iso(fromMs)}&to=${iso(fromMs + 90 * MINUTE_MS)}`

const complaints = []
const browser = await launch()
try {
  const page = await visit(browser, { query: `view=playback&units=${UNITS.join()}&${period(FROM_MS)}`, complaints })
  const queryOf = () => new URL(page.url()).searchParams
  const at = () => page.getByTestId('slider').inputValue().then(Number)
  const isAt = (ms) => page.waitForFunction((to) => Number(document.querySelector('[data-testid=slider]').value) === to, ms)
  const told = () => page.getByTestId('told').allInnerTexts()
  /** What the map draws of a source at this minute. */
  const drawn = (source) => page.evaluate((name) => window.__map.querySourceFeatures(name).map((feature) => feature.properties), source)
  async function goTo(minute) {
    await page.getByTestId('slider').evaluate((field, value) => {
      field.value = value
      field.dispatchEvent(new Event('input', { bubbles: true }))
    }, FROM_MS + minute * MINUTE_MS)
    await idle(page)
  }
  const pressKey = async (key) => {
    await page.evaluate(() => document.activeElement?.blur())
    await page.keyboard.press(key)
  }

  await check('nothing is played without a reason', async () => {
    await page.getByTestId('load').click()
    await page.locator('#why-hint[role=alert]').waitFor()
    await page.getByTestId('why').fill('ตรวจสอบเรื่องร้องเรียน')
    await page.getByTestId('load').click()
    await page.locator('[data-testid=slider]:enabled').waitFor()
  })

  await check('many trucks move together with the time', async () => {
    await goTo(10)
    const before = await told()
    expect(before.length === UNITS.length, `${before.length} trucks`)
    await goTo(30)
    await until(async () => {
      const after = await told()
      return before.every((one, n) => one !== after[n])
    }, 'not all have moved')
    await until(async () => new Set((await drawn('trucks')).map((truck) => truck.unit_id)).size === UNITS.length, 'not all are on the map')
  })

  await check('a silence is a gap: no place is made up in it, and no line is drawn over it', async () => {
    await goTo(45)
    await until(async () => /ไม่มีพิกัด 5 นาที/.test((await told())[0]), async () => (await told())[0])
    await goTo(65)
    const parts = async () => (await drawn('trails')).filter((piece) => piece.hue === 0).map((piece) => piece.part)
    const has = (all) => all.includes('way') && all.includes('gap')
    await until(async () => has(await parts()), async () => `only ${[...new Set(await parts())]}`)
  })

  await check('one is followed by the map, and its gap stands on the axis', async () => {
    await page.getByTestId('played').locator('button.who').first().click()
    await page.waitForFunction((unit) => new URL(location.href).searchParams.get('follow') === unit, UNITS[0])
    await until(async () => (await page.getByTestId('gaps').locator('span').count()) === 1, 'not one gap')
    const middle = () => page.evaluate(() => window.__map.getCenter().lng)
    await goTo(20)
    const before = await middle()
    await goTo(30)
    await until(async () => (await middle()) > before, 'the map stays where it was')
  })

  await check('an alert is a pin that leads to its moment', async () => {
    await until(async () => (await page.getByTestId('pin').count()) === 1, 'not one pin')
    await page.getByTestId('pin').click()
    await isAt(FROM_MS + 60 * MINUTE_MS)
    await idle(page)
    await until(async () => (await drawn('pins')).length > 0, 'it is not on the map')
    await page.getByTestId('pins').locator('button').first().waitFor()
  })

  await check('a link opens the same moment, truck and speed', async () => {
    await page.getByTestId('speed').selectOption('200')
    await page.waitForFunction(() => new URL(location.href).searchParams.get('speed') === '200')
    const [address, moment] = [page.url(), await page.getByTestId('at').innerText()]
    await page.reload()
    await page.locator('[data-testid=slider]:enabled').waitFor()
    await until(async () => page.url() === address && (await page.getByTestId('at').innerText()) === moment, () => `${page.url()} for ${address}`)
    expect((await page.getByTestId('speed').inputValue()) === '200' && queryOf().get('follow') === UNITS[0], 'speed or truck')
  })

  await check('keys step, play and pause', async () => {
    const start = await at()
    await pressKey('ArrowRight')
    await isAt(start + MINUTE_MS)
    await pressKey(' ')
    await page.waitForFunction((from) => Number(document.querySelector('[data-testid=slider]').value) > from, start + 2 * MINUTE_MS)
    await pressKey(' ')
    await page.locator('[data-testid=play]', { has: page.locator('path[d^="M5 3.5"]') }).waitFor()
  })

  await check('it begins where there is a position, and not where nothing is stored', async () => {
    const query = `?test=1&view=playback&units=${UNITS[0]}&from=${iso(FROM_MS - 60 * MINUTE_MS)}&to=${iso(FROM_MS + 90 * MINUTE_MS)}`
    await page.goto(new URL(query, page.url()).href)
    await page.locator('[data-testid=slider]:enabled').waitFor()
    await page.waitForFunction((from) => Number(document.querySelector('[data-testid=slider]').value) >= from, FROM_MS)
    await page.getByTestId('told').getByText('กำลังวิ่ง').waitFor()
  })

  await check('any stored day is played', async () => {
    await page.goto(new URL(`?test=1&view=playback&units=${UNITS[0]}&${period(FROM_MS - FIVE_DAYS_MS)}&t=${iso(FROM_MS - FIVE_DAYS_MS + 10 * MINUTE_MS)}`, page.url()).href)
    await page.locator('[data-testid=slider]:enabled').waitFor()
    await page.getByTestId('told').getByText('กำลังวิ่ง').waitFor()
    await page.getByTestId('played').getByText(PLATE).first().waitFor()
  })

  await check('the page speaks English too, and keeps the moment', async () => {
    const moment = await at()
    await page.getByTestId('lang-en').click()
    await page.getByText('Show this period').waitFor()
    expect((await at()) === moment, 'the moment')
    await until(async () => !THAI.test((await told())[0]), 'Thai words')
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
