/** Who asks, and the accounts, tokens and audit of the page on people; SIGN_IN=1 shows the sign-in until it is sent. */
const asksWho = Boolean(process.env.SIGN_IN)
let signedIn = !asksWho
const now = Date.now()
const at = (daysAgo) => new Date(now - daysAgo * 86_400_000).toISOString()

function state() {
  const person = { name: asksWho ? 'malee' : 'local', role: 'administrator', scope: [] }
  return {
    required: asksWho, way: asksWho ? 'password' : null, demo: true, is_wall: false,
    person: signedIn ? person : null, next: signedIn ? 'none' : 'sign_in',
  }
}

const ACCOUNTS = [
  { name: 'malee', role: 'administrator', scope: [], state: 'open', sessions: 1, created_at: at(90), signed_in_at: at(0) },
  { name: 'somchai', role: 'officer', scope: [], state: 'open', sessions: 0, created_at: at(60), signed_in_at: at(1) },
  { name: 'siam', role: 'viewer', scope: ['carrier:ขนส่งดี'], state: 'new', sessions: 0, created_at: at(2), signed_in_at: null },
]
const TOKENS = [{
  token_id: '0a1b2c3d', kind: 'wall', name: 'จอห้องควบคุม', role: 'viewer', scope: [], state: 'in_force', made_by: 'malee',
  created_at: at(9), expires_at: at(-300), used_at: at(0),
}]
const AUDIT = [
  { seq: 2, at: at(0), person: 'malee', what: 'sign-in', about: '10.1.4.20', why: '' },
  { seq: 1, at: at(1), person: 'unknown', what: 'sign-in refused', about: '10.1.4.20', why: 'no such account' },
]

/** The answer to a call about people, undefined where it is about something else. */
export function people(path, method) {
  if (path === 'sign-in' && method === 'POST') signedIn = true
  if (path === 'sign-out') signedIn = false
  if (path === 'sign-in') return state()
  if (path === 'sign-out') return { name: 'malee', sessions_ended: 1 }
  if (path === 'people') return { items: ACCOUNTS }
  if (path === 'tokens') return { items: TOKENS }
  if (path === 'audit') return { items: AUDIT, next: null }
  return undefined
}
