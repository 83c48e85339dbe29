/**
 * Messages to the phone itself: WASTETRACK_URL is a dashboard, WASTETRACK_TOKEN the link of a person to whose phones a channel
 * leads. No push service is here: the browser's own subscription is made up, and what the service would bring is handed to the
 * service worker by the browser's tools. SHOTS names a folder for pictures.
 */
import { BASE, broke, check, done, expect, launch, please } from './checking.mjs'

const TOKEN = process.env.WASTETRACK_TOKEN
const SHOTS = process.env.SHOTS
const MESSAGE = { id: 'm-1', title: 'ด่วน! รถ 70-1234', body: 'รถออกนอกเส้นทาง', link: new URL(`o/${TOKEN}`, BASE).href, immediate: true }
const ENDPOINT = 'http://127.0.0.1:9/of-this-phone'

/** What a push service would have said, kept as a browser keeps it. */
function subscribed({ endpoint, p256dh, auth }) {
  const made = (key) => ({
    endpoint, options: { applicationServerKey: key }, toJSON: () => ({ endpoint, keys: { p256dh, auth } }),
    unsubscribe: () => { localStorage.removeItem('subscribed'); return Promise.resolve(true) },
  })
  PushManager.prototype.getSubscription = async () => (localStorage.getItem('subscribed') ? made(null) : null)
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    if (applicationServerKey?.length !== 65) throw new Error('no key of the server')
    localStorage.setItem('subscribed', 'yes')
    return made(applicationServerKey)
  }
}

async function phone(browser, permissions) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, permissions })
  await context.addInitScript(subscribed, {
    endpoint: ENDPOINT, p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4', auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  await page.goto(MESSAGE.link)
  return page
}

/** Hands data to the service worker as if it came from the push service; resolves when the browser was told to. */
async function deliver(page, data) {
  const tools = await page.context().newCDPSession(page)
  const registered = new Promise((resolve) => tools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    const one = registrations.find(({ isDeleted }) => !isDeleted)
    if (one) resolve(one.registrationId)
  }))
  await tools.send('ServiceWorker.enable')
  await tools.send('ServiceWorker.deliverPushMessage', { origin: BASE.origin, registrationId: await registered, data })
  await tools.detach()
}

const shown = (page) => page.evaluate(async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(
  ({ title, body, tag, data, requireInteraction }) => ({ title, body, tag, link: data.link, requireInteraction }),
))
const showsThem = (page, titles) => page.waitForFunction(async (wanted) => {
  const there = await (await navigator.serviceWorker.ready).getNotifications()
  return JSON.stringify(there.map(({ title }) => title).sort()) === JSON.stringify([...wanted].sort())
}, titles)

const browser = await launch()
try {
  const page = await phone(browser, ['notifications'])
  await check('one tap has messages come to this phone', async () => {
    await page.getByTestId('push-start').click()
    await page.getByTestId('push-on').waitFor()
    please('know the phone')
    if (SHOTS) {
      await page.getByTestId('push-on').scrollIntoViewIfNeeded()
      await page.screenshot({ path: `${SHOTS}/push.png` })
    }
  })
  await check('the next time it is known', async () => {
    await page.reload()
    await page.getByTestId('push-on').waitFor()
  })
  await check('a message is shown with its case, and a repeat takes its place', async () => {
    await deliver(page, JSON.stringify(MESSAGE))
    await showsThem(page, [MESSAGE.title])
    const [{ title, body, tag, link, requireInteraction }] = await shown(page)
    expect(title === MESSAGE.title && body === MESSAGE.body && tag === MESSAGE.id && link === MESSAGE.link && requireInteraction, JSON.stringify(await shown(page)))
    await deliver(page, JSON.stringify({ ...MESSAGE, title: 'อีกครั้ง' }))
    await showsThem(page, ['อีกครั้ง'])
  })
  await check('whatever comes is shown', async () => {
    await deliver(page, 'no json')
    await showsThem(page, ['อีกครั้ง', 'มีเรื่องถึงท่าน'])
  })
  await check('another tap ends it', async () => {
    await page.getByTestId('push-end').click()
    await page.getByTestId('push-start').waitFor()
    please('know no phone')
  })
  await check('where the browser blocks it, it is said what to do', async () => {
    const other = await phone(await launch(), [])
    await other.getByTestId('push-start').or(other.getByTestId('push-blocked')).first().waitFor()
    if (await other.getByTestId('push-start').isVisible()) await other.getByTestId('push-start').click()
    await other.getByTestId('push-blocked').waitFor()
    await other.context().browser().close()
  })
} catch (error) {
  broke(error)
} finally {
  await browser.close()
}
done()
