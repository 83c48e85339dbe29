/**
 * Desks in real browsers: `WASTETRACK_URL=http://127.0.0.1:8000 npm run e2e:desks`, of a dashboard with some estates and no
 * desks arranged. One browser is killed; `please let a minute pass` on the output asks for it, and its desk must pass on within 90 s.
 */
import { BASE, check, done, launch, PATIENCE_MS, please, THAI, until } from './checking.mjs'

const PASS_ON_MS = 90_000

async function open(browser, query) {
  const page = await (await browser.newContext({ viewport: { width: 1366, height: 768 } })).newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  await page.goto(new URL(`?test=1&${query}`, BASE).href)
  return page
}

const row = (page, id) => page.locator(`[data-testid=desk][data-desk=${id}]`)
const text = async (where) => (await where.innerText()).replace(/\s+/g, ' ')
const says = (where, words) => until(async () => (await text(where)).includes(words), () => text(where))
const saysNot = (where, words) => until(async () => !(await text(where)).includes(words), () => text(where))

const [kept, doomed] = [await launch(), await launch()]
const mine = await open(kept, 'view=desks&lang=en')

await check('the one desk of all is sat at by itself, and nothing is unwatched', async () => {
  await mine.locator('tr.mine[data-desk=centre]').waitFor()
  await mine.getByTestId('unwatched').waitFor({ state: 'detached' })
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
  await until(() => mine.url().includes('desk=west'), () => mine.url())
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
  await says(row(other, 'east'), 'Waits for local')
  await mine.getByTestId('offer').getByText('โทรหาผู้ขนส่งแล้ว').waitFor()
  await mine.getByTestId('accept').click()
  await mine.getByTestId('offer').waitFor({ state: 'detached' })
  await says(row(mine, 'east'), 'local took over')
})

await check('a killed browser is noticed by its silence: its desk passes on, and a line says so', async () => {
  const gone = new Promise((resolve) => doomed.on('disconnected', resolve))
  const session = await doomed.newBrowserCDPSession()
  session.send('Browser.crash').catch(() => undefined)
  await gone
  please('let a minute pass')
  await row(mine, 'east').getByText('Nobody is there').waitFor({ timeout: PASS_ON_MS })
  await says(mine.getByTestId('passed-on'), 'East')
  await says(row(mine, 'west'), 'For East')
})

await check('a desk that is sat at again has its own back', async () => {
  await open(kept, 'desk=east')
  await row(mine, 'east').getByText('Nobody is there').waitFor({ state: 'detached' })
  await saysNot(row(mine, 'west'), 'For East')
})

await check('in Thai all is in Thai', async () => {
  await mine.getByTestId('lang-th').click()
  const others = async () => (await row(mine, 'centre').locator('th, td').allInnerTexts()).filter((cell) => !THAI.test(cell) && !/^[\s–\d]*$/.test(cell))
  await until(async () => (await others()).length === 0, async () => (await others()).join())
})

await kept.close()
done()
