/** The words of the map, its legend, its lists and what stands for it. */
import type { Look } from '../look'
import type { Text } from '../texts'
import type { Switch } from './switches'

const text = (th: string, en: string): Text => ({ th, en })

export const lookTexts: Record<Look, Text> = {
  free: text('ไม่ได้ขนส่งกาก', 'Not on a trip'),
  on_route: text('อยู่ระหว่างขนส่ง', 'On a trip'),
  late: text('พิกัดล่าช้าเกิน 3 นาที', 'Position over 3 min old'),
  silent: text('ไม่มีสัญญาณ', 'No signal'),
  record: text('แจ้งเตือน: บันทึกไว้', 'Alert: for the record'),
  today: text('แจ้งเตือน: ภายในวันนี้', 'Alert: today'),
  immediate: text('แจ้งเตือน: ด่วน', 'Alert: immediate'),
}

export const switchTexts: Record<Switch, Text> = {
  tiles: text('แผนที่จากผู้ให้บริการ', 'Map tiles'),
  provinces: text('จังหวัด', 'Provinces'),
  rivers: text('แม่น้ำ', 'Rivers'),
  estates: text('นิคมอุตสาหกรรม', 'Industrial estates'),
  sites: text('โรงงานต้นทางและผู้รับกำจัด', 'Generators and processors'),
  restricted: text('พื้นที่เฝ้าระวัง', 'Restricted areas'),
  services: text('จุดพัก น้ำมัน ด่านชั่ง ลานจอด', 'Rest, fuel, weighing, depots'),
  plates: text('ทะเบียนรถ', 'Plates'),
  trail: text('เส้นทางที่วิ่งจริง', 'Track driven'),
}

export const mapTexts = {
  layers: text('ชั้นข้อมูลบนแผนที่', 'Layers of the map'),
  layersHead: text('แสดงบนแผนที่', 'Shown on the map'),
  zoomIn: text('ขยายเข้า', 'Zoom in'),
  zoomOut: text('ขยายออก', 'Zoom out'),
  inView: text('รายการที่อยู่บนแผนที่', 'List what the map shows'),
  inViewHead: text('บนแผนที่ขณะนี้ {n} คัน', '{n} trucks in view'),
  spotHead: text('รถ {n} คันในจุดเดียวกัน', '{n} trucks in one place'),
  firstOf: text('แสดง {n} คันแรก', 'The first {n} are listed'),
  nothingHere: text('ไม่มีรถในพื้นที่ที่แสดง', 'No truck in what is shown'),
  closeList: text('ปิดรายการ', 'Close the list'),
  placeAlert: text('เหตุที่ไม่มีรถบนแผนที่', 'Alert without a truck on the map'),
  summary: text(
    'แผนที่มีรถ {n} คัน มีแจ้งเตือนด่วน {urgent} เรื่อง กดปุ่มรายการเพื่ออ่านรายชื่อรถ',
    'The map has {n} trucks and {urgent} immediate alerts. The list button lists the trucks',
  ),
  sketchLabel: text('แผนที่แบบร่างของรถ', 'Sketch map of the trucks'),
  sketchNote: text(
    'เครื่องนี้ไม่มี WebGL จึงแสดงแผนที่แบบร่าง', 'This computer has no WebGL: a sketch stands for the map',
  ),
  group: text('กลุ่มรถ {n} คัน ที่สำคัญที่สุด: {look}', 'Group of {n} trucks, at worst: {look}'),

  legend: text('สัญลักษณ์', 'Legend'),
  legendTrucks: text('รถ: สีบอกเรื่องสำคัญ', 'Trucks: colour tells what matters'),
  legendShapes: text('รูปร่างบอกการเคลื่อนที่', 'Shape tells the movement'),
  legendPlaces: text('สถานที่', 'Places'),
  legendChosen: text('คันที่เลือก', 'The chosen truck'),
  legendCluster: text('กลุ่มรถ สีตามคันที่สำคัญที่สุด', 'Group, coloured by its worst truck'),
  legendPlaceAlert: text('เหตุ ณ สถานที่', 'Alert at a place'),
  legendCorridor: text('แนวเส้นทางที่อนุญาต', 'Permitted corridor'),
  legendDone: text('ระยะที่ผ่านแล้ว', 'Way already covered'),
  legendOrigin: text('ต้นทาง', 'Origin'),
  legendDestination: text('ปลายทาง', 'Destination'),
  legendOn: text('วิ่งในแนวเส้นทาง', 'Driven inside the corridor'),
  legendNear: text('ออกนอกแนวไม่เกิน 500 ม.', 'Up to 500 m outside'),
  legendFar: text('ออกนอกแนวเกิน 500 ม.', 'Over 500 m outside'),
  legendNone: text('วิ่งโดยไม่มีแนวเส้นทางกำกับ', 'Driven, no corridor known'),
  legendGap: text('ช่วงที่ไม่มีพิกัดเกิน 5 นาที', 'No position for over 5 min'),
  legendBreach: text('ช่วงที่ผิดปกติและพิกัดหลักฐาน', 'Part in breach, positions in evidence'),
  legendFade: text('เส้นจางลงตามเวลาที่ผ่านไป', 'The older the paler'),

  progress: text('ความคืบหน้าตามเส้นทาง', 'Progress along the route'),
  progressValue: text('{km} จาก {of} กม. ({percent} %)', '{km} of {of} km ({percent} %)'),
  offRoute: text('ห่างจากเส้นทาง {m}', '{m} from the route'),
  onRoute: text('อยู่ในแนวเส้นทาง', 'Inside the corridor'),
  outside: text('อยู่นอกแนวเส้นทาง', 'Outside the corridor'),
  km: text('กม.', 'km'),
} as const satisfies Record<string, Text>
