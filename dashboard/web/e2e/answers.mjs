/**
 * A case released to its carrier and answered on a phone: `WASTETRACK_URL=… npm run e2e:answers`, of a dashboard that asks
 * nobody to sign in, has the alert A1, a carrier with an address, an in-box, and a notifier. SHOTS names a folder for pictures.
 */
import { createHash, randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { bringAxe, faultsOf } from './accessible.mjs'
import { BASE, check, done, expect, launch, visit } from './checking.mjs'

const SHOTS = process.env.SHOTS
const MOST_BYTES = 30_000
const PARTY = 'carrier:ขนส่งดี'
const ASSETS = fileURLToPath(new URL('../../static/assets/', import.meta.url))
const complaints = []
const browser = await launch()
const desk = await visit(browser, { query: 'alert=A1&lang=th', complaints, patience_ms: 60_000 })
const card = desk.getByTestId('parties')
const party = card.locator(`[data-party="${PARTY}"]`)
const asked = async (path) => (await fetch(new URL(`api/v1/${path}`, BASE))).json()
const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, colorScheme: 'dark' })
await bringAxe(context)
const phone = await context.newPage()
phone.setDefaultTimeout(60_000)
phone.on('pageerror', (error) => complaints.push(error.message))

/** A phone has a Thai font of its own; where this machine has none, a picture borrows the centre's. */
const thaiFonts = SHOTS ? (await readdir(ASSETS)).filter((name) => /plex-sans-thai-thai-\d+/.test(name)) : []
async function shot(page, name, at = null) {
  if (!SHOTS) return
  if (page === phone) {
    await page.evaluate((names) => Promise.all(names.map(async (file) => {
      const font = new FontFace('Noto Sans Thai', `url(${new URL(`assets/${file}`, document.baseURI)})`, { weight: /-(\d+)-/.exec(file)[1] })
      document.fonts.add(await font.load())
    })), thaiFonts).catch(() => undefined) // the page of a refusal has no base below which they lie
  }
  if (at) await at.evaluate((one) => one.scrollIntoView({ block: 'center' }))
  await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: page === phone && at === null })
}

await check('the panel names the parties and says that the carrier was not told', async () => {
  await party.getByTestId('party-untold').getByText('รอเจ้าหน้าที่ปล่อยเรื่อง').waitFor()
})

await check('to release it says what will be told and what not, and sends what else is asked', async () => {
  await party.getByTestId('release').click()
  const dialog = desk.getByTestId('release-dialog')
  await dialog.getByTestId('release-rules').getByText('ออกนอกเส้นทาง').waitFor()
  await dialog.getByTestId('release-from').getByText('ศูนย์เฝ้าระวังนิคมฯ มาบตาพุด').waitFor()
  await dialog.getByTestId('release-urgent').waitFor()
  await dialog.getByTestId('release-question').fill('ขอใบชั่งน้ำหนักและชื่อคนขับ')
  await shot(desk, 'party-release')
  await dialog.getByTestId('release-send').click()
  await dialog.waitFor({ state: 'detached' })
  await party.getByTestId('ask').getByText('local ปล่อยให้ชี้แจง').waitFor()
  await desk.locator('[data-testid=moment][data-act=party_told]').waitFor()
})

let link = ''
await check('the message reaches the carrier with a link, and the panel says so', async () => {
  await party.getByTestId('ask-state').getByText('ยังไม่เปิดอ่าน').waitFor()
  const { items } = await asked('inbox')
  link = new URL(items.find((one) => one.person === PARTY).link).pathname.slice(1)
})

await check('the link opens a small page that says what is asked and until when', async () => {
  let bytes = 0
  const counting = await context.newCDPSession(phone)
  await counting.send('Network.enable')
  counting.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength })
  await phone.goto(new URL(link, BASE).href, { waitUntil: 'networkidle' })
  await phone.getByTestId('question').getByText('ขอใบชั่งน้ำหนัก').waitFor()
  console.log(`        ${bytes} bytes`)
  expect(bytes <= MOST_BYTES, `${bytes} bytes`)
  const said = await phone.locator('#answer').innerText()
  for (const word of ['ศูนย์เฝ้าระวังนิคมฯ มาบตาพุด', '038 123 456', 'บริษัท ขนส่งดี จำกัด', 'ออกนอกเส้นทาง', '70-1234', 'มาบตาพุด', 'กอ.1-2569-000417', 'ตอบและเพิ่มเติมได้ถึง']) expect(said.includes(word), `no ${word}`)
  expect(!said.includes('620'), 'the figures of the evidence are shown')
  await party.getByTestId('ask-state').getByText('เปิดอ่านแล้ว').waitFor()
  await shot(phone, 'party-asked')
  const ground = async () => phone.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  expect(await ground() === 'rgb(13, 28, 46)', 'light by night')
  await phone.emulateMedia({ colorScheme: 'light' })
  expect(await ground() === 'rgb(211, 224, 235)', 'dark by day')
  expect((await faultsOf(phone)).length === 0, 'not readable by day')
  await shot(phone, 'party-asked-by-day')
  await phone.emulateMedia({ colorScheme: 'dark' })
})

