/** The texts of the page on people. */
import type { Text } from '../../texts'
import type { Account, Token } from './model'

function text(th: string, en: string): Text {
  return { th, en }
}

export const peopleTexts = {
  title: text('ผู้ใช้และสิทธิ์', 'People'),
  accounts: text('บัญชีผู้ใช้', 'Accounts'),
  tokens: text('โทเคน', 'Tokens'),
  audit: text('บันทึกการใช้งาน', 'Audit'),
  tabs: text('ส่วนของหน้านี้', 'Parts of this page'),

  name: text('ชื่อผู้ใช้', 'Name'),
  role: text('สิทธิ์', 'Role'),
  scope: text('เห็นเฉพาะ', 'Sees only'),
  scopeHint: text('เช่น estate:Z-EST-1, carrier:ขนส่งดี เว้นว่างคือเห็นทั้งหมด', 'E.g. estate:Z-EST-1, carrier:NAME. Empty: everything'),
  everything: text('ทั้งหมด', 'everything'),
  state: text('สถานะ', 'State'),
  sessions: text('เครื่องที่เปิดใช้', 'Browsers signed in'),
  signedInAt: text('เข้าใช้ล่าสุด', 'Last sign-in'),
  never: text('ยังไม่เคย', 'never'),
  acts: text('การจัดการ', 'Actions'),

  add: text('เพิ่มบัญชี', 'Add an account'),
  addHint: text(
    'ระบบจะออกรหัสผ่านชั่วคราวให้ ผู้ใช้ต้องเปลี่ยนเมื่อเข้าใช้ครั้งแรก',
    'It gets a one-time password, to be changed at the first sign-in',
  ),
  save: text('บันทึก', 'Save'),
  cancel: text('ยกเลิก', 'Cancel'),
  reset: text('ตั้งรหัสใหม่', 'Reset'),
  resetAsk: text(
    'ออกรหัสผ่านชั่วคราวให้ {name} และยกเลิกโทรศัพท์ที่ผูกไว้?',
    'Give {name} a one-time password and forget the phone?',
  ),
  endSessions: text('ให้ออกจากระบบ', 'Sign out'),
  endAsk: text('ให้ {name} ออกจากระบบทุกเครื่อง?', 'Sign {name} out everywhere?'),
  close: text('ปิดบัญชี', 'Close'),
  closeAsk: text('ปิดบัญชี {name}? เปิดใหม่ได้ด้วยการตั้งรหัสใหม่', 'Close the account of {name}? A reset opens it again'),
  changeRole: text('เปลี่ยนสิทธิ์', 'Change role'),
  roleOf: text('สิทธิ์ของ {name}', 'Role of {name}'),
  roleHint: text('ผู้ใช้จะออกจากระบบทุกเครื่องและต้องเข้าใหม่', 'Signs the person out everywhere'),
  yes: text('ยืนยัน', 'Yes'),

  shownOnce: text('แสดงครั้งเดียวเท่านั้น', 'Shown this once'),
  passwordOf: text('รหัสผ่านชั่วคราวของ {name}', 'One-time password of {name}'),
  tokenOf: text('โทเคน {name}', 'Token {name}'),
  wallOf: text('ลิงก์ของจอแสดงผล {name}', 'Link of the wall screen {name}'),
  until: text('ใช้ได้ถึง {until}', 'Holds until {until}'),
  copy: text('คัดลอก', 'Copy'),
  copied: text('คัดลอกแล้ว', 'Copied'),
  understood: text('จดไว้แล้ว', 'I have it'),

  addToken: text('ออกโทเคน', 'Make a token'),
  tokenHint: text(
    'โปรแกรมส่งโทเคนใน Authorization: Bearer ส่วนจอแสดงผลเปิดด้วยลิงก์ และดูได้อย่างเดียว',
    'A program sends it in Authorization: Bearer. A wall screen is opened by a link and only looks',
  ),
  kind: text('ใช้กับ', 'For'),
  purpose: text('ใช้ทำอะไร', 'What it is for'),
  days: text('จำนวนวัน', 'Days'),
  madeBy: text('ผู้ออก', 'Made by'),
  expiresAt: text('หมดอายุ', 'Expires'),
  usedAt: text('ใช้ล่าสุด', 'Last used'),
  revoke: text('ยกเลิก', 'Revoke'),
  revokeAsk: text('ยกเลิกโทเคน {name}?', 'Revoke the token {name}?'),
  noTokens: text('ยังไม่มีโทเคน', 'No tokens yet'),

  at: text('เวลา', 'Time'),
  who: text('ใคร', 'Who'),
  what: text('ทำอะไร', 'What'),
  about: text('เกี่ยวกับ', 'About'),
  why: text('เหตุผลและรายละเอียด', 'Why'),
  more: text('แสดงรายการก่อนหน้า', 'Show earlier ones'),
  auditHint: text(
    'แถวเหล่านี้เพิ่มได้อย่างเดียว ตรวจด้วยคำสั่ง wastetrack verify-audit',
    'Rows are only ever added. The command wastetrack verify-audit checks them',
  ),
  auditElsewhere: text(
    'ผู้รับทราบ มอบหมาย เฝ้าดู และแสดงความเห็น อยู่ในลำดับเหตุการณ์ของแต่ละเหตุการณ์ ที่นี่มีการปิด เปิดอีกครั้ง รวม และแยกเรื่อง กับการแจ้งผู้เกี่ยวข้อง',
    'Who acknowledged, assigned, watched or commented stands in the timeline of each incident; here is that one was closed, opened again, merged or taken out, and what parties were told',
  ),
  areaAsked: text('พื้นที่ {n} มุม', 'an area of {n} corners'),
  andMore: text('และอีก {n}', 'and {n} more'),
  details: text('รายละเอียด', 'Details'),
} as const

