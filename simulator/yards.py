"""Made-up places along the roads: yards where trucks park, rest areas, fuel, weigh stations and alert zones."""

from typing import Final, NamedTuple

from simulator.highways import JUNCTIONS
from simulator.path import Point, moved


class Yard(NamedTuple):
    """A carrier's yard, reached from one junction."""

    code: str
    name_th: str
    name_en: str
    road: str
    at: Point


def _yard(code: str, town_th: str, town_en: str, road: str, east_m: float, north_m: float) -> Yard:
    at = moved(JUNCTIONS[road], east_m, north_m)
    return Yard(code, f"ลานจอดรถขนส่งตัวอย่าง {town_th}", f"Example Truck Yard {town_en}", road, at)


YARDS: Final = (
    _yard("RYG", "ระยอง", "Rayong", "rayong", 500, 1500),
    _yard("MTP", "ห้วยโป่ง", "Huai Pong", "map_ta_phut", -1600, 900),
    _yard("LCB", "แหลมฉบัง", "Laem Chabang", "nong_kham", 1100, -1400),
    _yard("CBI", "ชลบุรี", "Chon Buri", "ban_bueng_m7", -900, -1500),
    _yard("BPL", "บางพลี", "Bang Phli", "king_kaeo", 300, 1600),
    _yard("LKB", "ลาดกระบัง", "Lat Krabang", "rom_klao", 1300, -1300),
    _yard("SKN", "มหาชัย", "Mahachai", "mahachai", 1400, 1200),
    _yard("SRB", "สระบุรี", "Saraburi", "saraburi", -1500, 900),
    _yard("LPN", "ลำพูน", "Lamphun", "lamphun", -1500, 300),
    _yard("PHC", "สามง่าม", "Sam Ngam", "phichit_117", -1500, -400),
    _yard("HDY", "หาดใหญ่", "Hat Yai", "hat_yai_bypass", 900, 1300),
    _yard("SKO", "อรัญประเทศ", "Aranyaprathet", "aranyaprathet", -900, -1500),
)


class Roadside(NamedTuple):
    """A place beside the road from one junction to the next: a share of the way, metres to the right of it."""

    code: str
    kind: str
    name_th: str
    name_en: str
    road: tuple[str, str]
    share: float
    side_m: float


_NAMES: Final = {
    "rest_area": ("จุดพักรถตัวอย่าง", "Example Rest Area"),
    "fuel": ("สถานีบริการน้ำมันตัวอย่าง", "Example Fuel Station"),
    "weigh_station": ("ด่านชั่งน้ำหนักตัวอย่าง", "Example Weigh Station"),
    "dump": ("จุดลักลอบทิ้งกากตัวอย่าง", "Example Known Dump"),
    "canal": ("คลองตัวอย่าง", "Example Canal"),
    "forest": ("ป่าสงวนตัวอย่าง", "Example Forest Reserve"),
}


def _site(code: str, kind: str, at_th: str, at_en: str, road: str, share: float, side_m: float) -> Roadside:
    name_th, name_en = _NAMES[kind]
    a, b = road.split(" > ")
    return Roadside(code, kind, f"{name_th} {at_th}", f"{name_en} {at_en}", (a, b), share, side_m)


