/**
 * A case on an officer's phone: `WASTETRACK_URL=… WASTETRACK_TOKEN=… WASTETRACK_CASE=… npm run e2e:road`, of a dashboard that
 * asks nobody to sign in. SHOTS names a folder for pictures. What the centre then has of it is asked for over its own API.
 */
import { createHash, randomBytes } from 'node:crypto'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { faultsOf } from './accessible.mjs'
import { check, done, expect, launch, PATIENCE_MS, until } from './checking.mjs'
import { Line } from './line.mjs'
import { Phone, PLACE } from './phone.mjs'

const BASE = (process.env.WASTETRACK_URL ?? 'http://127.0.0.1:8000').replace(/\/$/, '')
const TOKEN = process.env.WASTETRACK_TOKEN
const CASE = process.env.WASTETRACK_CASE
const SHOTS = process.env.SHOTS
const MOST_BYTES = 30_000
/** One bar of signal: bytes a second down, and how long each question takes on its way. */
const BAR = { bytes_per_s: 100_000 / 8, latency_s: 0.4 }
const READABLE_S = 5
const [KILLS, PICTURES] = [20, 10]
const VIDEO_BYTES = 30_000_000
const ASSETS = fileURLToPath(new URL('../../static/assets/', import.meta.url))

const line = await Line.to(BASE)
const link = `${line.url}/o/${TOKEN}`
const phone = await Phone.bought()
let page = await phone.open()

/** How many questions of the page waited for the answer to another one. */
function inARow() {
  const asked = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter((one) => one.responseEnd > 0)
  let [n, ended] = [0, -Infinity]
  for (const one of asked.sort((a, b) => a.responseEnd - b.responseEnd)) if (one.startTime >= ended) [n, ended] = [n + 1, one.responseEnd]
  return n
}

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')
/** A phone has a Thai font of its own; where this machine has none, a picture borrows the centre's. */
const thaiFonts = SHOTS ? (await readdir(ASSETS)).filter((name) => /plex-sans-thai-thai-\d+/.test(name)) : []
async function shot(name, at = 'header') {
  if (!SHOTS) return
  await page.evaluate((names) => Promise.all(names.map(async (file) => {
    const font = new FontFace('Noto Sans Thai', `url(${new URL(`assets/${file}`, document.baseURI)})`, { weight: /-(\d+)-/.exec(file)[1] })
    document.fonts.add(await font.load())
  })), thaiFonts)
  await page.locator(at).first().evaluate((one) => one.scrollIntoView({ block: 'center' }))
  await page.screenshot({ path: `${SHOTS}/officer-${name}.png` })
}
const centre = async (path) => (await fetch(`${BASE}/api/v1/${path}`)).json()
const story = () => centre(`incidents/${CASE}`)
const road = () => centre(`incidents/${CASE}/road`)
/** A picture that can be looked at, made as large as is wanted by what stands behind its end. */
await page.setContent(`<body style="margin:0"><svg viewBox="0 0 400 300" style="width:100%;height:100vh;background:#8fa3b5">
  <path d="M0 170h400v130H0z" fill="#8a6f4a"/><ellipse cx="120" cy="235" rx="95" ry="30" fill="#3d2f1e"/>
  <path d="M210 110h110v70H210zM320 130h36l20 26v24h-56z" fill="#d7dbe0"/><circle cx="240" cy="184" r="16"/><circle cx="350" cy="184" r="16"/></svg>`)
const JPEG = await page.screenshot({ type: 'jpeg', quality: 40 })
const photo = (name, size) => ({ name, mimeType: 'image/jpeg', buffer: Buffer.concat([JPEG, randomBytes(size)]) })
const expected = new Map()
const noted = (files) => { for (const one of files) expected.set(sha256(one.buffer), one.buffer.length); return files }
const arrived = (n) => page.locator(`[data-testid=arrived][data-n="${n}"]`).waitFor()
const isOpenToAll = async () => {
  // At its end, where the bar lies over nothing that would scroll out from below it.
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
  const faults = await faultsOf(page)
  expect(faults.length === 0, faults.join(' | '))
}
const acts = async () => (await story()).log.map((one) => one.act)

await check('a case opens from its link within 30 kB, and is readable in 5 s on one bar of signal', async () => {
  await phone.slow(100, 30, 400)
  const began = Date.now()
  await page.goto(link, { waitUntil: 'commit' })
  await page.getByTestId('first').waitFor()
  const [took, first_bytes, questions] = [Date.now() - began, line.down_bytes, await page.evaluate(inARow)]
  await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true))
  await page.waitForLoadState('networkidle')
  console.log(`        ${line.down_bytes} bytes down, ${line.up_bytes} up; readable after ${first_bytes} and ${questions} questions in a row, ${took} ms here`)
  expect(line.down_bytes <= MOST_BYTES, `${line.down_bytes} bytes`)
  // What the line takes by itself, whatever this machine does beside it.
  const readable_s = first_bytes / BAR.bytes_per_s + questions * BAR.latency_s
  expect(readable_s <= READABLE_S, `readable after ${readable_s.toFixed(1)} s`)
  await phone.slow()
})

