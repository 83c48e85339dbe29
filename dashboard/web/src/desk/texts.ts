/** The texts of the alert desk, Thai and English side by side. */
import type { Text } from '../texts'
import type { Fields } from './acts'
import type { Act, CaseDeed, IncidentState, Outcome, PartyDeed, RoadDeed, Shelf, ShelfKind, SystemAct } from './model'
import type { Filter } from './order'

function text(th: string, en: string): Text {
  return { th, en }
}

export const deskTexts = {
  tab: text('เหตุการณ์', 'Incidents'),
  tabCounted: text(
    'เหตุการณ์ที่โต๊ะนี้ดูแลและยังไม่มีผู้ปิดเรื่อง รวมที่เหตุสิ้นสุดแล้ว',
    'Incidents that this desk watches and nobody has closed, also where all of it has ended',
  ),
  incident: text('เหตุการณ์', 'Incident'),
  newIncident: text('เหตุการณ์ใหม่', 'New incident'),
  moreCame: text('มีการแจ้งเตือนเพิ่ม', 'More alerts came'),
  queueEmpty: text('ไม่มีเหตุการณ์ค้างอยู่', 'No open incidents'),
  nothingFound: text('ไม่มีเหตุการณ์ที่ตรงกับที่ค้นหา', 'No incident matches'),
  showAll: text('แสดงทั้งหมด', 'Show all'),
  elsewhere: text('โต๊ะอื่นดูแลอยู่ {n} เหตุการณ์ · แสดงด้วย', '{n} at other desks · show them too'),
  oursAlone: text('แสดงเฉพาะของโต๊ะนี้ (ซ่อน {n})', 'Show this desk alone (hide {n})'),
  insteadMissing: text(
    'เซิร์ฟเวอร์นี้ยังไม่มีระบบเหตุการณ์ แสดงการแจ้งเตือนแทน',
    'This server has no incidents. Alerts are shown instead',
  ),
  insteadClosed: text(
    'เหตุการณ์ไม่เปิดให้บัญชีนี้ดู แสดงการแจ้งเตือนแทน',
    'Incidents are not open to this account. Alerts are shown instead',
  ),
  insteadFailed: text(
    'อ่านรายการเหตุการณ์ไม่สำเร็จ แสดงการแจ้งเตือนแทน กำลังลองใหม่',
    'Incidents could not be read. Alerts are shown instead; trying again',
  ),
  alertsCount: text('{n} รายการ', '{n} alerts'),
  oneAlert: text('1 รายการ', '1 alert'),
  over: text('· สิ้นสุดแล้ว', '· ended'),
  refuted: text('· ถูกหักล้าง', '· refuted'),
  closedItself: text('ระบบปิดให้', 'Closed by itself'),
  system: text('ระบบ', 'System'),
  stateBy: text('{state} โดย {who}', '{state} by {who}'),
  assignedTo: text('มอบหมายให้ {who}', 'Assigned to {who}'),
  closedAs: text('ปิดแล้ว: {outcome}', 'Closed: {outcome}'),

  search: text('ค้นหาทะเบียน ผู้ขนส่ง เหตุ', 'Find a plate, carrier, reason'),
  filters: text('กรองเหตุการณ์', 'Filter'),
  keyNext: text('เหตุการณ์ถัดไป', 'Next incident'),
  keyPrevious: text('เหตุการณ์ก่อนหน้า', 'Previous incident'),
  keyOpen: text('เปิดเหตุการณ์', 'Open the incident'),
  keyFollow: text('ตามรถที่เปิดอยู่บนแผนที่ หรือเลิกตาม', 'Follow the opened truck on the map, or no longer'),
  keySearch: text('ค้นหาในคิว', 'Search the queue'),
  keyKeys: text('รายการปุ่มลัด', 'List of keys'),
  keyEscape: text('ปิดหน้าต่างหรือออกจากช่องกรอก', 'Close, or leave a field'),
  keySend: text('ส่งสิ่งที่พิมพ์', 'Send what was typed'),
  keysNote: text(
    'ใช้ได้ทั้งแป้นพิมพ์ไทยและอังกฤษ โดยดูตามตำแหน่งปุ่ม',
    'By the place of the key: the Thai and the English layout both work',
  ),

  acts: text('การดำเนินการ', 'What to do'),
  acknowledge: text('รับทราบ', 'Acknowledge'),
  assign: text('มอบหมาย', 'Assign'),
  release: text('คืนเข้าคิว', 'Give back'),
  watch: text('เฝ้าดู', 'Watch'),
  comment: text('บันทึกความเห็น', 'Comment'),
  close: text('ปิดเรื่อง', 'Close'),
  reopen: text('เปิดเรื่องอีกครั้ง', 'Open again'),
  shelve: text('พักการเตือน', 'Shelve'),
  merge: text('รวมเข้ากับ', 'Merge into'),
  mergeTitle: text('รวม {whom} เข้ากับเรื่องอื่น', 'Merge {whom} into another case'),
  mergeFind: text('ค้นหาทะเบียน ผู้ขนส่ง เหตุ', 'Find a plate, carrier, reason'),
  mergeWhich: text('เลือกเรื่องที่จะคงไว้', 'The case that stays'),
  mergeNone: text('ไม่มีเรื่องอื่นที่เปิดอยู่ตรงกับที่ค้นหา', 'No other open incident matches'),
  mergeMore: text('ยังมีอีก {n} เรื่อง พิมพ์ค้นหาเพื่อให้แคบลง', '{n} more: find it by typing'),
  mergeWhy: text('เหตุผล (ไม่บังคับ)', 'Reason (if you like)'),
  mergeNote: text(
    'การแจ้งเตือน ความเห็น ไฟล์ และผู้ปฏิบัติงานจะอยู่ในเรื่องที่คงไว้ ผลการตรวจสอบเป็นผลเดียวกัน แยกออกภายหลังได้',
    'Its alerts, comments, files and people are in the case that stays, and the outcome is one. It can be taken out later',
  ),
  sameUnit: text('รถคันเดียวกัน', 'same truck'),
  sameTrip: text('เที่ยวเดียวกัน', 'same trip'),
  samePlace: text('จุดเดียวกัน', 'same place'),
  mergedHere: text('เหตุการณ์ที่รวมเป็นเรื่องเดียว', 'Incidents of this case'),
  mergedStays: text('เรื่องหลัก', 'the case that stays'),
  mergedBy: text('{who} รวมเมื่อ {at}', 'merged by {who}, {at}'),
  mergedHad: text('เดิมมอบหมายให้ {who}', 'was assigned to {who}'),
  mergedCount: text('รวม {n} เหตุการณ์', '{n} incidents'),
  split: text('แยกออก', 'Take out'),
  splitTitle: text('แยก {whom} ออกจากเรื่องนี้', 'Take {whom} out of this case'),
  splitNote: text(
    'จะเป็นเหตุการณ์ของตนเองพร้อมการแจ้งเตือน ไฟล์ และความเห็นเดิม หากเหตุยังไม่สิ้นสุดจะกลับเข้าคิวเป็นเหตุการณ์ใหม่',
    'It is an incident of its own again, with its alerts, files and comments; where it goes on it is new in the queue',
  ),
  me: text('ฉัน ({name})', 'Me ({name})'),
  myself: text('ฉันเอง', 'Myself'),
  noNames: text('อ่านรายชื่อไม่สำเร็จ มอบหมายให้ตนเองได้เท่านั้น', 'The names could not be read; only oneself can be assigned'),
  send: text('ส่ง', 'Send'),
  sending: text('กำลังส่ง', 'Sending'),
  assigneeOff: text(
    '{name} อยู่นอกเวร ระบบจะส่งข้อความแจ้งการมอบหมายให้ แต่อาจไม่เห็นทันที เรื่องด่วนกรุณาโทรแจ้ง',
    '{name} is off duty. A message says that it was given to them, but may be seen late: phone where it is urgent',
  ),
  assigneeUnreached: text(
    'ระบบไม่มีช่องทางแจ้ง {name} กรุณาโทรแจ้งการมอบหมายเอง',
    '{name} has no channel and gets no message: phone that it was given to them',
  ),
  takenFrom: text(
    'เหตุการณ์นี้มอบหมายให้ {who} อยู่ หากเฝ้าดู คิวจะแสดงว่าท่านเป็นผู้ดูแลแทน และเหตุการณ์จะย้ายมาอยู่ในรายการของท่าน โดยระบบไม่แจ้ง {who} กรุณาโทรตกลงกันก่อน',
    'This is assigned to {who}. If you watch it, the queue says that you see to it instead, it moves from their list to yours, and {who} is not told of it: phone first',
  ),
  cancel: text('ยกเลิก', 'Cancel'),
  keptNote: text('ข้อความที่พิมพ์ไว้จะยังอยู่เมื่อเปิดใหม่', 'What was typed stays until it is sent'),
  commentPlace: text('พิมพ์ความเห็น', 'Write a comment'),
  waiverPlace: text('เช่น ครบ 7 วันแล้วไม่ตอบ ติดต่อไม่ได้', 'e.g. no answer within 7 days, cannot be reached'),
  lacksAnswer: text(
    'ยังไม่มีคำชี้แจงจาก {who} กรุณาปล่อยเรื่องให้ชี้แจงก่อน หรือระบุเหตุผลที่ไม่รอ',
    'No answer of {who} yet: release it to them first, or say why it is confirmed without one',
  ),
  closeReasonPlace: text('เช่น โทรสอบถามคนขับ พบว่ายางแตก', 'e.g. called the carrier: a flat tyre'),
  needed: text('ต้องระบุ: {what}', 'Still needed: {what}'),

  conflict: text('มีผู้เปลี่ยนแปลงเหตุการณ์นี้ก่อน', 'Somebody else changed this incident first'),
  conflictWanted: text('ที่ท่านจะทำ: {act} ยังไม่ได้ส่ง', 'What you were about to do: {act}. It was not done'),
  conflictNow: text('สถานะขณะนี้: {state}', 'It is now: {state}'),
  conflictNotNow: text('ทำไม่ได้แล้วในสถานะนี้', 'It can no longer be done in this state'),
  conflictUnknown: text('รายละเอียดอยู่ในลำดับเหตุการณ์ด้านล่าง', 'See the timeline below'),
  tryAgain: text('ทำต่อ', 'Do it all the same'),
  drop: text('ไม่ทำแล้ว', 'Drop it'),
  failed: text('ส่งไม่สำเร็จ: {why}', 'Not sent: {why}'),
  noAnswer: text('เซิร์ฟเวอร์ไม่ตอบ', 'the server does not answer'),
  sendAgain: text('ส่งอีกครั้ง', 'Send again'),

  first: text('ทำก่อน', 'Do first'),
  alertsOf: text('การแจ้งเตือนในเหตุการณ์นี้', 'Alerts of this incident'),
  timeline: text('ลำดับเหตุการณ์', 'Timeline'),
  logLoading: text('กำลังอ่านลำดับเหตุการณ์', 'Reading the timeline'),
  logFailed: text('อ่านลำดับเหตุการณ์ไม่สำเร็จ กำลังลองใหม่', 'The timeline could not be read; trying again'),
  alertOpened: text('ระบบตรวจพบ: {rule}', 'Found: {rule}'),
  alertClosed: text('สิ้นสุด: {rule}', 'Ended: {rule}'),
  shelvedUntil: text('พักการเตือนถึง {until}: {reason}', 'Shelved until {until}: {reason}'),

  missingAlert: text('ไม่พบการแจ้งเตือนนี้', 'This alert is not known'),
  missingIncident: text('ไม่พบเหตุการณ์นี้', 'This incident is not known'),
  missingHint: text(
    'ลิงก์อาจไม่ครบ หรือข้อมูลพ้นกำหนดเก็บรักษาแล้ว',
    'The link may be incomplete, or the data are past their retention',
  ),
  unreadable: text('เปิดลิงก์นี้ไม่สำเร็จ', 'This link could not be opened'),
  unreadableHint: text('เซิร์ฟเวอร์ไม่ให้ข้อมูลในขณะนี้', 'The server does not give the data at the moment'),
  again: text('ลองใหม่', 'Try again'),

  toConfirm: text('รอยืนยัน {n}', '{n} to confirm'),
  shelves: text('การพักการเตือน', 'Shelves'),
  shelvedFoot: text('พักอยู่ {n}', 'Shelved {n}'),
  shelfWhat: text('พักอะไร', 'What to shelve'),
  shelfSpan: text('นานเท่าใด', 'For how long'),
  shelfUntil: text('ถึง {until} แล้วกลับมาเตือนเอง', 'Until {until}, then it is back by itself'),
  shelfReason: text('เหตุผล', 'Reason'),
  shelfReasonPlace: text('เช่น อุปกรณ์เสีย รอช่างเปลี่ยน', 'e.g. device broken, to be replaced'),
  shelfNote: text(
    'ยังตรวจและบันทึกตามปกติ แต่ไม่ส่งเสียงและไม่แจ้งออกไป',
    'All is still judged and stored, but neither sounds nor is sent',
  ),
  shelfSecond: text('ต้องให้ผู้อื่นยืนยันก่อนจึงจะเริ่มพัก', 'Somebody else must confirm before it holds'),
  shelfMade: text('พักการเตือนแล้ว', 'Shelved'),
  shelfWaiting: text('บันทึกแล้ว รอผู้อื่นยืนยัน', 'Noted; it waits for somebody else to confirm'),
  noShelves: text('ไม่มีการพักการเตือน', 'Nothing is shelved'),
  shelvesFailed: text('อ่านรายการพักการเตือนไม่สำเร็จ', 'The shelves could not be read'),
  shelvedIncidents: text('เหตุการณ์ที่พักไว้', 'Incidents held back'),
  held: text('เหตุการณ์', 'Held'),
  until: text('ถึง', 'Until'),
  left: text('เหลือ {span}', '{span} left'),
  madeBy: text('โดย', 'By'),
  confirmedBy: text('ยืนยันโดย {who}', 'confirmed by {who}'),
  confirm: text('ยืนยัน', 'Confirm'),
  confirmNotOwn: text('ผู้ขอพักยืนยันเองไม่ได้', 'Who asked for it cannot confirm it'),
  lift: text('เลิกพัก', 'Lift'),
  liftReason: text('เหตุผลที่เลิกพัก', 'Why it is lifted'),
  back: text('กลับ', 'Back'),
  dismiss: text('ปิด', 'Close'),

  soundOff: text('เสียงปิดอยู่', 'Sound is off'),
  soundOffHint: text('จะไม่ได้ยินเมื่อมีเหตุด่วน', 'An immediate incident would not be heard'),
  soundImpossible: text('เบราว์เซอร์นี้ส่งเสียงไม่ได้', 'This browser cannot make sounds'),
  soundOn: text('เปิดเสียง', 'Switch it on'),
  shiftStart: text('เริ่มกะ: ทดสอบเสียง', 'Shift start: sound'),
  soundAgain: text('ทดสอบเสียง', 'Test sound'),
  heardAt: text('ได้ยิน {at}', 'heard {at}'),
  testTitle: text('ได้ยินเสียงทดสอบหรือไม่', 'Did you hear the test tone?'),
  testHint: text(
    'เป็นเสียงเดียวกับเมื่อมีเหตุด่วน ซึ่งดังซ้ำทุก 20 วินาทีจนกว่าจะมีผู้รับทราบ',
    'It is the sound of an immediate incident, repeated every 20 s until somebody acknowledges',
  ),
  testRefused: text('เบราว์เซอร์ยังไม่ให้ส่งเสียง กดเล่นอีกครั้ง', 'The browser still refuses sound. Play it again'),
  testUnheard: text(
    'ตรวจระดับเสียง ลำโพงหรือหูฟัง และเสียงของแท็บนี้ แล้วเล่นอีกครั้ง',
    'Check the volume, the speaker or headphones and whether this tab is muted, then play it again',
  ),
  heard: text('ได้ยิน', 'Heard it'),
  unheard: text('ไม่ได้ยิน', 'Not heard'),
  playAgain: text('เล่นอีกครั้ง', 'Play again'),
  noNotices: text('เบราว์เซอร์ไม่อนุญาตให้แจ้งเตือนบนเดสก์ท็อป', 'The browser does not allow desktop notices'),
}

