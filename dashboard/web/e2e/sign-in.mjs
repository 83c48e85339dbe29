/**
 * Signs in at a dashboard in a real browser, as people do: `WASTETRACK_URL=… WASTETRACK_PASSWORD=… npm run e2e:sign-in`.
 * The dashboard asks who one is and has an open incident; the password is the first administrator's, not yet used.
 */
import { createHmac } from 'node:crypto'
import { bringAxe, faultsOf } from './accessible.mjs'
import { BASE, broke, check, connectionIs, done, expect, launch, PATIENCE_MS, THAI, until } from './checking.mjs'

const ONE_TIME = process.env.WASTETRACK_PASSWORD ?? ''
/** A stream ends within 10 s of the session, and the page asks again every 15 s. */
const ENDED_MS = 60_000
const CODE_MS = 30_000
const OWN = { admin: 'ฝนตกที่ระยอง 2569 ครั้ง', wipha: 'a quiet night on the road', somchai: 'สองทุ่มที่แหลมฉบัง 77' }

/** The code of a key at a time, as RFC 6238 has it: six digits of HMAC-SHA-1 over the step of 30 s. */
function codeOf(key, atMs) {
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(atMs / CODE_MS)))
  const digest = createHmac('sha1', key).update(step).digest()
  const number = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}

function keyOf(base32) {
  const bits = [...base32.replaceAll(' ', '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
}

/**
 * A phone: a code is taken once, so that each is of a later step than the last. The server allows a step either way; the one
 * before now is left for the time that goes by until it has the code.
 */
class Phone {
  constructor(key) {
    this.key = key
    this.takenMs = -Infinity
  }

  async code() {
    const earliest = (Math.floor(this.takenMs / CODE_MS) + 1) * CODE_MS
    while (earliest > Date.now() + CODE_MS) await new Promise((resolve) => setTimeout(resolve, earliest - Date.now() - CODE_MS + 500))
    this.takenMs = Math.max(earliest, Date.now())
    return codeOf(this.key, this.takenMs)
  }

  /** A code that is right at no time near now. */
  wrong() {
    const near = [-2, -1, 0, 1, 2].map((steps) => codeOf(this.key, Date.now() + steps * CODE_MS))
    return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !near.includes(code))
  }
}

const browser = await launch()
const complaints = []

async function newBrowser(lang, hash = '') {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, reducedMotion: 'reduce' })
  await bringAxe(context)
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(`${BASE}?test=1&lang=${lang}${hash}`)
  return page
}

const words = (page, testid) => page.getByTestId(testid).innerText()
const isIn = (text, lang) => THAI.test(text) === (lang === 'th')

async function type(page, name, password, code) {
  await page.getByTestId('sign-in-name').fill(name)
  await page.getByTestId('sign-in-password').fill(password)
  await page.getByTestId('sign-in-code').fill(code)
  await page.getByTestId('sign-in-send').click()
}

async function lookedAt(page) {
  const faults = await faultsOf(page)
  expect(faults.length === 0, faults.join(' | '))
}

/** The first sign-in of somebody, to the map; gives the phone. */
async function enrol(page, name, password, lang) {
  await type(page, name, password, '')
  await page.locator('[data-testid=enrol-password]:focus').waitFor()
  await page.waitForFunction(() => document.querySelector('[data-testid=enrol-key]').dataset.address)
  await lookedAt(page)
  expect((await page.getByTestId('enrol-key').getAttribute('data-address')).startsWith('otpauth://totp/'), 'no address for the phone')
  expect((await page.locator('img').getAttribute('src')).startsWith('data:image/svg'), 'no picture for the phone')
  const phone = new Phone(keyOf(await words(page, 'enrol-key')))
  await page.getByTestId('enrol-password').fill(OWN[name])
  await page.getByTestId('enrol-again').fill('something else')
  await page.getByTestId('enrol-code').fill(await phone.code())
  await page.getByTestId('enrol-send').click()
  expect(isIn(await words(page, 'sign-in-wrong'), lang), 'two passwords that differ: said in another language')
  await page.getByTestId('enrol-again').fill(OWN[name])
  await page.getByTestId('enrol-send').click()
  await connectionIs(page, 'live')
  return phone
}