SERVICES: Final = (
    _site("R-M7A", "rest_area", "บางปะกง", "Bang Pakong", "lat_krabang > bang_pakong_m7", 0.55, 130),
    _site("R-M7B", "rest_area", "หนองขาม", "Nong Kham", "ban_bueng_m7 > nong_kham", 0.5, 130),
    _site("R-331", "rest_area", "บ่อวิน", "Bo Win", "bo_win > nong_pla_lai", 0.45, -130),
    _site("R-344", "rest_area", "หนองใหญ่", "Nong Yai", "nong_yai > wang_chan", 0.5, 130),
    _site("R-001", "rest_area", "วังน้อย", "Wang Noi", "wang_noi > nong_khae", 0.4, -130),
    _site("R-033", "rest_area", "สระแก้ว", "Sa Kaeo", "sa_kaeo > watthana_nakhon", 0.4, 130),
    _site("R-011", "rest_area", "ขุนตาน", "Khun Tan", "mae_tha > khun_tan", 0.5, 130),
    _site("F-003", "fuel", "บ้านฉาง", "Ban Chang", "ban_chang > map_ta_phut", 0.5, 130),
    _site("F-036", "fuel", "นิคมพัฒนา", "Nikhom Phatthana", "khao_mai_kaeo > nikhom_phatthana", 0.5, 130),
    _site("F-138", "fuel", "ปลวกแดง", "Pluak Daeng", "ban_bueng > pluak_daeng", 0.5, -130),
    _site("F-034", "fuel", "บางเสาธง", "Bang Sao Thong", "king_kaeo > bang_sao_thong", 0.55, 130),
    _site("F-304", "fuel", "บางคล้า", "Bang Khla", "chachoengsao > phanom_sarakham", 0.5, -130),
    _site("F-035", "fuel", "พระราม 2", "Rama 2", "bang_khun_thian > mahachai", 0.6, 130),
    _site("F-117", "fuel", "สามง่าม", "Sam Ngam", "phichit_117 > sam_ngam", 0.6, 130),
    _site("F-004", "fuel", "คลองแงะ", "Khlong Ngae", "hat_yai_bypass > khlong_ngae", 0.5, -130),
    _site("W-331", "weigh_station", "แปลงยาว", "Plaeng Yao", "hua_thanon > plaeng_yao", 0.5, 110),
    _site("W-007", "weigh_station", "พานทอง", "Phan Thong", "bang_pakong_m7 > phan_thong", 0.5, 110),
    _site("W-009", "weigh_station", "ลำลูกกา", "Lam Luk Ka", "thap_chang > lam_luk_ka", 0.5, -110),
    _site("W-036", "weigh_station", "ทับมา", "Thap Ma", "nikhom_phatthana > thap_ma", 0.5, 110),
)

ALERT_ZONES: Final = (
    _site("X-DMP-1", "dump", "บ้านค่าย", "Ban Khai", "pluak_daeng > ban_khai", 0.45, -1700),
    _site("X-DMP-2", "dump", "หนองใหญ่", "Nong Yai", "nong_pla_lai > nong_yai", 0.5, -1600),
    _site("X-DMP-3", "dump", "หนองแค", "Nong Khae", "wang_noi > nong_khae", 0.75, 1600),
    _site("X-DMP-4", "dump", "แม่ทา", "Mae Tha", "lamphun > mae_tha", 0.5, -1600),
    _site("X-CAN-1", "canal", "ฉะเชิงเทรา", "Chachoengsao", "min_buri > chachoengsao", 0.5, -1600),
    _site("X-CAN-2", "canal", "บางบ่อ", "Bang Bo", "lat_krabang > bang_pakong_m7", 0.3, -1600),
    _site("X-CAN-3", "canal", "มาบข่า", "Map Kha", "nikhom_phatthana > thap_ma", 0.25, -1600),
    _site("X-CAN-4", "canal", "พานทอง", "Phan Thong", "phan_thong > phanat_nikhom", 0.5, -1600),
    _site("X-FOR-1", "forest", "เขาเขียว", "Khao Khiao", "bo_win > nong_pla_lai", 0.3, -1900),
    _site("X-FOR-2", "forest", "กบินทร์บุรี", "Kabin Buri", "phanom_sarakham > kabin_buri", 0.6, 1900),
    _site("X-FOR-3", "forest", "วังจันทร์", "Wang Chan", "nong_yai > wang_chan", 0.75, -1900),
    _site("X-FOR-4", "forest", "คลองแงะ", "Khlong Ngae", "khlong_ngae > sadao", 0.5, 1900),
)
