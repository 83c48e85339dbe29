/**
 * What is to be looked at: every page, and what opens in it. `view` is the page's name in `src/views/index.ts` or its folder,
 * `given` its address, `seen` what must be there, `act` what is done before; `on` names the server of `axe.mjs`.
 * The map is one canvas, and slow to draw in software: where a scene has not `hasMap`, the sketch stands for it.
 */

const card = '[data-testid=alert-card]'
const click = (...ids) => async (page) => {
  for (const id of ids) await page.getByTestId(id).first().click()
}
const why = async (page) => {
  await page.getByTestId('why').fill('ตรวจสอบเรื่องร้องเรียน')
  await page.getByTestId('why').press('Tab')
}

/** The scenes over a fleet: `first` is an incident with a trip, `calm` one that is not immediate. */
export function scenesOf({ first, calm, plate, unitIds }) {
  const alert = { alert: first.alert_ids[0] }
  const incident = '[data-testid=moment], [data-testid=timeline]'
  const area = '13.1,100.95;13.1,101.15;12.9,101.15;12.9,100.95'
  return [
    { name: 'live map', view: 'live', seen: card, hasMap: true },
    { name: 'menu', view: 'live', seen: card, act: click('who-am-i') },
    { name: 'layers', view: 'live', seen: card, act: click('layers') },
    { name: 'places of the legend', view: 'live', seen: card, act: click('legend-places') },
    { name: 'list of the map', view: 'live', seen: card, act: click('list-view') },
    {
      name: 'truck', view: 'live', seen: card,
      act: async (page) => {
        await page.getByTestId('tab-trucks').click()
        await page.getByTestId('trucks').locator('button').last().click()
        await page.getByTestId('unit-panel').waitFor()
      },
    },
    { name: 'incident', view: 'live', given: alert, seen: incident, hasMap: true },
    { name: 'incident to be assigned', view: 'live', given: alert, seen: incident, act: click('act-assign') },
    { name: 'incident to be closed', view: 'live', given: alert, seen: incident, act: click('act-close') },
    {
      name: 'incident that another closed first', view: 'live', given: { alert: calm.alert_ids[0] }, seen: incident,
      act: async (page, ask) => {
        await page.getByTestId('act-close').click()
        await page.getByTestId('act-text').fill('flat tyre')
        await ask('mock/act', { incident_id: calm.incident_id, act: 'watch', who: 'Wipha' })
        await page.getByTestId('conflict').waitFor()
      },
    },
    { name: 'shelf', view: 'live', given: alert, seen: incident, act: click('act-shelve') },
    {
      name: 'shelves', view: 'live', seen: card,
      act: async (page, ask) => {
        const until = new Date(Date.now() + 3_600_000).toISOString()
        await ask('mock/shelve', { kind: 'rule', key: calm.rules[0], reason: 'the rule is wrong', until })
        await page.getByTestId('shelves-open').click()
        await page.getByTestId('shelf-lift').first().click()
      },
    },
    { name: 'keys', view: 'live', seen: card, act: click('keys-open') },
    { name: 'test of the sound', view: 'live', seen: card, act: click('sound-on') },
    { name: 'nothing found', view: 'live', seen: card, act: (page) => page.getByTestId('queue-search').fill('nothing at all') },
    { name: 'link that leads nowhere', view: 'live', given: { alert: 'nothing' }, seen: '[data-testid=missing-panel]' },
    { name: 'alerts without incidents', view: 'live', on: 'bare', given: alert, seen: '[data-testid=reason]' },
    { name: 'banners', view: 'live', on: 'late', seen: '[data-testid=banner]' },
    { name: 'incident of a viewer', view: 'live', on: 'viewer', given: alert, seen: '[data-testid=look-only]' },
    { name: 'map of a scope', view: 'live', on: 'scoped', given: alert, seen: '[data-testid=look-only]' },
    { name: 'page that a scope closes', view: 'desks', on: 'scoped', seen: '[data-testid=not-open]' },
    { name: 'page that is not open', view: 'people', on: 'viewer', seen: '[data-testid=not-open]' },

    { name: 'trip', view: 'trip', given: { trip: first.trip_id }, seen: '[data-testid=trip-page]', hasMap: true },
    {
      name: 'alert of a trip', view: 'trip', given: { trip: first.trip_id }, seen: '[data-testid=trip-page]',
      act: (page) => page.getByTestId('trip-alert').first().locator('summary').click(),
    },
    { name: 'unknown trip', view: 'trip', given: { trip: 'none' }, seen: '[data-testid=trip-unknown]' },

    { name: 'playback', view: 'playback', seen: '[data-testid=load]', hasMap: true },
    {
      name: 'playback under way', view: 'playback', given: { units: unitIds.join(',') }, seen: '[data-testid=load]',
      act: async (page) => {
        await why(page)
        await page.getByTestId('load').click()
        await page.locator('[data-testid=slider]:enabled').waitFor()
      },
    },
    {
      name: 'look-up', view: 'search', seen: '[data-testid=q]',
      act: async (page) => {
        await why(page)
        await page.getByTestId('q').fill(plate)
        await page.getByTestId('q').press('Enter')
        await page.getByTestId('hits').getByText(plate).first().waitFor()
      },
    },
    { name: 'look-up without a reason', view: 'search', seen: '[data-testid=q]', act: async (page) => {
      await page.getByTestId('why').fill('')
      await page.getByTestId('q').fill(plate)
      await page.getByTestId('q').press('Enter')
      await page.locator('#why-hint[role=alert]').waitFor()
    } },
    {
      name: 'look-up of an area', view: 'search', given: { tab: 'area', poly: area }, seen: '[data-testid=search-area]',
      act: async (page) => {
        await why(page)
        await page.getByTestId('search-area').click()
        await page.getByTestId('inside').locator('li button').first().click()
      },
    },
    { name: 'numbers', view: 'numbers', seen: '[data-testid=numbers][aria-busy=false] h3' },

    { name: 'desks', view: 'desks', seen: '[data-testid=desk]' },
    { name: 'desks being arranged', view: 'desks', seen: '[data-testid=desk]', act: click('arrange') },
    { name: 'new desk', view: 'desks', seen: '[data-testid=desk]', act: click('arrange', 'add-desk') },
    { name: 'hand-over', view: 'desks', seen: '[data-testid=desk]', act: click('hand-over', 'handover-send') },
    { name: 'hand-overs', view: 'desks', seen: '[data-testid=desk]', act: (page) => page.locator('[data-testid=desk] th button').first().click() },

    { name: 'duty', view: 'duty', seen: '[data-testid=roster]' },
    { name: 'in-box', view: 'inbox', on: 'inbox', seen: '[data-testid=message]' },

    { name: 'accounts', view: 'people', seen: '[data-testid=accounts]' },
    {
      name: 'new account', view: 'people', seen: '[data-testid=accounts]',
      act: async (page) => {
        await page.getByTestId('new-name').fill('anong')
        await page.getByTestId('save-account').click()
        await page.getByTestId('shown-once').waitFor()
        await page.getByTestId('accounts').locator('td .act').first().click()
      },
    },
    { name: 'tokens', view: 'people', given: { tab: 'tokens' }, seen: '[data-testid=tokens]' },
    { name: 'audit', view: 'people', given: { tab: 'audit' }, seen: '[data-testid=audit]' },

    { name: 'sign-in', view: 'sign-in', on: 'door', seen: '[data-testid=sign-in-name]' },
    {
      name: 'sign-in that is refused', view: 'sign-in', on: 'door', seen: '[data-testid=sign-in-name]',
      act: async (page) => {
        await page.getByTestId('sign-in-name').fill('malee')
        await page.getByTestId('sign-in-password').fill('wrong')
        await page.getByTestId('sign-in-send').click()
        await page.getByTestId('sign-in-wrong').waitFor()
      },
    },
    {
      name: 'first sign-in', view: 'sign-in', on: 'door', seen: '[data-testid=sign-in-name]',
      act: async (page) => {
        await page.getByTestId('sign-in-name').fill('malee')
        await page.getByTestId('sign-in-password').fill('one-time')
        await page.getByTestId('sign-in-send').click()
        await page.getByTestId('enrol-key').waitFor()
      },
    },
    {
      name: 'account', view: 'account', on: 'door', seen: '[data-testid=sign-in-name], [data-testid=enrol-key]',
      act: async (page) => {
        if (await page.getByTestId('sign-in-name').count()) {
          await page.getByTestId('sign-in-name').fill('malee')
          await page.getByTestId('sign-in-password').fill('a good long one')
          await page.getByTestId('sign-in-code').fill('123456')
          await page.getByTestId('sign-in-send').click()
        } else {
          await page.getByTestId('enrol-password').fill('twelve letters')
          await page.getByTestId('enrol-again').fill('twelve letters')
          await page.getByTestId('enrol-code').fill('123456')
          await page.getByTestId('enrol-send').click()
        }
        await page.getByTestId('account').waitFor()
      },
    },
  ]
}