export const incidentStateTexts: Record<IncidentState, Text> = {
  new: text('ใหม่', 'New'),
  acknowledged: text('รับทราบแล้ว', 'Acknowledged'),
  assigned: text('มอบหมายแล้ว', 'Assigned'),
  watching: text('เฝ้าดูอยู่', 'Watched'),
  closed: text('ปิดแล้ว', 'Closed'),
}

export const outcomeTexts: Record<Outcome, Text> = {
  confirmed: text('ยืนยันว่าผิดจริง', 'Confirmed'),
  lawful: text('ถูกต้องตามกฎหมาย', 'Lawful'),
  device_fault: text('อุปกรณ์ขัดข้อง', 'Device fault'),
  false: text('แจ้งเตือนผิด', 'False alarm'),
}

export const outcomeHints: Record<Outcome, Text> = {
  confirmed: text('มีการกระทำผิดตามที่แจ้งเตือน', 'The breach happened as the alert says'),
  lawful: text('เกิดขึ้นจริง แต่มีเหตุอันชอบด้วยกฎหมาย', 'It happened, and was allowed'),
  device_fault: text('เครื่อง GPS หรือสัญญาณผิดปกติ', 'The GPS device or its signal was at fault'),
  false: text('ระบบแจ้งผิด ไม่ได้เกิดเหตุ', 'The system was wrong; nothing happened'),
}

