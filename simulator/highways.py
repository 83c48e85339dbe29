"""The highway network, drawn by hand: towns and junctions by their known places, joined by the routes between them."""

from typing import Final, NamedTuple

from simulator.path import Point

MOTORWAY: Final = 85.0
HIGHWAY: Final = 72.0
ROAD: Final = 55.0
STREET: Final = 38.0


class Highway(NamedTuple):
    """One route through junctions in order; `limit_kmh` is what a loaded truck drives there."""

    name: str
    limit_kmh: float
    through: tuple[str, ...]


def _at(lat: float, lon: float) -> Point:
    return Point(lon, lat)


JUNCTIONS: Final = {
    # Bangkok and Samut Prakan
    "min_buri": _at(13.8135, 100.7310),
    "rom_klao": _at(13.7310, 100.7500),
    "lat_krabang": _at(13.7260, 100.8050),
    "thap_chang": _at(13.7350, 100.6950),
    "wat_salut": _at(13.6460, 100.6880),
    "king_kaeo": _at(13.6280, 100.7240),
    "bang_sao_thong": _at(13.6020, 100.7960),
    "bang_bo": _at(13.5800, 100.8600),
    "thepharak": _at(13.6180, 100.6400),
    "bang_pu": _at(13.5260, 100.6640),
    "khlong_dan": _at(13.5120, 100.8200),
    "bang_pakong": _at(13.5230, 100.9820),
    "suk_sawat": _at(13.6150, 100.5420),
    "bang_khun_thian": _at(13.6560, 100.4300),
    # north of Bangkok
    "lam_luk_ka": _at(13.9380, 100.7020),
    "thanyaburi": _at(14.0200, 100.6950),
    "bang_pa_in": _at(14.1900, 100.6100),
    "wang_noi": _at(14.2400, 100.7150),
    "nong_khae": _at(14.3380, 100.8700),
    "hin_kong": _at(14.4000, 100.9000),
    "saraburi": _at(14.5300, 100.9200),
    "kaeng_khoi": _at(14.5960, 101.0020),
    "thap_kwang": _at(14.6180, 101.0950),
    # west
    "mahachai": _at(13.5550, 100.2780),
    "krathum_baen": _at(13.6400, 100.2600),
    "samut_songkhram": _at(13.4180, 100.0050),
    "wang_manao": _at(13.3550, 99.8480),
    # east, along the coast
    "chon_buri": _at(13.3560, 100.9880),
    "bang_saen": _at(13.2850, 100.9520),
    "si_racha": _at(13.1700, 100.9480),
    "laem_chabang": _at(13.0850, 100.9180),
    "bang_lamung": _at(13.0100, 100.9350),
    "pattaya": _at(12.9350, 100.9200),
    "na_chom_thian": _at(12.8250, 100.9280),
    "sattahip": _at(12.7000, 100.9300),
    "ban_chang": _at(12.7230, 101.0600),
    "map_ta_phut": _at(12.7100, 101.1380),
    "rayong": _at(12.6880, 101.2700),
    "klaeng": _at(12.7800, 101.6450),
    # east, inland
    "bang_pakong_m7": _at(13.5150, 101.0150),
    "phan_thong": _at(13.4550, 101.0350),
    "ban_bueng_m7": _at(13.3000, 101.0250),
    "nong_kham": _at(13.1150, 100.9750),
    "pong": _at(12.9200, 100.9700),
    "u_tapao": _at(12.7550, 101.0300),
    "khao_mai_kaeo": _at(12.9150, 101.0550),
    "bo_win": _at(13.0350, 101.0780),
    "nikhom_phatthana": _at(12.8350, 101.1650),
    "thap_ma": _at(12.7250, 101.2350),
    "ban_khai": _at(12.7880, 101.2980),
    "pluak_daeng": _at(12.9750, 101.2130),
    "ban_bueng": _at(13.3100, 101.1130),
    "nong_pla_lai": _at(13.2350, 101.1900),
    "nong_yai": _at(13.1580, 101.3600),
    "wang_chan": _at(12.9380, 101.5200),
    "phanat_nikhom": _at(13.4500, 101.1800),
    "hua_thanon": _at(13.4700, 101.2700),
    "plaeng_yao": _at(13.5900, 101.2950),
    "chachoengsao": _at(13.6850, 101.0600),
    "phanom_sarakham": _at(13.7450, 101.3500),
    "kabin_buri": _at(13.9850, 101.7200),
    "sa_kaeo": _at(13.8150, 102.0650),
    "watthana_nakhon": _at(13.7450, 102.3150),
    "aranyaprathet": _at(13.7000, 102.5100),
    # north
    "lamphun": _at(18.5650, 99.0300),
    "mae_tha": _at(18.4650, 99.1500),
    "khun_tan": _at(18.3900, 99.2600),
    "hang_chat": _at(18.3250, 99.3500),
    "phichit_117": _at(16.5500, 100.1250),
    "sam_ngam": _at(16.6600, 100.1400),
    "bang_rakam": _at(16.7500, 100.1500),
    # south
    "chalung": _at(6.9950, 100.3750),
    "hat_yai_bypass": _at(6.9950, 100.4350),
    "khlong_ngae": _at(6.7900, 100.4350),
    "sadao": _at(6.6400, 100.4250),
    "khuan_niang": _at(7.1200, 100.3300),
}

