/**
 * Incidents of the made-up fleet: their states, versions, shelves and the people who work on them.
 * `POST /mock/act {incident_id, who, ...}` acts as somebody else, and with `silent: true` nobody hears of it, so that the
 * page loses a race; `POST /mock/fail {times}` has the next changes end in a 503; `POST /mock/alert {unit, kind}` (of the
 * server) opens an alert.
 */
import { caseActs, caseOf, merge, partsOf, shownPart, split } from './cases.mjs'
import { Parties } from './parties.mjs'
import { iso } from './world.mjs'

const ME = { name: 'สมชาย ใจดี', role: 'officer' }
const OTHERS = ['วิภา รักษ์ไทย', 'ประเสริฐ มั่นคง', 'อรทัย แสงทอง']
const RANKS = { immediate: 0, today: 1, record: 2, critical: 0, high: 1, warning: 2, info: 3 }
const FIRST = {
  first_th: 'โทรหาผู้ขนส่งขณะรถยังวิ่ง ให้สายตรวจใกล้ที่สุดเข้าไปหากรถจอดหรือมุ่งไปจุดที่เคยลักลอบทิ้ง',
  first_en: 'Call the carrier while it drives; go there if it stands still or turns towards a known dump site.',
}
const DAY_MS = 86_400_000
const LONGEST_MS = 7 * DAY_MS

/** From a state by an act to a state; what is not here there is no step for. */
const STEPS = {
  new: { acknowledge: 'acknowledged', assign: 'assigned', watch: 'watching', comment: 'new', close: 'closed' },
  acknowledged: { assign: 'assigned', release: 'new', watch: 'watching', comment: 'acknowledged', close: 'closed' },
  assigned: { assign: 'assigned', release: 'new', watch: 'watching', comment: 'assigned', close: 'closed' },
  watching: { assign: 'assigned', release: 'new', comment: 'watching', close: 'closed' },
  closed: { comment: 'closed', reopen: 'acknowledged' },
}

const worse = (a, b) =>
  RANKS[a.urgency] - RANKS[b.urgency] || RANKS[a.severity] - RANKS[b.severity] || (a.started_at < b.started_at ? -1 : 1)

const problem = (status, detail, detail_th, more = {}) => ({ status, body: { title: 'Refused', status, detail, detail_th, ...more } })

export class Incidents {
  constructor(world, tell) {
    this.world = world
    this.tell = tell
    this.all = new Map()
    this.shelves = new Map()
    this.answers = new Map()
    this.failures = 0
    this.parties = new Parties()
    for (const alert of world.alerts.values()) this.takeAlert(alert, true)
  }

  /** An alert opened, changed or closed: its incident has a new version. */
  takeAlert(alert, isSilent = false) {
    const id = `i-${alert.trip_id ?? alert.unit_id}`
    const incident = this.all.get(id) ?? { incident_id: id, version: 0, state: 'new', alertIds: [], log: [], assignee: null, stateBy: null }
    if (!incident.alertIds.includes(alert.alert_id)) incident.alertIds.push(alert.alert_id)
    incident.version += 1
    incident.changedMs = Date.now()
    this.all.set(id, incident)
    const told = caseOf(this.all, incident)
    if (told !== incident) told.version += 1
    if (!isSilent) this.#tellOf(told)
  }

  alertsOf(incident) {
    const ids = [incident, ...partsOf(this.all, incident)].flatMap((one) => one.alertIds)
    return ids.map((id) => this.world.alerts.get(id)).sort(worse)
  }

  shelfOf(incident) {
    const alerts = this.alertsOf(incident)
    const holds = (s) => s.state === 'active' && Date.parse(s.until) > Date.now() && alerts.some((a) =>
      (s.kind === 'unit' && a.unit_id === s.key) || (s.kind === 'place' && a.zone_id === s.key)
      || (s.kind === 'rule' && alerts.every((b) => b.rule === s.key)))
    return [...this.shelves.values()].find(holds) ?? null
  }

