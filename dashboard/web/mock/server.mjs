/**
 * Serves the built page with a made-up fleet, for working on the page: `npm run build && npm run mock`.
 * PORT (default 5199, 0 for any), UNITS (default 60), QUIET=1 (no new alerts), LATE_S (how old the data says it is),
 * UNSEEN (how many trucks are said to be unseen), UNTOLD (of how many incidents nobody was told), NO_INCIDENTS=1 (a server that has none); of desks see desks.mjs, of parties parties.mjs.
 * STILL=1 (no truck moves), HURRY (so many times as fast as life), TILES (an address of map tiles;
 * `/mock/tiles/{z}/{x}/{y}.png` are grey ones); of who asks see people.mjs, of messages inbox.mjs.
 * GET /mock/streams tells how many live streams are open, GET /mock/files which files of the page were given since it was last asked.
 */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Incidents } from './incidents.mjs'
import { story } from './trip.mjs'
import { numbersApi } from './numbers.mjs'
import { Desks } from './desks.mjs'
import { Lookups } from './search.mjs'
import { linksOf, ROSTERS, toldOf, untold } from './duty.mjs'
import { HAS_INBOX, inbox } from './inbox.mjs'
import { isClosed, people } from './people.mjs'
import { iso, KINDS, World } from './world.mjs'

const STATIC = fileURLToPath(new URL('../../static/', import.meta.url))
const PORT = Number(process.env.PORT ?? 5199)
const LATE_MS = Number(process.env.LATE_S ?? 1) * 1000
const TILES = process.env.TILES ?? ''
/** A chequered tile of two greys. */
const GREY_TILE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAQAAAAEACAAAAAB5Gfe6AAABVElEQVR42u3cMREAMAgDQPwrw0HtVEIGppZnz8DPudQJ1+FezxcAAAAAAAAAAA' +
  'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACwAOD3B1MeAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA2ACgIQIAAAAAAAAAAAAAAAAA' +
  'AAAAAAAAAAAAAAAAAAAAAAAAAADYD9AQAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAOwHaIgAAAAAAAAAAAAAAAAAAAAAAAAAAA' +
  'AAAAAAAAAAAAAAAAAA9gM0RAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD7ARoiAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' +
  'AAAAAAAAgP0ADREAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABgnL+w1YwiggRGZgAAAABJRU5ErkJggg==',
  'base64',
)
const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2', '.geojson': 'application/geo+json', '.json': 'application/json',
}
const HURRY = Number(process.env.HURRY ?? 1)
const BEGAN_MS = Date.now()
/** The made-up time, which may run faster than life. */
const now_ms = () => BEGAN_MS + (Date.now() - BEGAN_MS) * HURRY
const world = new World(Number(process.env.UNITS ?? 60))
const desks = new Desks(world.zones().features.filter((zone) => zone.properties.kind === 'estate').map((zone) => zone.properties.zone_id))
const lookups = new Lookups(world)
const listeners = new Set()
const given = new Set()
let eventNo = 0

const SINCE_S = [412, 900, 1500, 500, 2100, 2400]
const CARRYING = [0, 2, 10, 20, 16, 34]
KINDS.forEach((kind, i) => {
  const unit = world.units[CARRYING[i]]
  if (kind.rule === 'route-deviation') unit.side = 1240
  if (kind.rule === 'unauthorised-stop') Object.assign(unit, { state: 'idle', side: 1870 })
  if (kind.rule === 'signal-lost') unit.state = 'silent'
  world.alert(unit, kind, now_ms(), SINCE_S[i])
})
// More of the same truck: one row in the queue, not one each.
for (const [kind, sinceS] of [[KINDS[3], 200], [KINDS[4], 700]]) world.alert(world.units[CARRYING[0]], kind, now_ms(), sinceS)
Object.assign(world.units[CARRYING[0]], { urgency: 'immediate', severity: 'high' })
const incidents = new Incidents(world, (event, data) => { if (!process.env.NO_INCIDENTS) tell(event, data) })