await check('it says what, where, since when, how sure and what first, in Thai', async () => {
  const said = await page.locator('#road').innerText()
  for (const word of ['70-1234', 'ออกนอกเส้นทาง', 'สิ่งที่ต้องทำก่อน', 'นิคมฯ มาบตาพุด', 'เห็นชัดจากพิกัด', 'โรงงานกำจัดบ้านฉาง', '038-123-456']) {
    expect(said.includes(word), `no ${word}`)
  }
  expect((await page.getByTestId('go-truck').getAttribute('href')).startsWith('geo:12.67'), 'no geo link')
  for (const place of ['truck', 'place', 'bound']) await page.getByTestId(place).getByText('ห่างจากที่นี่').waitFor()
  expect((await page.getByTestId('go-bound').getAttribute('href')).startsWith('geo:12.75'), 'no way to the destination')
  expect((await page.getByTestId('call').getAttribute('href')) === 'tel:038123456', 'no tel link')
  expect((await story()).state === 'new', 'looking at it changed it')
  await shot('case')
})

await check('buttons are large enough for a thumb, nothing is wider than the phone, no text under 12 px', async () => {
  const small = await page.evaluate(() => [...document.querySelectorAll('button, a.button, label.way, summary')]
    .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44).map((one) => one.outerHTML.slice(0, 80)))
  expect(small.length === 0, small.join())
  const lines = await page.evaluate(() => [...document.querySelectorAll('label.way')].map((one) => one.getBoundingClientRect().height))
  expect(new Set(lines).size === 1, `the ways to add a file are ${lines.join()} px high`)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'wider than the phone')
  const tiny = await page.evaluate(() => [...document.querySelectorAll('#road *')].some((one) => parseFloat(getComputedStyle(one).fontSize) < 12))
  expect(!tiny, 'text under 12 px')
  await isOpenToAll()
})

await check('the map is loaded only when it is opened', async () => {
  const before = line.down_bytes
  await page.getByTestId('map').locator('summary').click()
  await page.getByTestId('sketch').waitFor()
  expect(line.down_bytes - before < 12_000, `${line.down_bytes - before} bytes`)
  await shot('map', '[data-testid=map]')
  await page.getByTestId('map').locator('summary').click()
})

await check('acknowledged and on the way: the centre has both', async () => {
  await page.getByTestId('acknowledge').click()
  await until(async () => (await story()).state === 'acknowledged', 'acknowledged')
  await page.getByTestId('on_the_way').click()
  await until(async () => (await story()).assignee === 'somchai', 'assigned')
  await page.getByTestId('there').waitFor()
})

await check('a link stays under the thumb while the phone moves', async () => {
  const away = page.getByTestId('truck').getByText('ห่างจากที่นี่')
  const before = await away.innerText()
  const held = await page.getByTestId('go-truck').elementHandle()
  await page.context().setGeolocation({ ...PLACE, latitude: PLACE.latitude + 0.05 })
  await until(async () => (await away.innerText()) !== before, before)
  expect(await held.evaluate((one) => one.isConnected), 'another link stands in its place')
  await page.context().setGeolocation(PLACE)
  await until(async () => (await away.innerText()) === before, before)
})

await check('without signal the page opens, and what is told and taken waits on the phone', async () => {
  line.gone()
  await page.reload()
  await page.getByTestId('plate').waitFor()
  await page.getByTestId('line').getByText('ไม่มีสัญญาณ').waitFor()
  await page.getByTestId('there').click()
  await page.getByTestId('due').getByText('จะเริ่มจับเวลาเมื่อได้รับแล้ว').waitFor()
  await page.getByTestId('finding-text').fill('พบรถจอดข้างบ่อดิน มีรอยเททิ้งใหม่')
  await page.getByTestId('send-finding').click()
  await page.getByTestId('photo').setInputFiles(noted([photo('offline.jpg', 30_000)]))
  await page.getByTestId('kept-file').getByText('เก็บในเครื่องแล้ว').waitFor()
  await page.getByTestId('findings').getByTestId('waits').getByText('รอส่ง').waitFor()
  const written = (await page.locator('#road').innerText()).split('พบรถจอดข้างบ่อดิน').length - 1
  expect(written === 1, `the finding stands there ${written} times`)
  await page.getByTestId('offline-here').waitFor()
  await shot('offline', '[data-testid=files]')
  await isOpenToAll()
  expect(!(await acts()).includes('there'), 'told without signal')
})

