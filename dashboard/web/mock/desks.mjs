/** Made-up desks: one without anybody, one that is mute, one handed over. DESKS=none: nobody is anywhere; DESKS=one: none is arranged. */
import { iso } from './world.mjs'

const ME = { name: process.env.ME ?? 'สมหญิง ใจดี', role: process.env.ROLE ?? 'supervisor' }
const MODE = process.env.DESKS ?? ''
const AGO_MS = 5 * 60_000

export class Desks {
  constructor(estates) {
    const began = Date.now()
    this.estates = estates
    this.pages = new Map()
    this.handovers = []
    this.desks = MODE === 'one' ? [] : [
      this.desk('east', 'ชายฝั่งตะวันออก', 'Eastern Seaboard', estates.slice(0, 2), 1, false),
      this.desk('north', 'ภาคกลางตอนบน', 'Upper Central', estates.slice(2, 4), 2, false),
      this.desk('bangkok', 'กรุงเทพฯ และปริมณฑล', 'Bangkok', estates.slice(4, 6), 3, false),
      this.desk('rest', 'พื้นที่ทั่วไป', 'Elsewhere', [], 4, true),
    ]
    if (MODE === '') {
      this.pages.set('other-1', { desk: 'east', person: 'อนุชา พงษ์ไพร', sound: 'on', at: Infinity })
      this.pages.set('other-2', { desk: 'north', person: 'วิไล ทองดี', sound: 'off', at: Infinity })
      this.pages.set('gone-1', { desk: 'bangkok', person: 'ธนา ศรีสุข', sound: 'on', at: began - AGO_MS })
      this.make('rest', 'ธนา ศรีสุข', ME.name, 'รถ 70-1234 จอดนอกเส้นทางที่บางปู โทรหาผู้ขนส่งแล้ว รอคำตอบ\nระบบของผู้ให้บริการ 043 ล่มเมื่อเช้า')
      this.make('east', 'วิไล ทองดี', 'อนุชา พงษ์ไพร', 'ไม่มีเรื่องค้าง')
      Object.assign(this.handovers[1], { state: 'accepted', made_at: iso(began - 2 * AGO_MS), settled_at: iso(began - AGO_MS) })
    }
  }

  desk(desk_id, name_th, name_en, zone_ids, order, for_the_rest) {
    return { desk_id, name_th, name_en, zone_ids, order, for_the_rest }
  }

  make(desk_id, from, to, note) {
    for (const one of this.handovers) if (one.desk_id === desk_id && one.state === 'open') one.state = 'replaced'
    const made = { handover_id: this.handovers.length + 1, desk_id, from, to, note, made_at: iso(Date.now()), state: 'open', settled_at: null }
    this.handovers.push(made)
    return made
  }

  ordered() {
    const all = [...this.desks].sort((a, b) => a.order - b.order)
    return all.length > 0 ? all : [this.desk('centre', 'ศูนย์กลาง', 'Centre', [], 1, true)]
  }

  state() {
    const desks = this.ordered()
    const now = Date.now()
    const live = (id) => [...this.pages.values()].filter((page) => page.desk === id && now - page.at < 60_000)
    const named = new Set(desks.flatMap((desk) => desk.zone_ids))
    const own = (desk) => ({
      owner_id: desk.desk_id, rest: desk.for_the_rest,
      zone_ids: this.estates.filter((id) => desk.zone_ids.includes(id) || (desk.for_the_rest && !named.has(id))),
    })
    const watcher = (n) => [...desks.slice(n), ...desks.slice(0, n)].find((desk) => live(desk.desk_id).length > 0)?.desk_id
    const nobody = desks.filter((_, n) => !watcher(n)).map(own)
    return {
      at: iso(now), me: ME, arranged: this.desks.length > 0,
      desks: desks.map((desk, n) => {
        const at = live(desk.desk_id)
        const heard = [...this.pages.values()].filter((page) => page.desk === desk.desk_id).map((page) => Math.min(page.at, now))
        const mine = desks.filter((_, m) => watcher(m) === desk.desk_id).sort((a, b) => (a === desk ? -1 : b === desk ? 1 : 0))
        const of = this.handovers.filter((one) => one.desk_id === desk.desk_id).reverse()
        return {
          ...desk, is_watched: at.length > 0, is_mute: at.length > 0 && at.every((page) => page.sound === 'off'),
          heard_at: heard.length > 0 ? iso(Math.max(...heard)) : null,
          people: [...new Set(at.map((page) => page.person))].map((name) => ({
            name, sound: at.some((page) => page.person === name && page.sound === 'on') ? 'on' : 'off',
          })),
          own: own(desk), watches: mine.map(own),
          open_incidents: at.length > 0 ? 3 * n + 2 : 0,
          accepted: of.find((one) => one.state === 'accepted') ?? null, offered: of.find((one) => one.state === 'open') ?? null,
        }
      }),
      unwatched: { zone_ids: nobody.flatMap((share) => share.zone_ids), rest: nobody.some((share) => share.rest), open_incidents: 0 },
    }
  }

  /** What is answered to a call under /api/v1, null where it is none of desks. */
  answer(method, path, body) {
    const [kind, id, part, which, what] = path.split('/').map(decodeURIComponent)
    if (kind !== 'desks') return null
    if (method === 'GET' && !id) return { items: this.ordered(), arranged: this.desks.length > 0 }
    if (method === 'GET' && id === 'state') return this.state()
    if (method === 'GET' && part === 'handovers') return { items: this.handovers.filter((one) => one.desk_id === id).reverse(), next: null }
    if (method === 'PUT') {
      const others = this.ordered().filter((desk) => desk.desk_id !== id).map((desk) => ({
        ...desk, zone_ids: desk.zone_ids.filter((zone) => !body.zone_ids.includes(zone)), for_the_rest: desk.for_the_rest && !body.for_the_rest,
      }))
      this.desks = [...others, { desk_id: id, ...body }]
      return this.desks.at(-1)
    }
    if (method === 'DELETE') this.desks = this.desks.filter((desk) => desk.desk_id !== id)
    if (part === 'here' && MODE !== 'none') this.pages.set(body.page_id, { desk: id, person: ME.name, sound: body.sound, at: Date.now() })
    if (part === 'leave') this.pages.delete(body.page_id)
    if (part === 'handovers' && what === 'accept') {
      return Object.assign(this.handovers[Number(which) - 1], { state: 'accepted', settled_at: iso(Date.now()) })
    }
    if (part === 'handovers') return this.make(id, ME.name, body.to, body.note)
    return {}
  }
}
