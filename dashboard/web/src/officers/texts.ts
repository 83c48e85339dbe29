/** The words about officers on the road, Thai and English side by side. */
import type { Text } from '../texts'
import type { Out } from './model'

function text(th: string, en: string): Text {
  return { th, en }
}

export const officersTexts = {
  heading: text('ภาคสนาม', 'On the road'),
  help: text('{who} ขอความช่วยเหลือ {at} ({plate})', '{who} asked for help at {at} ({plate})'),
  overdue: text('ขาดการติดต่อกับ {who} ตั้งแต่ {at} ({plate})', '{who} was to be heard by {at} ({plate})'),
  lastPlace: text('ตำแหน่งล่าสุด', 'Last place'),
  noPlace: text('ไม่ทราบตำแหน่ง', 'Place not known'),
  look: text('เปิดเหตุการณ์', 'Open the incident'),
  due: text('ต้องแจ้งภายใน {at}', 'to be heard by {at}'),
  overdueHere: text('เลยเวลาตั้งแต่ {at}', 'overdue since {at}'),
  helpHere: text('ขอความช่วยเหลือ {at}', 'asked for help at {at}'),
  reachedPlace: text('ได้รับทราบอะไรจากเจ้าหน้าที่', 'What was heard of the officer'),
  reached: text('ติดต่อได้แล้ว', 'Reached'),
  failed: text('บันทึกไม่สำเร็จ: {why}', 'Not written: {why}'),
  linkFor: text('ชื่อเจ้าหน้าที่', 'Name of the officer'),
  makeLink: text('ทำลิงก์ให้โทรศัพท์', 'Make a link for a phone'),
  linkIs: text('ส่งลิงก์นี้ให้ {who} เท่านั้น ใช้ได้ถึง {until}', 'Give this link to {who} alone; it opens until {until}'),
  files: text('ไฟล์จากภาคสนาม ({n})', 'Files from the road ({n})'),
  takenBy: text('{who} · ถ่ายเมื่อ {at}', '{who} · taken {at}'),
  agrees: text('ตำแหน่งและเวลาในภาพตรงกับเครื่อง', 'Place and time in the picture agree with the phone'),
  apart: text('ภาพระบุต่างจากเครื่อง: {what}', 'The picture says otherwise than the phone: {what}'),
  apartMetres: text('{n} ม.', '{n} m'),
  apartMinutes: text('{n} นาที', '{n} min'),
  ownSilent: text('ภาพไม่ระบุตำแหน่งและเวลาเอง', 'The picture says no place or time itself'),
} as const

export const stayTexts: Record<Out['state'], Text> = {
  away: text('ไม่ได้อยู่ที่เกิดเหตุ', 'Not at the place'), on_the_way: text('กำลังเดินทางไป', 'On the way'), there: text('อยู่ที่เกิดเหตุ', 'There'),
}
