/**
 * Who asks, and the accounts, tokens and audit of the page on people. SIGN_IN=1 shows the sign-in until it is sent; whoever
 * leaves the code empty is led through the first sign-in, and `wrong` is the wrong password. ROLE (administrator) is the
 * role of who asks, SCOPE the parties that it is kept to, which closes to it what is no party's.
 */
const asksWho = Boolean(process.env.SIGN_IN)
let stage = asksWho ? 'sign_in' : 'none'
const ROLE = process.env.ROLE ?? 'administrator'
const SCOPE = process.env.SCOPE ? process.env.SCOPE.split(',') : []
const CLOSED = ['shelves', 'desks', 'desks/state']
const now = Date.now()
const at = (daysAgo) => new Date(now - daysAgo * 86_400_000).toISOString()

function state() {
  const person = { name: asksWho ? 'malee' : 'local', role: ROLE, scope: SCOPE }
  return {
    required: asksWho, way: asksWho ? 'password' : null, demo: true, is_wall: false,
    person: stage === 'none' ? person : null, next: stage, closed: SCOPE.length > 0 ? CLOSED.map((path) => `GET /${path}`) : [],
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
  {
    seq: 5, at: at(0), person: 'malee', what: 'look-up: area', why: 'ตรวจสอบเรื่องร้องเรียนของชาวบ้าน ต.ปลวกแดง',
    about: JSON.stringify({ polygon: [[101.1234, 13.0123], [101.2345, 13.0456], [101.3456, 12.9876], [101.2222, 12.9321]], from: at(1), to: at(0) }),
  },
  { seq: 4, at: at(0), person: 'malee', what: 'incident closed', about: 'i-t0a1b2c3d4e5f6a7b', why: 'lawful: ยางแตก' },
  { seq: 3, at: at(0), person: 'somchai', what: 'shelf made', about: `s-1 unit 0430000000007 until ${at(-1)}`, why: 'รอเปลี่ยนเครื่อง' },
  { seq: 2, at: at(0), person: 'malee', what: 'sign-in', about: '10.1.4.20', why: '' },
  { seq: 1, at: at(1), person: 'unknown', what: 'sign-in refused', about: '10.1.4.20', why: 'no such account' },
]

const KEY = {
  name: 'malee', text: 'JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP', address: 'otpauth://totp/wastetrack:malee?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  picture: "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 2 2'%3E%3Cpath fill='%23fff' d='M0 0h2v2H0z'/%3E%3Cpath d='M0 0h1v1H0zM1 1h1v1H1z'/%3E%3C/svg%3E",
}
const WRONG = { title: 'Unauthorized', status: 401, detail: 'name, password or code is wrong', detail_th: 'ชื่อผู้ใช้ รหัสผ่าน หรือรหัสยืนยันไม่ถูกต้อง' }

/** Whether the scope of who asks closes a call. */
export function isClosed(path) {
  return SCOPE.length > 0 && CLOSED.some((closed) => path === closed || path.startsWith(`${closed}/`))
}

/** The answer to a call about people, undefined where it is about something else; with a `status` it is a refusal. */
export function people(path, method, body) {
  if (path === 'sign-in' && method === 'POST') {
    if (body.password === 'wrong') return WRONG
    stage = body.code ? 'none' : 'enrol'
  }
  if (path === 'sign-in/enrolment') return KEY
  if (path === 'sign-in/enrolment/confirm') stage = 'none'
  if (path === 'sign-out') stage = asksWho ? 'sign_in' : 'none'
  if (path === 'sign-in' || path === 'sign-in/enrolment/confirm') return state()
  if (path === 'people' && method === 'POST') return { name: body.name, password: 'ftd7-kq2m-x9wp-4hsz', until: at(-3) }
  if (path === 'sign-out') return { name: 'malee', sessions_ended: 1 }
  if (path === 'people') return { items: ACCOUNTS }
  if (path === 'tokens') return { items: TOKENS }
  if (path === 'audit') return { items: AUDIT, next: null }
  return undefined
}
