"""Industrial estates under IEAT, whose places are public facts, and made-up plants that take their waste."""

from typing import Final, NamedTuple

from simulator.path import Point


class Province(NamedTuple):
    """A province: its ISO 3166-2 code and its names."""

    code: str
    name_th: str
    name_en: str


PROVINCES: Final = {
    province.code: province
    for province in (
        Province("TH-10", "กรุงเทพมหานคร", "Bangkok"),
        Province("TH-11", "สมุทรปราการ", "Samut Prakan"),
        Province("TH-19", "สระบุรี", "Saraburi"),
        Province("TH-20", "ชลบุรี", "Chon Buri"),
        Province("TH-21", "ระยอง", "Rayong"),
        Province("TH-24", "ฉะเชิงเทรา", "Chachoengsao"),
        Province("TH-25", "ปราจีนบุรี", "Prachin Buri"),
        Province("TH-27", "สระแก้ว", "Sa Kaeo"),
        Province("TH-51", "ลำพูน", "Lamphun"),
        Province("TH-52", "ลำปาง", "Lampang"),
        Province("TH-65", "พิษณุโลก", "Phitsanulok"),
        Province("TH-66", "พิจิตร", "Phichit"),
        Province("TH-70", "ราชบุรี", "Ratchaburi"),
        Province("TH-74", "สมุทรสาคร", "Samut Sakhon"),
        Province("TH-90", "สงขลา", "Songkhla"),
    )
}


class Estate(NamedTuple):
    """An estate: `code` is ours, `factories` how many made-up generators stand in it."""

    code: str
    name_th: str
    name_en: str
    province: str
    at: Point
    factories: int


ESTATES: Final = (
    Estate("MTP", "นิคมอุตสาหกรรมมาบตาพุด", "Map Ta Phut", "TH-21", Point(101.131806, 12.678688), 5),
    Estate("SMP", "นิคมอุตสาหกรรม Smart Park", "Smart Park", "TH-21", Point(101.122610, 12.750795), 4),
    Estate("LCB", "นิคมอุตสาหกรรมแหลมฉบัง", "Laem Chabang", "TH-20", Point(100.909175, 13.076561), 5),
    Estate("BPL", "นิคมอุตสาหกรรมบางพลี", "Bang Phli", "TH-11", Point(100.794583, 13.565582), 4),
    Estate("BPU", "นิคมอุตสาหกรรมบางปู", "Bang Pu", "TH-11", Point(100.668278, 13.551394), 5),
    Estate("LKB", "นิคมอุตสาหกรรมลาดกระบัง", "Lat Krabang", "TH-10", Point(100.789318, 13.758256), 5),
    Estate("BCH", "นิคมอุตสาหกรรมบางชัน", "Bang Chan", "TH-10", Point(100.704757, 13.803881), 3),
    Estate("SKN", "นิคมอุตสาหกรรมสมุทรสาคร", "Samut Sakhon", "TH-74", Point(100.232856, 13.544001), 4),
    Estate("KKO", "นิคมอุตสาหกรรมแก่งคอย", "Kaeng Khoi", "TH-19", Point(101.008107, 14.624646), 3),
    Estate("NOR", "นิคมอุตสาหกรรมภาคเหนือ (ลำพูน)", "Northern Region (Lamphun)", "TH-51", Point(99.044877, 18.591755), 4),
    Estate("PHC", "นิคมอุตสาหกรรมพิจิตร", "Phichit", "TH-66", Point(100.148945, 16.575363), 2),
    Estate("SOU", "นิคมอุตสาหกรรมภาคใต้ (สงขลา)", "Southern Region (Songkhla)", "TH-90", Point(100.359806, 7.008260), 3),
    Estate("SDO", "นิคมอุตสาหกรรมสงขลา (สะเดา)", "Songkhla (Sadao)", "TH-90", Point(100.413603, 6.541850), 2),
    Estate("SKO", "นิคมอุตสาหกรรมสระแก้ว", "Sa Kaeo", "TH-27", Point(102.554632, 13.723898), 2),
)


class Plant(NamedTuple):
    """A made-up plant that takes waste; no plant of that name stands there."""

    code: str
    name_th: str
    name_en: str
    province: str
    at: Point


def _plant(code: str, town_th: str, town_en: str, province: str, lat: float, lon: float) -> Plant:
    return Plant(
        code,
        f"ศูนย์กำจัดกากอุตสาหกรรมตัวอย่าง {town_th}",
        f"Example Waste Treatment Centre {town_en}",
        province,
        Point(lon, lat),
    )


PLANTS: Final = (
    _plant("BKH", "บ้านค่าย", "Ban Khai", "TH-21", 12.8420, 101.3370),
    _plant("PLD", "ปลวกแดง", "Pluak Daeng", "TH-21", 13.0060, 101.2560),
    _plant("KLG", "แกลง", "Klaeng", "TH-21", 12.8330, 101.6050),
    _plant("BBG", "บ้านบึง", "Ban Bueng", "TH-20", 13.2630, 101.1560),
    _plant("PNN", "พนัสนิคม", "Phanat Nikhom", "TH-20", 13.4180, 101.2060),
    _plant("PSK", "พนมสารคาม", "Phanom Sarakham", "TH-24", 13.7060, 101.4180),
    _plant("BBO", "บางบ่อ", "Bang Bo", "TH-11", 13.5560, 100.8980),
    _plant("NKH", "หนองแค", "Nong Khae", "TH-19", 14.3890, 100.8250),
    _plant("TKW", "ทับกวาง", "Thap Kwang", "TH-19", 14.6020, 101.1120),
    _plant("KBR", "กบินทร์บุรี", "Kabin Buri", "TH-25", 13.9330, 101.6690),
    _plant("WTN", "วัฒนานคร", "Watthana Nakhon", "TH-27", 13.7820, 102.2880),
    _plant("KTB", "กระทุ่มแบน", "Krathum Baen", "TH-74", 13.6270, 100.2760),
    _plant("PTH", "ปากท่อ", "Pak Tho", "TH-70", 13.3890, 99.8320),
    _plant("HCH", "ห้างฉัตร", "Hang Chat", "TH-52", 18.3390, 99.3440),
    _plant("BRK", "บางระกำ", "Bang Rakam", "TH-65", 16.7520, 100.1840),
    _plant("RTP", "รัตภูมิ", "Rattaphum", "TH-90", 7.1150, 100.2760),
)
