/** Every text of the page, Thai and English side by side. A text that lacks one of the two does not compile. */
import type { Certainty, Severity, UnitState, Urgency, ZoneKind } from './model'
import type { Lang } from './time'

export type Text = Readonly<Record<Lang, string>>

function text(th: string, en: string): Text {
  return { th, en }
}

export const texts = {
  title: text('ศูนย์เฝ้าระวังการขนส่งกากอุตสาหกรรม', 'Industrial Waste Transport Monitoring Centre'),
  titleShort: text('เฝ้าระวังการขนส่งกากอุตสาหกรรม', 'Industrial Waste Transport'),
  demo: text('ข้อมูลสาธิต', 'Demo data'),
  trucks: text('รถทั้งหมด', 'Trucks'),
  moving: text('กำลังวิ่ง', 'Moving'),
  trips: text('เที่ยวที่กำลังขนส่ง', 'Trips under way'),
  alerts: text('การแจ้งเตือน', 'Alerts'),
  ofWhichImmediate: text('ด่วน {n}', '{n} immediate'),
  clock: text('เวลาปัจจุบัน', 'Time now'),

  live: text('รับข้อมูลสด', 'Live'),
  connecting: text('กำลังเชื่อมต่อ', 'Connecting'),
  offline: text('ขาดการเชื่อมต่อ', 'Disconnected'),
  bannerLate: text('ข้อมูลล่าช้า {age}', 'Data is {age} old'),
  bannerOffline: text(
    'ขาดการเชื่อมต่อกับเซิร์ฟเวอร์ ข้อมูลบนจออาจไม่เป็นปัจจุบัน กำลังเชื่อมต่อใหม่',
    'Connection to the server lost. What is shown may be out of date. Reconnecting',
  ),
  bannerOfflineLate: text(
    'ขาดการเชื่อมต่อกับเซิร์ฟเวอร์ ข้อมูลล่าช้า {age} กำลังเชื่อมต่อใหม่',
    'Connection to the server lost. Data is {age} old. Reconnecting',
  ),

  tabAlerts: text('การแจ้งเตือน', 'Alerts'),
  tabTrucks: text('รถ', 'Trucks'),
  queueEmpty: text('ไม่มีการแจ้งเตือนค้างอยู่', 'No open alerts'),
  queueEmptyHint: text('เมื่อพบเหตุผิดปกติ จะแสดงที่นี่ทันที', 'An alert appears here as soon as something is found'),
  loading: text('กำลังโหลดข้อมูล', 'Loading'),
  loadFailed: text('อ่านข้อมูลจากเซิร์ฟเวอร์ไม่สำเร็จ', 'The server did not give the data'),
  newAlert: text('แจ้งเตือนใหม่', 'New alert'),
  closedAlert: text('ปิดแล้ว', 'Closed'),
  keysHint: text('เลื่อน', 'move'),
  keyOpen: text('เปิด', 'open'),
  keyClose: text('ปิด', 'close'),

  search: text('ค้นหาทะเบียนรถ ผู้ขนส่ง หรือรหัสเครื่อง', 'Find a plate, carrier or device'),
  allTrucks: text('ทุกสถานะ', 'All'),
  noTruckFound: text('ไม่พบรถที่ตรงกับคำค้น', 'No truck matches'),
  firstOfMany: text('แสดง {n} จาก {all} คัน พิมพ์ทะเบียนเพื่อค้นหา', 'Showing {n} of {all}. Type a plate to narrow it down'),

  close: text('ปิดหน้าต่าง (Esc)', 'Close (Esc)'),
  reason: text('เหตุที่แจ้ง', 'Why'),
  since: text('ตั้งแต่', 'Since'),
  lasted: text('นาน', 'Lasted'),
  ago: text('{span}ที่แล้ว', '{span} ago'),
  detected: text('ระบบตรวจพบ', 'Detected'),
  ended: text('สิ้นสุด', 'Ended'),
  severity: text('ความรุนแรง', 'Severity'),
  urgency: text('ความเร่งด่วน', 'Urgency'),
  certainty: text('ความแน่ชัด', 'Certainty'),
  rule: text('กฎ', 'Rule'),
  statusOpen: text('ยังไม่ยุติ', 'Open'),
  statusClosed: text('ยุติแล้ว', 'Closed'),
  status: text('สถานะ', 'State'),
  late: text('ใช้พิกัดที่ส่งมาล่าช้าประกอบ', 'A late position was needed'),
  unit: text('เครื่อง GPS', 'GPS device'),
  carrier: text('ผู้ขนส่ง', 'Carrier'),
  vendor: text('ผู้ให้บริการ GPS', 'GPS vendor'),
  manifest: text('ใบกำกับการขนส่ง', 'Manifest'),
  zone: text('พื้นที่', 'Place'),
  position: text('พิกัด', 'Position'),
  noPlate: text('ไม่ทราบทะเบียน', 'Plate unknown'),
  showOnMap: text('ดูบนแผนที่', 'Show on map'),
  copyLink: text('คัดลอกลิงก์', 'Copy link'),
  copied: text('คัดลอกแล้ว', 'Copied'),

  evidence: text('หลักฐาน', 'Evidence'),
  thresholds: text('เกณฑ์ที่ใช้', 'Thresholds'),
  measured: text('ค่าที่วัดได้', 'Measured'),
  pings: text('พิกัดที่ใช้เป็นหลักฐาน', 'Positions used as evidence'),
  pingTime: text('เวลา', 'Time'),
  pingDelay: text('รับช้า', 'Delay'),
  pingSpeed: text('กม./ชม.', 'km/h'),
  pingPlace: text('ละติจูด, ลองจิจูด', 'Latitude, longitude'),
  noEvidence: text('ไม่มีค่าประกอบ', 'No values were given'),
  noPings: text('กฎนี้ไม่ได้อาศัยพิกัดรายจุด', 'This rule rests on no single positions'),
  history: text('ลำดับเหตุการณ์', 'History'),
  opened: text('เปิดแจ้งเตือน', 'Opened'),
  updated: text('ปรับปรุงข้อมูล', 'Updated'),
  closed: text('ยุติ', 'Closed'),

  permit: text('ใบอนุญาต', 'Permit'),
  permitValid: text('ใช้ได้', 'Valid'),
  permitFrom: text('ต้นทาง', 'From'),
  permitTo: text('ปลายทาง', 'To'),
  permitWaste: text('ของเสีย', 'Waste'),
  permitCorridor: text('แนวเส้นทาง', 'Corridor'),
  permitCorridorValue: text('{m} ม. สองข้างทาง', '{m} m either side'),
  permitNoRoute: text('ใบอนุญาตไม่กำหนดเส้นทาง', 'The permit names no route'),
  permitMissing: text('ไม่พบใบอนุญาตเลขที่นี้ในระบบ', 'This permit is not in the system'),
  metres: text('ม.', 'm'),
  tonnes: text('ตัน', 't'),

  trip: text('เที่ยวขนส่ง', 'Trip'),
  noTrip: text('ไม่อยู่ระหว่างขนส่ง', 'Not on a trip'),
  onTrip: text('อยู่ระหว่างขนส่ง', 'On a trip'),
  lastFix: text('พิกัดล่าสุด', 'Last position'),
  speed: text('ความเร็ว', 'Speed'),
  kmh: text('กม./ชม.', 'km/h'),
  truckState: text('สถานะรถ', 'Truck'),
  openAlerts: text('แจ้งเตือนของรถคันนี้', 'Alerts of this truck'),
  noOpenAlerts: text('รถคันนี้ไม่มีการแจ้งเตือนค้างอยู่', 'No open alerts for this truck'),
  trackLoading: text('กำลังโหลดเส้นทางที่วิ่ง', 'Loading the track'),
  trackFailed: text('โหลดเส้นทางที่วิ่งไม่สำเร็จ', 'The track could not be loaded'),
  trackNone: text('ไม่มีพิกัดในช่วงเวลานี้', 'No positions in this period'),
  trackShown: text('แสดงเส้นทาง {from}–{to} น.', 'Track {from}–{to} shown'),

  legend: text('สัญลักษณ์', 'Legend'),
  legendAlert: text('มีการแจ้งเตือน', 'With an alert'),
  legendCorridor: text('แนวเส้นทางที่อนุญาต', 'Permitted corridor'),
  legendTrack: text('เส้นทางที่วิ่งจริง', 'Track driven'),
  legendBreach: text('ช่วงที่ผิดปกติ', 'Part in breach'),
  legendCluster: text('กลุ่มรถ', 'Group of trucks'),
  legendTrucks: text('รถ', 'Trucks'),
  legendPlaces: text('สถานที่', 'Places'),
  fitFleet: text('ดูรถทั้งหมด', 'Show all trucks'),
  fitCountry: text('ดูทั้งประเทศ', 'Show the country'),
  zoomIn: text('ขยายเข้า', 'Zoom in'),
  zoomOut: text('ขยายออก', 'Zoom out'),
  schematic: text('แผนที่ฐานแบบสังเขป', 'Schematic base map'),
  noMap: text('เครื่องนี้แสดงแผนที่ไม่ได้', 'The map cannot be shown on this computer'),
  noMapHint: text(
    'เบราว์เซอร์ไม่มี WebGL รายการแจ้งเตือนและรายการรถยังใช้ได้ตามปกติ',
    'The browser has no WebGL. The alert queue and the truck list work as usual',
  ),
  mapLabel: text('แผนที่ตำแหน่งรถ', 'Map of the trucks'),
  yes: text('ใช่', 'yes'),
  no: text('ไม่ใช่', 'no'),
} as const satisfies Record<string, Text>

