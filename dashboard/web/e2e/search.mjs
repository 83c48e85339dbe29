/**
 * Looks at look-ups and playback in a real browser: `WASTETRACK_URL=http://127.0.0.1:8000 node e2e/search.mjs`.
 * The server must have trucks that drove within the last day; WASTETRACK_PLATE is a plate that it knows (default: the
 * first of its list), WASTETRACK_AREA the four corners of an area in which some of them were. CHROMIUM names another browser.
 */
import { chromium } from 'playwright-core'

const BASE = new URL(process.env.WASTETRACK_URL ?? 'http://127.0.0.1:8000')
if (!BASE.pathname.endsWith('/')) BASE.pathname += '/'
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run']
const SOFTWARE_GL = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader']
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
let passed = 0
let failed = 0
const complaints = []

async function check(name, body) {
  try {
    await body()
    passed += 1
    console.log(`ok      ${name}`)
  } catch (error) {
    failed += 1
    console.log(`FAILED  ${name}: ${String(error.message ?? error).split('\n')[0]}`)
  }
}

function expect(truth, otherwise) {
  if (!truth) throw new Error(otherwise)
}

async function newPage(browser, query) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  page.on('console', (message) => { if (message.type() === 'error' && !message.text().includes('400')) complaints.push(message.text()) })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(new URL(`?test=1&${query}`, BASE).href)
  return page
}

const idle = (page) => page.evaluate(() => window.__idle())
const drawn = (page, layer) => page.evaluate(
  (name) => window.__map.queryRenderedFeatures({ layers: [name] }).map((feature) => feature.properties), layer,
)
const queryOf = (page) => new URL(page.url()).searchParams

async function giveReason(page) {
  await page.getByTestId('why').fill('ตรวจสอบเรื่องร้องเรียน')
  await page.getByTestId('why').press('Tab')
}

const AREA = process.env.WASTETRACK_AREA ?? '13.1,100.95;13.1,101.15;12.9,101.15;12.9,100.95'
const units = (await (await fetch(new URL('api/v1/units?limit=1000', BASE))).json().catch(() => ({}))).items ?? []
const plate = process.env.WASTETRACK_PLATE ?? units.find((unit) => unit.plate && unit.state === 'moving')?.plate ?? '70-'
const browser = await chromium.launch({ executablePath, args: [...ARGS, ...SOFTWARE_GL] })

