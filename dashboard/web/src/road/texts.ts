/** The words of the phone's page, Thai and English side by side. */
import type { Direction, RoadCase, StayState } from './model'

export type Lang = 'th' | 'en'
export type Text = Readonly<Record<Lang, string>>

function text(th: string, en: string): Text {
  return { th, en }
}

export const texts = {
  loading: text('กำลังเปิดเรื่อง', 'Opening the case'),
  other: text('English', 'ไทย'),
  myCases: text('เรื่องของฉัน', 'My cases'),
  noCases: text('ยังไม่มีเรื่อง เปิดลิงก์จากข้อความที่ได้รับ', 'No case yet. Open the link of a message'),
  offline: text('ไม่มีสัญญาณ แสดงข้อมูลเมื่อ {at}', 'No signal. As of {at}'),
  away: text('ไม่มีสัญญาณ และเครื่องนี้ยังไม่มีเรื่องนี้ กำลังลองใหม่', 'No signal, and the case is not on this phone yet. Trying again'),
  refusedTitle: text('เปิดเรื่องนี้ไม่ได้', 'This case does not open'),
  gone: text('ลิงก์นี้ใช้ไม่ได้แล้ว กรุณาขอลิงก์ใหม่จากศูนย์', 'This link no longer opens. Ask the centre for another'),
  since: text('เริ่ม {at}', 'Since {at}'),
  ago: text('{time}ที่แล้ว', '{time} ago'),
  first: text('สิ่งที่ต้องทำก่อน', 'What to do first'),
  others: text('แจ้งเตือนอื่นของเรื่องนี้ ({n})', 'Other alerts of this case ({n})'),
  moreOthers: text('และอีก {n} รายการ ดูทั้งหมดได้ที่ศูนย์', 'and {n} more: the centre sees them all'),
  ended: text('จบแล้ว', 'ended'),
  place: text('จุดเกิดเหตุ', 'The place'),
  truck: text('รถอยู่ล่าสุด', 'The truck, last seen'),
  bound: text('ปลายทางตามใบอนุญาต', 'Bound by its permit for'),
  fromMe: text('ห่างจากที่นี่ {km} กม.', '{km} km from here'),
  near: text('{km} กม. ทาง{direction}ของ {name}', '{km} km {direction} of {name}'),
  at: text('ที่ {name}', 'At {name}'),
  navigate: text('นำทาง', 'Navigate'),
  inMaps: text('เปิดใน Google Maps', 'Open in Google Maps'),
  call: text('โทรหาผู้ขนส่ง', 'Call the carrier'),
  map: text('แผนที่อย่างย่อ', 'Small map'),
  mapFailed: text('เปิดแผนที่ไม่ได้เมื่อไม่มีสัญญาณ', 'The map needs a signal'),
  metres: text('{n} ม.', '{n} m'),
  km: text('{n} กม.', '{n} km'),
  here: text('ที่นี่', 'Here'),
  closed: text('ศูนย์ปิดเรื่องนี้แล้ว', 'The centre has closed this case'),
  withOther: text('{who} รับเรื่องนี้อยู่', '{who} has this case'),
  mine: text('ท่านรับเรื่องนี้อยู่', 'You have this case'),
  helpRow: text('ท่านขอความช่วยเหลือ {at}', 'You asked for help at {at}'),
  acknowledge: text('รับทราบ', 'Acknowledge'),
  on_the_way: text('ออกเดินทาง', 'On my way'),
  there: text('ถึงแล้ว', 'I am there'),
  renew: text('ปลอดภัยดี ต่อเวลา 20 นาที', 'All is well: 20 minutes more'),
  leave: text('ออกจากจุดนี้', 'I am leaving'),
  leaveWay: text('ไม่ไปแล้ว', 'Not going'),
  help: text('ขอความช่วยเหลือ กดค้าง 2 วินาที', 'Hold 2 s for help'),
  helpAsked: text('คำขอถึงระบบของศูนย์แล้ว {at} ถ้ายังเงียบ ให้โทร', 'At the centre\'s system {at}. No call yet? Phone'),
  helpWaits: text('คำขอความช่วยเหลือยังไม่ถึงศูนย์ ให้โทรแจ้งศูนย์', 'The call for help has not reached the centre yet: phone it'),
  left: text('ต้องแจ้งอีกครั้งใน {time}', 'To be heard again in {time}'),
  overdue: text('เลยเวลาแล้ว กรุณาแจ้งหรือโทรหาศูนย์', 'Overdue: say that all is well, or phone the centre'),
  unheard: text('ศูนย์ยังไม่ได้รับแจ้ง', 'the centre has not heard this yet'),
  notBegun: text('ศูนย์ยังไม่ได้รับแจ้ง จะเริ่มจับเวลาเมื่อได้รับแล้ว', 'The centre has not heard this yet: the timer begins when it has'),
  finding: text('สิ่งที่พบ', 'What was found'),
  findingPlace: text('เช่น รถจอดข้างบ่อดิน มีรอยเททิ้ง', 'e.g. the truck stands by a pit, with traces of dumping'),
  send: text('ส่ง', 'Send'),
  photo: text('ถ่ายภาพ', 'Photo'),
  video: text('วิดีโอ', 'Video'),
  sound: text('อัดเสียง', 'Sound'),
  file: text('ไฟล์', 'File'),
  keptHere: text('เก็บในเครื่องแล้ว รอส่ง', 'Kept on this phone, to be sent'),
  sending: text('กำลังส่ง {percent}%', 'Sending, {percent}%'),
  arrived: text('ถึงศูนย์แล้ว', 'At the centre'),
  notKept: text('เก็บไฟล์ {name} ในเครื่องไม่ได้ ({why}) ไฟล์ยังอยู่ในคลังภาพของเครื่อง', '{name} could not be kept here ({why}). It is still in the phone\'s gallery'),
  notTaken: text('ศูนย์ไม่รับ: {why}', 'Not taken: {why}'),
  dropIt: text('ลบออกจากเครื่องนี้', 'Remove from this phone'),
  mayBeLost: text(
    'เบราว์เซอร์ไม่รับประกันการเก็บไฟล์ ติดตั้งหน้านี้ลงเครื่อง หรือเปิดไว้จนส่งครบ',
    'This browser does not promise to keep files: install this page, or leave it open until all is sent',
  ),
  noStore: text('เบราว์เซอร์นี้เก็บไฟล์ไม่ได้ (โหมดส่วนตัว?) เปิดในเบราว์เซอร์ปกติก่อนถ่ายภาพ', 'This browser keeps nothing (private mode?). Use another before taking pictures'),
  notSecure: text('หน้านี้ต้องเปิดผ่าน https จึงจะเก็บภาพและหาตำแหน่งได้', 'Pictures and places need https'),
  noPlace: text('ไม่ได้รับอนุญาตให้ใช้ตำแหน่ง ภาพจะไม่มีพิกัดของท่าน', 'Your place is not allowed: pictures will not have it'),
  notTold: text('ไม่มีสัญญาณ ยังไม่ได้แจ้งศูนย์ กรุณากดอีกครั้ง', 'No signal: the centre was not told. Press again'),
  waitsHere: text('รอส่ง', 'To be sent'),
  offlineHere: text('ไม่มีสัญญาณ สิ่งที่เขียนและถ่ายเก็บไว้ในเครื่องนี้ และจะส่งเองเมื่อมีสัญญาณ', 'No signal. What you write and take is kept on this phone and sent when there is signal'),
  waits: text('รอส่ง: {what}', 'To be sent: {what}'),
  install: text('ติดตั้งลงหน้าจอหลัก', 'Install on the home screen'),
  pushStart: text('รับแจ้งเตือนบนเครื่องนี้', 'Notify me on this phone'),
  pushOn: text('เครื่องนี้รับแจ้งเตือนของท่านอยู่', 'Your messages come to this phone'),
  pushEnd: text('หยุดแจ้งเตือนบนเครื่องนี้', 'Stop on this phone'),
  pushBlocked: text('เบราว์เซอร์ปิดการแจ้งเตือนไว้ เปิดได้ในการตั้งค่าของเว็บไซต์นี้', 'This browser blocks notifications: allow them in its settings of this site'),
  pushFailed: text('ตั้งการแจ้งเตือนไม่ได้ ({why}) กรุณาลองใหม่เมื่อมีสัญญาณ', 'That failed ({why}). Try again where there is signal'),
  justNow: text('เมื่อครู่', 'just now'),
  minutes: text('{n} นาที', '{n} min'),
  hours: text('{n} ชม. {m} นาที', '{n} h {m} min'),
  days: text('{n} วัน', '{n} d'),
  speed: text('{n} กม./ชม.', '{n} km/h'),
  standing: text('จอดนิ่ง', 'standing'),
  heading: text('มุ่งไปทาง{direction}', 'heading {direction}'),
} as const