export const accountStateTexts: Record<Account['state'], Text> = {
  new: text('รอเข้าใช้ครั้งแรก', 'Waits for first sign-in'),
  open: text('ใช้งานอยู่', 'Open'),
  closed: text('ปิดแล้ว', 'Closed'),
}

export const tokenKindTexts: Record<Token['kind'], Text> = {
  program: text('โปรแกรม', 'Program'),
  wall: text('จอแสดงผล', 'Wall screen'),
}

export const tokenStateTexts: Record<Token['state'], Text> = {
  in_force: text('ใช้ได้', 'In force'),
  expired: text('หมดอายุ', 'Expired'),
  revoked: text('ยกเลิกแล้ว', 'Revoked'),
}

/** What a look-up can ask for, by the name it has in the audit; what is not here is shown by that name. */
export const aboutTexts: Record<string, Text> = {
  q: text('คำค้น', 'Words'),
  plate: text('ทะเบียนรถ', 'Plate'),
  unit_id: text('เครื่อง GPS', 'GPS device'),
  unit_ids: text('เครื่อง GPS', 'GPS devices'),
  trip_id: text('เที่ยวขนส่ง', 'Trip'),
  alert_id: text('การแจ้งเตือน', 'Alert'),
  polygon: text('มุมของพื้นที่ (ลองจิจูด, ละติจูด)', 'Corners (longitude, latitude)'),
  from: text('ตั้งแต่', 'From'),
  to: text('ถึง', 'To'),
  file: text('ไฟล์', 'File'),
  why: text('คำอธิบายการแจ้งเตือน', 'Explanation'),
}

/** What the audit calls what was done; what is not here is shown as it is written. */
export const actTexts: Record<string, Text> = {
  'sign-in': text('เข้าสู่ระบบ', 'Signed in'),
  'first sign-in': text('เริ่มเข้าใช้ครั้งแรก', 'First sign-in'),
  'sign-in refused': text('เข้าสู่ระบบไม่สำเร็จ', 'Sign-in refused'),
  'sign-out': text('ออกจากระบบ', 'Signed out'),
  enrolled: text('ตั้งรหัสผ่านและผูกโทรศัพท์', 'Enrolled'),
  'password changed': text('เปลี่ยนรหัสผ่าน', 'Changed own password'),
  'person added': text('เพิ่มบัญชี', 'Added an account'),
  'role changed': text('เปลี่ยนสิทธิ์', 'Changed a role'),
  'password reset': text('ตั้งรหัสใหม่ให้', 'Reset an account'),
  'account closed': text('ปิดบัญชี', 'Closed an account'),
  'sessions ended': text('ให้ออกจากระบบ', 'Ended sessions'),
  'token made': text('ออกโทเคน', 'Made a token'),
  'token revoked': text('ยกเลิกโทเคน', 'Revoked a token'),
  'look-up: area': text('ค้นหาในพื้นที่', 'Looked up an area'),
  'look-up: name': text('ค้นหาชื่อ', 'Looked up a name'),
  'look-up: track': text('ดูเส้นทางรถ', 'Looked at a track'),
  'look-up: playback': text('ดูภาพย้อนหลัง', 'Played tracks back'),
  'incident closed': text('ปิดเรื่อง', 'Closed an incident'),
  'incident reopened': text('เปิดเรื่องอีกครั้ง', 'Opened an incident again'),
  'incident merged': text('รวมเหตุการณ์', 'Merged an incident'),
  'incident split': text('แยกเหตุการณ์ออก', 'Took an incident out'),
  'shelf made': text('พักการแจ้งเตือน', 'Shelved alerts'),
  'shelf confirmed': text('ยืนยันการพักการแจ้งเตือน', 'Confirmed a shelf'),
  'shelf lifted': text('ยกเลิกการพักการแจ้งเตือน', 'Lifted a shelf'),
  'desk arranged': text('จัดโต๊ะ', 'Arranged a desk'),
  'desk removed': text('ลบโต๊ะ', 'Removed a desk'),
  'desk handed over': text('ส่งเวร', 'Handed a desk over'),
  'desk taken over': text('รับเวร', 'Took a desk over'),
  'roster written': text('แก้ไขตารางเวร', 'Wrote a roster'),
  'roster removed': text('ลบตารางเวร', 'Removed a roster'),
  'link made': text('ออกลิงก์ให้เจ้าหน้าที่', 'Made a link for a phone'),
  'link revoked': text('เพิกถอนลิงก์', 'Took a link back'),
  'links revoked': text('เพิกถอนลิงก์', 'Took links back'),
  "confirmed without a party's answer": text('ยืนยันเหตุโดยไม่มีคำชี้แจง', 'Confirmed without an answer'),
  'released to party': text('แจ้งผู้เกี่ยวข้องให้ชี้แจง', 'Had a party told'),
  'party told at once': text('ระบบแจ้งผู้เกี่ยวข้องทันที', 'A party was told at once'),
  'party told after its hours': text('ระบบแจ้งผู้เกี่ยวข้องเมื่อครบเวลา', 'A party was told after its hours'),
  'party answered': text('ผู้เกี่ยวข้องชี้แจง', 'A party answered'),
  'rules of telling parties': text('เปลี่ยนเกณฑ์การแจ้งผู้เกี่ยวข้อง', 'Other rules of telling parties'),
  'phone takes messages': text('รับแจ้งเตือนบนโทรศัพท์', 'Has messages come to a phone'),
  'a wall screen was opened': text('เปิดจอแสดงผล', 'A wall screen was opened'),
  'channel tried': text('ทดสอบช่องทางแจ้งเตือน', 'Tried a channel'),
}