/** What was done, as the timeline tells it; an act that is not here is shown by its own word. */
export const doneTexts: Record<Act | SystemAct | RoadDeed | PartyDeed | CaseDeed, Text> = {
  acknowledge: text('รับทราบ', 'acknowledged'),
  assign: text('มอบหมายให้ {assignee}', 'assigned it to {assignee}'),
  release: text('คืนเข้าคิว', 'gave it back'),
  watch: text('เฝ้าดู', 'watches it'),
  comment: text('แสดงความเห็น', 'commented'),
  close: text('ปิดเรื่อง: {outcome}', 'closed it: {outcome}'),
  reopen: text('เปิดเรื่องอีกครั้ง', 'opened it again'),
  open: text('เปิดเหตุการณ์', 'opened it'),
  join: text('เพิ่มการแจ้งเตือน', 'added an alert'),
  worsen: text('รุนแรงขึ้น กลับเป็นเหตุการณ์ใหม่', 'found it graver; it is new again'),
  refute: text('พิกัดที่มาภายหลังหักล้างเหตุนี้', 'later positions refuted it'),
  bear_out: text('เหตุที่ถูกหักล้างกลับมีผลอีก', 'a refuted alert holds again'),
  withdraw: text('ปิดเรื่อง เพราะถูกหักล้าง', 'withdrew it: refuted'),
  resurface: text('กลับเป็นเหตุการณ์ใหม่', 'made it new again'),
  on_the_way: text('ออกเดินทาง', 'is on the way'),
  there: text('ถึงที่เกิดเหตุ', 'is there'),
  leave: text('ออกจากที่เกิดเหตุ', 'left the place'),
  help: text('ขอความช่วยเหลือ', 'asked for help'),
  finding: text('แจ้งสิ่งที่พบ', 'found'),
  file: text('ส่งไฟล์', 'sent a file'),
  officer_overdue: text('ขาดการติดต่อกับเจ้าหน้าที่', 'did not hear from an officer in time'),
  reached: text('ติดต่อเจ้าหน้าที่ได้แล้ว', 'reached the officer'),
  party_told: text('แจ้งผู้เกี่ยวข้องให้ชี้แจง', 'had a party told'),
  party_unreached: text('ข้อความส่งไม่ถึงผู้เกี่ยวข้อง', 'could not reach a party'),
  party_answered: text('ได้รับคำชี้แจง', 'got an answer'),
  party_file: text('ได้รับไฟล์จากผู้เกี่ยวข้อง', 'got a file of a party'),
  party_waived: text('ยืนยันโดยไม่มีคำชี้แจง เพราะ', 'confirms it without an answer, because'),
  merge: text('รวมเข้ากับเรื่อง {other}', 'merged it into {other}'),
  take_in: text('รวมเหตุการณ์ {other} เข้ามา', 'merged {other} into it'),
  split: text('แยกเหตุการณ์ {other} ออก', 'took {other} out'),
  come_out: text('แยกออกจากเรื่อง {other}', 'took it out of {other}'),
}