export const urgencyTexts: Record<Urgency, Text> = {
  immediate: text('ด่วน', 'Immediate'),
  today: text('ภายในวันนี้', 'Today'),
  record: text('บันทึกไว้', 'For the record'),
}

export const urgencyHints: Record<Urgency, Text> = {
  immediate: text('ยังแก้ไขได้ขณะรถอยู่บนถนน', 'can still be changed on the road'),
  today: text('ตรวจสอบภายในวันนี้', 'look into it today'),
  record: text('เก็บเป็นหลักฐาน', 'kept as evidence'),
}

export const severityTexts: Record<Severity, Text> = {
  critical: text('วิกฤต', 'Critical'),
  high: text('สูง', 'High'),
  warning: text('เฝ้าระวัง', 'Warning'),
  info: text('แจ้งเพื่อทราบ', 'Info'),
}

export const certaintyTexts: Record<Certainty, Text> = {
  observed: text('เห็นได้จากพิกัด', 'Seen in the positions'),
  likely: text('น่าจะเกิดขึ้นจริง', 'Likely'),
  possible: text('อาจเกิดขึ้น ต้องตรวจสอบ', 'Possible, to be checked'),
}

export const stateTexts: Record<UnitState, Text> = {
  moving: text('กำลังวิ่ง', 'Moving'),
  idle: text('จอดติดเครื่อง', 'Idling'),
  parked: text('จอดดับเครื่อง', 'Parked'),
  silent: text('ไม่มีสัญญาณ', 'No signal'),
}

