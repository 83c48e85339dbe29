/** The texts of the in-box. */
import type { Text } from '../../texts'
import type { Step } from './model'

function text(th: string, en: string): Text {
  return { th, en }
}

export const inboxTexts = {
  title: text('กล่องข้อความ', 'In-box'),
  hint: text(
    'ข้อความเหล่านี้ไม่ได้ส่งออกจริง เป็นสิ่งที่เจ้าหน้าที่เวรจะได้รับ',
    'Nothing of this was sent: it is what officers on duty would get',
  ),
  none: text('ยังไม่มีข้อความ', 'No messages yet'),
  off: text('ระบบนี้ส่งข้อความจริง จึงไม่มีกล่องข้อความทดลอง', 'Messages leave here: there is no in-box'),
  failed: text('อ่านข้อความไม่สำเร็จ กำลังลองใหม่', 'The messages could not be read; trying again'),
  person: text('ถึง', 'To'),
  everybody: text('ทุกคน', 'everybody'),
  to: text('ถึง {person}', 'to {person}'),
  over: text('ทาง {kind}', 'by {kind}'),
  digest: text('รวม {n} เหตุการณ์', '{n} incidents in one'),
  show: text('ดูเหตุการณ์', 'Show the incident'),
  link: text('ลิงก์ในข้อความ', 'The message’s link'),
  more: text('แสดงข้อความก่อนหน้า', 'Show earlier ones'),
  list: text('ข้อความ ใหม่สุดก่อน', 'Messages, newest first'),
} as const

export const stepTexts: Record<Step, Text> = {
  opened: text('เหตุใหม่', 'new'),
  worse: text('ร้ายแรงขึ้น', 'graver'),
  moved: text('เปลี่ยนที่', 'moved on'),
  closed: text('ปิดแล้ว', 'closed'),
  given: text('มอบหมายให้', 'given'),
}