export const actTexts: Record<Act, Text> = {
  acknowledge: deskTexts.acknowledge,
  assign: deskTexts.assign,
  release: deskTexts.release,
  watch: deskTexts.watch,
  comment: deskTexts.comment,
  close: deskTexts.close,
  reopen: deskTexts.reopen,
}

export const fieldTexts: Record<keyof Fields, Text> = {
  outcome: text('ผลการตรวจสอบ', 'Outcome'),
  assignee: text('ผู้รับผิดชอบ', 'Whom'),
  text: text('เหตุผล', 'Reason'),
  waiver: text('เหตุผลที่ยืนยันโดยไม่มีคำชี้แจงของผู้เกี่ยวข้อง', 'Why it is confirmed without the party’s answer'),
}

export const filterTexts: Record<Filter, Text> = {
  all: text('ทั้งหมด', 'All'),
  new: text('ใหม่', 'New'),
  mine: text('ของฉัน', 'Mine'),
}

export const shelfKindTexts: Record<ShelfKind, Text> = {
  unit: text('เครื่อง GPS ของรถคันนี้', 'This truck\'s GPS device'),
  place: text('สถานที่', 'Place'),
  rule: text('กฎ', 'Rule'),
}

export const shelfStateTexts: Record<Shelf['state'], Text> = {
  waiting: text('รอผู้อื่นยืนยัน', 'Waits for confirmation'),
  active: text('พักอยู่', 'Holds'),
  lifted: text('เลิกพักแล้ว', 'Lifted'),
  over: text('ครบเวลาแล้ว', 'Over'),
}
