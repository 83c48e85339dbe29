/**
 * Who was told of an incident, as its panel shows it while it happens: `WASTETRACK_URL=… WASTETRACK_TOKEN=… npm run e2e:told`, of
 * a dashboard that asks nobody to sign in and has the alert A1. What happens behind the page is asked for by `please DEED`.
 */
import { BASE, check, done, expect, launch, please, until, visit } from './checking.mjs'

const complaints = []
const browser = await launch()
const desk = await visit(browser, { query: 'alert=A1&lang=th', complaints })
const card = desk.getByTestId('told')
const standing = (name) => card.locator(`[data-standing=${name}]`)

await check('of what nobody was told the panel says so, and to phone', async () => {
  await card.getByText('ยังไม่ได้แจ้งผู้ใด').waitFor()
})

await check('once there is a roster, a red line says that nobody was told, and leads to the incident', async () => {
  please('arrange')
  await desk.getByTestId('untold').getByText('กรุณาโทรแจ้งเจ้าหน้าที่').waitFor()
  await desk.getByTestId('close').click()
  await desk.getByTestId('untold').getByRole('button', { name: '70-1234' }).click()
  await card.getByText('ยังไม่ได้แจ้งผู้ใด').waitFor()
})

await check('what is sent stands there without a reload: to whom, over what, and that it was not opened yet', async () => {
  please('tell')
  await standing('sent').getByText('ยังไม่เปิดอ่าน').waitFor()
  const said = () => standing('sent').innerText()
  const words = ['somchai', 'LINE (a-line)', 'เกิดเหตุ', 'อยู่ในเวร']
  await until(async () => {
    const all = await said()
    return words.every((word) => all.includes(word))
  }, said)
})

await check('once somebody was told the red line is gone', async () => {
  await desk.getByTestId('untold').waitFor({ state: 'detached' })
})

await check('a channel that refuses is named with its reason in words', async () => {
  please('refuse')
  await standing('failed').getByText('เซิร์ฟเวอร์อีเมลไม่รับ').waitFor()
})

const phone = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage()
await check('the officer opens it and sets out: the panel says both, the newest last', async () => {
  await phone.goto(new URL(`o/${process.env.WASTETRACK_TOKEN}`, BASE).href)
  await standing('opened').getByText('เปิดอ่านแล้ว').waitFor()
  await phone.getByTestId('on_the_way').click()
  await card.locator('[data-act=on_the_way]').getByText('กำลังเดินทางไป').waitFor()
  const kinds = () => card.getByTestId('told-moment').evaluateAll((all) => all.map((one) => one.dataset.kind))
  await until(async () => (await kinds()).at(-1) === 'answer', async () => (await kinds()).join())
})

const links = desk.getByTestId('links')
const link = (state) => links.locator(`[data-testid=link-row][data-state=${state}]`)

await check('the link is listed as opened, with one that is made for another', async () => {
  await link('open').and(desk.locator('[data-person=somchai][data-opened=true]')).waitFor()
  await desk.getByTestId('link-for').fill('malee')
  await desk.getByTestId('make-link').click()
  await link('open').and(desk.locator('[data-person=malee][data-opened=false]')).getByText('ทำโดย local').waitFor()
})

await check('a link is taken back after it was said what becomes of it: the phone says so, and the other link stays', async () => {
  await link('open').and(desk.locator('[data-person=somchai]')).getByTestId('revoke').click()
  const dialog = desk.getByTestId('revoke-dialog')
  await dialog.getByText('โทรศัพท์จะลบข้อมูลของเรื่อง').waitFor()
  expect(await dialog.getByTestId('revoke-send').isDisabled(), 'taken back without a reason')
  await dialog.getByTestId('revoke-reason').fill('โทรศัพท์หาย')
  await dialog.getByTestId('revoke-send').click()
  await dialog.waitFor({ state: 'detached' })
  await link('revoked').and(desk.locator('[data-person=somchai]')).getByText('เพิกถอนแล้ว').waitFor()
  await link('revoked').getByTestId('revoke').waitFor({ state: 'detached' })
  await phone.reload()
  await phone.getByTestId('refusal').getByText('ขอลิงก์ใหม่จากศูนย์').waitFor()
  expect((await link('open').getAttribute('data-person')) === 'malee', 'the other link was taken back')
})

await check('no page complained', () => expect(complaints.length === 0, complaints.join(' | ')))

await browser.close()
done()
