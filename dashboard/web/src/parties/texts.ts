/** The words about carriers and generators, Thai and English side by side. */
import type { Text } from '../texts'
import type { Outcome, Party, Way } from './model'

function text(th: string, en: string): Text {
  return { th, en }
}

export const partiesTexts = {
  heading: text('ผู้เกี่ยวข้องและคำชี้แจง', 'Parties and their answers'),
  notKnown: text('ไม่ทราบผู้ขนส่งและผู้ก่อกำเนิด: ไม่มีในข้อมูลรถและใบอนุญาต', 'Carrier and generator are not known: vehicles and permits do not say'),
  notSetUp: text('ยังไม่ได้ตั้งค่าที่อยู่ของผู้เกี่ยวข้องรายใด', 'No party has an address in the settings'),
  failed: text('อ่านไม่สำเร็จ กำลังลองใหม่', 'It could not be read; trying again'),
  waits: text('ยังไม่ได้แจ้ง รอเจ้าหน้าที่ปล่อยเรื่อง', 'Not told: waits until an officer releases it'),
  notYet: text('ยังไม่ได้แจ้ง', 'Not told yet'),
  willBeTold: text('ยังไม่ได้แจ้ง ระบบจะแจ้งเอง {at}', 'Not told yet; told by itself {at}'),
  noAddress: text('ไม่มีที่อยู่ติดต่อในการตั้งค่า กรุณาโทรแจ้ง หรือให้ผู้ดูแลระบบเพิ่มที่อยู่', 'No address in the settings: phone, or have one added'),
  noLinks: text('ข้อความยังไม่มีลิงก์สำหรับตอบ ให้ผู้ดูแลระบบตั้งค่าที่อยู่ของระบบ', 'Messages carry no links yet: the public address has to be set'),
  release: text('ปล่อยให้ชี้แจง', 'Release'),
  releaseAgain: text('ขอเพิ่มเติม', 'Ask again'),
  releaseTo: text('ปล่อยเรื่องให้{who}ชี้แจง', 'Release it to {who}'),
  releaseWhat: text(
    'จะส่งข้อความพร้อมลิงก์ทันที บอกเพียง: เรื่อง เวลา สถานที่ ทะเบียนรถ และเลขใบอนุญาต ไม่บอกตำแหน่งเจ้าหน้าที่หรือหลักฐาน ผู้รับตอบได้ 7 วัน',
    'A message with a link goes out at once. It tells the rule, time, place, plate and permit alone: neither where officers are nor the evidence. There are 7 days to answer',
  ),
  releaseFrom: text('ส่งในนาม {name}', 'It goes out in the name of {name}'),
  releaseFromNobody: text('ข้อความไม่ระบุว่าหน่วยงานใดขอ ให้ผู้ดูแลระบบตั้งชื่อหน่วยงาน', 'The message does not say who asks: the name of the authority has to be set'),
  releaseUrgent: text('เรื่องด่วน: ปล่อยเมื่อแน่ใจว่าผู้เกี่ยวข้องรู้ตัวแล้วจะไม่เสียงาน', 'It is urgent: release it only when it does no harm that they know'),
  releases: text('เรื่องที่จะบอก: {rules}', 'What will be told: {rules}'),
  releasePlates: text('เรื่องนี้มีรถหลายคัน จะบอกเฉพาะของรายนี้: {plates}', 'This case has several trucks; it is told of its own alone: {plates}'),
  question: text('คำถามเพิ่มเติม (ถ้ามี ผู้รับจะเห็นตามที่พิมพ์)', 'What else is asked (if anything; they read it as written)'),
  questionPlace: text('เช่น ขอใบชั่งน้ำหนักและชื่อคนขับ', 'e.g. the weighbridge slip and the driver’s name'),
  notSent: text('ยังไม่ได้ส่ง: {why}', 'Not sent: {why}'),
  changed: text('เหตุการณ์นี้เปลี่ยนไปแล้ว กรุณาอ่านอีกครั้งก่อนปล่อย', 'This incident has changed: read it again before you release it'),
  sending: text('กำลังส่ง', 'being sent'),
  sent: text('ส่งแล้ว {at} ยังไม่เปิดอ่าน', 'sent {at}, not opened yet'),
  delivered: text('ถึงแล้ว {at} ยังไม่เปิดอ่าน', 'arrived {at}, not opened yet'),
  opened: text('เปิดอ่านแล้ว {at}', 'opened {at}'),
  givenUp: text(
    'ส่งไม่ถึง เลิกส่งแล้ว: {why} กรุณาโทรแจ้ง หรือตรวจที่อยู่ติดต่อแล้วปล่อยเรื่องอีกครั้ง',
    'not sent, and no longer tried: {why}. Phone them, or have the address checked and release it again',
  ),
  again: text('ยังส่งไม่ได้ กำลังลองใหม่: {why}', 'not sent so far, trying again: {why}'),
  noAnswer: text('ยังไม่มีคำชี้แจง', 'No answer yet'),
  answered: text('ชี้แจง {at}', 'Answered {at}'),
} as const

export const roleTexts: Record<Party['role'], Text> = {
  carrier: text('ผู้ขนส่ง', 'Carrier'),
  generator: text('ผู้ก่อกำเนิด', 'Generator'),
}

export const wayTexts: Record<Way, Text> = {
  released: text('{who} ปล่อยให้ชี้แจง {at} ตอบได้ถึง {until}', 'released by {who} {at}, to answer by {until}'),
  at_once: text('ระบบแจ้งทันที {at} ตอบได้ถึง {until}', 'told at once {at}, to answer by {until}'),
  after_hours: text('ระบบแจ้งตามเวลาที่ตั้งไว้ {at} ตอบได้ถึง {until}', 'told when its hours were over {at}, to answer by {until}'),
}

/** Why a party is not told by itself; what is left out says itself elsewhere. */
export const dueTexts: Partial<Record<Outcome, Text>> = {
  closed: text('ระบบไม่แจ้งเอง เพราะปิดเรื่องแล้ว', 'Not told by itself: it is closed'),
  refuted: text('ระบบไม่แจ้งเอง เพราะหลักฐานที่มาภายหลังหักล้าง', 'Not told by itself: later evidence refuted it'),
  immediate: text('ระบบไม่แจ้งเอง เพราะเป็นเรื่องด่วน รอเจ้าหน้าที่ปล่อยเรื่อง', 'Not told by itself: it is immediate, an officer releases it'),
  several_trucks: text(
    'ระบบไม่แจ้งเอง เพราะเรื่องนี้มีรถหลายคัน เจ้าหน้าที่ปล่อยให้แต่ละรายทราบเฉพาะรถของตน',
    'Not told by itself: the case has several trucks. An officer releases it to each, who is told of its own trucks alone',
  ),
  not_known: text('ระบบไม่แจ้งเอง เพราะข้อมูลรถหรือใบอนุญาตเปลี่ยน', 'Not told by itself: vehicles or permits say otherwise by now'),
}
