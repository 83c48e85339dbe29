/** Works at the alert desk in a real browser, with the made-up fleet and colleagues of `mock/`: `npm run e2e:desk`. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { broke, check, done, expect, launch, PATIENCE_MS, queueHas, until } from './checking.mjs'

const SERVER = fileURLToPath(new URL('../mock/server.mjs', import.meta.url))

async function serve(env = {}) {
  const child = spawn(process.execPath, [SERVER], { env: { ...process.env, PORT: '0', QUIET: '1', ...env } })
  const [said] = await once(child.stdout, 'data')
  return { base: /http:\S+/.exec(String(said))[0], stop: () => child.kill() }
}

const mock = await serve()
const browser = await launch()
const complaints = []

async function newPage(query = '', base = mock.base, context = undefined) {
  const page = await (context ?? await browser.newContext({ viewport: { width: 1366, height: 768 } })).newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(`${base}?test=1${query}`)
  return page
}

const ask = async (path, body) => (await fetch(mock.base + path, body && { method: 'POST', body: JSON.stringify(body) })).json()
const colleague = (id, act, more = {}) => ask('mock/act', { incident_id: id, act, ...more })
const incidents = async () => (await ask('api/v1/incidents?state=open&shelved=all&limit=200')).items
const row = (page, id) => page.locator(`button[data-incident-id="${id}"]`)
const state = (page, id, wanted) => page.locator(`button[data-incident-id="${id}"][data-state="${wanted}"]`).waitFor()
const focusedId = (page) => page.evaluate(() => document.activeElement?.getAttribute('data-incident-id'))
/** A key by its place, with what the Thai layout writes there. */
const thaiKey = (page, code, key) => page.evaluate(([code_, key_]) => {
  document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { code: code_, key: key_, bubbles: true, cancelable: true }))
}, [code, key])
const soundings = (page) => page.getByTestId('shift-start').getAttribute('data-soundings').then(Number)