await check('killed and back with signal: all of it reaches the centre, once and in order', async () => {
  await phone.kill()
  line.back()
  page = await phone.open(link)
  await arrived(1)
  const told = async () => (await acts()).slice(-3).join()
  await until(async () => (await told()) === 'there,finding,file', 'there, finding and file, in this order')
  const [file] = (await road()).files
  expect(Math.abs(file.place.lat - PLACE.latitude) < 1e-6, 'the place is not with it')
  await shot('there')
})

await check('renewed without signal the centre\'s time goes on, and the page says that it was not heard', async () => {
  await until(async () => (await road()).officers[0]?.due_at != null, 'the timer runs')
  const due = page.getByTestId('due')
  await due.getByText('ต้องแจ้งอีกครั้งใน').waitFor()
  line.gone()
  await page.getByTestId('renew').click()
  await due.getByText('ศูนย์ยังไม่ได้รับแจ้ง').waitFor()
  const left = async () => { const [, m, s] = /(\d+):(\d+)/.exec(await due.innerText()); return 60 * Number(m) + Number(s) }
  const before = await left()
  await until(async () => (await left()) < before - 1, 'the time goes on')
  await shot('unheard', '[data-testid=bar]')
  await page.goto(`${line.url}/o/`)
  await page.getByTestId('standing').getByText('ท่านอยู่ที่จุดนี้').waitFor()
  await page.getByTestId('row-due').getByText('ศูนย์ยังไม่ได้รับแจ้ง').waitFor()
  await shot('cases-there')
  await page.goto(link)
  await due.waitFor()
  line.back()
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await until(async () => !(await due.innerText()).includes('ศูนย์ยังไม่ได้รับแจ้ง'), 'heard')
})

await check('one tap renews, a tap asks for no help, held for 2 s it does', async () => {
  const due = (await road()).officers[0].due_at
  await page.getByTestId('renew').click()
  await until(async () => (await road()).officers[0].due_at > due, 'renewed')
  const help = page.getByTestId('help')
  await help.click()
  expect((await road()).officers[0].help_at === null, 'a tap asked for help')
  await help.hover()
  await page.mouse.down()
  await page.getByTestId('help-asked').waitFor()
  await page.mouse.up()
  await until(async () => (await centre('officers')).items[0]?.help_at != null, 'help')
  await page.getByTestId('help-asked').getByText('ถึงระบบของศูนย์แล้ว').waitFor()
  expect(await page.getByTestId('help-asked').getByTestId('call-centre').getAttribute('href') === 'tel:021234567', 'the number of the centre')
  const share = (await page.getByTestId('bar').boundingBox()).height / page.viewportSize().height
  expect(share < 0.3, `the bar takes ${(100 * share).toFixed(1)}% of the phone`)
  await shot('help', '[data-testid=finding-text]')
})

await check('the centre sees at once who is in need and where, and says that it has heard', async () => {
  const browser = await launch()
  const desk = await (await browser.newContext({ viewport: { width: 1366, height: 768 } })).newPage()
  desk.setDefaultTimeout(PATIENCE_MS)
  await desk.goto(`${BASE}/?test=1&alert=A1`)
  const need = desk.locator('[data-testid=officer-in-need][data-kind=help]')
  await need.getByText('12.67020, 101.13050').waitFor()
  await need.getByText('ตารางเวรไม่มีเบอร์โทร').waitFor()
  await desk.getByTestId('officer').getByText('somchai').waitFor()
  await desk.locator('[data-testid=moment][data-act=finding]').getByText('พบรถจอดข้างบ่อดิน').waitFor()
  await desk.waitForFunction(() => [...document.querySelectorAll('[data-testid=file] img')].some((one) => one.complete && one.naturalWidth > 0))
  if (SHOTS) {
    await desk.getByTestId('road').evaluate((one) => one.scrollIntoView({ block: 'center' }))
    await desk.screenshot({ path: `${SHOTS}/officer-centre.png` })
  }
  await desk.getByTestId('reached-text').fill('โทรติดแล้ว ปลอดภัย')
  await desk.getByTestId('reached').click()
  await need.waitFor({ state: 'detached' })
  await desk.getByTestId('link-for').fill('malee')
  await desk.getByTestId('make-link').click()
  await until(async () => (await desk.getByTestId('link').inputValue()).includes('/o/'), 'a link is made')
  await browser.close()
})

