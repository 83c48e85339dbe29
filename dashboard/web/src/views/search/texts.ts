/** The texts of the page of look-ups, Thai and English side by side. */
import { type Text, texts } from '../../texts'
import type { HitBy } from './model'

function text(th: string, en: string): Text {
  return { th, en }
}

export const searchTexts = {
  title: text('ค้นหา', 'Look-up'),
  byName: text('จากชื่อหรือเลข', 'By name or number'),
  byArea: text('จากพื้นที่', 'By area'),
  views: text('มุมมองที่บันทึก', 'Saved views'),

  why: text('เหตุผลที่ค้นหา', 'Reason for looking up'),
  whyHint: text(
    'บันทึกไว้พร้อมชื่อผู้ค้นและเวลา จำไว้ตลอดกะ (12 ชั่วโมง)',
    'Put down with your name and the time; remembered for the shift (12 hours)',
  ),
  whyMissing: text('กรุณาระบุเหตุผลก่อนค้นหา', 'Give a reason first'),
  whyAlert: text('ตรวจสอบการแจ้งเตือน', 'Checking an alert'),
  whyComplaint: text('ตรวจสอบเรื่องร้องเรียน', 'Checking a complaint'),
  whyPermit: text('ตรวจสอบใบอนุญาต', 'Checking a permit'),
  whyInquiry: text('หน่วยงานอื่นขอข้อมูล', 'Request of another authority'),

  nameLabel: text('ทะเบียนรถ เครื่อง GPS ใบอนุญาต ใบกำกับ โรงงาน หรือเที่ยว', 'Plate, device, permit, manifest, factory or trip'),
  nameHint: text('พิมพ์บางส่วนก็ได้ ไม่ต้องใส่ขีดหรือจุด', 'A part will do; hyphens and dots do not matter'),
  search: text('ค้นหา', 'Search'),
  searching: text('กำลังค้นหา', 'Searching'),
  nothing: text('ไม่พบรายการที่ตรงกับ “{q}”', 'Nothing matches “{q}”'),
  trucks: texts.tabTrucks,
  trips: text('เที่ยวขนส่ง', 'Trips'),
  permits: text('ใบอนุญาต', 'Permits'),
  manifests: texts.manifests,
  factories: text('โรงงาน', 'Factories'),
  more: text('ยังมีอีก พิมพ์ให้ละเอียดขึ้น', 'There are more; type more of it'),
  seen: text('พบล่าสุด {at}', 'Last seen {at}'),
  neverSeen: text('ยังไม่เคยส่งพิกัด', 'Never heard'),
  until: text('ใช้รถคันนี้ถึง {day}', 'On this truck until {day}'),
  playDay: text('เล่นย้อนหลัง', 'Play back'),
  openTrip: text('เปิดเที่ยวนี้', 'Open the trip'),
  validFromTo: text('ใช้ได้ {from} ถึง {to}', 'Valid {from} to {to}'),
  planned: text('กำหนดออก {at}', 'To depart {at}'),
  generator: text('ผู้ก่อกำเนิด', 'Generator'),
  processor: text('ผู้รับกำจัด', 'Processor'),
  inPermits: text('ในใบอนุญาต {n} ฉบับ', 'In {n} permits'),

  corners: text('มุมของพื้นที่ (ละติจูด, ลองจิจูด)', 'Corners of the area (latitude, longitude)'),
  cornersHint: text('คลิกบนแผนที่ทีละมุม หรือพิมพ์พิกัด', 'Click them on the map, or type them'),
  corner: text('มุมที่ {n}', 'Corner {n}'),
  cornerBad: text('เขียนเป็น ละติจูด, ลองจิจูด เช่น 13.73512, 100.74321', 'Write latitude, longitude: 13.73512, 100.74321'),
  addCorner: text('เพิ่มมุมที่กลางแผนที่', 'Add a corner at the map’s centre'),
  dropCorner: text('ลบมุมที่ {n}', 'Remove corner {n}'),
  clearCorners: text('ล้างพื้นที่', 'Clear'),
  zoneArea: text('ใช้ขอบเขตของพื้นที่ที่ขึ้นทะเบียน', 'Take the outline of a registered place'),
  choose: text('เลือก', 'Choose'),
  from: text('ตั้งแต่', 'From'),
  to: text('ถึง', 'To'),
  date: text('วันที่', 'Date'),
  time: texts.pingTime,
  momentBad: text('วันเวลาไม่ถูกต้อง', 'Not a date and time'),
  lastDay: text('24 ชั่วโมงที่ผ่านมา', 'Last 24 hours'),
  last7Days: text('7 วัน', '7 days'),
  last30Days: text('30 วัน', '30 days'),
  threeCorners: text('ต้องมีอย่างน้อย 3 มุม', 'At least three corners'),
  findTrucks: text('ค้นหารถในพื้นที่', 'Find trucks inside'),

  inside: text('รถที่มีพิกัดในพื้นที่', 'Trucks with a position inside'),
  passed: text('อาจผ่านระหว่างสองพิกัด', 'May have passed between two positions'),
  passedHint: text(
    'ไม่มีพิกัดในพื้นที่ แต่เส้นตรงระหว่างสองพิกัดที่ห่างกันไม่เกิน 5 นาทีตัดผ่าน',
    'No position inside, but the straight way between two positions at most 5 min apart crosses it',
  ),
  noneInside: text('ไม่พบรถในพื้นที่ช่วงเวลานี้', 'No truck was inside in this period'),
  fixes: text('{n} พิกัด', '{n} positions'),
  firstLast: text('{first} ถึง {last}', '{first} to {last}'),
  tripCount: text('เที่ยวขนส่ง ({n})', 'Trips ({n})'),
  earlierTrucks: text('เครื่อง GPS นี้เคยติดรถคันอื่นขณะอยู่ในพื้นที่:', 'This GPS device was inside on another truck before:'),
  firstOf: text('แสดง {n} จาก {all} คัน', 'Showing {n} of {all}'),
  playAll: text('เล่นย้อนหลังรถเหล่านี้ ({n} คัน)', 'Play these trucks back ({n})'),
  receivedTo: text(
    'ข้อมูลที่รับหลัง {at} ยังจัดทำดัชนีไม่เสร็จ จึงไม่รวมในผลนี้',
    'What was received after {at} is still being indexed and not in this answer',
  ),

  viewName: text('ชื่อมุมมอง', 'Name of the view'),
  saveView: text('บันทึกหน้านี้', 'Save this page'),
  savedView: text('บันทึกแล้ว', 'Saved'),
  noViews: text('ยังไม่มีมุมมองที่บันทึก', 'No views saved yet'),
  dropView: text('ลบ {name}', 'Delete {name}'),
  mapLabel: text('แผนที่สำหรับวาดพื้นที่ แต่ละคลิกคือหนึ่งมุม', 'Map for drawing an area; each click is a corner'),
  noMap: text('เครื่องนี้แสดงแผนที่ไม่ได้ พิมพ์พิกัดมุมแทนได้', 'No map on this computer; type the corners instead'),
  keyHint: text('/ ไปที่ช่องค้นหา', '/ to the search field'),
} as const satisfies Record<string, Text>

export const byTexts: Record<HitBy, Text> = {
  plate: text('ตรงทะเบียน', 'By plate'),
  unit: text('ตรงเครื่อง GPS', 'By device'),
  carrier: text('ตรงผู้ขนส่ง', 'By carrier'),
  number: text('ตรงเลขที่', 'By number'),
  name: text('ตรงชื่อ', 'By name'),
  trip: text('ตรงรหัสเที่ยว', 'By trip'),
}
