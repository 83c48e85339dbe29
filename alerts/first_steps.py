"""What an officer does first about an alert, a sentence for each rule in Thai and English."""

from collections.abc import Mapping
from typing import Final

FIRST_STEPS: Final[Mapping[str, tuple[str, str]]] = {
    "route-deviation": (
        "โทรหาผู้ขนส่งขณะรถยังวิ่ง ให้สายตรวจใกล้ที่สุดเข้าไปหากรถจอดหรือมุ่งไปจุดที่เคยลักลอบทิ้ง",
        "Call the carrier while it drives; go there if it stands still or turns towards a known dump site.",
    ),
    "unauthorised-stop": (
        "ไปที่รถขณะยังจอดอยู่ ถ่ายภาพรถและพื้นรอบรถ โทรถามเหตุผลจากผู้ขนส่ง",
        "Go there while the truck stands; photograph it and the ground around it; ask the carrier why.",
    ),
    "restricted-zone": (
        "หากรถจอด ให้เข้าพื้นที่ทันทีและเก็บภาพ หากแค่ผ่าน ดูว่าเส้นทางที่อนุญาตผ่านพื้นที่นี้หรือไม่",
        "If it stopped, go in now and take pictures; if it passed, see whether the permitted road leads through.",
    ),
    "wrong-destination": (
        "โทรหาโรงงานที่รถจอดก่อนจะลงของ ถามว่ารับกากนี้หรือไม่ และตรวจใบอนุญาตกับรหัสกาก",
        "Call the plant before the load is off: does it take it? Compare its licence with the waste code.",
    ),
    "unloaded-elsewhere": (
        "ไปจุดที่รถจอดวันนี้ ถ่ายภาพก่อนฝนหรือดินกลบ ถามโรงงานว่ารถกลับมาเปล่าหรือเต็ม",
        "Go to the place of the stop today with a camera; ask the factory whether the truck came back full.",
    ),
    "not-arrived": (
        "โทรหาผู้ขนส่งแล้วโทรหาปลายทาง หากไม่มีใครทราบ ไปจุดที่เห็นรถครั้งสุดท้าย",
        "Call the carrier, then the plant; if nobody knows, go to the last place.",
    ),
    "signal-lost": (
        "โทรถามตำแหน่งคนขับจากผู้ขนส่ง แล้วไปจุดที่เห็นรถครั้งสุดท้าย",
        "Call the carrier for the driver's place, then go to where the truck was seen last.",
    ),
    "vendor-outage": (
        "โทรหาผู้ให้บริการ GPS จดเที่ยวที่มองไม่เห็น ติดตามรถที่เงียบนานเกินครึ่งชั่วโมง",
        "Call the GPS vendor; note the trips that are unseen and follow those silent over half an hour.",
    ),
    "power-cut": (
        "ดูว่าพิกัดยังส่งมาหรือไม่ หากหยุดส่ง ให้ออกไปดูรถ หากยังส่ง ให้ผู้ขนส่งแสดงสายไฟที่จุดจอดถัดไป",
        "See whether positions go on; if they stop, go and look; if not, have the wiring shown at the next stop.",
    ),
    "frozen-position": (
        "ดูว่ารถโผล่ที่ใดต่อและไกลเพียงใด ขอข้อมูลดิบช่วงนั้นจากผู้ให้บริการ GPS",
        "See where the truck shows next and how far that is; ask the vendor for the raw records.",
    ),
    "impossible-move": (
        "ตรวจว่าทะเบียนผูกกับเครื่อง GPS ถูกต้อง แล้วเรียกรถมาตรวจเทียบกับเล่มทะเบียน",
        "Check which device belongs to the plate; have the truck stopped and compared with its registration.",
    ),
    "undeclared-trip": (
        "ถามโรงงานว่าขนอะไรออก ขอเลขใบกำกับจากผู้ขนส่ง หากไม่มี ให้หยุดรถตรวจบนถนน",
        "Ask the factory what left and the carrier for the manifest; if there is none, have the truck stopped.",
    ),
    "permit-invalid": (
        "ตรวจใบอนุญาตในทะเบียนว่าต่ออายุแล้วหรือไม่ หากใช้ไม่ได้ โทรแจ้งปลายทางก่อนรถถึง",
        "Look the permit up in the register; if it is not in force, call the plant before the truck arrives.",
    ),
    "quota-exceeded": (
        "รวมยอดใบกำกับของรายการนี้ในทะเบียน แล้วถามผู้ก่อกำเนิดว่าเหตุใดจึงยังขน",
        "Add up the manifests of the item; ask the generator why it still ships.",
    ),
    "outside-hours": (
        "ดูเวลาที่รถออก ถามผู้ขนส่งว่าออกช้าหรือติดขัดระหว่างทาง",
        "Look at when it set out; ask the carrier whether it was late or held up.",
    ),
    "paper-trip": (
        "ขอใบชั่งและบันทึกประตูจากผู้รับ ถามผู้ขนส่งว่าใช้รถคันใด",
        "Ask the processor for the weighing slip and gate record, the carrier which truck drove.",
    ),
    "implausible-completion": (
        "เทียบใบชั่งกับเวลาในการแจ้งเตือน ถามว่าใครลงชื่อรับ และดูว่ารถไปไหนต่อ",
        "Compare the weighing slip with the times; ask who signed, and where the truck went next.",
    ),
    "weight-mismatch": (
        "เทียบกับเที่ยวอื่นระหว่างเครื่องชั่งคู่เดียวกัน หากต่างเฉพาะเที่ยวนี้ ดูจุดจอดและช่วงที่เงียบ",
        "Compare with other loads between the same scales; if this one alone differs, look at its stops.",
    ),
    "vehicle-mismatch": (
        "เทียบทะเบียนกับรายชื่อรถในใบอนุญาต หากไม่ใช่รถของผู้ขนส่ง ถามโรงงานว่าใครส่งมา",
        "Compare the plate with the permit's list; if it is not the carrier's, ask the factory who sent it.",
    ),
    "secondary-movement": (
        "ถามผู้รับว่าขนอะไรออกด้วยเอกสารใด หากจุดจอดไม่ใช่ลานของผู้ขนส่ง ให้ไปดู",
        "Ask the processor what left with which paper; if the stop is no carrier's yard, go and look.",
    ),
    "repeated-short-stops": (
        "ดูจุดจอดทั้งหมดบนแผนที่ หากรถยังเดินทาง ให้ไปรอที่จุดถัดไป",
        "Look at all its stops on the map; if it still drives, meet it at the next one.",
    ),
    "overnight-hold": (
        "ถามผู้ขนส่งว่ารถอยู่ที่ใดและใครเฝ้า หากต้องค้าง ให้ย้ายไปจุดจอดที่อนุญาต",
        "Ask the carrier where the truck is and who is with it; have it brought to a permitted place.",
    ),
    "province-left": (
        "แจ้งสำนักงานจังหวัดนั้นพร้อมทะเบียนรถและเส้นทาง แล้วดูว่ารถมุ่งไปที่ใด",
        "Tell the office of that province the plate and the track; see where the truck is bound.",
    ),
    "emerging-site": (
        "ดูภาพถ่ายดาวเทียมของจุดนี้ แล้วไปดูสถานที่จริง ถ่ายภาพพื้นและทางเข้า",
        "Look at a satellite picture, then go there; photograph the ground and the way in.",
    ),
    "late-confirmation": (
        "ขอให้ผู้รับยืนยันการรับ หรือแจ้งว่ากากมีปัญหาอะไร",
        "Ask the processor to confirm, or to say what was wrong with the load.",
    ),
    "device-check-overdue": (
        "ถามผู้ขนส่งว่าทดสอบเครื่องครั้งสุดท้ายเมื่อใด ดูว่ารถคันอื่นของผู้ขนส่งยังส่งข้อมูลหรือไม่",
        "Ask the carrier for the device's last test; see whether its other trucks are heard.",
    ),
}