try {
  const page = await newPage(browser, 'view=search')
  await check('nothing is looked up without a reason', async () => {
    await page.getByTestId('q').fill(plate)
    await page.getByTestId('q').press('Enter')
    await page.locator('#why-hint[role=alert]').waitFor()
    expect(await page.evaluate(() => document.activeElement?.id) === 'why', 'the reason is not where the keys go')
  })
  await check('a plate is found by keys alone, without its hyphen, and the address keeps it', async () => {
    await giveReason(page)
    await page.evaluate(() => document.activeElement?.blur())
    await page.keyboard.press('/')
    await page.keyboard.press('Control+A')
    await page.keyboard.type(plate.replace('-', ''))
    await page.keyboard.press('Enter')
    await page.getByTestId('hits').getByText(plate).first().waitFor()
    expect(queryOf(page).get('q') === plate.replace('-', ''), page.url())
  })
  await check('a saved view is listed, opens the same, and goes', async () => {
    const name = `ทดสอบ ${Date.now()}`
    await page.getByTestId('view-name').fill(name)
    await page.getByTestId('save-view').click()
    const view = page.getByTestId('views').getByText(name)
    await view.waitFor()
    await page.getByTestId('tab-area').click()
    await view.click()
    await page.getByTestId('hits').getByText(plate).first().waitFor()
    await page.getByTestId('views').locator('li', { hasText: name }).getByRole('button').click()
    await view.waitFor({ state: 'detached' })
  })

  await check('an area is drawn by clicks and mended by keys', async () => {
    await page.getByTestId('tab-area').click()
    await idle(page)
    const box = await page.getByTestId('map').boundingBox()
    for (const [x, y] of [[0.3, 0.3], [0.7, 0.3], [0.5, 0.7]]) await page.mouse.click(box.x + x * box.width, box.y + y * box.height)
    const corners = page.getByTestId('corners').locator('input')
    await corners.nth(2).waitFor()
    await idle(page)
    expect((await drawn(page, 'corners')).length === 3, 'not three corners on the map')
    for (const [n, text] of AREA.split(';').slice(0, 3).entries()) {
      await corners.nth(n).fill(text)
      await corners.nth(n).press('Tab')
    }
    await page.getByTestId('add-corner').click()
    await corners.nth(3).fill(AREA.split(';')[3])
    await corners.nth(3).press('Tab')
    await page.waitForFunction((area) => new URL(location.href).searchParams.get('poly') === area, AREA)
  })
  await check('who was inside is listed, and the way of one is drawn', async () => {
    await page.getByTestId('search-area').click()
    const first = page.getByTestId('inside').locator('li button').first()
    await first.waitFor()
    expect(Number(await page.getByTestId('inside-count').innerText()) > 0, 'nobody')
    await first.click()
    await page.waitForFunction(() => window.__map.querySourceFeatures('way').length > 0)
  })
  await check('the address asks the same again', async () => {
    const count = await page.getByTestId('inside-count').innerText()
    await page.reload()
    await page.getByTestId('inside-count').waitFor()
    expect(await page.getByTestId('inside-count').innerText() === count, 'another number of trucks')
  })
  await check('an outline that crosses itself is refused in the language of the page', async () => {
    const corners = page.getByTestId('corners').locator('input')
    const [, second, third] = AREA.split(';')
    await corners.nth(1).fill(third)
    await corners.nth(1).press('Tab')
    await corners.nth(2).fill(second)
    await corners.nth(2).press('Tab')
    await page.getByTestId('search-area').click()
    await page.getByTestId('area-result').getByText('ตัดกันเอง').waitFor()
  })

  await page.goto(new URL(`?test=1&view=search&tab=area&poly=${AREA}`, BASE).href)
  await page.getByTestId('search-area').click()
  await check('the trucks of an area are played back: the slider moves them, and no line crosses a silence', async () => {
    await page.getByTestId('play-all').click()
    await page.locator('[data-testid=slider]:enabled').waitFor()
    const slider = page.getByTestId('slider')
    const [min, max] = [Number(await slider.getAttribute('min')), Number(await slider.getAttribute('max'))]
    const at = async (share) => {
      await slider.evaluate((field, value) => { field.value = value; field.dispatchEvent(new Event('input', { bubbles: true })) }, min + share * (max - min))
      await idle(page)
      return page.getByTestId('told').allInnerTexts()
    }
    const before = await at(0.3)
    const after = await at(0.6)
    expect(before.length > 0 && before.join() !== after.join(), 'nothing moved')
    expect((await drawn(page, 'trucks')).length > 0, 'no truck on the map')
    expect((await drawn(page, 'trails')).every((piece) => piece.part === 'way'), 'a line over a silence')
  })
  await check('a link opens the same moment', async () => {
    const told = await page.getByTestId('at').innerText()
    const time = queryOf(page).get('t')
    await page.reload()
    await page.locator('[data-testid=slider]:enabled').waitFor()
    expect(queryOf(page).get('t') === time && await page.getByTestId('at').innerText() === told, `${await page.getByTestId('at').innerText()} for ${told}`)
  })
  await check('keys step, play and pause; a truck is followed', async () => {
    const value = () => page.getByTestId('slider').inputValue().then(Number)
    await page.evaluate(() => document.activeElement?.blur())
    const start = await value()
    await page.keyboard.press('ArrowRight')
    await page.waitForFunction((to) => Number(document.querySelector('[data-testid=slider]').value) === to, start + 60_000)
    await page.getByTestId('speed').selectOption('200')
    await page.evaluate(() => document.activeElement?.blur())
    await page.keyboard.press(' ')
    await page.waitForFunction((from) => Number(document.querySelector('[data-testid=slider]').value) > from, start + 90_000)
    await page.keyboard.press(' ')
    await page.getByTestId('played').locator('button.who').first().click()
    await page.waitForFunction(() => new URL(location.href).searchParams.has('follow'))
    expect(queryOf(page).get('speed') === '200', page.url())
  })
  await check('the page speaks English too, and keeps the moment', async () => {
    await page.getByTestId('lang-en').click()
    await page.getByText('Show this period').waitFor()
    expect(await page.locator('[data-testid=slider]:enabled').count() === 1, 'the tracks are gone')
  })
  await page.context().close()

  const plain = await chromium.launch({ executablePath, args: [...ARGS, '--disable-3d-apis'] })
  const bare = await newPage(plain, `view=search&tab=area&poly=${AREA}`)
  await check('without WebGL an area is looked up and played back as lists', async () => {
    await bare.getByTestId('no-map').waitFor()
    await giveReason(bare)
    await bare.getByTestId('search-area').click()
    await bare.getByTestId('play-all').click()
    await bare.locator('[data-testid=slider]:enabled').waitFor()
    expect((await bare.getByTestId('told').count()) > 0, 'no truck in the list')
  })
  await plain.close()
  await check('the browser had nothing to complain of', async () => expect(complaints.length === 0, complaints.join(' | ')))
} finally {
  await browser.close()
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
