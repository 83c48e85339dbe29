/**
 * Desks in real browsers: `WASTETRACK_URL=http://127.0.0.1:8000 npm run e2e:desks`, of a dashboard with some estates and no
 * desks arranged. One browser is killed; `killed` on the output says when, and its desk must pass on within 90 s.
 */
import { check, done, expect, launch } from './checking.mjs'

const BASE = process.env.WASTETRACK_URL ?? 'http://127.0.0.1:8000'
const STEP_MS = 60_000
const PASS_ON_MS = 90_000
const THAI = /[฀-๿]/

async function open(browser, query) {
  const page = await (await browser.newContext({ viewport: { width: 1366, height: 768 } })).newPage()
  page.setDefaultTimeout(STEP_MS)
  await page.goto(`${BASE}/?test=1&${query}`)
  return page
}

const row = (page, id) => page.locator(`[data-testid=desk][data-desk=${id}]`)
const text = async (where) => (await where.innerText()).replace(/\s+/g, ' ')

const [kept, doomed] = [await launch(), await launch()]
const mine = await open(kept, 'view=desks&lang=en')

await check('the one desk of all is sat at by itself, and nothing is unwatched', async () => {
  await mine.locator('tr.mine[data-desk=centre]').waitFor()
  expect((await mine.getByTestId('unwatched').count()) === 0, 'a banner names what is unwatched')
})

async function add(nameTh, nameEn, take) {
  await mine.getByTestId('add-desk').click()
  await mine.getByTestId('name-th').fill(nameTh)
  await mine.getByTestId('name-en').fill(nameEn)
  const boxes = mine.getByTestId('edit-desk').locator('fieldset input')
  await boxes.nth(take).focus()
  await mine.keyboard.press('Space')
  await mine.keyboard.press('Enter')
  await mine.getByTestId('edit-desk').waitFor({ state: 'detached' })
}

await check('a supervisor arranges desks, by keyboard too', async () => {
  await mine.getByTestId('arrange').click()
  await add('ตะวันออก', 'East', 0)
  await add('ตะวันตก', 'West', 1)
  await row(mine, 'west').waitFor()
  await row(mine, 'west').getByTestId('move-up').click()
  await mine.waitForFunction(() => {
    const ids = [...document.querySelectorAll('[data-testid=desk]')].map((one) => one.dataset.desk)
    return ids.join() === 'centre,west,east'
  })
  await mine.getByTestId('arrange').click()
})

await check('a desk is chosen, and stays chosen after a reload and on other pages', async () => {
  await row(mine, 'west').getByTestId('sit').click()
  await mine.locator('tr.mine[data-desk=west]').waitFor()
  await mine.reload()
  await mine.locator('tr.mine[data-desk=west]').waitFor()
  await mine.getByTestId('view-live').click()
  expect(mine.url().includes('desk=west'), mine.url())
  await mine.getByTestId('view-desks').click()
})

const other = await open(doomed, 'view=desks&lang=en&desk=east')
await check('another browser sits at another desk, which is told to be mute in words', async () => {
  await other.locator('tr.mine[data-desk=east]').waitFor()
  await row(other, 'east').getByTestId('sound').getByText('Mute', { exact: true }).waitFor()
})

await check('a desk is handed over with a note and counts once it is accepted', async () => {
  await row(other, 'east').getByTestId('hand-over').click()
  await other.getByTestId('handover-to').fill('local')
  await other.getByTestId('handover-send').click()
  await other.getByTestId('handover').getByRole('alert').waitFor()
  await other.getByTestId('handover-note').fill('โทรหาผู้ขนส่งแล้ว')
  await other.getByTestId('handover-send').click()
  await other.getByTestId('handover').waitFor({ state: 'detached' })
  expect((await text(row(other, 'east'))).includes('Waits for local'), await text(row(other, 'east')))
  await mine.getByTestId('offer').getByText('โทรหาผู้ขนส่งแล้ว').waitFor()
  await mine.getByTestId('accept').click()
  await mine.getByTestId('offer').waitFor({ state: 'detached' })
  expect((await text(row(mine, 'east'))).includes('local took over'), await text(row(mine, 'east')))
})

await check('a killed browser is noticed by its silence: its desk passes on, and a line says so', async () => {
  const gone = new Promise((resolve) => doomed.on('disconnected', resolve))
  const session = await doomed.newBrowserCDPSession()
  session.send('Browser.crash').catch(() => undefined)
  await gone
  console.log('killed')
  await row(mine, 'east').getByText('Nobody is there').waitFor({ timeout: PASS_ON_MS })
  expect((await text(mine.getByTestId('passed-on'))).includes('East'), await text(mine.getByTestId('passed-on')))
  expect((await text(row(mine, 'west'))).includes('For East'), await text(row(mine, 'west')))
})

await check('a desk that is sat at again has its own back', async () => {
  await open(kept, 'desk=east')
  await row(mine, 'east').getByText('Nobody is there').waitFor({ state: 'detached' })
  expect(!(await text(row(mine, 'west'))).includes('For East'), await text(row(mine, 'west')))
})

await check('in Thai all is in Thai', async () => {
  await mine.getByTestId('lang-th').click()
  for (const cell of await row(mine, 'centre').locator('th, td').allInnerTexts()) {
    expect(THAI.test(cell) || /^[\s–\d]*$/.test(cell), cell)
  }
})

await kept.close()
done()
