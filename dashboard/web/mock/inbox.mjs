/** Made-up messages that would have been sent; INBOX=1 has the page lead to them. */
import { iso } from './world.mjs'

export const HAS_INBOX = Boolean(process.env.INBOX)

/** What `GET inbox` answers over these incidents. */
export function inbox(incidents) {
  const [first, ...rest] = incidents
  const about = (n, of, urgency, more) => ({
    inbox_id: n, message_id: `m-${n}`, at: iso(Date.now() - n * 60_000), person: n % 2 ? 'สมชาย ใจดี' : 'วิภา รักษ์ไทย', channel: 'LINE',
    kind: n % 2 ? 'line' : 'email', urgency, incident_ids: of.map((one) => one.incident_id), link: null, ...more,
  })
  const words = {
    subject_th: `ด่วน: ${first.plate} ออกนอกเส้นทาง`, subject_en: `Immediate: ${first.plate} off the route`,
    message_th: `ด่วน: ${first.plate} ออกนอกเส้นทาง\nห่างเส้นทาง 1,240 เมตร\nโทรสอบถามผู้ขนส่ง`,
    message_en: `Immediate: ${first.plate} off the route\n1,240 m from the route\nCall the carrier`,
  }
  const many = {
    subject_th: 'สรุปเหตุการณ์ 2 เรื่อง', subject_en: 'Digest of 2 incidents', message_th: 'สรุปเหตุการณ์ 2 เรื่อง\nดูในระบบ', message_en: 'Digest of 2 incidents\nSee the page',
  }
  return {
    items: [about(2, [first], 'immediate', { ...words, steps: ['opened'], link: '/#case=0000' }), about(1, rest.slice(0, 2), 'today', { ...many, steps: ['opened', 'worse'] })],
    next: null,
  }
}