export const zoneKindTexts: Record<ZoneKind, Text> = {
  generator: text('โรงงานต้นทาง', 'Waste generator'),
  processor: text('โรงงานผู้รับกำจัด', 'Waste processor'),
  estate: text('นิคมอุตสาหกรรม', 'Industrial estate'),
  restricted: text('พื้นที่เฝ้าระวัง', 'Restricted area'),
  rest_area: text('จุดพักรถ', 'Rest area'),
  fuel: text('สถานีบริการน้ำมัน', 'Fuel station'),
  weigh_station: text('ด่านชั่งน้ำหนัก', 'Weigh station'),
  depot: text('ลานจอดรถ', 'Depot'),
  province: text('จังหวัด', 'Province'),
}

export const permitStatusTexts: Record<string, Text> = {
  submitted: text('ยื่นคำขอแล้ว', 'Submitted'),
  approved: text('อนุญาตแล้ว', 'Approved'),
  suspended: text('พักใช้', 'Suspended'),
  revoked: text('เพิกถอน', 'Revoked'),
}

export const closeReasonTexts: Record<string, Text> = {
  returned_to_route: text('กลับเข้าเส้นทางแล้ว', 'Back on the route'),
  moved_on: text('รถออกจากจุดจอดแล้ว', 'Moved on'),
  signal_restored: text('สัญญาณกลับมาแล้ว', 'Signal restored'),
  arrived: text('ถึงปลายทางแล้ว', 'Arrived'),
  arrived_later: text('ถึงปลายทางภายหลัง', 'Arrived later'),
  received: text('ผู้รับยืนยันการรับแล้ว', 'Receipt confirmed'),
  cleared: text('เหตุสิ้นสุดแล้ว', 'Cleared'),
  trip_ended: text('เที่ยวขนส่งสิ้นสุดแล้ว', 'The trip ended'),
  late_evidence: text('พิกัดที่ส่งมาภายหลังหักล้างเหตุนี้', 'Refuted by positions that came later'),
}

