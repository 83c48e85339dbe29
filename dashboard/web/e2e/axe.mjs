/**
 * Looks with axe-core at every page, in both languages and both themes, over the made-up fleet: `npm run e2e:axe`.
 * `scenes.mjs` says what there is; a page that it does not name is a failure. SCENES keeps it to those whose names have
 * one of these words, with commas between; SHOTS names a folder for pictures.
 */
import { readFile, readdir } from 'node:fs/promises'
import { bringAxe, faultsOf } from './accessible.mjs'
import { broke, check, done, expect, launch, PATIENCE_MS } from './checking.mjs'
import { serve } from './fleet.mjs'
import { scenesOf } from './scenes.mjs'

const VIEWS = new URL('../src/views/', import.meta.url)
const LOOKS = [['th', 'dark'], ['en', 'dark'], ['en', 'light'], ['th', 'light']]
const only = (process.env.SCENES ?? '').split(',')

/** Fleets over which nothing happens by itself, for different people and on different days. */
const STILL = { QUIET: '1', STILL: '1' }
const servers = {
  fleet: await serve(STILL), bare: await serve({ ...STILL, NO_INCIDENTS: '1' }),
  late: await serve({ ...STILL, LATE_S: '300', UNSEEN: '20', DESKS: 'none' }), viewer: await serve({ ...STILL, ROLE: 'viewer' }),
  scoped: await serve({ ...STILL, ROLE: 'viewer', SCOPE: 'carrier:ขนส่งดี' }), inbox: await serve({ ...STILL, INBOX: '1' }),
  door: await serve({ ...STILL, SIGN_IN: '1' }),
}
const browser = await launch()

const ask = async (path, body) => (await fetch(servers.fleet.base + path, body && { method: 'POST', body: JSON.stringify(body) })).json()
const { items } = await ask('api/v1/incidents?state=open&limit=200')
const first = items.find((incident) => incident.trip_id && incident.alert_ids.length > 1)
const calm = items.find((incident) => incident.urgency === 'today')
const scenes = scenesOf({ first, calm, plate: first.plate, unitIds: items.slice(0, 2).map((incident) => incident.unit_id) })

async function open(scene, server) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, reducedMotion: 'reduce' })
  await bringAxe(context)
  if (!scene.hasMap) {
    await context.addInitScript(() => {
      const real = HTMLCanvasElement.prototype.getContext
      HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
        return /webgl/.test(kind) ? null : real.call(this, kind, ...rest)
      }
    })
  }
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  const view = ['live', 'sign-in'].includes(scene.view) ? {} : { view: scene.view }
  await page.goto(`${server.base}?${new URLSearchParams({ test: '1', ...view, ...scene.given })}`)
  await page.locator(scene.seen).first().waitFor()
  await scene.act?.(page, ask)
  return page
}

/** As whoever looks would switch it, also while a dialog stands before the switches. */
async function show(page, lang, theme) {
  await page.evaluate(([lang_, theme_]) => {
    document.querySelector(`[data-testid=lang-${lang_}]`).click()
    localStorage.setItem('wastetrack.theme', theme_)
    dispatchEvent(new StorageEvent('storage', { key: 'wastetrack.theme', newValue: theme_ }))
  }, [lang, theme])
  await page.waitForFunction(([lang_, theme_]) =>
    document.documentElement.lang === lang_ && document.documentElement.dataset.theme === theme_, [lang, theme])
}

try {
  await check('every page is looked at', async () => {
    const named = [...(await readFile(new URL('index.ts', VIEWS), 'utf8')).matchAll(/\{ name: '([\w-]+)'/g)].map((found) => found[1])
    const folders = (await readdir(VIEWS, { withFileTypes: true })).filter((one) => one.isDirectory()).map((one) => one.name)
    const looked = new Set(scenes.map((scene) => scene.view))
    const missing = [...new Set([...named, ...folders])].filter((name) => !looked.has(name))
    expect(named.length > 5 && missing.length === 0, `nobody looks at ${missing.join(', ')}: put it into e2e/scenes.mjs`)
  })

  for (const scene of scenes.filter((one) => only.some((word) => one.name.includes(word)))) {
    await check(scene.name, async () => {
      const page = await open(scene, servers[scene.on ?? 'fleet'])
      try {
        const faults = new Set()
        for (const [lang, theme] of LOOKS) {
          await show(page, lang, theme)
          for (const fault of await faultsOf(page)) faults.add(`${lang} ${theme}: ${fault}`)
          if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${scene.name.replaceAll(' ', '-')}-${lang}-${theme}.png` })
        }
        for (const fault of faults) console.log(`  ${fault}`)
        expect(faults.size === 0, `${faults.size} faults`)
      } finally {
        await page.context().close()
      }
    })
  }
} catch (error) {
  broke(error)
} finally {
  await browser.close()
  for (const server of Object.values(servers)) server.stop()
}
done()