  snapshot(incident) {
    const alerts = this.alertsOf(incident)
    const open = alerts.filter((a) => a.state === 'open')
    const worst = (open.length > 0 ? open : alerts)[0]
    const shelf = this.shelfOf(incident)
    const carrier = this.world.units.find((u) => u.unit_id === worst.unit_id)?.carrier ?? null
    return {
      incident_id: incident.incident_id, version: incident.version, state: incident.state, about: worst.trip_id ? 'trip' : 'unit',
      trip_id: worst.trip_id, unit_id: worst.unit_id, plate: worst.plate, province: worst.province, zone_id: worst.zone_id,
      vendor: null, permit_no: worst.permit_no, carrier, urgency: worst.urgency, severity: worst.severity, certainty: worst.certainty,
      rules: [...new Set(alerts.map((a) => a.rule))], alert_ids: alerts.map((a) => a.alert_id), open_alerts: open.length,
      reason_th: worst.reason_th, reason_en: worst.reason_en, lat: worst.lat, lon: worst.lon, estate_zone_id: null,
      started_at: alerts.map((a) => a.started_at).sort()[0], detected_at: alerts.map((a) => a.detected_at).sort()[0],
      changed_at: iso(incident.changedMs), assignee: incident.assignee, state_by: incident.stateBy,
      outcome: incident.outcome ?? null, outcome_reason: incident.outcomeReason ?? null,
      merged_into: incident.mergedInto ?? null, merged_ids: partsOf(this.all, incident).map((part) => part.incident_id),
      plates: partsOf(this.all, incident).length > 0 ? [...new Set(alerts.map((a) => a.plate))].filter(Boolean) : [],
      case_acts: caseActs(this.all, incident),
      acts: incident.mergedInto ? [] : Object.keys(STEPS[incident.state]), shelf: shelf && { shelf_id: shelf.shelf_id, until: shelf.until, reason: shelf.reason },
    }
  }

  detail(incident) {
    const merged = partsOf(this.all, incident).map((part) => shownPart(part, this.snapshot(part)))
    return { ...this.snapshot(incident), ...FIRST, alerts: this.alertsOf(incident), log: incident.log, merged }
  }

  list(query) {
    const [state, shelved, alertId] = [query.get('state') ?? 'open', query.get('shelved') ?? 'no', query.get('alert_id')]
    const all = [...this.all.values()].filter((incident) => !incident.mergedInto).map((incident) => this.snapshot(incident))
    const items = all
      .filter((i) => state === 'all' || (i.state === 'closed') === (state === 'closed'))
      .filter((i) => shelved === 'all' || (i.shelf !== null) === (shelved === 'only'))
      .filter((i) => !alertId || i.alert_ids.includes(alertId))
      .sort(worse)
    return { items: items.slice(0, Number(query.get('limit') ?? 100)), next: null, shelved: all.filter((i) => i.shelf).length }
  }

  act(incident, body, who, isSilent = false) {
    const to = STEPS[incident.state][body.act]
    const last = incident.log.at(-1)
    if (body.version !== incident.version || to === undefined) {
      const said = last ? `${last.who}: ${last.act}` : 'an alert joined'
      return problem(409, `the incident changed meanwhile (${said})`, `เหตุการณ์เปลี่ยนแปลงก่อนหน้านี้ (${said})`, { current: this.detail(incident) })
    }
    if (['close', 'comment', 'reopen'].includes(body.act) && !body.text) return problem(400, 'text is missing', 'ต้องระบุเหตุผล')
    if (body.act === 'close' && !body.outcome) return problem(400, 'outcome is missing', 'ต้องระบุผลการตรวจสอบ')
    const assignee = body.act === 'watch' ? who : body.act === 'assign' ? body.assignee ?? who : incident.assignee
    incident.version += 1
    incident.changedMs = Date.now()
    incident.log.push({
      seq: incident.log.length + 1, at: iso(Date.now()), who, act: body.act, from: incident.state, to, text: body.text ?? null,
      assignee: body.act === 'assign' ? assignee : null, outcome: body.outcome ?? null, version: incident.version,
    })
    if (to !== incident.state) incident.stateBy = to === 'new' ? null : who
    Object.assign(incident, { state: to, assignee: to === 'new' ? null : assignee })
    if (body.act === 'close') Object.assign(incident, { outcome: body.outcome, outcomeReason: body.text })
    if (body.act === 'reopen') Object.assign(incident, { outcome: null, outcomeReason: null })
    if (!isSilent) this.#tellOf(incident)
    return { status: 200, body: this.detail(incident) }
  }