async function menu(page) {
  await page.getByTestId('who-am-i').click()
  return (await page.locator('#who-menu').innerText()).replace(/\s+/g, ' ')
}

async function addPerson(page, name, role) {
  await page.getByTestId('new-name').fill(name)
  await page.getByTestId('new-role').selectOption(role)
  await page.getByTestId('save-account').click()
  await page.getByTestId('shown-once').getByText(name).waitFor()
  return words(page, 'secret')
}

/** The one incident that there is, opened. */
async function openIncident(page) {
  await page.getByTestId('alert-card').first().click()
  await page.getByTestId('incident').waitFor()
}

/** Somebody who only looks has no button for anything else, and no key either. */
async function onlyLooks(page, lang) {
  const sent = []
  page.on('request', (request) => { if (request.method() === 'POST' && !/sign-in/.test(request.url())) sent.push(request.url()) })
  await openIncident(page)
  expect(isIn(await words(page, 'look-only'), lang), await words(page, 'look-only'))
  for (const id of ['act-acknowledge', 'act-close', 'act-shelve', 'comment']) expect((await page.getByTestId(id).count()) === 0, `${id} is there`)
  for (const key of ['KeyA', 'KeyE', 'KeyZ', 'KeyW']) await page.keyboard.press(key)
  expect((await page.locator('dialog').count()) === 0, 'a key opened a dialog')
  await page.keyboard.press('Shift+Slash')
  expect(!/Acknowledge|รับทราบ/.test(await words(page, 'keys')), 'the list of keys names what is not to be done')
  await page.keyboard.press('Escape')
  await lookedAt(page)
  expect(!/People|ผู้ใช้และสิทธิ์/.test(await menu(page)), 'the menu leads to the people')
  await page.keyboard.press('Escape')
  await page.getByTestId('view-desks').click()
  await page.getByTestId('desk').first().waitFor()
  for (const id of ['sit', 'hand-over', 'arrange']) expect((await page.getByTestId(id).count()) === 0, `${id} is there`)
  expect(sent.length === 0, sent.join())
  await page.goto(`${BASE}?test=1&lang=${lang}&view=people`)
  expect(isIn(await page.getByTestId('not-open').locator('p').innerText(), lang), 'not said that the page is not open')
}

