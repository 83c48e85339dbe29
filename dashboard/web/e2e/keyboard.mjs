/**
 * Works with the keyboard alone, over the made-up fleet: `npm run e2e:keyboard`. Wherever the focus comes it must be seen,
 * with a ring around it; and what a screen reader goes by, landmarks, headings and what is read out, is looked at.
 */
import { broke, check, done, expect, launch, PATIENCE_MS, until } from './checking.mjs'
import { serve } from './fleet.mjs'

/** More stops than any page has: whoever needs more goes in a circle. */
const MOST_STOPS = 220

const mock = await serve({ SIGN_IN: '1', QUIET: '1' })
const ask = async (path, body) => (await fetch(mock.base + path, body && { method: 'POST', body: JSON.stringify(body) })).json()
const browser = await launch()
const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, reducedMotion: 'reduce' })
const page = await context.newPage()
page.setDefaultTimeout(PATIENCE_MS)
const press = (key) => page.keyboard.press(key)
const held = (testid) => page.locator(`[data-testid="${testid}"]:focus`).waitFor()

/** What has the focus, and what is wrong with how it is seen. */
function focused() {
  return page.evaluate(() => {
    const one = document.activeElement
    if (!one || one === document.body) return { id: 0, path: 'body', wrong: '' }
    window.__stops ??= new Map()
    if (!window.__stops.has(one)) window.__stops.set(one, window.__stops.size + 1)
    one.scrollIntoView({ block: 'nearest' })
    const box = one.getBoundingClientRect()
    const style = getComputedStyle(one)
    const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
    const isCovered = at !== null && !one.contains(at) && !at.contains(one)
    const isOff = box.width < 1 || box.height < 1 || box.right < 1 || box.bottom < 1 || box.left >= innerWidth || box.top >= innerHeight
    const wrong = isOff ? 'is not in the window' : isCovered ? `lies under ${at.tagName}.${at.className}`
      : style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 1 ? 'has no ring' : ''
    const path = one.dataset.testid ?? `${one.tagName.toLowerCase()} ${(one.getAttribute('aria-label') ?? one.textContent ?? '').trim().slice(0, 40)}`
    return { id: window.__stops.get(one), path, wrong }
  })
}

/** Goes on by `key` until something that the page says of the focus holds. */
async function goTo(selector, key = 'Tab') {
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    await press(key)
    const { path, wrong } = await focused()
    expect(wrong === '', `${path} ${wrong}`)
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return
  }
  throw new Error(`${selector} is never reached`)
}
const tabTo = (testid, key) => goTo(`[data-testid="${testid}"]`, key)

/** What is stopped at on the way round the page, until it begins again. */
async function round() {
  const stops = new Map()
  let begun = 0
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    await press('Tab')
    const { id, path, wrong } = await focused()
    expect(wrong === '', `${path} ${wrong}`)
    if (id !== 0 && id === begun) return [...stops.values()]
    begun ||= id
    if (id !== 0) stops.set(id, path)
  }
  throw new Error(`it goes round in ${[...stops.values()].slice(-5).join(', ')}`)
}

const incidents = async () => (await ask('api/v1/incidents?state=open&shelved=all&limit=200')).items

