/** The words about officers on the road, Thai and English side by side. */
import type { Text } from '../texts'
import type { Link, Out, Which } from './model'

function text(th: string, en: string): Text {
  return { th, en }
}

export const officersTexts = {
  heading: text('ภาคสนาม', 'On the road'),
  help: text('{who} ขอความช่วยเหลือ {at} ({plate})', '{who} asked for help at {at} ({plate})'),
  overdue: text('ขาดการติดต่อกับ {who} ตั้งแต่ {at} ({plate})', '{who} was to be heard by {at} ({plate})'),
  lastPlace: text('ตำแหน่งล่าสุด', 'Last place'),
  noPlace: text('ไม่ทราบตำแหน่ง', 'Place not known'),
  noPhone: text('ตารางเวรไม่มีเบอร์โทร ใช้สมุดโทรศัพท์ของศูนย์', 'The roster has no phone numbers: see the centre\'s own list'),
  look: text('เปิดเหตุการณ์', 'Open the incident'),
  due: text('ต้องแจ้งภายใน {at}', 'to be heard by {at}'),
  overdueHere: text('เลยเวลาตั้งแต่ {at}', 'overdue since {at}'),
  helpHere: text('ขอความช่วยเหลือ {at}', 'asked for help at {at}'),
  reachedPlace: text('ได้รับทราบอะไรจากเจ้าหน้าที่', 'What was heard of the officer'),
  reached: text('ติดต่อได้แล้ว', 'Reached'),
  failed: text('บันทึกไม่สำเร็จ: {why}', 'Not written: {why}'),
  linkFor: text('ชื่อเจ้าหน้าที่', 'Name of the officer'),
  makeLink: text('ทำลิงก์ให้โทรศัพท์', 'Make a link for a phone'),
  linkStranger: text(
    'ไม่มีผู้ใช้ชื่อ {who} ตรวจการสะกด บันทึกของเรื่องจะใช้ชื่อตามที่พิมพ์',
    'Nobody here is called {who}: check the spelling, since the log will have the name as it is typed',
  ),
  linkIs: text('ส่งลิงก์นี้ให้ {who} เท่านั้น ใช้ได้ถึง {until}', 'Give this link to {who} alone; it opens until {until}'),
  links: text('ลิงก์เปิดเรื่องบนโทรศัพท์', 'Links that open it on a phone'),
  noLinks: text('ยังไม่มีลิงก์ของเรื่องนี้', 'No link to it was made yet'),
  linksFailed: text('อ่านรายการลิงก์ไม่สำเร็จ กำลังลองใหม่', 'The links could not be read; trying again'),
  madeBy: text('ทำโดย {by} {at}', 'made by {by}, {at}'),
  inMessage: text('ส่งไปกับข้อความ {at}', 'in a message, {at}'),
  openedAt: text('เปิดแล้ว {at}', 'opened {at}'),
  notOpened: text('ยังไม่เปิด', 'not opened'),
  revoke: text('เพิกถอนลิงก์', 'Take back'),
  revokeOf: text('เพิกถอนลิงก์ของ {who}', 'Take back links of {who}'),
  revokeWhat: text(
    'ลิงก์ที่เพิกถอนแล้วจะเปิดไม่ได้อีก โทรศัพท์จะลบข้อมูลของเรื่องและบอกให้ขอลิงก์ใหม่จากศูนย์ ลิงก์ที่ทำใหม่หลังจากนี้ยังใช้ได้',
    'What is taken back opens nothing any more: the phone forgets the case and says to ask the centre for another link. Links made later open',
  ),
  which: text('ลิงก์ใด', 'Which'),
  reason: text('เหตุผล', 'Reason'),
  reasonPlace: text('เช่น โทรศัพท์หาย ส่งผิดคน', 'as: phone lost, sent to somebody else'),
  files: text('ไฟล์จากภาคสนาม ({n})', 'Files from the road ({n})'),
  takenBy: text('{who} · ถ่ายเมื่อ {at}', '{who} · taken {at}'),
  addedBy: text('{who} · แนบเมื่อ {at}', '{who} · added {at}'),
  datedBy: text('{who} · ไฟล์ลงวันที่ {at}', '{who} · file dated {at}'),
  agrees: text('ตำแหน่งและเวลาในภาพตรงกับเครื่อง', 'Place and time in the picture agree with the phone'),
  apart: text('ภาพระบุต่างจากเครื่อง: {what}', 'The picture says otherwise than the phone: {what}'),
  apartMetres: text('{n} ม.', '{n} m'),
  apartMinutes: text('{n} นาที', '{n} min'),
  ownSilent: text('ภาพไม่ระบุตำแหน่งและเวลาเอง', 'The picture says no place or time itself'),
} as const

export const stayTexts: Record<Out['state'], Text> = {
  away: text('ไม่ได้อยู่ที่เกิดเหตุ', 'Not at the place'), on_the_way: text('กำลังเดินทางไป', 'On the way'), there: text('อยู่ที่เกิดเหตุ', 'There'),
}

export const linkStateTexts: Record<Link['state'], Text> = {
  open: text('ใช้ได้ถึง {at}', 'opens until {at}'),
  revoked: text('เพิกถอนแล้ว {at}', 'taken back {at}'),
  expired: text('หมดอายุแล้ว {at}', 'expired {at}'),
}

export const whichTexts: Record<Which, Text> = {
  one: text('ลิงก์นี้ลิงก์เดียว', 'This link alone'),
  case: text('ทุกลิงก์ของผู้นี้ที่เปิดเรื่องนี้', 'All links of this person to this incident'),
  all: text('ทุกลิงก์ของผู้นี้ ทุกเรื่อง (เช่น โทรศัพท์หาย)', 'All links of this person to any incident (a lost phone)'),
}
