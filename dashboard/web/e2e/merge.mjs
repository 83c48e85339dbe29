/**
 * Two incidents are made one case and taken apart again, by keyboard and by mouse, before two officers: WASTETRACK_URL and
 * WASTETRACK_OTHER_URL are dashboards over one database at which other people sit, the queue with an immediate incident of
 * the truck 70-1234 and two of other trucks, of which one (71-9999) is on a trip at the same estate. `please tell another` asks
 * for another alert of the first.
 */
import { BASE, broke, check, connectionIs, done, expect, launch, NO_WEBGL, please, queueHas, visit } from './checking.mjs'

const SHOTS = process.env.SHOTS
const browser = await launch(NO_WEBGL)
const complaints = []
const sit = async (base, query = 'lang=en') => {
  const page = await visit(browser, { base, query, complaints })
  await connectionIs(page, 'live')
  return page
}
const shot = async (page, name) => { if (SHOTS) await page.screenshot({ path: `${SHOTS}/merge-${name}.png` }) }
const row = (page, plate) => page.getByTestId('alert-card').filter({ hasText: plate })
const opened = async (page) => page.getByTestId('incident').getAttribute('data-incident-id')
const alerts = (page, n) => page.waitForFunction((count) => document.querySelectorAll('[data-testid=incident-alert]').length === count, n)

try {
  const [one, other] = [await sit(BASE), await sit(process.env.WASTETRACK_OTHER_URL, 'lang=th')]
  for (const page of [one, other]) await queueHas(page, 3)
  const oldLink = new URL(one.url())

  await check('an incident is merged by keyboard into the case found by its plate, and both pages show one case', async () => {
    await row(one, '70-1234').focus()
    await one.keyboard.press('Enter')
    await one.getByTestId('incident').waitFor()
    oldLink.searchParams.set('incident', await opened(one))
    await one.keyboard.press('KeyM')
    await one.getByTestId('merge-dialog').waitFor()
    expect((await one.getByTestId('merge-into').count()) === 2, 'not both other incidents are offered')
    expect(await one.getByTestId('merge-send').isDisabled(), 'it can be sent with none chosen')
    await one.getByTestId('merge-find').focus()
    await one.keyboard.type('nothing like it')
    await one.getByTestId('merge-none').waitFor()
    await one.getByTestId('merge-find').fill('71-9999')
    await one.keyboard.press('Tab')
    await one.keyboard.press('Space')
    await shot(one, 'dialog')
    await one.getByTestId('merge-find').fill('')
    for (const [width, height] of [[1366, 900], [1366, 768], [1366, 600]]) {
      await one.setViewportSize({ width, height })
      const { y, height: high } = await one.getByTestId('merge-send').boundingBox()
      const dialog = await one.getByTestId('merge-dialog').boundingBox()
      expect(y >= dialog.y && y + high <= Math.min(height, dialog.y + dialog.height), `at ${height} px the button stands at ${y}, the dialog ends at ${dialog.y + dialog.height}`)
      await shot(one, `dialog-${height}`)
    }
    await one.setViewportSize({ width: 1366, height: 768 })
    await one.getByTestId('merge-text').focus()
    await one.keyboard.type('one lorry and its trailer')
    await one.keyboard.press('Tab')
    await one.keyboard.press('Tab')
    await one.keyboard.press('Enter')
    await one.getByTestId('merged-incident').waitFor()
    for (const page of [one, other]) {
      await queueHas(page, 2)
      await row(page, '71-9999').or(row(page, '70-1234')).getByTestId('merged-count').waitFor()
    }
    await alerts(one, 2)
    await one.locator('[data-testid=moment][data-act=take_in]', { hasText: '70-1234' }).waitFor()
    await shot(one, 'panel')
  })

  await check('another alert of the merged incident comes into the case', async () => {
    please('tell another')
    await alerts(one, 3)
    await queueHas(one, 2)
  })

  await check('a link to the merged incident opens the case that stays', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(oldLink.href)
    await page.getByTestId('merged-incident').waitFor()
    expect((await opened(page)) === (await opened(one)), 'another incident is opened')
    await context.close()
  })

  await check('the other officer takes it out by mouse, and both pages show both', async () => {
    await row(other, '70-1234').or(row(other, '71-9999')).first().click()
    await other.getByTestId('merged-incident').waitFor()
    await shot(other, 'panel-th')
    await other.getByTestId('split').click()
    await other.getByTestId('split-dialog').waitFor()
    await other.getByTestId('split-text').fill('คนละคัน')
    await shot(other, 'split-th')
    await other.getByTestId('split-send').click()
    for (const page of [one, other]) {
      await queueHas(page, 3)
      await page.getByTestId('merged-count').waitFor({ state: 'detached' })
    }
    await other.getByTestId('merged-incident').waitFor({ state: 'detached' })
    await alerts(other, 1)
  })

  await check('who is overtaken is told by whom, and can send it knowingly', async () => {
    await row(one, '70-1234').click()
    await alerts(one, 2)
    await one.getByTestId('act-merge').click()
    await one.getByTestId('merge-find').fill('71-9999')
    await one.getByTestId('merge-into').first().click()
    await row(other, '71-9999').click()
    await other.locator('[data-testid=incident-state][data-state=new]').waitFor()
    await other.keyboard.press('KeyA')
    await one.locator('[data-testid=alert-card][data-state=acknowledged]').waitFor()
    await one.getByTestId('merge-send').click()
    await one.getByTestId('merge-failed').filter({ hasText: 'wipa acknowledged it' }).waitFor()
    await one.getByTestId('merge-send').click()
    await one.getByTestId('merged-incident').waitFor()
    await queueHas(other, 2)
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
