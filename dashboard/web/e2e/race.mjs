/**
 * Two officers at two dashboards over one database: WASTETRACK_URL and WASTETRACK_OTHER_URL, at which other people sit. Their
 * queue is empty; `please tell` on the output asks for an incident that is immediate.
 */
import { BASE, broke, check, connectionIs, done, expect, launch, please, visit } from './checking.mjs'

const browser = await launch()
const complaints = []

async function desk(base) {
  const page = await visit(browser, { base, query: 'lang=en', complaints })
  await connectionIs(page, 'live')
  const { me } = await (await fetch(new URL('api/v1/people/names', base))).json()
  return { page, name: me.name }
}

const stands = (at, state) => at.page.locator(`[data-testid=alert-card][data-state=${state}]`).first().waitFor()
const told = (at, act, words) => at.page.locator(`[data-testid=moment][data-act=${act}]`, { hasText: words }).first().waitFor()

try {
  const one = await desk(BASE)
  const other = await desk(process.env.WASTETRACK_OTHER_URL)

  await check('an alert that arrives is in both queues, and is announced', async () => {
    please('tell')
    for (const at of [one, other]) {
      await stands(at, 'new')
      await at.page.locator('[aria-live=assertive]', { hasText: 'New incident' }).waitFor({ state: 'attached' })
    }
  })

  await check('both open it by the keys alone', async () => {
    for (const at of [one, other]) {
      await at.page.keyboard.press('KeyJ')
      await at.page.waitForFunction(() => document.activeElement?.dataset.testid === 'alert-card')
      await at.page.keyboard.press('Enter')
      await at.page.getByTestId('incident').waitFor()
    }
  })

  await check('what one acknowledges the other sees, with the name', async () => {
    await one.page.keyboard.press('KeyA')
    await stands(other, 'acknowledged')
    await told(other, 'acknowledge', one.name)
  })

  await check('a comment is read by the other', async () => {
    await one.page.getByTestId('comment').fill('asked the carrier')
    await one.page.getByTestId('act-comment').click()
    await told(other, 'comment', 'asked the carrier')
  })

  await check('it is assigned to the other, who sees it as theirs', async () => {
    await one.page.keyboard.press('Escape')
    await one.page.getByTestId('alert-card').first().click()
    await one.page.keyboard.press('KeyS')
    await one.page.getByTestId('assignee').waitFor()
    await one.page.getByTestId('act-send').click()
    await stands(other, 'assigned')
  })

  await check('two who close it at once: one wins, the other hears who, and loses nothing', async () => {
    for (const at of [one, other]) {
      await at.page.getByTestId('act-close').click()
      await at.page.getByTestId('outcome-lawful').check()
      await at.page.getByTestId('act-text').fill(`seen by ${at.name}`)
    }
    // A click that waits for its button could come after the other's was heard of, when the button is gone.
    await Promise.all([one, other].map((at) => at.page.getByTestId('act-send').evaluate((button) => button.click())))
    const loser = await Promise.any([one, other].map(async (at) => {
      await at.page.getByTestId('conflict').waitFor()
      return at
    }))
    const winner = loser === one ? other : one
    await loser.page.getByTestId('conflict').getByText(winner.name).first().waitFor()
    expect((await loser.page.getByTestId('act-text').inputValue()) === `seen by ${loser.name}`, 'what was typed is gone')
    await winner.page.getByTestId('act-dialog').waitFor({ state: 'detached' })
    await loser.page.getByTestId('conflict-drop').click()
    await stands(loser, 'closed')
    await told(loser, 'close', winner.name)
  })

  await check('a shelf that one asks for the other confirms', async () => {
    await one.page.getByTestId('act-reopen').click()
    await one.page.getByTestId('act-text').fill('once more')
    await one.page.getByTestId('act-send').click()
    await one.page.getByTestId('act-dialog').waitFor({ state: 'detached' })
    await one.page.keyboard.press('KeyZ')
    await one.page.getByTestId('shelf-reason').fill('device to be changed')
    await one.page.getByTestId('shelf-send').click()
    await one.page.locator('[data-testid=shelf-made][data-state=waiting]').waitFor()
    await one.page.keyboard.press('Escape')
    await other.page.getByTestId('shelves-open').click()
    await other.page.getByTestId('shelf-confirm').click()
    await other.page.locator('[data-testid=shelf][data-state=active]').waitFor()
    await one.page.locator('[data-testid=shelves-open][data-held="1"]').waitFor()
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
