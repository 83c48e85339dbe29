/**
 * Reads every page in both languages: no name of the data's own, no sentence in the other language, no Thai digit, nothing
 * unfilled. WASTETRACK_URL is a dashboard with a trip that has alerts. WASTETRACK_SAY prints what each page says.
 */
import { BASE, broke, check, connectionIs, done, expect, launch, NO_WEBGL, THAI, visit } from './checking.mjs'

const LANGUAGES = ['th', 'en']
const REASON = { th: 'ตรวจสอบ', en: 'a check' }

const ask = async (path) => (await (await fetch(new URL(`api/v1/${path}`, BASE))).json()).items
const incidents = await ask('incidents?state=all&limit=200')
const incident = incidents.find((one) => one.trip_id) ?? incidents[0]
const [trip] = await ask(`trips?state=all&unit_id=${incident.unit_id}`)
const days = `from=${encodeURIComponent(trip.started_at)}&to=${encodeURIComponent(new Date(Date.parse(trip.started_at) + 3_600_000).toISOString())}`

async function giveReason(page, lang, send) {
  await page.getByTestId('why').fill(REASON[lang])
  await page.getByTestId(send).click()
}

/** A page: its address, and what is done there before it is read. */
const PAGES = [
  ['live', '', (page) => page.getByTestId('alert-card').first().waitFor()],
  ['live: trucks', '', (page) => page.getByTestId('tab-trucks').click()],
  ['live: keys', '', (page) => page.getByTestId('keys-open').click()],
  ['live: layers', '', (page) => page.getByTestId('layers').click()],
  ['live: shelves', '', (page) => page.getByTestId('shelves-open').click()],
  ['incident', `alert=${incident.alert_ids[0]}`, (page) => page.getByTestId('moment').first().waitFor()],
  ['incident: shelve', `alert=${incident.alert_ids[0]}`, (page) => page.getByTestId('act-shelve').click()],
  ['incident: close', `alert=${incident.alert_ids[0]}`, (page) => page.getByTestId('act-close').click()],
  ['trip', `view=trip&trip=${trip.trip_id}`, openAll],
  ['look-up', `view=search&q=${encodeURIComponent(trip.plate)}`, async (page, lang) => {
    await giveReason(page, lang, 'search')
    await page.getByTestId('hits').getByText(trip.plate).first().waitFor()
  }],
  ['look-up: area', 'view=search&tab=area', (page) => page.getByTestId('search-area').waitFor()],
  ['playback', `view=playback&units=${trip.unit_id}&${days}`, async (page, lang) => {
    await giveReason(page, lang, 'load')
    await page.locator('[data-testid=slider]:enabled').waitFor()
  }],
  ['numbers', 'view=numbers', async (page) => {
    await page.getByTestId('numbers').waitFor()
    await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
  }],
  ['desks', 'view=desks', (page) => page.getByTestId('desk').first().waitFor()],
  ['desks: hand over', 'view=desks', (page) => page.getByTestId('hand-over').first().click()],
  ['people', 'view=people', (page) => page.getByTestId('people').waitFor()],
]

/** Opens each alert of a trip's page with its explanation. */
async function openAll(page) {
  await page.getByTestId('trip-page').waitFor()
  for (const alert of await page.getByTestId('trip-alert').all()) {
    await alert.evaluate((one) => { one.open = true })
    await alert.getByTestId('explain').click()
    await alert.getByTestId('steps').waitFor()
  }
}

/** What a person can read on the page, or a screen reader says. */
function said() {
  const parts = [document.title, document.body.innerText]
  for (const one of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
    for (const name of ['aria-label', 'title', 'placeholder']) parts.push(one.getAttribute(name) ?? '')
  }
  for (const one of document.querySelectorAll('svg text, option')) parts.push(one.textContent)
  return parts.join('\n')
}

/** Words of the page itself, among which no name of a place or person stands. */
const own = () => [...document.querySelectorAll('nav a, th, dt, legend, h3, h4, [placeholder]')]
  .map((one) => `${one.innerText} ${one.getAttribute('placeholder') ?? ''}`).join('\n')

const NEVER = [
  ['a name of the data', /\b[a-z]+(_[a-z0-9]+)+\b/],
  ['nothing in its place', /\b(undefined|NaN|null|Infinity)\b|\[object|\{\w+\}/],
  ['a Thai digit', /[๐-๙]/],
  ['one of many', /(?<![\d.,:/-])1 (alerts|trucks|trips|incidents|days|units|desks|estates|stops)\b/],
]
/** The number of a permit, which is Thai in every language. */
const PERMIT_NO = /กอ\.[\d-]+/g
/** Three English words in a row are no name and no abbreviation. */
const ENGLISH = /\b[a-z]{2,}[ ,]+[a-z]{2,}[ ,]+[a-z]{2,}\b/

const browser = await launch(NO_WEBGL)
const complaints = []
try {
  for (const lang of LANGUAGES) {
    const page = await visit(browser, { query: `lang=${lang}`, complaints })
    for (const [name, query, prepare] of PAGES) {
      await check(`${name} (${lang})`, async () => {
        await page.goto(new URL(`?test=1&lang=${lang}&${query}`, BASE).href)
        await connectionIs(page, 'live')
        await prepare(page, lang)
        const text = await page.evaluate(said)
        if (process.env.WASTETRACK_SAY) console.log(text)
        for (const [what, pattern] of lang === 'th' ? [...NEVER, ['English', ENGLISH]] : NEVER) {
          expect(!pattern.test(text), `${what}: “${pattern.exec(text)?.[0]}”`)
        }
        const words = (await page.evaluate(own)).replace(PERMIT_NO, '')
        expect(lang === 'th' || !THAI.test(words), `Thai: “${words.split('\n').find((line) => THAI.test(line))}”`)
      })
    }
    await page.context().close()
  }
  await check('the page never failed', async () => {
    expect(complaints.length === 0, complaints.slice(0, 3).join(' | '))
  })
} catch (error) {
  broke(error)
} finally {
  await browser.close()
}
done()