await check(`killed ${KILLS} times while ${PICTURES} pictures go: each once, byte for byte`, async () => {
  line.up_per_s = 600_000
  await page.getByTestId('photo').setInputFiles(noted(Array.from({ length: PICTURES }, (_, n) => photo(`picture-${n}.jpg`, 300_000 + n * 20_000))))
  await until(async () => {
    const kept = await page.getByTestId('kept-file').count()
    const sent = Number(await page.getByTestId('arrived').getAttribute('data-n'))
    return kept + sent >= PICTURES + 1
  }, 'all are kept or sent')
  let going = 0
  for (let n = 0; n < KILLS; n++) {
    const up = line.up_bytes
    const all = () => page.locator(`[data-testid=arrived][data-n="${PICTURES + 1}"]`).count()
    await until(async () => line.up_bytes > up + 20_000 * Math.random() || (await all()) > 0, 'something goes, or all has')
    going += (await all()) > 0 ? 0 : 1
    await phone.kill()
    page = await phone.open(link)
  }
  console.log(`        killed ${going} times before the last had arrived`)
  expect(going >= PICTURES, 'the pictures went before the kills')
  line.up_per_s = 0
  await arrived(PICTURES + 1)
})

await check('a larger file whose connection is cut three times is whole', async () => {
  const video = { name: 'clip.mp4', buffer: Buffer.concat([Buffer.from('000000186674797069736f6d', 'hex'), randomBytes(VIDEO_BYTES)]) }
  line.up_per_s = VIDEO_BYTES / 2
  noted([video])
  // From the disk, where a phone has it: through the line to the browser so much takes minutes on a slow machine.
  const stored = join(phone.folder, video.name)
  await writeFile(stored, video.buffer)
  await page.getByTestId('video').setInputFiles(stored)
  const from = line.up_bytes
  for (const part of [0.15, 0.4, 0.7]) {
    await until(() => line.up_bytes - from > part * VIDEO_BYTES, 'more of it has gone')
    line.cut()
  }
  line.up_per_s = 0
  await arrived(PICTURES + 2)
})

await check('the centre has every file once, with its own digest, and the phone keeps none', async () => {
  const { files } = await road()
  const had = files.map((one) => `${one.sha256} ${one.size}`).sort().join()
  expect(had === [...expected].map(([digest, size]) => `${digest} ${size}`).sort().join(), `${files.length} of ${expected.size}`)
  expect((await acts()).filter((act) => act === 'file').length === expected.size, 'a file stands twice in the log')
  for (const one of files) {
    const bytes = Buffer.from(await (await fetch(`${BASE}/api/v1/incidents/${CASE}/files/${one.file_id}`)).arrayBuffer())
    expect(sha256(bytes) === one.sha256, `${one.name} has other bytes`)
  }
  await until(async () => (await page.getByTestId('kept-file').count()) === 0, 'the phone keeps none')
  await shot('sent', '[data-testid=files]')
})

await check('what is no picture is refused with words, and stays until the officer removes it', async () => {
  await page.getByTestId('file').setInputFiles([{ name: 'note.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<html>'.repeat(100)) }])
  await page.getByTestId('kept-file').getByText('ศูนย์ไม่รับ').waitFor()
  await page.getByTestId('kept-file').getByRole('button').click()
  await page.getByTestId('kept-file').waitFor({ state: 'detached' })
})

await check('somebody who was first is named, and nothing is lost', async () => {
  await fetch(`${BASE}/api/v1/incidents/${CASE}/acts`, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ version: (await story()).version, act: 'comment', text: 'ส่งรถสายตรวจอีกคัน' }),
  })
  await page.getByTestId('leave').click()
  await page.getByTestId('findings').getByText('ส่งรถสายตรวจอีกคัน').waitFor()
  await page.getByTestId('on_the_way').waitFor()
})

await check('my cases are those of this phone; in English all is in English', async () => {
  await page.getByTestId('my-cases').click()
  await page.getByTestId('case-row').getByText('70-1234').waitFor()
  await page.getByTestId('standing').getByText('ท่านรับเรื่องนี้อยู่').waitFor()
  await page.getByTestId('case-row').getByText('ห่างจากที่นี่').waitFor()
  await shot('cases')
  await isOpenToAll()
  await page.getByText('English').click()
  await page.getByTestId('case-row').getByText('km from here').waitFor()
  await page.getByTestId('case-row').getByRole('link').click()
  await page.getByTestId('first').waitFor()
  const said = async () => (await page.locator('#road').innerText()).replace(/[฀-๿]+[^\n]*/g, '')
  const says = (all) => all.includes('What to do first') && all.includes('Navigate')
  await until(async () => says(await said()), said)
  await shot('case-en')
})

await check('a link that is taken back opens nothing, says what to do, and the phone forgets the case', async () => {
  await fetch(`${BASE}/api/v1/incidents/${CASE}/links/revoke`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ person: 'somchai', reason: 'ทดสอบ' }),
  })
  await page.reload()
  await page.getByTestId('refusal').getByText('ask the centre for another').waitFor()
  expect(!(await page.locator('#road').innerText()).includes('70-1234'), 'the case is still shown')
  await shot('revoked-en', 'h1')
  await isOpenToAll()
})

await phone.sold()
line.close()
done()