try {
  await page.goto(`${mock.base}?test=1&lang=en`)

  await check('one signs in', async () => {
    await held('sign-in-name')
    await page.keyboard.type('malee')
    await tabTo('sign-in-password')
    await page.keyboard.type('a good long one')
    await tabTo('sign-in-code')
    await page.keyboard.type('123456')
    await press('Enter')
    await page.getByTestId('alert-card').first().waitFor()
  })

  await check('the first stop leads past the head of the page', async () => {
    await tabTo('skip')
    await press('Enter')
    await page.locator('#content:focus').waitFor()
    await goTo('main *')
  })

  await check('the queue is reached, and Enter opens an incident and leads into it', async () => {
    await goTo('[data-incident-id]')
    await press('Enter')
    await page.getByTestId('incident').waitFor()
    await page.locator('[data-incident-id]:focus').waitFor()
    await press('Enter')
    await page.locator('[data-panel]:focus').waitFor()
  })

  await check('it is acknowledged', async () => {
    await tabTo('act-acknowledge')
    await press('Enter')
    await page.locator('[data-testid=incident-state][data-state=acknowledged]').waitFor()
  })

  const dialogs = [
    ['act-assign', 'act-dialog'], ['act-close', 'act-dialog'], ['act-shelve', 'shelf-dialog'],
  ]
  for (const [button, dialog] of dialogs) {
    await check(`${button}: the dialog holds the focus, Escape closes it, and the focus comes back`, async () => {
      await tabTo(button)
      await press('Enter')
      await page.getByTestId(dialog).waitFor()
      for (let stop = 0; stop < 15; stop++) {
        await press('Tab')
        const { path, wrong } = await focused()
        expect(wrong === '', `${path} ${wrong}`)
        expect(await page.evaluate(() => document.activeElement === document.body || document.activeElement.closest('dialog') !== null), `${path} lies beneath`)
      }
      await press('Escape')
      await page.getByTestId(dialog).waitFor({ state: 'detached' })
      await held(button)
    })
  }

  await check('Escape closes the panel, and the focus is on its row again', async () => {
    await press('Escape')
    await page.getByTestId('incident').waitFor({ state: 'detached' })
    await page.locator('[data-incident-id]:focus').waitFor()
  })

  await check('the button that closes the panel gives the focus back too', async () => {
    await press('Enter')
    await press('Enter')
    await page.locator('[data-panel]:focus').waitFor()
    await tabTo('close')
    await press('Enter')
    await page.locator('[data-incident-id]:focus').waitFor()
  })

  for (const [button, dialog] of [['shelves-open', 'shelves'], ['shift-start', 'sound-test'], ['keys-open', 'keys']]) {
    await check(`${button}: Escape closes, and the focus comes back`, async () => {
      await tabTo(button)
      await press('Enter')
      await page.getByTestId(dialog).waitFor()
      await press('Escape')
      await page.getByTestId(dialog).waitFor({ state: 'detached' })
      await held(button)
    })
  }

  await check('layers are switched and left', async () => {
    await tabTo('layers')
    await press('Enter')
    await tabTo('layer-provinces')
    await press('Space')
    await page.waitForFunction(() => location.search.includes('provinces'))
    await press('Space')
    await press('Escape')
    await held('layers')
  })

  await check('the list of the map is opened, left, and a truck of it opened', async () => {
    await tabTo('list-view', 'Shift+Tab')
    await press('Enter')
    await page.locator('[data-testid=map-list] li button:focus').waitFor()
    await press('Escape')
    await held('list-view')
    await press('Enter')
    await goTo('[data-testid=map-list] li button[data-look=on_route]', 'ArrowDown')
    await press('Enter')
    await page.locator('[data-testid=unit-panel]:focus').waitFor()
  })

  await check('its trip is opened, where the focus is not lost', async () => {
    await tabTo('trip-link')
    await press('Enter')
    await page.getByTestId('trip-page').waitFor()
    await page.locator('#content:focus').waitFor()
  })

  await check('the chart of the trip is read fix by fix', async () => {
    await tabTo('chart-svg')
    await press('Home')
    const read = () => page.getByTestId('chart-read').innerText()
    await until(async () => /^\d\d:/.test(await read()), read)
    const before = await read()
    await press('ArrowRight')
    await until(async () => (await read()) !== before, 'nothing moved')
    await press('Escape')
  })

  await check('a truck is played back', async () => {
    const [{ plate }] = await incidents()
    await tabTo('view-playback')
    await press('Enter')
    await tabTo('why')
    await page.keyboard.type('complaint')
    await tabTo('add-truck')
    await page.keyboard.type(plate)
    await press('Enter')
    await page.locator('[data-testid=slider]:enabled').waitFor()
    await tabTo('play')
    const from = Number(await page.getByTestId('slider').inputValue())
    await press('Enter')
    await page.waitForFunction((start) => Number(document.querySelector('[data-testid=slider]').value) > start, from)
    await press('Space')
    await page.locator('[data-testid=play][data-playing=false]').waitFor()
    await tabTo('slider')
    const at = Number(await page.getByTestId('slider').inputValue())
    await press('ArrowLeft')
    await page.waitForFunction((value) => Number(document.querySelector('[data-testid=slider]').value) < value, at)
  })

  for (const view of ['live', 'numbers', 'desks', 'search', 'playback']) {
    await check(`there is a way round the page ${view}, head and content, and no trap`, async () => {
      await tabTo(`view-${view}`)
      await press('Enter')
      await page.locator(`nav a[aria-current=page][data-testid=view-${view}]`).waitFor()
      await page.waitForFunction(() => document.querySelector('main h2, main h3, main label') && !document.querySelector('[aria-busy=true]'))
      const stops = await round()
      expect(['who-am-i', `view-${view}`].every((stop) => stops.includes(stop)) && stops.length > 15, stops.join(', '))
    })
  }

  await check('dialogs of the desks give the focus back, however they are closed', async () => {
    await tabTo('view-desks')
    await press('Enter')
    await tabTo('hand-over')
    for (const leave of ['Escape', 'button']) {
      await press('Enter')
      await page.getByTestId('handover').waitFor()
      if (leave === 'button') {
        await goTo('dialog .buttons button')
        await press('Enter')
      } else await press('Escape')
      await page.getByTestId('handover').waitFor({ state: 'detached' })
      await held('hand-over')
    }
  })

  await check('a screen reader finds landmarks, each with a name where there are several, and headings in their order', async () => {
    for (const view of ['live', 'trip', 'numbers', 'desks', 'search', 'playback', 'people', 'account']) {
      const [{ trip_id: trip }] = (await incidents()).filter((incident) => incident.trip_id)
      await page.goto(`${mock.base}?test=1&lang=en${view === 'live' ? '' : `&view=${view}`}${view === 'trip' ? `&trip=${trip}` : ''}`)
      await page.locator('main h2, main h3, main section').first().waitFor()
      const { count, levels } = await page.evaluate(() => ({
        count: ['.page > header', '.page > header nav', 'main', 'h1'].map((part) => document.querySelectorAll(part).length),
        levels: [...document.querySelectorAll('h1, h2, h3, h4')].map((one) => Number(one.tagName[1])),
      }))
      expect(count.join() === '1,1,1,1', `${view}: header, nav, main, h1 are ${count}`)
      expect(levels.length > 1 && levels.every((level, n) => level <= (levels[n - 1] ?? 0) + 1), `${view}: headings ${levels}`)
    }
  })

  await check('what is immediate is read out at once, the rest when the reader has finished; on every page', async () => {
    await page.locator('[data-testid=connection][data-state=live]').waitFor()
    await ask('mock/alert', { unit: 5, kind: 0 })
    await page.waitForFunction(() => document.querySelector('[aria-live=assertive]').textContent.length > 20)
    expect((await page.locator('.page > [aria-live=polite]').innerText()) === '', 'said twice')
    await ask('mock/alert', { unit: 7, kind: 3 })
    await page.waitForFunction(() => document.querySelector('.page > [aria-live=polite]').textContent.length > 20)
  })

  await check('the theme is changed on any page, Escape leaves the menu, and one signs out', async () => {
    await tabTo('who-am-i')
    await press('Enter')
    await tabTo('theme-light')
    await press('Enter')
    await page.locator('html[data-theme=light]').waitFor()
    await press('Escape')
    await held('who-am-i')
    await press('Enter')
    await tabTo('sign-out')
    await press('Enter')
    await held('sign-in-name')
  })
} catch (error) {
  broke(error)
} finally {
  await browser.close()
  mock.stop()
}
done()