try {
  const page = await newPage()
  await page.getByTestId('alert-card').first().waitFor()
  const [first, second, third, ...rest] = (await incidents()).map((incident) => incident.incident_id)
  const [calm] = (await incidents()).filter((i) => i.urgency === 'today' && i.severity === 'warning')

  await check('the queue has one row an incident, however many alerts it has', async () => {
    const all = await incidents()
    await queueHas(page, all.length)
    expect(all.some((incident) => incident.alert_ids.length > 2), 'the fleet has no incident of several alerts')
  })

  await check('a bar says that sound is off, until the test tone was heard', async () => {
    await page.getByTestId('sound-bar').waitFor()
    await page.getByTestId('sound-on').click()
    await page.getByTestId('sound-heard').click()
    await page.getByTestId('sound-bar').waitFor({ state: 'detached' })
    await page.locator('[data-testid=shift-start]', { hasText: ':' }).waitFor()
  })

  await check('what is immediate is heard', async () => {
    await page.waitForFunction(() => Number(document.querySelector('[data-testid=shift-start]').dataset.soundings) > 0)
  })

  await check('keys by their place move, open and acknowledge, with the Thai layout too', async () => {
    await page.keyboard.press('KeyJ')
    await page.waitForFunction((id) => document.activeElement?.getAttribute('data-incident-id') === id, first)
    await page.keyboard.press('Enter')
    await page.getByTestId('incident').waitFor()
    await thaiKey(page, 'KeyA', 'ฟ')
    await state(page, first, 'acknowledged')
    await page.locator('[data-testid=moment][data-act=acknowledge]').waitFor()
  })

  await check('without scrolling, the panel says what is done first, and why', async () => {
    for (const said of ['first', 'reason']) {
      await page.getByTestId(said).waitFor()
      await page.waitForFunction((id) => {
        const box = document.querySelector(`[data-panel] [data-testid=${id}]`)?.getBoundingClientRect()
        return box && box.height > 0 && box.bottom <= innerHeight
      }, said)
    }
  })

  await check('each alert of an incident says why, the chosen one with its evidence', async () => {
    const several = (await incidents()).find((incident) => incident.alert_ids.length > 2)
    await row(page, several.incident_id).click()
    await page.locator(`[data-testid=incident][data-incident-id="${several.incident_id}"]`).waitFor()
    const told = page.getByTestId('incident-alerts')
    await told.getByTestId('alert-reason').nth(several.alert_ids.length - 2).waitFor()
    await told.getByTestId('evidence').locator('summary').click()
    await told.getByTestId('pings').waitFor()
    await row(page, first).click()
    await page.locator(`[data-testid=incident][data-incident-id="${first}"]`).waitFor()
  })

  await check('letters typed into a field are no commands', async () => {
    await page.keyboard.press('KeyC')
    await page.keyboard.type('we ask')
    expect((await page.getByTestId('act-dialog').count()) === 0, 'a dialog opened')
    await page.keyboard.press('Control+Enter')
    await page.locator('[data-testid=moment][data-act=comment]', { hasText: 'we ask' }).waitFor()
    // The stream may tell of it before the answer comes, which is what empties the field.
    await until(async () => (await page.getByTestId('comment').inputValue()) === '', 'the field still has it')
    await page.keyboard.press('Escape')
  })

  await check('a lost race loses nothing: who did what is said, and it can be done all the same', async () => {
    await page.keyboard.press('KeyE')
    expect(await page.getByTestId('act-send').isDisabled(), 'it can be closed without a reason')
    await page.getByTestId('outcome-lawful').check()
    await page.getByTestId('act-text').fill('flat tyre')
    await colleague(first, 'watch', { silent: true, who: 'Wipha' })
    await page.getByTestId('act-send').click()
    const notice = page.getByTestId('conflict')
    await notice.getByText('Wipha').first().waitFor()
    expect((await page.getByTestId('act-text').inputValue()) === 'flat tyre', 'what was typed is gone')
    await state(page, first, 'watching')
    await page.getByTestId('conflict-again').click()
    await state(page, first, 'closed')
  })

  await check('a race that is heard of in time is told before anything is sent', async () => {
    await row(page, second).click()
    await page.locator(`[data-testid=incident][data-incident-id="${second}"]`).waitFor()
    await page.getByTestId('act-close').click()
    await page.getByTestId('act-text').fill('half a sentence')
    await colleague(second, 'close', { who: 'Wipha', outcome: 'false', text: 'nothing there' })
    await page.getByTestId('conflict').waitFor()
    expect((await page.getByTestId('conflict-again').count()) === 0, 'a closed one may be closed again')
    await page.getByTestId('conflict-drop').click()
    await page.getByTestId('act-dialog').waitFor({ state: 'detached' })
    await state(page, second, 'closed')
  })

  await check('what was closed is no alarm any more, on this page and on one that is opened now', async () => {
    const alarms = (await incidents()).reduce((n, incident) => n + incident.open_alerts, 0)
    expect(alarms < (await ask('api/v1/summary')).alerts_open, 'no alert of what was closed goes on')
    const later = await newPage('&lang=en')
    for (const at of [page, later]) {
      await at.waitForFunction((n) => document.querySelector('[data-testid=count-alerts]').innerText === String(n), alarms)
      const pulsing = (await incidents()).filter((incident) => incident.urgency === 'immediate').length
      await at.waitForFunction((n) => document.querySelectorAll('.pulse').length === n, pulsing)
    }
    await later.close()
  })

  await check('a server that fails loses nothing', async () => {
    await row(page, third).click()
    await page.locator(`[data-testid=incident][data-incident-id="${third}"]`).waitFor()
    await page.getByTestId('comment').fill('asked the carrier')
    await ask('mock/fail', { times: 1 })
    await page.getByTestId('act-comment').click()
    await page.getByTestId('act-failed').waitFor()
    expect((await page.getByTestId('comment').inputValue()) === 'asked the carrier', 'what was typed is gone')
    await page.getByTestId('act-failed').locator('button').first().click()
    await page.locator('[data-testid=moment][data-act=comment]', { hasText: 'asked the carrier' }).waitFor()
  })

  await check('what was typed stays with its incident', async () => {
    await page.getByTestId('comment').fill('unfinished')
    await row(page, rest[0]).click()
    await page.locator(`[data-testid=incident][data-incident-id="${rest[0]}"]`).waitFor()
    expect((await page.getByTestId('comment').inputValue()) === '', 'it is in another’s field')
    await row(page, third).click()
    await page.locator(`[data-testid=incident][data-incident-id="${third}"]`).waitFor()
    expect((await page.getByTestId('comment').inputValue()) === 'unfinished', 'it is gone')
  })

  await check('one is assigned to a colleague', async () => {
    await page.getByTestId('act-assign').click()
    const duty = page.getByTestId('assignee-duty')
    expect((await duty.count()) === 0, 'who takes it is told of their own duty')
    for (const [name, stands] of [['วิภา รักษ์ไทย', 'off'], ['อรทัย แสงทอง', 'unreached']]) {
      await page.getByTestId('assignee').selectOption(name)
      await duty.and(page.locator(`[data-duty=${stands}]`)).getByText(name).waitFor()
    }
    await page.getByTestId('assignee').selectOption({ index: 2 })
    const who = await page.getByTestId('assignee').inputValue()
    await page.getByTestId('act-send').click()
    await state(page, third, 'assigned')
    await row(page, third).getByText(who).first().waitFor()
  })

  await check('to watch what is a colleague’s takes it over only once whose it is was said', async () => {
    const who = (await incidents()).find((incident) => incident.incident_id === third).assignee
    await page.keyboard.press('KeyW')
    await page.getByTestId('taken-from').getByText(who).first().waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('act-dialog').waitFor({ state: 'detached' })
    await state(page, third, 'assigned')
    await page.keyboard.press('KeyW')
    await page.getByTestId('act-send').click()
    await state(page, third, 'watching')
  })

  await check('a shelf holds back what is calm at once, is counted, and lifted', async () => {
    await row(page, calm.incident_id).click()
    await page.locator(`[data-testid=incident][data-incident-id="${calm.incident_id}"]`).waitFor()
    await page.keyboard.press('KeyZ')
    await page.getByTestId('shelf-reason').fill('device to be changed')
    await page.getByTestId('shelf-send').click()
    await page.locator('[data-testid=shelf-made][data-state=active]').waitFor()
    await page.keyboard.press('Escape')
    await row(page, calm.incident_id).waitFor({ state: 'detached' })
    await page.locator('[data-testid=shelves-open][data-held="1"]').click()
    await page.getByTestId('shelved-incident').waitFor()
    await page.getByTestId('shelf-lift').click()
    await page.getByTestId('lift-reason').fill('changed')
    await page.getByTestId('lift-send').click()
    await page.getByTestId('shelf').waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await row(page, calm.incident_id).waitFor()
  })

  await check('a shelf over a rule waits for a second person', async () => {
    await ask('mock/shelve', { kind: 'rule', key: calm.rules[0], reason: 'the rule is wrong', until: new Date(Date.now() + 3_600_000).toISOString() })
    await page.getByTestId('shelves-open').click()
    await page.locator('[data-testid=shelf][data-state=waiting]').waitFor()
    await page.getByTestId('shelf-confirm').click()
    await page.locator('[data-testid=shelf][data-state=active]').waitFor()
    await page.getByTestId('shelf-lift').click()
    await page.getByTestId('lift-reason').fill('it is right')
    await page.getByTestId('lift-send').click()
    await page.getByTestId('shelf').waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
  })

  await check('the map follows the opened truck until it is moved by hand', async () => {
    const { unit_id: unitId } = (await incidents()).find((incident) => incident.incident_id === third)
    await row(page, third).click()
    await page.getByTestId('follow').waitFor()
    expect((await page.getByTestId('follow').getAttribute('aria-pressed')) === 'false', `${unitId} is followed unasked`)
    await page.keyboard.press('KeyF')
    await page.locator('[data-testid=follow][aria-pressed=true]').waitFor()
    /** The truck is in the middle of the map, and further on than it was. */
    const isWithIt = (from) => page.waitForFunction(([lat0, lon0]) => {
      const said = /(\d+\.\d{5}), (\d+\.\d{5})/.exec(document.querySelector('[data-testid=truck]').innerText)
      const { lat, lng } = window.__map.getCenter()
      const isFurther = Math.hypot(said[1] - lat0, said[2] - lon0) > 0.0002
      return isFurther && Math.hypot(said[1] - lat, said[2] - lng) < 0.0003 ? [Number(said[1]), Number(said[2])] : null
    }, from).then((found) => found.jsonValue())
    const here = await isWithIt([0, 0])
    await isWithIt(here)
    const box = await page.getByTestId('map').boundingBox()
    await page.mouse.move(box.x + 300, box.y + 300)
    await page.mouse.down()
    await page.mouse.move(box.x + 380, box.y + 340, { steps: 4 })
    await page.mouse.up()
    await page.locator('[data-testid=follow][aria-pressed=false]').waitFor()
  })

  await check('the focus stays on its row when another comes before it, which is announced', async () => {
    await page.keyboard.press('Escape')
    await row(page, rest.at(-1)).focus()
    await ask('mock/alert', { unit: 6, kind: 2, since_s: 4000 })
    await page.waitForFunction((n) => document.querySelectorAll('[data-testid=alert-card]').length > n, rest.length + 3)
    await until(async () => (await focusedId(page)) === rest.at(-1), 'the focus is elsewhere')
    await page.waitForFunction(() => document.querySelector('[aria-live=assertive]').textContent.length > 20)
  })

  await check('the queue is searched and filtered', async () => {
    const plate = (await incidents())[0].plate
    await page.keyboard.press('Slash')
    await page.keyboard.type(plate.replace('-', ''))
    await page.waitForFunction(() => document.querySelectorAll('[data-testid=alert-card]').length === 1)
    await page.getByTestId('queue-search').fill('')
    await page.getByTestId('filter-new').click()
    const states = () => page.getByTestId('alert-card').evaluateAll((cards) => cards.map((card) => card.dataset.state))
    await until(async () => (await states()).length > 0 && (await states()).every((one) => one === 'new'), async () => (await states()).join())
    await page.getByTestId('filter-all').click()
  })

  await check('the keys are listed', async () => {
    await page.keyboard.press('Escape')
    await page.keyboard.press('Shift+Slash')
    await page.getByTestId('keys').waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('keys').waitFor({ state: 'detached' })
  })

  await check('a link to an alert opens its incident, also a closed one', async () => {
    const { alert_ids: [alertId] } = await ask(`api/v1/incidents/${second}`)
    const linked = await newPage(`&lang=en&alert=${alertId}`)
    await linked.locator('[data-testid=incident-state][data-state=closed]').waitFor()
    expect((await linked.getByTestId('incident').getAttribute('data-incident-id')) === second, 'another incident')
    await linked.goto(`${mock.base}?test=1&lang=en&incident=${third}`)
    await linked.locator('[data-testid=incident-state][data-state=watching]').waitFor()
    await linked.context().close()
  })

  await check('a link to what is not known says so', async () => {
    const lost = await newPage('&lang=en&alert=nothing')
    await lost.getByTestId('missing-panel').waitFor()
    await lost.goto(`${mock.base}?test=1&lang=en&incident=nothing`)
    await lost.getByTestId('missing-panel').waitFor()
    await lost.getByTestId('close').click()
    await lost.getByTestId('missing-panel').waitFor({ state: 'detached' })
    await lost.context().close()
  })

  await check('of two tabs one sounds', async () => {
    const other = await newPage('', mock.base, page.context())
    await other.getByTestId('alert-card').first().waitFor()
    await other.getByTestId('tab-alerts').click()
    await other.locator('[data-testid=shift-start][data-sound=on]').waitFor()
    const before = await soundings(page)
    await ask('mock/alert', { unit: 12, kind: 1 })
    await page.waitForFunction((n) => Number(document.querySelector('[data-testid=shift-start]').dataset.soundings) > n, before)
    expect((await soundings(other)) === 0, 'both sound')
    await page.close()
    await ask('mock/alert', { unit: 14, kind: 1 })
    await other.waitForFunction(() => Number(document.querySelector('[data-testid=shift-start]').dataset.soundings) > 0)
    await other.context().close()
  })

  const busy = await serve({ INBOX: '1', UNITS: '990' })
  for (let unit = 100; unit < 112; unit++) await fetch(`${busy.base}mock/alert`, { method: 'POST', body: JSON.stringify({ unit, kind: 0 }) })
  for (const lang of ['th', 'en']) {
    await check(`nothing is cut off in the header at 1366 px, with counts of many digits and all pages (${lang})`, async () => {
      const narrow = await newPage(`&lang=${lang}`, busy.base)
      await narrow.getByTestId('alert-card').first().waitFor()
      await narrow.getByTestId('view-inbox').waitFor()
      await narrow.waitForFunction(() => Number(document.querySelector('[data-testid=count-alerts]').innerText) > 12)
      await narrow.waitForFunction(() => Number(document.querySelector('[data-testid=count-trips]').innerText) > 99)
      const bad = await narrow.evaluate(() => {
        const header = document.querySelector('header')
        const boxes = [...header.children].map((one) => one.getBoundingClientRect())
        const overlaps = boxes.some((box, n) => n > 0 && box.left < boxes[n - 1].right - 0.5)
        const title = document.querySelector('h1').getBoundingClientRect()
        if (title.height > header.clientHeight || title.top < 0) return 'the name is higher than the header'
        const cut = [...header.querySelectorAll('h1, nav a, dd, dt, time')].filter((one) => one.scrollWidth > one.clientWidth + 1)
        return overlaps || header.scrollWidth > innerWidth ? 'parts overlap' : cut.map((one) => one.textContent).join()
      })
      expect(bad === '', bad)
      await narrow.context().close()
    })
  }

  await check('the audit fits its window, and leads to an incident that was closed', async () => {
    const audit = await newPage('&lang=en&view=people&tab=audit')
    await audit.getByTestId('audit').getByText('an area of 4 corners').waitFor()
    await audit.getByTestId('audit').locator('summary').click()
    await audit.getByTestId('audit').getByText('101.1234, 13.0123').waitFor()
    const wide_px = await audit.getByTestId('people').evaluate((main) => main.scrollWidth - main.clientWidth)
    expect(wide_px <= 0, `${wide_px} px too wide`)
    await audit.getByTestId('audit-incident').click()
    await audit.waitForFunction(() => new URL(location.href).searchParams.get('incident') === 'i-t0a1b2c3d4e5f6a7b')
    await audit.context().close()
  })

  const bare = await serve({ NO_INCIDENTS: '1' })
  await check('a server without incidents shows its alerts, and says so', async () => {
    const plain = await newPage('&lang=en', bare.base)
    await plain.getByTestId('queue-instead').waitFor()
    await plain.getByTestId('alert-card').first().click()
    await plain.getByTestId('reason').waitFor()
    await plain.context().close()
  })
  busy.stop()
  bare.stop()

  await check('the page never failed', async () => {
    expect(complaints.length === 0, complaints.slice(0, 3).join(' | '))
  })
} catch (error) {
  broke(error)
} finally {
  await browser.close()
  mock.stop()
}
done()
