/** The texts of a trip's page, Thai and English side by side. */
import { type Text, texts } from '../../texts'
import type { RowKind } from './model'

function text(th: string, en: string): Text {
  return { th, en }
}

export const tripTexts = {
  heading: texts.trip,
  left: text('ออกรถ', 'Left'),
  driven: text('ระยะทางที่วิ่ง', 'Driven'),
  took: text('ใช้เวลา', 'Took'),
  soFar: text('ใช้เวลาแล้ว', 'So far'),
  verdict: text('ผลการตรวจ', 'Verdict'),
  finalAfter: text('อาจเปลี่ยนได้ถึง {time} หากมีข้อมูลมาภายหลัง', 'May still change until {time} if late data come'),
  continues: text('รับช่วงต่อจากเที่ยวก่อน', 'Took over from an earlier trip'),
  isOpen: text(
    'เที่ยวนี้ยังไม่สิ้นสุด หน้านี้ปรับปรุงเองเมื่อมีข้อมูลใหม่ อ่านล่าสุด {time}',
    'This trip is still under way. The page keeps itself up to date; last read {time}',
  ),
  readAgainFailed: text(
    'อ่านข้อมูลใหม่ไม่สำเร็จ ที่เห็นคือข้อมูลเมื่อ {time} กำลังลองใหม่',
    'Reading again failed. What is shown is as of {time}. Trying again',
  ),

  unseenNone: text('เห็นรถตลอดเที่ยว ไม่มีช่วงที่ขาดข้อมูลเกิน 5 นาที', 'Seen all the way: no gap of over 5 min'),
  unseenSome: text(
    'ไม่มีใครเห็นรถ {n} ช่วง รวม {span} ระยะแนวตรง {km} กม.',
    'Nobody saw the truck for {span}, {km} km in a straight line. Gaps: {n}',
  ),
  unseenNow: text('ไม่มีใครเห็นรถตั้งแต่ {time} นาน {span} แล้ว', 'Nobody has seen the truck since {time}, for {span}'),
  thinned: text(
    'กราฟและแผนที่แสดง {n} จาก {all} พิกัด โดยคงจุดที่เร็วที่สุดและไกลที่สุดไว้',
    'Chart and map show {n} of {all} positions; the fastest and the farthest are kept',
  ),

  downloads: text('ดาวน์โหลดพิกัด', 'Positions as a file'),
  downloadAs: text('ดาวน์โหลดพิกัดเป็นไฟล์ {form}', 'Download the positions as {form}'),

  timeline: text('ลำดับเหตุการณ์ของเที่ยว', 'Timeline of the trip'),
  timelineHint: text('ชี้ที่แถวเพื่อดูบนแผนที่และกราฟ', 'Point at a row to see it on the map and the chart'),
  goesOn: text('ยังดำเนินอยู่', 'goes on'),
  sinceBefore: text('หรือเริ่มก่อนหน้านั้น', 'began then or earlier'),
  stopAllowed: text('จุดที่อนุญาตให้จอด', 'a permitted place'),
  stopOnRoute: text('อยู่ในแนวเส้นทาง', 'within the corridor'),
  stopOffRoute: text('นอกแนวเส้นทาง', 'off the corridor'),
  kmValue: text('{km} กม.', '{km} km'),
  kmStraight: text('{km} กม. แนวตรง', '{km} km straight'),

  map: text('แผนที่ของเที่ยว', 'Map of the trip'),
  noMapHint: text(
    'เบราว์เซอร์ไม่มี WebGL จึงแสดงเป็นภาพร่าง ส่วนอื่นของหน้านี้ใช้ได้ตามปกติ',
    'The browser has no WebGL, so this is a sketch. The rest of the page works as usual',
  ),
  sketch: text('ภาพร่างเส้นทางของเที่ยว', 'Sketch of the trip'),
  fitTrip: text('ดูทั้งเที่ยว', 'Show the whole trip'),
  origin: text('ต้นทาง', 'Origin'),
  destination: text('ปลายทาง', 'Destination'),
  pinStop: text('จุดจอดที่อนุญาต', 'Permitted stop'),
  pinStopBad: text('จุดจอดที่ไม่ได้รับอนุญาต', 'Stop not permitted'),
  pinAlert: text('แจ้งเตือน', 'Alert'),
  lineGap: text('ช่วงที่ไม่มีใครเห็น', 'Nobody saw it'),

  chart: text('กราฟความเร็วและระยะนอกแนวเส้นทาง', 'Chart of speed and of distance from the corridor'),
  chartKeys: text('ปุ่มลูกศรเลื่อนทีละพิกัด', 'Arrow keys step through the positions'),
  speed: text('ความเร็ว (กม./ชม.)', 'Speed (km/h)'),
  offCorridor: text('ระยะนอกแนวเส้นทาง (ม.)', 'Beyond the corridor (m)'),
  margin: text('ระยะผ่อนผัน {m} ม.', 'margin {m} m'),
  marginOver: text(
    'ใบอนุญาต {corridor} ม. + ผ่อนผัน {m} ม. (เผื่อ GPS คลาดเคลื่อน) เกินนี้จึงแจ้งเตือน',
    'Permit {corridor} m + margin {m} m (error of GPS): an alert beyond that',
  ),
  notJudged: text('ใบอนุญาตไม่กำหนดเส้นทาง จึงไม่มีระยะให้วัด', 'The permit names no route: there is nothing to measure'),
  noFixes: text('ไม่มีพิกัดให้แสดง', 'No positions to show'),
  readSpeed: text('{kmh} กม./ชม.', '{kmh} km/h'),
  readSpeedNone: text('ไม่ทราบความเร็ว', 'speed unknown'),
  readWithin: text('ในแนวเส้นทาง', 'within the corridor'),
  readOff: text('นอกแนวเส้นทาง {m} ม.', '{m} m beyond the corridor'),
  readPermitted: text('อยู่ในจุดที่อนุญาต', 'in a permitted place'),
  plannedEnd: text('ตามใบอนุญาต', 'by its permit'),

  alerts: text('การแจ้งเตือนของเที่ยวนี้', 'Alerts of this trip'),
  noAlerts: text('ไม่มีการแจ้งเตือนในเที่ยวนี้', 'No alerts in this trip'),
  explain: text('ดูเหตุผลทีละขั้น', 'Explain step by step'),
  explainFailed: text('อ่านเหตุผลไม่สำเร็จ กรุณาลองใหม่', 'The explanation could not be read. Try again'),
  explainNone: text('ไม่มีขั้นตอนให้แสดง', 'There are no steps to show'),
  byFix: text('จากพิกัด', 'by a position'),
  byDeadline: text('จากเวลาที่ครบกำหนด', 'by a deadline'),
  toLive: text('เปิดในแผนที่สด', 'Open on the live map'),

  permits: text('ใบอนุญาตในเวลาที่ออกรถ', 'Permit as it was at departure'),
  noPermit: text('เที่ยวนี้ไม่มีใบอนุญาตที่ระบบรู้จัก', 'No permit of this trip is known'),
  manifests: texts.manifests,
  noManifests: text('เที่ยวนี้ไม่มีใบกำกับการขนส่ง', 'This trip has no manifest'),
  manifestUnknown: text('ไม่พบใบกำกับเลขที่ {no} ในระบบ', 'Manifest {no} is not in the system'),
  waste: texts.permitWaste,
  declared: text('แจ้งไว้', 'Declared'),
  weighedOut: text('ชั่งออก', 'Weighed out'),
  weighedIn: text('รับจริง', 'Received'),
  difference: text('ต่างกัน', 'Difference'),
  noDifference: text('ยังเทียบไม่ได้', 'cannot be compared yet'),
  receivedAt: text('ยืนยันรับ', 'Receipt confirmed'),
  notReceived: text('ยังไม่ยืนยัน', 'not yet'),
  planned: text('กำหนดเดินทาง', 'Planned'),
  tonnes: text('{t} ตัน', '{t} t'),

  truck: text('รถและเครื่อง GPS', 'Truck and GPS device'),
  plate: text('ทะเบียน', 'Plate'),
  carrier: texts.carrier,
  vehicleType: text('ประเภทรถ', 'Type'),
  device: texts.unit,
  rides: text('ติดตั้งกับรถคันนี้', 'On this truck'),
  ridesFrom: text('ตั้งแต่ {day}', 'since {day}'),
  noVehicle: text('เครื่องนี้ไม่ได้ผูกกับรถคันใดในเวลานั้น', 'The device was on no registered truck then'),

  unknown: text('ไม่พบเที่ยวขนส่ง {id}', 'There is no trip {id}'),
  unknownHint: text(
    'ตรวจเลขที่เที่ยวในลิงก์ หรือเปิดเที่ยวจากการแจ้งเตือนหรือจากรถบนแผนที่สด ข้อมูลที่เกินกำหนดเก็บรักษาจะไม่มีในระบบแล้ว',
    'Check the number in the link, or open the trip from an alert or a truck on the live map. What is past its keeping is no longer here',
  ),
  noneChosen: text('ยังไม่ได้เลือกเที่ยวขนส่ง', 'No trip is chosen'),
  failed: text('อ่านข้อมูลของเที่ยวไม่สำเร็จ กำลังลองใหม่', 'The trip could not be read. Trying again'),
  toMap: text('ไปที่แผนที่สด', 'To the live map'),
} as const satisfies Record<string, Text>

