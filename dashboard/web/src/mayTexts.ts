/** What is said where somebody may not do something. */
import type { Text } from './texts'

const text = (th: string, en: string): Text => ({ th, en })

export const mayTexts = {
  lookOnly: text('บัญชีนี้ดูได้อย่างเดียว การดำเนินการเป็นของ{role}', 'This account only looks. Acting takes the role {role}'),
  lookOnlyPart: text(
    'ศูนย์เป็นผู้ดำเนินการเหตุการณ์นี้ เพราะมีส่วนที่บัญชีนี้ไม่เห็น',
    'The centre acts on this incident: parts of it are not open to this account',
  ),
  pageRole: text('หน้านี้ต้องมีสิทธิ์ระดับ{role}', 'This page takes the role {role}'),
  pageScope: text('บัญชีนี้เห็นเฉพาะ {scope} หน้านี้จึงไม่เปิดให้', 'This account sees only {scope}; this page is not open to it'),
  toMap: text('ไปที่แผนที่สด', 'To the live map'),
} as const
