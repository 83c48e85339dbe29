/** The words of the page for answers, Thai and English side by side. */
import type { Text } from '../road/texts'

function text(th: string, en: string): Text {
  return { th, en }
}

export const answerTexts = {
  heading: text('ขอคำชี้แจง', 'Your statement is asked for'),
  phone: text('โทร.', 'tel.'),
  to: text('ถึง {name}', 'To {name}'),
  truck: text('รถ', 'Truck'),
  when: text('เวลา', 'When'),
  place: text('ที่', 'Place'),
  permit: text('ใบอนุญาต', 'Permit'),
  inMaps: text('เปิดในแผนที่', 'Open in a map'),
  asked: text('สิ่งที่ขอให้ชี้แจง', 'What is asked'),
  until: text('ตอบและเพิ่มเติมได้ถึง {at}', 'Answer, and add to it, until {at}'),
  yours: text('คำชี้แจงที่ส่งแล้ว', 'What you have sent'),
  stays: text('สิ่งที่ส่งแล้วแก้ไขไม่ได้ แต่ส่งเพิ่มได้', 'What was sent cannot be changed; more can be added'),
  nothing: text('ยังไม่ได้ส่งคำชี้แจง', 'Nothing was sent yet'),
  statement: text('คำชี้แจง', 'Your statement'),
  statementPlace: text('เล่าว่าเกิดอะไรขึ้น เมื่อไร เพราะเหตุใด', 'What happened, when and why'),
  send: text('ส่งคำชี้แจง', 'Send the statement'),
  sending: text('กำลังส่ง', 'Sending'),
  sent: text('ส่งแล้ว ได้รับคำชี้แจงเมื่อ {at}', 'Sent: received at {at}'),
  files: text('แนบภาพหรือเอกสาร', 'Add pictures or papers'),
  filesNote: text('ภาพ วิดีโอ เสียง หรือ PDF ไฟล์ละไม่เกิน {mb} MB', 'Pictures, video, sound or PDF, up to {mb} MB each'),
  percent: text('กำลังส่ง {percent}% อย่าเพิ่งปิดหน้านี้', 'Sending, {percent}%: keep this page open'),
  arrived: text('ได้รับแล้ว {at}', 'received {at}'),
  tryAgain: text('ส่งอีกครั้ง', 'Send again'),
  drop: text('ไม่ส่งแล้ว', 'Drop it'),
  noSignal: text('ส่งไม่ถึง กรุณาตรวจสัญญาณอินเทอร์เน็ตแล้วลองอีกครั้ง ข้อความยังอยู่', 'It did not arrive: see to the signal and try again. Your text is kept'),
  away: text('เปิดไม่ได้ในขณะนี้ กรุณาตรวจสัญญาณอินเทอร์เน็ต กำลังลองใหม่', 'It does not open now: see to the signal. Trying again'),
  notSecure: text('หน้านี้ต้องเปิดด้วย https จึงจะแนบไฟล์ได้', 'Files can be added only where this page came over https'),
  opening: text('กำลังเปิด', 'Opening'),
  refused: text('เปิดเรื่องนี้ไม่ได้', 'This case does not open'),
  number: text('เลขที่เรื่อง {id}', 'Case {id}'),
} as const