/** What a row of the timeline is called; `{zone}` is where. */
export const rowTexts: Record<RowKind, Text> = {
  loading: text('บรรทุกที่ {zone}', 'Loading at {zone}'),
  departure: text('ออกจาก {zone}', 'Left {zone}'),
  driving: text('วิ่งบนถนน', 'On the road'),
  stop: text('จอดที่ {zone}', 'Stop at {zone}'),
  gap: text('ไม่มีใครเห็นรถ', 'Nobody saw the truck'),
  alert: text('แจ้งเตือน', 'Alert'),
  arrival: text('ถึง {zone}', 'Arrived at {zone}'),
  unloading: text('ลงกากที่ {zone}', 'Unloading at {zone}'),
  completed: text('เสร็จสิ้นเที่ยว', 'Trip completed'),
  ended: text('เที่ยวสิ้นสุดโดยไม่เสร็จสมบูรณ์', 'Trip ended without completion'),
}

export const rowVariantTexts = {
  stopNowhere: text('จอดนอกจุดที่อนุญาต', 'Stop at no permitted place'),
  gapExcused: text('ไม่มีสัญญาณขณะจอดในจุดที่อนุญาต', 'No signal while in a permitted place'),
} as const satisfies Record<string, Text>

export const toneTexts = {
  within: text('ในแนวเส้นทาง', 'Within the corridor'),
  near: text('นอกแนว ไม่เกิน {m} ม.', 'Beyond it, up to {m} m'),
  off: text('นอกแนว เกิน {m} ม.', 'Beyond it, over {m} m'),
  unjudged: text('ไม่มีเส้นทางให้เทียบ', 'No route to compare with'),
} as const satisfies Record<string, Text>

