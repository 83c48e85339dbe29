/** Made-up rosters and channels, for the page on who is on duty. */
const SHIFT = { days: [1, 2, 3, 4, 5], from: '08:00', to: '20:00', holidays: 'off' }

/** What `GET rosters` answers. */
export const ROSTERS = {
  items: [{
    roster_id: 'east', version: 1, name_th: 'ชายฝั่งตะวันออก', name_en: 'Eastern Seaboard', zone_ids: ['E-MTP', 'E-LCB'], provinces: ['TH-21'], ring: [],
    for_the_rest: true, quiet: { from: '22:00', to: '06:00' }, now: [{ person: 'สมชาย ใจดี', role: 'officer', why: 'shift' }],
    members: [
      { person: 'สมชาย ใจดี', role: 'officer', channels: ['line', 'mail'], shifts: [SHIFT] },
      { person: 'วิภา รักษ์ไทย', role: 'supervisor', channels: ['mail'], shifts: [] },
    ],
  }],
  strangers: [],
  channels: [
    { name: 'line', kind: 'line', state: 'closed', quota: 500, used: 420 }, { name: 'mail', kind: 'email', state: 'open', quota: null, used: null },
  ],
}

/** What `GET incidents/{incident_id}/told` answers: of everything that may come of a message one. */
export function toldOf(nowMs) {
  const ago = (s) => new Date(nowMs - s * 1000).toISOString()
  const none = { round: 1, step: 'opened', why: 'estate shift', state: 'sent', sent_at: null, delivered_at: null, opened_at: null, error: null }
  return [
    { ...none, person: 'สมชาย ใจดี', channel: 'line', kind: 'line', due_at: ago(400), sent_at: ago(399), opened_at: ago(310) },
    { ...none, person: 'สมชาย ใจดี', channel: 'mail', kind: 'email', due_at: ago(399), state: 'due', error: 'no answer: TimeoutError' },
    { ...none, person: 'วิภา รักษ์ไทย', channel: 'room', kind: 'webhook', due_at: ago(100), sent_at: ago(99), delivered_at: ago(99), why: 'rest nobody_else' },
    { ...none, person: 'วิภา รักษ์ไทย', channel: 'line', kind: 'line', due_at: ago(90), state: 'given_up', error: "HTTP 429: the month's quota is spent" },
    { ...none, person: 'วิภา รักษ์ไทย', channel: 'sms', kind: 'twilio', due_at: ago(80), sent_at: ago(79), why: 'refused elsewhere' },
  ]
}

/** What `GET incidents/{incident_id}/links` answers. */
export function linksOf(nowMs) {
  const at = (h) => new Date(nowMs + h * 3_600_000).toISOString()
  return [
    { person: 'อรทัย แสงทอง', made_by: 'วิภา รักษ์ไทย', made_at: at(-80), expires_at: at(-8), opened_at: null, revoked_at: null, state: 'expired' },
    { person: 'สมชาย ใจดี', made_by: null, made_at: at(-1), expires_at: at(71), opened_at: at(-0.9), revoked_at: null, state: 'open' },
    { person: 'วิภา รักษ์ไทย', made_by: 'สมชาย ใจดี', made_at: at(-0.5), expires_at: at(71.5), opened_at: null, revoked_at: at(-0.2), state: 'revoked' },
  ]
}

/** What `GET untold` answers: nothing, unless UNTOLD says of how many nobody was told. */
export function untold(incidents) {
  const items = incidents.filter((one) => one.urgency === 'immediate').slice(0, Number(process.env.UNTOLD ?? 0))
  return { count: items.length, items: items.map(({ incident_id, plate, province, started_at }) => ({ incident_id, plate, province, since: started_at })) }
}