try {
  const admin = await newBrowser('th')
  let phone
  let viewerPassword
  let officerPassword
  let link

  await check('the first administrator: the one-time password, one’s own, the key on the phone, and in', async () => {
    await type(admin, 'admin', 'not the password', '')
    expect(isIn(await words(admin, 'sign-in-wrong'), 'th'), 'not in Thai')
    phone = await enrol(admin, 'admin', ONE_TIME, 'th')
    const told = await menu(admin)
    expect(told.includes('admin ผู้ดูแลระบบ'), told)
  })

  await check('one signs out', async () => {
    await admin.getByTestId('sign-out').click()
    await admin.getByTestId('sign-in-name').waitFor()
    await until(async () => isIn(await admin.title(), 'th'), () => admin.title())
  })

  await check('a wrong code, and the one-time password again, are refused alike; the right code is not', async () => {
    await type(admin, 'admin', OWN.admin, phone.wrong())
    const refused = await words(admin, 'sign-in-wrong')
    expect(isIn(refused, 'th'), refused)
    await until(async () => (await admin.getByTestId('sign-in-code').inputValue()) === '', 'the wrong code is still there')
    await type(admin, 'admin', ONE_TIME, '')
    await admin.getByTestId('sign-in-wrong').waitFor()
    expect((await words(admin, 'sign-in-wrong')) === refused, 'another sentence')
    await type(admin, 'admin', OWN.admin, await phone.code())
    await admin.getByTestId('who-am-i').waitFor()
  })

  await check('an administrator makes a viewer, an officer and the link of a wall screen', async () => {
    await menu(admin)
    await admin.getByTestId('view-people').click()
    viewerPassword = await addPerson(admin, 'wipha', 'viewer')
    officerPassword = await addPerson(admin, 'somchai', 'officer')
    await lookedAt(admin)
    await admin.getByTestId('tab-tokens').click()
    await admin.getByTestId('token-kind').selectOption('wall')
    await admin.getByTestId('token-name').fill('north wall')
    await admin.getByTestId('make-token').click()
    await admin.getByTestId('shown-once').getByText('north wall').waitFor()
    link = new URL(await words(admin, 'secret'))
    expect(link.origin === BASE.origin && link.hash.startsWith('#wall='), link.href)
  })

  const viewer = await newBrowser('en')
  await check('a viewer signs in, in English, and only looks', async () => {
    await enrol(viewer, 'wipha', viewerPassword, 'en')
    await onlyLooks(viewer, 'en')
  })

  await check('an officer has all that a viewer has not', async () => {
    const officer = await newBrowser('th')
    await enrol(officer, 'somchai', officerPassword, 'th')
    await openIncident(officer)
    await officer.getByTestId('act-acknowledge').click()
    await officer.locator('[data-testid=incident-state][data-state=acknowledged]').waitFor()
    await officer.getByTestId('look-only').waitFor({ state: 'detached' })
    await officer.context().close()
  })

  await check('a wall screen opens its link: signed in as a viewer, and the token out of the address', async () => {
    const wall = await newBrowser('th', link.hash)
    await connectionIs(wall, 'live')
    await until(() => !wall.url().includes('wall') && !wall.url().includes('#'), () => wall.url())
    expect((await wall.evaluate(() => history.length)) <= 2, 'the way back leads to the token')
    const told = await menu(wall)
    expect(told.includes('wall/north wall') && told.includes('ผู้ชม') && !told.includes('เปลี่ยนรหัสผ่าน'), told)
    await wall.keyboard.press('Escape')
    await onlyLooks(wall, 'th')
    await wall.reload()
    await wall.getByTestId('who-am-i').waitFor()
    await wall.context().close()
  })

  await check('a link that no longer holds is said', async () => {
    const wall = await newBrowser('en', '#wall=wtw_nothing')
    await wall.getByText('This wall screen link no longer holds').waitFor()
    await until(() => !wall.url().includes('#'), () => wall.url())
    await wall.context().close()
  })

  await check('a session that an administrator ends goes to the sign-in by itself, and says so', async () => {
    await viewer.goto(`${BASE}?test=1&lang=en`)
    await connectionIs(viewer, 'live')
    await admin.getByTestId('tab-accounts').click()
    await admin.locator('tr[data-name=wipha]').getByTestId('end-sessions').click()
    await admin.getByTestId('yes').click()
    await viewer.getByTestId('sign-in-name').waitFor({ timeout: ENDED_MS })
    await viewer.getByText('Your session has ended').waitFor()
    await viewer.getByTestId('alert-card').first().waitFor({ state: 'detached' })
  })

  for (const lang of ['th', 'en']) {
    await check(`a long name does not crowd the head at 1366 px (${lang})`, async () => {
      await admin.goto(`${BASE}?test=1&lang=${lang}`)
      await admin.getByTestId('alert-card').first().waitFor()
      const bad = await admin.evaluate(() => {
        document.querySelector('[data-testid=who-am-i] span').textContent = 'somchai.rakthai.maptaphut'
        const parts = [...document.querySelectorAll('header > *, header .right > *')].filter((one) => !one.matches('.right'))
        const boxes = parts.map((one) => one.getBoundingClientRect()).filter((box) => box.width > 1)
        const overlaps = boxes.some((box, n) => n > 0 && box.left < boxes[n - 1].right - 0.5)
        const cut = [...document.querySelectorAll('header h1, header nav a, header dd, header dt, header time')].filter((one) => one.scrollWidth > one.clientWidth + 1)
        return overlaps || boxes.at(-1).right > innerWidth ? 'parts overlap' : cut.map((one) => one.textContent).join()
      })
      expect(bad === '', bad)
    })
  }

  await check('the page never failed', () => expect(complaints.length === 0, complaints.slice(0, 3).join(' | ')))
} catch (error) {
  broke(error)
} finally {
  await browser.close()
}
done()