HIGHWAYS: Final = (
    Highway("7", MOTORWAY, ("thap_chang", "rom_klao", "lat_krabang", "bang_pakong_m7")),
    Highway(
        "7", MOTORWAY, ("bang_pakong_m7", "phan_thong", "ban_bueng_m7", "nong_kham", "pong", "u_tapao", "ban_chang")
    ),
    Highway("9", MOTORWAY, ("suk_sawat", "wat_salut", "thap_chang", "lam_luk_ka", "thanyaburi", "bang_pa_in")),
    Highway("1", HIGHWAY, ("bang_pa_in", "wang_noi", "nong_khae", "hin_kong", "saraburi")),
    Highway("2", HIGHWAY, ("saraburi", "kaeng_khoi", "thap_kwang")),
    Highway("34", HIGHWAY, ("wat_salut", "king_kaeo", "bang_sao_thong", "bang_bo", "bang_pakong", "chon_buri")),
    Highway("3", HIGHWAY, ("bang_pu", "khlong_dan", "bang_pakong")),
    Highway("3268", ROAD, ("wat_salut", "thepharak", "bang_pu")),
    Highway("3", HIGHWAY, ("chon_buri", "bang_saen", "si_racha", "laem_chabang", "bang_lamung", "pattaya")),
    Highway("3", HIGHWAY, ("pattaya", "na_chom_thian", "sattahip", "ban_chang")),
    Highway("3", HIGHWAY, ("ban_chang", "map_ta_phut", "rayong", "klaeng")),
    Highway("36", HIGHWAY, ("pattaya", "pong", "khao_mai_kaeo", "nikhom_phatthana", "thap_ma", "rayong")),
    Highway("331", HIGHWAY, ("u_tapao", "khao_mai_kaeo", "bo_win", "nong_pla_lai", "hua_thanon", "plaeng_yao")),
    Highway("331", HIGHWAY, ("plaeng_yao", "phanom_sarakham")),
    Highway(
        "344", HIGHWAY, ("chon_buri", "ban_bueng_m7", "ban_bueng", "nong_pla_lai", "nong_yai", "wang_chan", "klaeng")
    ),
    Highway("304", HIGHWAY, ("min_buri", "chachoengsao", "phanom_sarakham", "kabin_buri")),
    Highway("33", HIGHWAY, ("kabin_buri", "sa_kaeo", "watthana_nakhon", "aranyaprathet")),
    Highway("315", ROAD, ("phan_thong", "phanat_nikhom", "hua_thanon")),
    Highway("314", ROAD, ("bang_pakong_m7", "chachoengsao")),
    Highway("34", ROAD, ("bang_pakong", "bang_pakong_m7")),
    Highway("3138", ROAD, ("ban_bueng", "pluak_daeng", "ban_khai", "rayong")),
    Highway("3191", ROAD, ("map_ta_phut", "nikhom_phatthana", "pluak_daeng", "bo_win")),
    Highway("3143", ROAD, ("ban_khai", "thap_ma")),
    Highway("3119", ROAD, ("rom_klao", "min_buri")),
    Highway("7", ROAD, ("nong_kham", "laem_chabang")),
    Highway("3241", ROAD, ("nong_kham", "bo_win")),
    Highway("35", HIGHWAY, ("suk_sawat", "bang_khun_thian", "mahachai", "samut_songkhram", "wang_manao")),
    Highway("3091", ROAD, ("mahachai", "krathum_baen")),
    Highway("11", HIGHWAY, ("lamphun", "mae_tha", "khun_tan", "hang_chat")),
    Highway("117", HIGHWAY, ("phichit_117", "sam_ngam", "bang_rakam")),
    Highway("4", HIGHWAY, ("khuan_niang", "chalung", "hat_yai_bypass", "khlong_ngae", "sadao")),
)

ESTATE_GATES: Final = {
    "MTP": ("map_ta_phut",), "SMP": ("map_ta_phut", "nikhom_phatthana"), "LCB": ("laem_chabang",),
    "BPL": ("bang_sao_thong",), "BPU": ("bang_pu",), "LKB": ("rom_klao", "min_buri"), "BCH": ("min_buri",),
    "SKN": ("mahachai",), "KKO": ("kaeng_khoi",), "NOR": ("lamphun",), "PHC": ("phichit_117",), "SOU": ("chalung",),
    "SDO": ("sadao",), "SKO": ("aranyaprathet",),
}  # fmt: skip

PLANT_ROADS: Final = {
    "BKH": "ban_khai", "PLD": "pluak_daeng", "KLG": "klaeng", "BBG": "nong_pla_lai", "PNN": "phanat_nikhom",
    "PSK": "phanom_sarakham", "BBO": "bang_bo", "NKH": "nong_khae", "TKW": "thap_kwang", "KBR": "kabin_buri",
    "WTN": "watthana_nakhon", "KTB": "krathum_baen", "PTH": "wang_manao", "HCH": "hang_chat", "BRK": "bang_rakam",
    "RTP": "khuan_niang",
}  # fmt: skip