export const ruleTexts: Record<string, Text> = {
  'route-deviation': text('ออกนอกเส้นทางที่ได้รับอนุญาต', 'Off the permitted route'),
  'unauthorised-stop': text('จอดนอกจุดที่ได้รับอนุญาต', 'Unauthorised stop'),
  'restricted-zone': text('เข้าพื้นที่เฝ้าระวัง', 'In a restricted area'),
  'wrong-destination': text('จอดในโรงงานที่ไม่ใช่ปลายทาง', 'Wrong destination'),
  'unloaded-elsewhere': text('สงสัยขนถ่ายกากนอกปลายทาง', 'Suspected unloading elsewhere'),
  'not-arrived': text('ไม่ถึงปลายทางตามเวลา', 'Not arrived in time'),
  'signal-lost': text('สัญญาณ GPS ขาดหายระหว่างขนส่ง', 'GPS signal lost on a trip'),
  'vendor-outage': text('ระบบของผู้ให้บริการ GPS ขัดข้อง', 'GPS vendor outage'),
  'power-cut': text('ไฟเลี้ยงเครื่อง GPS ถูกตัด', 'GPS power cut'),
  'frozen-position': text('พิกัดค้างทั้งที่รถวิ่ง', 'Position frozen while moving'),
  'impossible-move': text('ตำแหน่งรถเป็นไปไม่ได้', 'Impossible movement'),
  'undeclared-trip': text('ขนออกโดยไม่ได้แจ้ง', 'Undeclared trip'),
  'permit-invalid': text('ใบอนุญาตใช้ไม่ได้', 'Permit not valid'),
  'quota-exceeded': text('ปริมาณเกินที่ได้รับอนุญาต', 'Quota exceeded'),
  'outside-hours': text('ขนส่งนอกเวลาที่ได้รับอนุญาต', 'Outside permitted hours'),
  'paper-trip': text('แจ้งรับกากโดยไม่พบรถขนส่ง', 'Receipt without a truck'),
  'implausible-completion': text('การแจ้งรับไม่ตรงกับพิกัดรถ', 'Receipt does not fit the positions'),
  'weight-mismatch': text('น้ำหนักต้นทางและปลายทางไม่ตรงกัน', 'Weights do not agree'),
  'vehicle-mismatch': text('ใช้รถที่ไม่มีในใบอนุญาต', 'Truck not on the permit'),
  'secondary-movement': text('ขนออกจากโรงงานผู้รับไปที่อื่น', 'Moved on from the processor'),
  'repeated-short-stops': text('แวะจอดสั้น ๆ หลายครั้ง', 'Repeated short stops'),
  'overnight-hold': text('ค้างกากไว้บนรถนานผิดปกติ', 'Waste held on the truck'),
  'province-left': text('ออกนอกจังหวัดตามเส้นทาง', 'Left the permitted provinces'),
  'emerging-site': text('พบจุดจอดซ้ำที่ไม่ได้ขึ้นทะเบียน', 'New unregistered stopping place'),
  'late-confirmation': text('ผู้รับยังไม่ยืนยันการรับตามกำหนด', 'Receipt not confirmed in time'),
  'device-check-overdue': text('เครื่อง GPS ไม่ส่งข้อมูลเกินกำหนด', 'GPS device overdue'),
}

