/**
 * Pictures of every page in both languages, of the made-up fleet of `mock/`: `npm run screenshots -- FOLDER`.
 * A picture is named PAGE-LANGUAGE-THEME.png. Exit 1 where a page complains, or is wider than its window.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launch } from './checking.mjs'

const SERVER = fileURLToPath(new URL('../mock/server.mjs', import.meta.url))
const FOLDER = process.argv[2] ?? 'screenshots'
const THEMES = ['dark', 'light']
const LANGUAGES = ['th', 'en']
const STEP_MS = 30_000
/** What a map draws last it tells nobody outside test mode's own pages. */
const SETTLE_MS = 1500

const child = spawn(process.execPath, [SERVER], { env: { ...process.env, PORT: '0', QUIET: '1' } })
const [said] = await once(child.stdout, 'data')
const base = /http:\S+/.exec(String(said))[0]
const ask = async (path) => (await fetch(base + path)).json()
const { items } = await ask('api/v1/incidents?state=open&limit=200')
const onTrip = items.find((incident) => incident.trip_id && incident.alert_ids.length > 1) ?? items[0]

/** What the address says of each page, and what must be seen before the picture is taken. */
const PAGES = [
  ['live', {}, '[data-testid=alert-card]'],
  ['incident', { alert: onTrip.alert_ids[0] }, '[data-testid=incident]'],
  ['trip', { view: 'trip', trip: onTrip.trip_id }, 'main'],
  ['look-up', { view: 'search', q: onTrip.plate ?? '' }, 'main'],
  ['playback', { view: 'playback' }, 'main'],
  ['numbers', { view: 'numbers' }, 'main'],
  ['desks', { view: 'desks' }, 'main'],
]

await mkdir(FOLDER, { recursive: true })
const browser = await launch()
const complaints = []
try {
  for (const theme of THEMES) {
    for (const lang of LANGUAGES) {
      const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, reducedMotion: 'reduce' })
      await context.addInitScript((chosen) => localStorage.setItem('wastetrack.theme', chosen), theme)
      for (const [name, given, seen] of PAGES) {
        const page = await context.newPage()
        page.setDefaultTimeout(STEP_MS)
        page.on('pageerror', (error) => complaints.push(`${name} ${lang} ${theme}: ${error.message}`))
        await page.goto(`${base}?${new URLSearchParams({ ...given, lang, test: '1' })}`)
        await page.locator(seen).first().waitFor()
        await page.evaluate(() => window.__idle?.())
        await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
        await page.waitForTimeout(SETTLE_MS)
        const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
        if (tooWide) complaints.push(`${name} ${lang} ${theme}: wider than its window`)
        const file = join(FOLDER, `${name}-${lang}-${theme}.png`)
        await page.screenshot({ path: file })
        console.log(file)
        await page.close()
      }
      await context.close()
    }
  }
} finally {
  await browser.close()
  child.kill()
}
for (const complaint of complaints) console.error(complaint)
process.exit(complaints.length > 0 ? 1 : 0)