await check('it is for thumbs and for those who do not see, and nothing is wider than the phone', async () => {
  const small = await phone.evaluate(() => [...document.querySelectorAll('button, a.button, label.way')]
    .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44).map((one) => one.outerHTML.slice(0, 80)))
  expect(small.length === 0, small.join())
  expect(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'wider than the phone')
  const faults = await faultsOf(phone)
  expect(faults.length === 0, faults.join(' | '))
})

await check('what is written survives that the page is closed, and a line that fails', async () => {
  await phone.getByTestId('statement').fill('คนขับจอดพักเพราะยางแตก เวลา 07:40 น.')
  await phone.reload()
  expect((await phone.getByTestId('statement').inputValue()).startsWith('คนขับจอดพัก'), 'what was written is gone')
  await context.setOffline(true)
  await phone.getByTestId('send').click()
  await phone.getByTestId('note').getByText('ข้อความยังอยู่').waitFor()
  await context.setOffline(false)
  await phone.getByTestId('send').click()
  await phone.getByTestId('answer').getByText('ยางแตก').waitFor()
  expect((await phone.getByTestId('statement').inputValue()) === '', 'what was sent still stands to be sent')
})

await check('a paper comes as what it is, with the date of the file', async () => {
  await phone.getByTestId('file').setInputFiles([{ name: 'ใบกำกับ.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n%%EOF\n') }])
  await phone.getByTestId('arrived').getByText('ใบกำกับ.pdf').waitFor()
  const paper = party.getByTestId('file').filter({ hasText: 'ใบกำกับ.pdf' })
  await paper.getByTestId('file-kind').getByText('PDF').waitFor()
  await paper.getByText('ไฟล์ลงวันที่').waitFor()
  await shot(desk, 'party-paper', paper)
})

const bytes = Buffer.concat([await phone.screenshot({ type: 'jpeg', quality: 40 }), randomBytes(400_000)])
await check('a picture comes whole, what is no picture is refused with words, and what was sent is read-only', async () => {
  await phone.getByTestId('file').setInputFiles([
    { name: 'ใบชั่ง.jpg', mimeType: 'image/jpeg', buffer: bytes }, { name: 'x.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('MZ no picture') },
  ])
  await phone.locator(`[data-testid=arrived][data-sha256="${createHash('sha256').update(bytes).digest('hex')}"]`).waitFor()
  await phone.getByTestId('sending').getByText('ไม่รับไฟล์ชนิดนี้').waitFor()
  await shot(phone, 'party-not-taken', phone.getByTestId('sending'))
  await phone.getByTestId('sending').getByRole('button', { name: 'ไม่ส่งแล้ว' }).click()
  expect((await phone.locator('[data-testid=yours] :is(textarea, input, button)').count()) === 0, 'what was sent can be changed')
  await shot(phone, 'party-answered')
})

await check('the answer and the file stand in the panel and in the timeline', async () => {
  await party.getByTestId('party-answer').getByText('ยางแตก').waitFor()
  await party.getByTestId('file').nth(1).getByText('ไฟล์ลงวันที่').waitFor()
  await desk.locator('[data-testid=moment][data-act=party_answered]').waitFor()
  await shot(desk, 'party-panel', card)
})

await check('to confirm it without an answer of those who were asked takes a reason; with it none is asked for', async () => {
  await desk.getByTestId('act-close').click()
  await desk.getByTestId('outcome-confirmed').check()
  await desk.getByTestId('act-text').fill('รถเททิ้งข้างทาง')
  await desk.locator('[data-testid=act-send]:enabled').waitFor()
  expect((await desk.getByTestId('act-waiver').count()) === 0, 'a reason is asked for though the answer is there')
  await desk.keyboard.press('Escape')
  await card.locator('[data-party^="generator:"]').getByTestId('release').click()
  await desk.getByTestId('release-send').click()
  await card.locator('[data-party^="generator:"]').getByTestId('ask').waitFor()
  await desk.getByTestId('act-close').click()
  await desk.getByTestId('lacks-answer').getByText('ผู้ก่อกำเนิด').waitFor()
  expect(await desk.getByTestId('act-send').isDisabled(), 'it can be confirmed without a word')
  await desk.getByTestId('act-waiver').fill('โรงงานแจ้งทางโทรศัพท์ว่าไม่ประสงค์ชี้แจง')
  await shot(desk, 'party-waiver')
  await desk.getByTestId('act-send').click()
  await desk.locator('[data-testid=incident-state][data-state=closed]').waitFor()
  await desk.locator('[data-testid=moment][data-act=party_waived]').getByText('ไม่ประสงค์ชี้แจง').waitFor()
})

await check('a link that was taken back says so and what to do', async () => {
  const row = desk.locator(`[data-testid=link-row][data-person="${PARTY}"]`)
  await row.getByText('บริษัท ขนส่งดี จำกัด').waitFor()
  await row.getByTestId('revoke').click()
  await desk.getByTestId('revoke-reason').fill('ส่งผิดบริษัท')
  await desk.getByTestId('revoke-send').click()
  await row.getByText('เพิกถอนแล้ว').waitFor()
  await phone.reload()
  await phone.locator('[data-reason=revoked]').getByText('กรุณาขอลิงก์ใหม่').waitFor()
  await shot(phone, 'party-refused')
})

await check('no page complained', async () => expect(complaints.length === 0, complaints.join(' | ')))
done()