export const stayTexts: Readonly<Record<Exclude<StayState, 'away'>, Text>> = {
  on_the_way: text('ท่านกำลังเดินทางไป', 'You are on your way'), there: text('ท่านอยู่ที่จุดนี้', 'You are there'),
}

export const standingTexts: Readonly<Record<Exclude<RoadCase['state'], 'assigned' | 'closed'>, Text>> = {
  new: text('ยังไม่มีใครรับทราบ', 'Nobody has acknowledged it'), acknowledged: text('รับทราบแล้ว', 'Acknowledged'), watching: text('ศูนย์เฝ้าดูอยู่', 'The centre watches it'),
}

export const urgencyTexts: Readonly<Record<RoadCase['urgency'], Text>> = {
  immediate: text('ด่วนทันที', 'Immediate'), today: text('ภายในวันนี้', 'Today'), record: text('บันทึกไว้', 'Record'),
}

export const certaintyTexts: Readonly<Record<RoadCase['certainty'], Text>> = {
  observed: text('เห็นชัดจากพิกัด GPS', 'Seen in the GPS fixes'), likely: text('น่าเชื่อถือ', 'Likely'),
  possible: text('เป็นไปได้ ต้องตรวจสอบ', 'Possible, to be checked'),
}

export const directionTexts: Readonly<Record<Direction, Text>> = {
  n: text('ทิศเหนือ', 'north'), ne: text('ทิศตะวันออกเฉียงเหนือ', 'north-east'), e: text('ทิศตะวันออก', 'east'),
  se: text('ทิศตะวันออกเฉียงใต้', 'south-east'), s: text('ทิศใต้', 'south'), sw: text('ทิศตะวันตกเฉียงใต้', 'south-west'),
  w: text('ทิศตะวันตก', 'west'), nw: text('ทิศตะวันตกเฉียงเหนือ', 'north-west'),
}
