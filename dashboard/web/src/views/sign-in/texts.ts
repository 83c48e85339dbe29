/** The texts of signing in. */
import type { Text } from '../../texts'
import type { Role } from './model'

function text(th: string, en: string): Text {
  return { th, en }
}

export const signInTexts = {
  signIn: text('เข้าสู่ระบบ', 'Sign in'),
  name: text('ชื่อผู้ใช้', 'Name'),
  password: text('รหัสผ่าน', 'Password'),
  code: text('รหัสยืนยัน 6 หลัก', 'Six-digit code'),
  codeHint: text(
    'จากแอปยืนยันตัวตนในโทรศัพท์ เว้นว่างไว้ถ้าใช้รหัสผ่านชั่วคราว',
    'From the authenticator on your phone. Leave it empty with a one-time password',
  ),
  waiting: text('กำลังตรวจสอบ', 'Checking'),
  failed: text('ติดต่อเซิร์ฟเวอร์ไม่ได้ กรุณาลองใหม่', 'The server does not answer. Try again'),
  lost: text('ลืมรหัสผ่านหรือเปลี่ยนโทรศัพท์ ติดต่อผู้ดูแลระบบ', 'Password forgotten or a new phone? Ask an administrator'),
  ended: text('เซสชันสิ้นสุดแล้ว กรุณาเข้าสู่ระบบอีกครั้ง', 'Your session has ended. Sign in again'),
  badLink: text('ลิงก์ของจอแสดงผลนี้ใช้ไม่ได้แล้ว', 'This wall screen link no longer holds'),

  enrol: text('เข้าใช้ครั้งแรก', 'First sign-in'),
  enrolIntro: text(
    'ตั้งรหัสผ่านของท่านเอง และผูกบัญชีกับแอปยืนยันตัวตนในโทรศัพท์',
    'Choose a password of your own and add this account to the authenticator on your phone',
  ),
  scan: text('สแกนด้วยแอปยืนยันตัวตน', 'Scan with an authenticator app'),
  picture: text('คิวอาร์โค้ดสำหรับแอปยืนยันตัวตน', 'QR code for the authenticator app'),
  typed: text('หรือพิมพ์รหัสนี้ในแอป', 'Or type this key into the app'),
  newPassword: text('รหัสผ่านใหม่', 'New password'),
  passwordHint: text('อย่างน้อย 12 ตัวอักษร ไม่มีชื่อผู้ใช้', 'At least 12 characters, without your name'),
  again: text('รหัสผ่านใหม่อีกครั้ง', 'New password again'),
  notTheSame: text('รหัสผ่านทั้งสองช่องไม่ตรงกัน', 'The two passwords differ'),
  shownCode: text('รหัส 6 หลักที่แอปแสดง', 'Six-digit code that the app shows'),
  finish: text('บันทึกและเข้าสู่ระบบ', 'Save and sign in'),
  startOver: text('เริ่มใหม่', 'Start over'),

  me: text('ผู้ใช้', 'You'),
  signOut: text('ออกจากระบบ', 'Sign out'),
  account: text('บัญชีของฉัน', 'My account'),
  demoSignedIn: text('โหมดสาธิต ระบบเข้าใช้ให้เอง', 'Demo: signed in by itself'),
  noSignIn: text('เครื่องนี้ไม่ต้องเข้าสู่ระบบ', 'No sign-in on this machine'),
  wall: text('จอแสดงผล', 'Wall screen'),
  role: text('สิทธิ์', 'Role'),
  scope: text('เห็นเฉพาะ', 'Sees only'),
  everything: text('ทั้งหมด', 'everything'),
  changePassword: text('เปลี่ยนรหัสผ่าน', 'Change password'),
  oldPassword: text('รหัสผ่านเดิม', 'Present password'),
  changed: text('เปลี่ยนรหัสผ่านแล้ว เครื่องอื่นที่เปิดไว้ถูกออกจากระบบ', 'Password changed. Your other browsers are signed out'),
  elsewhere: text('บัญชีนี้ไม่มีรหัสผ่านให้เปลี่ยน', 'This account has no password to change'),
} as const

export const roleTexts: Record<Role, Text> = {
  viewer: text('ผู้ชม', 'Viewer'),
  officer: text('เจ้าหน้าที่', 'Officer'),
  supervisor: text('หัวหน้าเวร', 'Supervisor'),
  administrator: text('ผู้ดูแลระบบ', 'Administrator'),
}