export const endReasonTexts: Record<string, Text> = {
  returned: text('นำกากกลับต้นทาง', 'The load was returned'),
  not_arrived: text('ไม่ถึงปลายทางตามเวลา', 'It never arrived'),
  cancelled: text('ยกเลิกใบกำกับทั้งหมด', 'All manifests were cancelled'),
  transferred: text('ถ่ายกากให้รถคันอื่น', 'The load went to another truck'),
  superseded: text('ข้อมูลที่มาภายหลังแก้ไขเที่ยวนี้', 'Later data undid this trip'),
}

export const verdictTexts: Record<string, Text> = {
  verified: text('ยืนยันได้จากพิกัด', 'Verified by its positions'),
  verified_with_alerts: text('ยืนยันได้ แต่มีการแจ้งเตือน', 'Verified, with alerts'),
  unverified: text('ยืนยันไม่ได้ เพราะข้อมูลไม่ครบ', 'Not verified: too little was seen'),
}

export const saidTexts: Record<string, Text> = {
  opened: texts.opened,
  changed: text('ปรับปรุง', 'Changed'),
  closed: texts.closed,
  retracted: text('ถอนเพราะหลักฐานภายหลัง', 'Taken back by later evidence'),
}

/** Types of trucks as the register has them; one that is not here is shown by its own word. */
export const vehicleTypeTexts: Record<string, Text> = {
  tipper: text('รถดัมพ์', 'Tipper'),
  'roll-off': text('รถโรลออฟ', 'Roll-off truck'),
  tanker: text('รถบรรทุกแท็งก์', 'Tanker'),
  tractor: text('รถหัวลาก', 'Tractor'),
  trailer: text('รถพ่วง', 'Trailer'),
}