  #tellOf(incident) {
    this.tell('incident', { ...this.snapshot(incident), acts: null, case_acts: null })
  }

  /** A refusal where one of two versions is no longer what was seen. */
  #overtaken(incident) {
    return problem(409, 'the incident changed meanwhile', 'เหตุการณ์เปลี่ยนแปลงก่อนหน้านี้', { current: this.detail(incident) })
  }

  #merge(id, body) {
    const [gone, stays] = [caseOf(this.all, this.all.get(id)), caseOf(this.all, this.all.get(body.into))]
    if (!gone || !stays) return undefined
    if (gone === stays) return problem(400, 'it is one case already', 'เป็นเรื่องเดียวกันอยู่แล้ว')
    if (gone.version !== body.version) return this.#overtaken(gone)
    if (stays.version !== body.into_version) return this.#overtaken(stays)
    merge(this.all, gone, stays, ME.name)
    for (const one of [gone, stays]) this.#tellOf(one)
    return { status: 200, body: this.detail(stays) }
  }

  #split(id, body) {
    const [stays, part] = [this.all.get(id), this.all.get(body.incident_id)]
    if (!stays || part?.mergedInto !== id) return undefined
    if (stays.version !== body.version) return this.#overtaken(stays)
    split(stays, part, ME.name)
    for (const one of [stays, part]) this.#tellOf(one)
    return { status: 200, body: this.detail(stays) }
  }

  partiesOf(id) {
    const incident = caseOf(this.all, this.all.get(id))
    const carrierOf = (unitId) => this.world.units.find((unit) => unit.unit_id === unitId)?.carrier
    return incident && this.parties.of(incident.incident_id, this.alertsOf(incident), carrierOf)
  }

  #release(id, body) {
    const incident = caseOf(this.all, this.all.get(id))
    const fitting = this.partiesOf(id)?.items.filter((one) => one.role === body.role && [undefined, '', one.party].includes(body.party)) ?? []
    if (!incident || fitting.length !== 1) return problem(409, 'the party is not known', 'ไม่ทราบว่าเป็นรายใด')
    const [party] = fitting
    if (body.version !== incident.version) return this.#overtaken(incident)
    if (party.address !== 'there') return problem(409, 'there is no address', 'ไม่มีที่อยู่ติดต่อ')
    this.parties.release(incident.incident_id, party, body.question ?? '', ME.name)
    incident.version += 1
    incident.log.push({
      seq: incident.log.length + 1, at: iso(Date.now()), who: ME.name, act: 'party_told', from: incident.state, to: incident.state,
      text: party.name, assignee: null, outcome: null, version: incident.version,
    })
    this.#tellOf(incident)
    return { status: 200, body: this.detail(incident) }
  }

  shelve(body, who) {
    const untilMs = Date.parse(body.until)
    if (!body.reason) return problem(400, 'reason is missing', 'ต้องระบุเหตุผล')
    if (!(untilMs > Date.now() && untilMs <= Date.now() + LONGEST_MS)) return problem(400, 'at most 7 days', 'พักได้ไม่เกิน 7 วัน')
    const concerned = [...this.all.values()].map((i) => this.snapshot(i))
      .filter((i) => (body.kind === 'unit' && i.unit_id === body.key) || (body.kind === 'place' && i.zone_id === body.key))
    const needsSecond = body.kind === 'rule' || concerned.some((i) => i.urgency === 'immediate' || i.severity === 'critical')
    const shelf = {
      shelf_id: `s-${this.shelves.size + 1}`, kind: body.kind, key: body.key, reason: body.reason, until: body.until,
      made_by: who, made_at: iso(Date.now()), confirmed_by: null, state: needsSecond ? 'waiting' : 'active',
    }
    this.shelves.set(shelf.shelf_id, shelf)
    this.#tellHeld()
    return { status: 201, body: this.#counted(shelf) }
  }

  #settle(shelf, change) {
    Object.assign(shelf, change)
    this.#tellHeld()
    return { status: 200, body: this.#counted(shelf) }
  }

  #counted(shelf) {
    return { ...shelf, held: [...this.all.values()].filter((i) => i.state !== 'closed' && this.shelfOf(i) === shelf).length }
  }

  #tellHeld() {
    for (const incident of this.all.values()) {
      const held = this.shelfOf(incident)?.shelf_id ?? null
      if (held === (incident.heldBy ?? null)) continue
      Object.assign(incident, { heldBy: held, version: incident.version + 1 })
      this.#tellOf(incident)
    }
  }

  /** The answer to a GET; undefined for what is not known here. */
  get(path, query) {
    const [kind, id] = path.split('/').map(decodeURIComponent)
    if (path === 'people/names') return { me: ME, names: [ME.name, ...OTHERS] }
    if (path === 'incidents') return this.list(query)
    if (kind === 'incidents') return this.all.has(id) ? this.detail(caseOf(this.all, this.all.get(id))) : undefined
    if (path === 'shelves') {
      return { items: [...this.shelves.values()].filter((s) => ['waiting', 'active'].includes(s.state)).map((s) => this.#counted(s)) }
    }
    return undefined
  }

  /** The answer to a POST, as status and body. */
  post(path, body, key) {
    if (key && this.answers.has(key)) return this.answers.get(key)
    const answer = this.#post(path, body) ?? problem(404, 'not known', 'ไม่พบ')
    if (key && answer.status < 400) this.answers.set(key, answer)
    return answer
  }

  #post(path, body) {
    const [kind, id, what, more] = path.split('/').map(decodeURIComponent)
    if (path === 'mock/fail') {
      this.failures = body.times
      return { status: 200, body: {} }
    }
    if (path === 'mock/act' || path === 'mock/shelve') {
      const incident = this.all.get(body.incident_id)
      if (path === 'mock/shelve') return this.shelve(body, body.who ?? OTHERS[0])
      return incident && this.act(incident, { version: incident.version, ...body }, body.who ?? OTHERS[0], body.silent)
    }
    if (this.failures > 0) {
      this.failures -= 1
      return problem(503, 'postgresql does not answer', 'ฐานข้อมูลไม่ตอบสนอง กรุณาลองใหม่ในอีกสักครู่')
    }
    if (kind === 'incidents' && what === 'acts' && this.all.has(id)) return this.act(this.all.get(id), body, ME.name)
    if (kind === 'incidents' && what === 'merge') return this.#merge(id, body)
    if (kind === 'incidents' && what === 'split') return this.#split(id, body)
    if (kind === 'incidents' && what === 'parties' && more === 'release') return this.#release(id, body)
    if (path === 'shelves') return this.shelve(body, ME.name)
    const shelf = kind === 'shelves' ? this.shelves.get(id) : undefined
    if (shelf && what === 'confirm') {
      if (shelf.made_by === ME.name) return problem(403, 'a second person confirms', 'ต้องให้ผู้อื่นยืนยัน')
      return this.#settle(shelf, { confirmed_by: ME.name, state: 'active' })
    }
    if (shelf && what === 'lift') return this.#settle(shelf, { state: 'lifted' })
    return undefined
  }
}
