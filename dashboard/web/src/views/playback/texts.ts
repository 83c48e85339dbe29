/** The texts of playback, Thai and English side by side. */
import { type Text, texts } from '../../texts'

function text(th: string, en: string): Text {
  return { th, en }
}

export const playbackTexts = {
  title: text('เล่นย้อนหลัง', 'Playback'),
  addTruck: text('เพิ่มรถ (ทะเบียนหรือเครื่อง GPS)', 'Add a truck (plate or device)'),
  add: text('เพิ่ม', 'Add'),
  notFound: text('ไม่พบรถที่ตรงกับ “{q}”', 'No truck matches “{q}”'),
  most: text('เล่นพร้อมกันได้ไม่เกิน 100 คัน', 'At most 100 trucks at once'),
  trucks: text('รถที่เล่น ({n})', 'Trucks ({n})'),
  noTrucks: text('ยังไม่ได้เลือกรถ เพิ่มทะเบียนด้านบน หรือเลือกจากหน้าค้นหา', 'No trucks yet: add a plate above, or choose them in Look-up'),
  follow: text('ติดตาม {plate}', 'Follow {plate}'),
  remove: text('นำ {plate} ออก', 'Remove {plate}'),
  load: text('แสดงช่วงเวลานี้', 'Show this period'),
  play: text('เล่น (เว้นวรรค)', 'Play (space)'),
  pause: text('หยุด (เว้นวรรค)', 'Pause (space)'),
  speed: text('ความเร็วในการเล่น', 'Playback speed'),
  times: text('{n} เท่า', '{n}×'),
  axis: text('แกนเวลา', 'Time axis'),
  position: text('เวลาที่แสดง', 'Time shown'),
  back: text('ถอย 1 นาที (←)', 'Back 1 min (←)'),
  forward: text('ไป 1 นาที (→)', 'On 1 min (→)'),
  driving: texts.moving,
  standing: text('จอด', 'Standing'),
  gap: text('ไม่มีพิกัด {span}', 'No position for {span}'),
  before: text('ยังไม่มีพิกัดในช่วงนี้', 'No position yet'),
  noFixes: texts.trackNone,
  alerts: text('การแจ้งเตือนในช่วงนี้ ({n})', 'Alerts in this period ({n})'),
  noAlerts: text('ไม่มีการแจ้งเตือนที่เริ่มในช่วงนี้', 'No alert began in this period'),
  openAlert: text('เปิดการแจ้งเตือน', 'Open the alert'),
  goToAlert: text('ไปที่ {at} {rule} {plate}', 'Go to {at}: {rule}, {plate}'),
  cut: text('ข้อมูลมากเกินไป แสดงเพียงส่วนแรก ให้เลือกช่วงสั้นลงหรือรถน้อยลง', 'Too much data: only the first part is shown. Choose a shorter period or fewer trucks'),
  thinned: text('แสดงไม่เกิน 1 พิกัดต่อ {s} วินาที', 'At most one position in {s} s is shown'),
  tooLong: text('เลือกช่วงได้ไม่เกิน 26 ชั่วโมง', 'Choose 26 hours at most'),
  gapNote: text('ช่วงที่ไม่มีพิกัดเกิน 5 นาทีแสดงเป็นเส้นประ ไม่คาดเดาเส้นทาง', 'Over 5 min without a position is dashed: nobody saw the way'),
  mapLabel: text('แผนที่เล่นย้อนหลัง', 'Map of the playback'),
  noMap: text('เครื่องนี้แสดงแผนที่ไม่ได้ รายการรถด้านซ้ายบอกตำแหน่งตามเวลา', 'No map on this computer; the list tells where each truck was'),
  copy: text('คัดลอกลิงก์ ณ เวลานี้', 'Copy a link to this moment'),
} as const satisfies Record<string, Text>
