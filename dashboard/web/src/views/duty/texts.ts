/** The texts about duty rosters. */
import type { Text } from '../../texts'
import type { Channel, DutyRole, Shift, Trial, Why } from './model'

function text(th: string, en: string): Text {
  return { th, en }
}

export const dutyTexts = {
  title: text('เวร', 'Duty'),
  rosters: text('ตารางเวร', 'Duty rosters'),
  hint: text(
    'ผู้ที่ระบบแจ้งเมื่อเกิดเหตุ เรียงตามลำดับที่แจ้ง หน้านี้แสดงอย่างเดียว หัวหน้าเวรแก้ไขผ่าน API ตามคู่มือ docs/telling.md',
    'Who is told of incidents, in the order in which they are told. This page only shows it: supervisors change it over the API, as docs/telling.md tells',
  ),
  none: text('ยังไม่มีตารางเวร ระบบจึงยังไม่แจ้งผู้ใด', 'There is no roster yet: nobody is told'),
  failed: text('อ่านตารางเวรไม่สำเร็จ', 'The rosters could not be read'),
  area: text('พื้นที่', 'Area'),
  rest: text('พื้นที่ที่เหลือทั้งหมด', 'everything else'),
  drawn: text('พื้นที่ที่วาดไว้', 'a drawn area'),
  quiet: text('งดแจ้งเรื่องไม่ด่วน {from}–{to} น.', 'Quiet for what is not immediate {from}–{to}'),
  person: text('ชื่อ', 'Person'),
  role: text('หน้าที่', 'Role'),
  shifts: text('เวลาเวร', 'Shifts'),
  always: text('ตลอดเวลา', 'always'),
  channels: text('ช่องทาง', 'Channels'),
  now: text('ขณะนี้', 'Now'),
  notNow: text('นอกเวร', 'off duty'),
  test: text('ทดสอบ', 'Test'),
  trialOf: text('ทดสอบ {channel} ของ {person}', 'Test {channel} of {person}'),
  channel: text('ช่องทาง', 'Channel'),
  kind: text('ชนิด', 'Kind'),
  state: text('สถานะ', 'State'),
  quota: text('โควตาเดือนนี้', 'This month’s quota'),
  left: text('เหลือ {left} จาก {quota}', '{left} of {quota} left'),
  kept: text('สงวนไว้สำหรับเรื่องด่วน', 'kept for what is immediate'),
  noChannels: text('ผู้ส่งข้อความยังไม่มีช่องทาง', 'The notifier has no channels'),
  noSuch: text('ไม่ได้ตั้งค่าไว้', 'not set up'),
  stranger: text('ไม่มีบัญชีผู้ใช้ชื่อนี้ ตรวจการสะกด', 'no account of this name: check the spelling'),
  notCounted: text('LINE ยังไม่แจ้งยอด', 'LINE has not told it'),
  noQuota: text('ไม่มีโควตา', 'none'),
} as const

export const dutyRoleTexts: Record<DutyRole, Text> = {
  officer: text('เจ้าหน้าที่', 'officer'),
  supervisor: text('หัวหน้าเวร', 'supervisor'),
  centre: text('ศูนย์', 'centre'),
}

export const whyTexts: Record<Why, Text> = {
  always: text('เข้าเวรตลอด', 'always on duty'),
  shift: text('อยู่ในเวร', 'on duty'),
  change: text('อยู่ในเวร (เปลี่ยนเวร)', 'on duty (changed)'),
  nobody_else: text('นอกเวร แต่ไม่มีผู้อื่น', 'off duty, and there is nobody else'),
}

export const holidayTexts: Record<Shift['holidays'], Text | null> = {
  as_usual: null,
  off: text('เว้นวันหยุด', 'not on holidays'),
  only: text('เฉพาะวันหยุด', 'on holidays alone'),
}

export const circuitTexts: Record<Channel['state'], Text> = {
  closed: text('ใช้ได้', 'works'),
  open: text('ส่งไม่ได้ พักไว้ก่อน', 'fails, left alone'),
  trying: text('กำลังลองใหม่', 'being tried'),
}

export const trialTexts: Record<Trial['state'], Text> = {
  due: text('กำลังส่ง', 'being sent'),
  sent: text('ส่งแล้ว', 'sent'),
  given_up: text('ส่งไม่ได้: {error}', 'not taken: {error}'),
}

/** Monday is the first. */
export const DAYS: readonly Text[] = [
  text('จ.', 'Mon'), text('อ.', 'Tue'), text('พ.', 'Wed'), text('พฤ.', 'Thu'), text('ศ.', 'Fri'), text('ส.', 'Sat'), text('อา.', 'Sun'),
]
