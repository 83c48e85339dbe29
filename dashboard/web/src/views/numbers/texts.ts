/** The texts of the page of numbers, Thai and English side by side. */
import type { Text } from '../../texts'
import type { Excess } from './model'

function text(th: string, en: string): Text {
  return { th, en }
}

export const numbersTexts = {
  title: text('ตัวเลขประจำวัน', 'Numbers of the day'),
  earlier: text('วันก่อนหน้า', 'Day before'),
  later: text('วันถัดไป', 'Day after'),
  today: text('วันนี้', 'Today'),
  chooseDay: text('เลือกวัน', 'Choose the day'),
  soFar: text('ถึงเวลา {time} น.', 'until {time}'),
  wholeDay: text('ทั้งวัน', 'whole day'),
  counted: text('นับเมื่อ {time} น.', 'Counted at {time}'),
  everyMinute: text('อ่านใหม่ทุก 1 นาที', 'read again each minute'),
  loading: text('กำลังนับตัวเลข', 'Counting'),
  failed: text('อ่านตัวเลขจากเซิร์ฟเวอร์ไม่สำเร็จ', 'The server did not give the numbers'),
  failedKept: text(
    'อ่านตัวเลขใหม่ไม่สำเร็จ ที่แสดงอยู่นับเมื่อ {time} น.', 'Reading anew failed. What is shown was counted at {time}',
  ),
  again: text('ลองใหม่', 'Try again'),
  fileOf: text('ดาวน์โหลด {table} เป็นไฟล์ {form}', 'Download {table} as {form}'),
  none: text('ไม่มี', 'None'),
  nowOnly: text('ทราบเฉพาะขณะนี้', 'Known of now only'),

  departed: text('เที่ยวที่ออก', 'Trips departed'),
  completed: text('ขนส่งสำเร็จ', 'Completed'),
  underWay: text('กำลังขนส่ง', 'Under way'),
  underWayBefore: text('และจากวันก่อน ๆ อีก {n}', 'and {n} from earlier days'),
  ended: text('สิ้นสุดโดยไม่สำเร็จ', 'Ended otherwise'),
  late: text('ล่าช้า', 'Late'),
  lateHint: text('ตามกฎไม่ถึงตามเวลา', 'by rule not-arrived'),
  alerts: text('การแจ้งเตือน', 'Alerts'),
  alertsHint: text('ด่วน {n}', '{n} immediate'),
  load: text('แจ้งเตือนต่อโต๊ะต่อชม.', 'Alarms a desk-hour'),
  unseen: text('รถที่มองไม่เห็น', 'Fleet unseen'),
  unseenHint: text('{n} จาก {of} เครื่อง', '{n} of {of} units'),
  toAlert: text('พิกัดถึงแจ้งเตือน', 'Fix to alert'),
  toAlertHint: text('99% ไม่เกิน {p99}', '99 % within {p99}'),
  toAlertSeconds: text('พิกัดถึงแจ้งเตือน p50 / p99 (วินาที)', 'Fix to alert p50 / p99 (s)'),

  byEstate: text('เที่ยวรถตามนิคมอุตสาหกรรม', 'Trips by industrial estate'),
  estate: text('นิคมอุตสาหกรรม', 'Estate'),
  outside: text('นอกนิคมอุตสาหกรรม', 'Outside any estate'),
  noTrips: text('ไม่มีเที่ยวรถออกในวันที่เลือก', 'No trip departed on this day'),

  deskLoad: text('ภาระของโต๊ะเฝ้าระวัง', 'The desks\' load'),
  desk: text('โต๊ะเฝ้าระวัง', 'Desk'),
  perHour: text('จำนวนแจ้งเตือนต่อชั่วโมง', 'Alarms by hour'),
  hourValue: text('{time} น. {n} ครั้ง', '{time}: {n} alarms'),
  measure: text('ค่า', 'Measure'),
  measured: text('วัดได้', 'Measured'),
  budget: text('เกณฑ์', 'Budget'),
  verdict: text('ผล', 'Verdict'),
  within: text('ไม่เกินเกณฑ์', 'Within budget'),
  overDesk: text('เกินเกณฑ์', 'Over budget'),
  overDesks: text('{n} จาก {of} โต๊ะ: {what}', '{n} of {of} desks: {what}'),
  over: text('เกินเกณฑ์ {n}', 'Over by {n}'),
  budgetMean: text('เฉลี่ย {n}', 'mean {n}'),
  budgetPeak: text('สูงสุด {n}', 'peak {n}'),
  at: text('เริ่ม {time} น.', 'from {time}'),
  noAlarms: text('ไม่มีการแจ้งเตือนที่ต้องตอบสนอง', 'No alarm called an officer'),

  byRule: text('การแจ้งเตือนและความแม่นยำตามกฎ', 'Alerts and precision by rule'),
  judgedSpan: text(
    'ผลตรวจของเจ้าหน้าที่ตั้งแต่ {day} ช่วงความเชื่อมั่น 95% แสดงเมื่อ n ถึง {n}',
    'As officers judged since {day}; with the 95 % interval, from n = {n}',
  ),
  rule: text('กฎ', 'Rule'),
  count: text('จำนวน', 'Alerts'),
  openNow: text('ยังไม่สิ้นสุด', 'Open'),
  refuted: text('ถูกหักล้าง', 'Refuted'),
  outcomes: text('ผิดจริง / ชอบด้วยกฎหมาย / เครื่องเสีย / แจ้งผิด', 'Confirmed / lawful / device / false'),
  precision: text('ความแม่นยำ', 'Precision'),
  precisionValue: text('{share} ({low} ถึง {high}), n = {n}', '{share} ({low} to {high}), n = {n}'),
  tooFew: text('ข้อมูลน้อยเกินไป (n = {n})', 'too few (n = {n})'),
  noAlerts: text('ไม่มีการแจ้งเตือนในวันที่เลือก', 'No alert on this day'),

  trend: text('แนวโน้ม {n} วัน', '{n} days'),
  trendCounted: text('วันที่ผ่านแล้วใช้ค่าที่นับไว้ เก่าสุดนับเมื่อ {time}', 'Past days are kept; the oldest count is of {time}'),
  trendFailed: text('อ่านแนวโน้มไม่สำเร็จ', 'The trend could not be read'),
  asTable: text('ดูเป็นตาราง', 'As a table'),
  asCharts: text('ดูเป็นกราฟ', 'As charts'),
  day: text('วันที่', 'Day'),
  immediate: text('แจ้งเตือนด่วน', 'Immediate alerts'),
  todayAlerts: text('แจ้งเตือนภายในวันนี้', 'Alerts for the day'),
  record: text('แจ้งเตือนที่บันทึกไว้', 'Alerts for the record'),
  tripUnseen: text('เวลาขนส่งที่ไม่มีใครเห็นรถ', 'Trips\' time unseen'),
  tripUnseenValue: text('{unseen} จาก {driven}', '{unseen} of {driven}'),
  toAlertHalf: text('พิกัดถึงแจ้งเตือน p50', 'Fix to alert p50'),
  chartLabel: text('{title}: {first} ถึง {last} สูงสุด {top} วันสุดท้าย {value}', '{title}: {first} to {last}, most {top}, last day {value}'),

  blindness: text('สิ่งที่ระบบมองไม่เห็น', 'How blind we are'),
  fleetNow: text('รถที่ไม่ได้รับสัญญาณเกิน 5 นาที (ขณะนี้)', 'Units unheard for over 5 min (now)'),
  lag: text('การประมวลผลช้ากว่าเวลาจริง (ขณะนี้)', 'Judging behind the clock (now)'),
  receipt: text('พิกัดถึงการรับ (ขณะนี้)', 'Fix to receipt (now)'),
  half: text('ครึ่งหนึ่งไม่เกิน {p50}, 99% ไม่เกิน {p99}', 'half within {p50}, 99 % within {p99}'),
  fixToAlert: text('พิกัดแรกที่ผิดถึงการแจ้งเตือน', 'First fix of a breach to its alert'),
  unknown: text('ไม่ทราบ', 'not known'),

  byVendor: text('เครื่องที่ขาดสัญญาณตามผู้ให้บริการ GPS', 'Silent units by GPS vendor'),
  vendor: text('ผู้ให้บริการ', 'Vendor'),
  noVendor: text('ไม่ทราบผู้ให้บริการ', 'Vendor unknown'),
  units: text('เครื่อง', 'Units'),
  heard: text('ส่งใน 5 นาที', 'In 5 min'),
  silent5: text('ขาด ≤ 1 ชม.', 'Silent ≤ 1 h'),
  silent60: text('≤ 24 ชม.', '≤ 24 h'),
  silentDay: text('> 24 ชม.', '> 24 h'),
  onTrip: text('ขาดระหว่างขนส่ง', 'On a trip'),
  noUnits: text('ยังไม่มีเครื่องใดส่งข้อมูล', 'No unit was ever heard'),

  shelvedApart: text('ไม่นับการแจ้งเตือนที่พักไว้ {n} รายการ', '{n} that were shelved are not counted'),
  topUnits: text('รถที่แจ้งเตือนมากสุด', 'Most alarms by unit'),
  topRules: text('กฎที่แจ้งเตือนมากสุด', 'Most alarms by rule'),
  chattering: text('เครื่องที่แจ้งซ้ำถี่', 'Chattering units'),
  chatteringHint: text('กฎเดียวกันเกิน {n} ครั้งใน 1 ชม.', 'one rule over {n} times within 1 h'),
  stale: text('แจ้งเตือนค้างเกิน 24 ชม.', 'Open for over 24 h'),
  staleShown: text('แสดง {n} จาก {all} รายการที่เก่าสุด', 'The oldest {n} of {all}'),
  openFor: text('ค้างมา {span}', 'open for {span}'),
  openAlert: text('เปิดการแจ้งเตือน', 'Open the alert'),
} as const satisfies Record<string, Text>

/** Which of its budgets a load is over, as a card says it. */
export const overTexts: Record<Excess, Text> = {
  mean: text('ค่าเฉลี่ยเกินเกณฑ์', 'mean over budget'),
  peak: text('ชั่วโมงสูงสุดเกินเกณฑ์', 'peak hour over budget'),
  in_10_min: text('10 นาทีสูงสุดเกินเกณฑ์', 'peak 10 min over budget'),
}

export const loadTexts: Record<Excess, Text> = {
  mean: text('เฉลี่ยต่อชั่วโมง', 'Mean of an hour'),
  peak: text('สูงสุดใน 60 นาที', 'Most in 60 min'),
  in_10_min: text('สูงสุดใน 10 นาที', 'Most in 10 min'),
}