function clock() {
  const now = now_ms()
  const unseen = Number(process.env.UNSEEN ?? 0)
  return {
    data_at: iso(now - LATE_MS), server_at: iso(now), data_age_s: LATE_MS / 1000, lag_s: LATE_MS / 1000,
    units_heard: world.units.length, units_unseen: unseen,
    alarms: [...(LATE_MS > 60_000 ? ['lag'] : []), ...(unseen > 0 ? ['unseen'] : [])],
  }
}

function tell(event, data) {
  eventNo += 1
  for (const to of listeners) to.write(`id: 1-${eventNo}.0\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
}

function tellAlert(alert, what) {
  const { state: _state, ...data } = alert
  tell('alert', {
    specversion: '1.0', id: `${alert.alert_id}-${alert.version}`, source: '/wastetrack', type: `wastetrack.alert.${what}`,
    time: iso(now_ms()), subject: alert.trip_id, data,
  })
  incidents.takeAlert(alert)
}

if (!process.env.STILL) {
  setInterval(() => {
    world.step(1)
    const now = now_ms()
    tell('unit', world.units.filter((u) => u.state === 'moving').map((u) => world.unit(u, now)))
  }, 1000 / HURRY)
}
setInterval(() => tell('clock', clock()), 5000 / Math.min(5, HURRY))
if (!process.env.QUIET) {
  setInterval(() => {
    const free = world.units.filter((u) => u.permit && !u.urgency && u.state === 'moving')
    const unit = free[Math.floor(world.rnd() * free.length)]
    if (!unit || [...world.alerts.values()].filter((a) => a.state === 'open').length > 14) return
    unit.side = 900
    tellAlert(world.alert(unit, KINDS[0], now_ms(), 60), 'opened')
  }, 20_000 / HURRY)
  setInterval(() => {
    const alert = [...world.alerts.values()].find((a) => a.state === 'open' && (a.rule === 'signal-lost' || HURRY > 1))
    if (!alert) return
    Object.assign(alert, { state: 'closed', version: 2, ended_at: iso(now_ms()), close_reason: 'signal_restored' })
    const unit = world.units.find((u) => u.unit_id === alert.unit_id)
    Object.assign(unit, { urgency: null, severity: null, state: 'moving' })
    tellAlert(alert, 'closed')
    tell('unit', [world.unit(unit, now_ms())])
  }, 45_000 / HURRY)
}

function api(path, url) {
  if (path === 'officers') return { items: [] }
  if (/^incidents\/[^/]+\/road$/.test(path)) return { officers: [], told: [], files: [] }
  if (/^incidents\/[^/]+\/told$/.test(path)) return { items: toldOf(now_ms()) }
  if (/^incidents\/[^/]+\/links$/.test(path)) return { items: linksOf(now_ms()) }
  const asked = /^incidents\/([^/]+)\/parties$/.exec(path)
  if (asked) return incidents.partiesOf(decodeURIComponent(asked[1]))
  if (path === 'untold') return untold(incidents.list(new URLSearchParams()).items)
  const now = now_ms()
  const open = [...world.alerts.values()].filter((a) => a.state === 'open')
  const [kind, id, part] = path.split('/').map(decodeURIComponent)
  if (path === 'settings') return { timezone: 'Asia/Bangkok', calendar: 'buddhist', demo: true, version: '0.1.0', inbox: HAS_INBOX, tiles: TILES, tiles_credit: TILES && 'ผู้ให้บริการแผนที่' }
  if (path === 'zones') return world.zones()
  if (path === 'rosters') return ROSTERS
  if (path === 'inbox' && HAS_INBOX) return inbox(incidents.list(new URLSearchParams()).items)
  if (path === 'summary') {
    return {
      units: world.units.length, moving: world.units.filter((u) => u.state === 'moving').length,
      trips_open: world.units.filter((u) => u.trip).length, alerts_open: open.length,
      alerts_immediate: open.filter((a) => a.urgency === 'immediate').length, data_at: iso(now - LATE_MS),
    }
  }
  if (path === 'alerts') {
    const limit = Number(url.searchParams.get('limit') ?? 100)
    return { items: open.sort((a, b) => (a.detected_at < b.detected_at ? 1 : -1)).slice(0, limit), next: null }
  }
  if (kind === 'alerts') {
    const alert = world.alerts.get(id)
    const history = [{ version: 1, type: 'wastetrack.alert.opened', time: alert?.detected_at }]
    return alert && { ...alert, history }
  }
  if (kind === 'permits') return world.permits.get(id)
  if (kind === 'trips') {
    const unit = world.units.find((u) => u.trip === id)
    return unit && (part === 'story' ? story(world, unit, now) : world.trip(unit, now))
  }
  if (kind === 'units' && part === 'track') return { unit_id: id, fixes: world.track(id, now) }
  return numbersApi(path, url, world) ?? (process.env.NO_INCIDENTS ? undefined : incidents.get(path, url.searchParams))
}

async function bodyOf(request) {
  let text = ''
  for await (const part of request) text += part
  return text ? JSON.parse(text) : {}
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://mock')
  const path = decodeURIComponent(url.pathname)
  response.setHeader('content-security-policy', "default-src 'self'; img-src 'self' data:")
  if (path === '/api/v1/live') {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write(`event: unit\ndata: ${JSON.stringify(world.units.map((u) => world.unit(u, now_ms())))}\n\n`)
    response.write(`event: clock\ndata: ${JSON.stringify(clock())}\n\n`)
    listeners.add(response)
    request.on('close', () => listeners.delete(response))
    return
  }
  const called = url.pathname.slice('/api/v1/'.length)
  if (isClosed(called)) {
    response.writeHead(403, { 'content-type': 'application/problem+json' })
    response.end(JSON.stringify({ title: 'Forbidden', status: 403 }))
    return
  }
  const isAboutPeople = /^(sign-(in|out)|people$)/.test(called)
  const aboutPeople = people(called, request.method, isAboutPeople && request.method === 'POST' ? await bodyOf(request) : {})
  if (aboutPeople) {
    response.writeHead(aboutPeople.status ?? 200, { 'content-type': aboutPeople.status ? 'application/problem+json' : 'application/json' })
    response.end(JSON.stringify(aboutPeople))
    return
  }
  if (await lookups.answered(request, response, url)) return
  if (path.startsWith('/api/v1/desks')) {
    const answer = desks.answer(request.method, url.pathname.slice('/api/v1/'.length), await bodyOf(request))
    response.writeHead(answer ? 200 : 404, { 'content-type': answer ? 'application/json' : 'application/problem+json' })
    response.end(JSON.stringify(answer ?? { title: 'Not found', status: 404 }))
    return
  }
  if (request.method === 'POST') {
    const body = await bodyOf(request)
    if (path === '/mock/alert') tellAlert(world.alert(world.units[body.unit], KINDS[body.kind], now_ms(), body.since_s ?? 60), 'opened')
    const answer = path === '/mock/alert' ? { status: 200, body: {} } : incidents.post(url.pathname.replace(/^\/(api\/v1\/)?/, ''), body, request.headers['idempotency-key'])
    response.writeHead(answer.status, { 'content-type': answer.status < 400 ? 'application/json' : 'application/problem+json' })
    response.end(JSON.stringify(answer.body))
    return
  }
  if (path.startsWith('/mock/tiles/')) {
    response.writeHead(200, { 'content-type': 'image/png' }).end(GREY_TILE)
    return
  }
  if (path === '/mock/streams') {
    response.end(String(listeners.size))
    return
  }
  if (path === '/mock/files') {
    response.end(JSON.stringify([...given]))
    given.clear()
    return
  }
  if (path.startsWith('/api/v1/')) {
    const answer = api(url.pathname.slice('/api/v1/'.length), url)
    response.writeHead(answer ? 200 : 404, { 'content-type': answer ? 'application/json' : 'application/problem+json' })
    response.end(JSON.stringify(answer ?? { title: 'Not found', status: 404 }))
    return
  }
  const file = join(STATIC, normalize(path === '/' ? '/index.html' : path))
  try {
    if (!file.startsWith(STATIC)) throw new Error('outside')
    const bytes = await readFile(file)
    given.add(path === '/' ? '/index.html' : path)
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
    response.end(bytes)
  } catch {
    response.writeHead(404).end('not found')
  }
})
server.listen(PORT, '127.0.0.1', () => console.log(`mock on http://127.0.0.1:${server.address().port}/`))