/** Words for evidence keys, with or without their unit; a key that is not here is shown with its own words. */
export const evidenceTexts: Record<string, Text> = {
  corridor: text('ระยะจากแนวเส้นทางที่อนุญาต', 'Permitted distance from the route'),
  margin: text('ระยะผ่อนผันเพิ่ม', 'Margin on top'),
  fixes: text('จำนวนพิกัด', 'Positions'),
  from_route: text('ห่างจากเส้นทางมากที่สุด', 'Farthest from the route'),
  beyond_corridor: text('เกินระยะที่อนุญาต', 'Beyond the corridor by'),
  minutes: text('จอดนาน', 'Stood for'),
  stop: text('จอดนาน', 'Stood for'),
  stopped: text('จอดในพื้นที่', 'Stopped there'),
  stopped_min: text('จอดในพื้นที่นาน', 'Stood there for'),
  stop_radius: text('ถือว่าจอดเมื่ออยู่ในรัศมี', 'A stop is within'),
  stop_min_s: text('ถือว่าจอดเมื่อนานถึง', 'A stop lasts at least'),
  off_corridor: text('อยู่นอกแนวเส้นทาง', 'Off the corridor'),
  off_corridor_min: text('จอดนอกแนวเส้นทางได้ไม่เกิน', 'Stop off the corridor, up to'),
  on_corridor_min: text('จอดในแนวเส้นทางได้ไม่เกิน', 'Stop on the corridor, up to'),
  warning: text('ระดับเฝ้าระวังตั้งแต่', 'Warning from'),
  high: text('ระดับสูงตั้งแต่', 'High from'),
  critical: text('ระดับวิกฤตตั้งแต่', 'Critical from'),
  leave: text('ถือว่าออกจากพื้นที่เมื่อพ้นนาน', 'Has left after'),
  path_gap: text('ต่อเส้นทางระหว่างพิกัดห่างกันไม่เกิน', 'Path is joined across gaps up to'),
  silent_min: text('ขาดสัญญาณนาน', 'Silent for'),
  silent_s: text('ขาดสัญญาณนานอย่างน้อย', 'Silent for at least'),
  vendor_outage: text('ระบบผู้ให้บริการขัดข้องในช่วงนั้น', 'During a vendor outage'),
  permitted_zone_ids: text('ปลายทางตามใบอนุญาต', 'Permitted destinations'),
  zone_id: text('พื้นที่', 'Place'),
  reason: text('สาเหตุ', 'Reason'),
  fault: text('สาเหตุ', 'Reason'),
  valid_from: text('ใช้ได้ตั้งแต่', 'Valid from'),
  valid_to: text('ใช้ได้ถึง', 'Valid to'),
  share: text('สัดส่วนเครื่องที่ขาดสัญญาณเกิน', 'Share of devices silent, over'),
  units: text('จำนวนเครื่องอย่างน้อย', 'Devices at least'),
  within: text('ขาดสัญญาณห่างกันไม่เกิน', 'Fell silent within'),
  silent: text('เครื่องที่ขาดสัญญาณ', 'Devices silent'),
  under_way: text('เครื่องที่กำลังเดินทาง', 'Devices under way'),
  along: text('มาตามเส้นทางแล้ว', 'Along the route'),
  to_go: text('เหลือระยะทาง', 'Still to go'),
  province_zone_id: text('จังหวัด', 'Province'),
  halts: text('จำนวนครั้งที่หยุด', 'Halts'),
  radius: text('ถือว่าหยุดเมื่ออยู่ในรัศมี', 'A halt is within'),
  min_min: text('นานอย่างน้อย', 'For at least'),
  max_min: text('นานไม่เกิน', 'And at most'),
  apart: text('นับเป็นครั้งใหม่เมื่อห่างกันตั้งแต่', 'Counts anew from a distance of'),
  minutes_each: text('หยุดนานครั้งละ (นาที)', 'Minutes of each'),
  time_windows: text('ช่วงเวลาที่อนุญาต', 'Permitted hours'),
  timezone: text('เขตเวลา', 'Time zone'),
  moving: text('ถือว่ารถวิ่งเมื่อเกิน', 'Moving is over'),
  speed: text('ความเร็ว', 'Speed'),
  ext_power_status_from: text('ถือว่าถูกตัดไฟเมื่อสถานะเดิม', 'A cut is from status'),
  ext_power_status_to: text('เปลี่ยนเป็น', 'to status'),
  ext_power_status_before: text('สถานะไฟเลี้ยงก่อนหน้า', 'Power status before'),
  ext_power_status: text('สถานะไฟเลี้ยง', 'Power status'),
}

/** Words for codes that stand as values in evidence. */
export const evidenceValueTexts: Record<string, Text> = {
  no_permit: text('ไม่มีใบอนุญาตหรือใบกำกับการขนส่งที่ระบุรถ', 'No permit and no manifest names the truck'),
  no_manifest: text('ไม่มีใบกำกับการขนส่งที่ยังใช้ได้', 'No open manifest'),
  submitted: text('ยังไม่ได้รับอนุมัติ', 'Not approved yet'),
  suspended: text('ถูกพักใช้', 'Suspended'),
  revoked: text('ถูกเพิกถอน', 'Revoked'),
  not_yet_valid: text('ยังไม่ถึงวันเริ่มใช้', 'Not valid yet'),
  expired: text('หมดอายุแล้ว', 'Expired'),
  item_declined: text('ผู้รับไม่ตอบรับของเสียรายการนี้', 'The processor declined the waste'),
  item_pending: text('ผู้รับยังไม่ตอบรับของเสียรายการนี้', 'The processor has not accepted the waste yet'),
}

/** Fills `{name}` in a text. */
export function fill(pattern: string, values: Readonly<Record<string, string | number>>): string {
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
