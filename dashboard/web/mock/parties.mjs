/**
 * Carriers and generators of the made-up incidents: the carrier can be told, the generator of a permit has no address. What is
 * released is told within two seconds; a question with `fail` in it is given up instead.
 */
import { iso } from './world.mjs'

const SENT_MS = 2_000
const ANSWER_MS = 7 * 86_400_000

export class Parties {
  constructor() {
    this.asks = []
  }

  /** The parties of a case: of its trucks each carrier with its own alerts, and a generator for each permit. */
  of(id, alerts, carrierOf) {
    const found = new Map()
    const add = (role, key, alert, address) => {
      const party = `${role}:${key}`
      const one = found.get(party) ?? { party, role, name: key, address, rules: [], plates: [], waits_for_release: true, due: null, answers: [], files: [] }
      one.rules = [...new Set([...one.rules, alert.rule])]
      one.plates = [...new Set([...one.plates, alert.plate])].filter(Boolean)
      found.set(party, one)
    }
    for (const alert of alerts) {
      const carrier = carrierOf(alert.unit_id)
      if (carrier) add('carrier', carrier, alert, 'there')
      if (alert.permit_no) add('generator', `โรงงานตามใบอนุญาต ${alert.permit_no}`, alert, 'missing')
    }
    const items = [...found.values()].map((one) => ({ ...one, asks: this.asks.filter((ask) => ask.id === id && ask.party === one.party).map(shown) }))
    return { items, lacking: items.filter((one) => one.asks.length > 0).map((one) => one.party), is_set_up: true, authority: { name_th: 'ศูนย์ติดตามรถขนส่งกากอุตสาหกรรม', name_en: 'Industrial waste monitoring centre', phone: '02 000 0000' } }
  }

  release(id, party, question, who) {
    this.asks.push({ id, party: party.party, rules: party.rules, question, who, atMs: Date.now() })
  }
}

function shown(ask) {
  const isTried = Date.now() - ask.atMs >= SENT_MS
  const isLost = isTried && ask.question.includes('fail')
  return {
    asked_at: iso(ask.atMs), until: iso(ask.atMs + ANSWER_MS), way: 'released', asked_by: ask.who, rules: ask.rules, question: ask.question,
    state: isLost ? 'given_up' : isTried ? 'sent' : 'due', sent_at: isTried && !isLost ? iso(ask.atMs + SENT_MS) : null,
    delivered_at: null, opened_at: null, error: isLost ? 'SMTP 550' : null,
  }
}
