/**
 * The server goes and comes back under an open page, and nothing is missed or doubled: WASTETRACK_URL is a dashboard whose
 * queue is empty. What is to happen behind the page is asked for on the output; `tests/dashboard/walks` has it done.
 */
import { broke, check, connectionIs, done, expect, launch, NO_WEBGL, please, queueHas, until, visit } from './checking.mjs'

const AWAY_MS = 90_000
/** A page asks a server that was gone again after half a minute at most, and this one has to begin. */
const BACK_MS = 120_000
const ID = /^\d+-\d+\.\d+$/

/** Has the page itself hold the stream, and writes down with which id it asks and which alert events it hears. */
function overhear() {
  delete window.SharedWorker
  Object.assign(window, { __asked: [], __heard: [] })
  const real = window.fetch
  async function read(body) {
    const pieces = body.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    for (let piece = await pieces.read(); !piece.done; piece = await pieces.read()) {
      const messages = (text + piece.value).split('\n\n')
      text = messages.pop()
      for (const message of messages.filter((one) => one.includes('event: alert\n'))) {
        window.__heard.push(JSON.parse(message.slice(message.indexOf('data: ') + 6)).id)
      }
    }
  }
  window.fetch = async (input, init) => {
    const answer = await real(input, init)
    if (!String(input).endsWith('api/v1/live') || !answer.body) return answer
    window.__asked.push(new Headers(init?.headers).get('last-event-id'))
    const [ours, theirs] = answer.body.tee()
    read(ours).catch(() => undefined)
    return new Response(theirs, { status: answer.status, headers: answer.headers })
  }
}

const browser = await launch(NO_WEBGL)
const complaints = []
const page = await visit(browser, { query: 'lang=en', script: overhear, complaints, patience_ms: BACK_MS })
const banner = (words) => page.getByTestId('banner').getByText(words).waitFor()
const asked = () => page.evaluate(() => window.__asked)
const heard = () => page.evaluate(() => window.__heard)
const heardIs = (n) => page.waitForFunction((count) => window.__heard.length === count, n)

try {
  await page.clock.install()
  await page.reload()
  await connectionIs(page, 'live')

  await check('an alert that arrives is shown', async () => {
    please('tell the first')
    await queueHas(page, 1)
    await heardIs(1)
  })

  await check('a server that goes is told at once, and what is known stays', async () => {
    please('stop')
    await connectionIs(page, 'offline')
    await banner(/^Connection to the server lost/)
    await queueHas(page, 1)
  })

  await check('the banner says how old the data are', async () => {
    await page.clock.fastForward(AWAY_MS)
    await banner(/Data is \d+ (s|min) old/)
  })

  await check('when it is back all that happened meanwhile is there, each once', async () => {
    please('tell three more')
    please('start')
    await connectionIs(page, 'live')
    await queueHas(page, 3)
    await page.getByTestId('alert-card').getByText('ended').waitFor()
    await page.getByTestId('banner').waitFor({ state: 'detached' })
    await heardIs(4)
    expect(new Set(await heard()).size === 4, 'an event came twice')
    await until(async () => ID.test((await asked()).at(-1) ?? ''), async () => `it was asked with ${(await asked()).at(-1)}`)
  })

  await check('who missed too much begins anew, and has it all', async () => {
    please('stop')
    await connectionIs(page, 'offline')
    please('tell too many')
    please('start')
    await connectionIs(page, 'live')
    await queueHas(page, 9)
    await until(async () => ID.test((await asked()).at(-1) ?? ''), 'it was not asked with an id')
    expect((await heard()).length === 4, 'what was too much was told all the same')
  })

  await check('and from there it goes on', async () => {
    please('tell the last')
    await queueHas(page, 10)
    await heardIs(5)
  })

  await check('the page never failed', async () => {
    expect(complaints.length === 0, complaints.slice(0, 3).join(' | '))
  })
} catch (error) {
  broke(error)
} finally {
  await browser.close()
}
done()
