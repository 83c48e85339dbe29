/** The words about who was told, Thai and English side by side. */
import type { Text } from '../texts'
import type { AnswerAct, Standing, Told } from './model'

function text(th: string, en: string): Text {
  return { th, en }
}

export const toldTexts = {
  heading: text('แจ้งใครแล้วบ้าง', 'Who was told'),
  to: text('ถึง', 'To'),
  nobody: text('ยังไม่ได้แจ้งผู้ใด หากเป็นเรื่องด่วน กรุณาโทรแจ้ง', 'Nobody was told yet. If it is urgent, phone somebody'),
  failed: text('อ่านไม่สำเร็จ กำลังลองใหม่', 'It could not be read; trying again'),
  untold: text(
    'เรื่องด่วน {n} เรื่องยังไม่ได้แจ้งผู้ใด ระบบแจ้งเตือนขัดข้อง กรุณาโทรแจ้งเจ้าหน้าที่',
    'Immediate incidents that nobody was told of: {n}. Telling does not work, phone the officers',
  ),
  untoldOne: text('{plate} ตั้งแต่ {at}', '{plate} since {at}'),
  noKind: text('ไม่ได้ตั้งค่าไว้แล้ว', 'no longer set up'),
} as const

export const stepTexts: Record<Told['step'], Text> = {
  opened: text('เกิดเหตุ', 'it began'),
  worse: text('รุนแรงขึ้น', 'it is graver'),
  moved: text('รถไปที่อื่นแล้ว', 'it moved'),
  closed: text('ปิดเรื่องแล้ว', 'it is closed'),
  given: text('ได้รับมอบหมาย', 'it is theirs'),
  asked: text('ขอคำชี้แจง', 'is asked for an answer'),
}

export const standingTexts: Record<Standing, Text> = {
  opened: text('เปิดอ่านแล้ว {at}', 'opened {at}'),
  delivered: text('ถึงแล้ว {at} ยังไม่เปิดอ่าน', 'arrived {at}, not opened yet'),
  sent: text('ส่งแล้ว {at} ยังไม่เปิดอ่าน', 'sent {at}, not opened yet'),
  failed: text('ส่งไม่สำเร็จ: {why}', 'not sent: {why}'),
  again: text('ยังส่งไม่ได้ กำลังลองใหม่: {why}', 'not sent so far, trying again: {why}'),
  sending: text('กำลังส่ง', 'being sent'),
  later: text('รอพ้นช่วงงดแจ้ง จะส่งเวลา {at}', 'held for the quiet hours until {at}'),
  waiting: text('ถึงเวลาส่งแล้ว แต่ยังไม่ได้ส่ง', 'due, and not sent yet'),
}

export const answerTexts: Record<AnswerAct, Text> = {
  acknowledge: text('ตอบ: รับทราบ', 'answered: acknowledged'),
  on_the_way: text('ตอบ: กำลังเดินทางไป', 'answered: on my way'),
  there: text('ตอบ: ถึงที่เกิดเหตุแล้ว', 'answered: there'),
  help: text('ตอบ: ขอความช่วยเหลือ', 'answered: asks for help'),
  reached: text('ศูนย์ติดต่อได้แล้ว', 'was reached by the centre'),
}

/** Why this person, by a word of what the server says; the first that is found. */
export const whyTexts: readonly (readonly [RegExp, Text])[] = [
  [/\bnot_opened$/, text('ช่องทางเพิ่ม เพราะยังไม่เปิดอ่าน', 'over one channel more: it was not opened')],
  [/^refused elsewhere$/, text('ช่องทางสำรอง เพราะช่องทางก่อนส่งไม่ได้', 'another way: the one before failed')],
  [/^assigned$/, text('มีผู้มอบหมายให้ แม้นอกเวรก็แจ้ง', 'somebody gave it to them, so also off duty')],
  [/^told_before$/, text('เคยได้รับแจ้งเรื่องนี้', 'was told of it before')],
  [/\bnobody_else\b/, text('นอกเวร แต่ไม่มีผู้อื่น', 'off duty, and there was nobody else')],
  [/\b(always|shift|change)\b/, text('อยู่ในเวร', 'on duty')],
]

/** Why a channel did not take a message, by what the notifier wrote; the first that is found. `{said}` is that. */
export const errorTexts: readonly (readonly [RegExp, Text])[] = [
  [/quota is spent/, text('ข้อความไลน์ของเดือนนี้หมดแล้ว', 'LINE’s messages of this month are used up')],
  [/kept for what is immediate/, text('โควตาไลน์ที่เหลือเก็บไว้สำหรับเรื่องด่วน', 'the rest of LINE’s quota is kept for what is urgent')],
  [/no channel of this name/, text('ไม่ได้ตั้งค่าช่องทางนี้ไว้', 'this channel is not set up')],
  [/^no answer/, text('ปลายทางไม่ตอบ', 'the other end does not answer')],
  [/^no database/, text('ฐานข้อมูลไม่ตอบ', 'the database does not answer')],
  [/^HTTP 40[13]/, text('ปลายทางไม่ยอมรับรหัสของระบบนี้ ({said})', 'the other end does not accept this system’s key ({said})')],
  [/^HTTP (408|429)/, text('ปลายทางยังไม่ว่าง ({said})', 'the other end is busy ({said})')],
  [/^HTTP 5/, text('ระบบปลายทางขัดข้อง ({said})', 'the other end has a fault ({said})')],
  [/^HTTP/, text('ปลายทางไม่รับ กรุณาตรวจที่อยู่ของช่องทาง ({said})', 'the other end refuses it: see the channel’s address ({said})')],
  [/^SMTP 4/, text('เซิร์ฟเวอร์อีเมลยังไม่รับ ({said})', 'the mail server does not take it yet ({said})')],
  [/^SMTP/, text('เซิร์ฟเวอร์อีเมลไม่รับ กรุณาตรวจที่อยู่ ({said})', 'the mail server refuses it: see the address ({said})')],
  [/^not taken in time$/, text('ช่องทางไม่รับข้อความภายในหนึ่งวัน', 'no channel took it within a day')],
  [/^not taken$/, text('ช่องทางไม่รับข้อความ', 'the channel does not take it')],
  [/^/, text('สาเหตุที่ระบบแจ้ง: {said}', 'the system says: {said}')],
]
