"""Spellings that must join, and those that must not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.names import identity_key, normal_number, plate_key, province_code
from models.provinces import OTHER_SPELLINGS, PROVINCES


@pytest.mark.parametrize(
    ("written", "normal"),
    (
        ("70-1234", "701234"),
        ("70 1234", "701234"),
        (" 70-1234 ", "701234"),
        ("70\u00a01234", "701234"),  # no-break space
        ("70\u200b-1234", "701234"),  # zero-width space
        ("\ufeff70-1234", "701234"),  # byte order mark
        ("70\u20111234", "701234"),  # no-break hyphen
        ("70\u20131234", "701234"),  # en dash
        ("70\u20141234", "701234"),  # em dash
        ("70\u22121234", "701234"),  # minus
        ("70\u00ad1234", "701234"),  # soft hyphen
        ("70\uff0d1234", "701234"),  # full-width hyphen
        ("70.1234", "701234"),
        ("70\u00b71234", "701234"),  # middle dot
        ("70\t1234\r\n", "701234"),
        ("๗๐-๑๒๓๔", "701234"),
        ("๗๐-1234", "701234"),
        ("ผก-1234", "ผก1234"),
        ("ผก 1234", "ผก1234"),
        ("1 กข ๑๒๓๔", "1กข1234"),
        ("กอ.1-2569-000417", "กอ12569000417"),
        ("กอ.๑-๒๕๖๙-๐๐๐๔๑๗", "กอ12569000417"),
        ("กอ. 1 – 2569 – 000417", "กอ12569000417"),
        ("กอ 1 2569 000417", "กอ12569000417"),
        ("3-106-33/50รย", "310633/50รย"),
        ("๓-๑๐๖-๓๓/๕๐รย.", "310633/50รย"),
        ("72190300225401", "72190300225401"),
        ("7 2190 3002 25401", "72190300225401"),
        ("9000004-00", "900000400"),
        ("ab-12", "AB12"),
        ("AB.12", "AB12"),
        ("e\u0301-1", "é1"),  # two signs composed; only plain Latin letters become capitals
    ),
)
def test_numbers_join_in_their_normal_form(written: str, normal: str) -> None:
    assert normal_number(written) == normal


@pytest.mark.parametrize(
    ("one", "other"),
    (("70-1234", "70-1235"), ("9000004-00", "9000004-01"), ("3-106-33/50รย", "3-106-33/51รย"), ("ผก-1234", "กผ-1234")),
)
def test_different_numbers_do_not_join(one: str, other: str) -> None:
    assert normal_number(one) != normal_number(other)


@pytest.mark.parametrize(
    ("written", "code"),
    (
        ("ระยอง", "TH-21"),
        (" ระยอง ", "TH-21"),
        ("จังหวัดระยอง", "TH-21"),
        ("จังหวัด ระยอง", "TH-21"),
        ("จ.ระยอง", "TH-21"),
        ("จ. ระยอง", "TH-21"),
        ("Rayong", "TH-21"),
        ("RAYONG", "TH-21"),
        ("rayong province", "TH-21"),
        ("Changwat Rayong", "TH-21"),
        ("Province of Rayong", "TH-21"),
        ("TH-21", "TH-21"),
        ("th-21", "TH-21"),
        ("TH21", "TH-21"),
        ("21", "TH-21"),
        ("๒๑", "TH-21"),
        ("กรุงเทพมหานคร", "TH-10"),
        ("กรุงเทพฯ", "TH-10"),
        ("กรุงเทพ", "TH-10"),
        ("กทม", "TH-10"),
        ("กทม.", "TH-10"),
        ("Bangkok", "TH-10"),
        ("Krung Thep", "TH-10"),
        ("Krung Thep Maha Nakhon", "TH-10"),
        ("ชลบุรี", "TH-20"),
        ("จ.ชลบุรี", "TH-20"),
        ("Chon Buri", "TH-20"),
        ("Chonburi", "TH-20"),
        ("Chon-Buri", "TH-20"),
        ("Chonburi Province", "TH-20"),
        ("จันทบุรี", "TH-22"),
        ("จ.จันทบุรี", "TH-22"),
        ("Buri Ram", "TH-31"),
        ("Buriram", "TH-31"),
        ("Si Sa Ket", "TH-33"),
        ("Sisaket", "TH-33"),
        ("Si Saket", "TH-33"),
        ("ศรีสะเกษ", "TH-33"),
        ("Lop Buri", "TH-16"),
        ("Lopburi", "TH-16"),
        ("Phang Nga", "TH-82"),
        ("Phangnga", "TH-82"),
        ("Phang-nga", "TH-82"),
        ("Nong Bua Lam Phu", "TH-39"),
        ("Nong Bua Lamphu", "TH-39"),
        ("Nongbualamphu", "TH-39"),
        ("หนองบัวลำภู", "TH-39"),
        ("หนองบัวล\u0e4d\u0e32ภู", "TH-39"),  # sara am typed as two signs
        ("กำแพงเพชร", "TH-62"),
        ("ก\u0e4d\u0e32เเพงเพชร", "TH-62"),  # and sara ae as two sara e
        ("เเพร่", "TH-54"),
        ("น่าน", "TH-55"),
        ("Ayutthaya", "TH-14"),
        ("Phra Nakhon Si Ayutthaya", "TH-14"),
        ("อยุธยา", "TH-14"),
        ("พระนครศรีอยุธยา", "TH-14"),
        ("Korat", "TH-30"),
        ("โคราช", "TH-30"),
        ("Prachinburi", "TH-25"),
        ("Samutprakan", "TH-11"),
        ("Samut Prakan, Thailand", "TH-11"),
        ("Sa Kaew", "TH-27"),
        ("สระแก้ว", "TH-27"),
        ("Suphanburi", "TH-72"),
        ("Singburi", "TH-17"),
        ("Chainat", "TH-18"),
        ("Bueng Kan", "TH-38"),
        ("Bungkan", "TH-38"),
    ),
)
def test_provinces_by_any_usual_spelling(written: str, code: str) -> None:
    assert province_code(written) == code


@pytest.mark.parametrize("text", ("", "จ.", "จังหวัด", "Province", "68", "TH-99", "Yangon", "ระยองง", "1", "021"))
def test_what_is_no_province_has_no_code(text: str) -> None:
    assert province_code(text) is None


def test_every_province_is_found_by_each_of_its_names() -> None:
    assert len({number for number, _, _ in PROVINCES}) == len(PROVINCES) == 77
    for number, thai, english in PROVINCES:
        for name in (thai, f"จังหวัด{thai}", f"จ.{thai}", english, english.replace(" ", ""), f"{english} Province", number):
            assert province_code(name) == f"TH-{number}", name


def test_no_spelling_stands_for_two_provinces() -> None:
    for number, spellings in OTHER_SPELLINGS.items():
        for spelling in spellings:
            assert province_code(spelling) == f"TH-{number}", spelling


def test_a_vehicle_joins_by_plate_and_province() -> None:
    joined = {
        plate_key(plate, province)
        for plate in ("70-1234", "๗๐ ๑๒๓๔", "70.1234")
        for province in ("ระยอง", "จ.ระยอง", "Rayong", "TH-21", "21")
    }
    assert joined == {"701234|TH-21"}
    assert plate_key("70-1234", "ชลบุรี") not in joined


def test_an_unknown_province_still_joins_with_itself() -> None:
    assert plate_key("70-1234", "Mon State") == plate_key("701234", "mon-state")
    assert plate_key("70-1234", "Mon State") != plate_key("70-1234", "Shan State")


def test_other_keys_are_only_trimmed_and_composed() -> None:
    assert identity_key("  Z-GEN-1\u00a0") == "Z-GEN-1"
    assert identity_key("e\u0301.1") == "é.1"
    assert identity_key("z-gen-1") != identity_key("Z-GEN-1")


@given(st.text())
def test_the_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    assert normal_number(normal_number(text)) == normal_number(text)
    assert identity_key(identity_key(text)) == identity_key(text)


@given(st.text(alphabet="0123456789กขคABC/", min_size=1), st.lists(st.sampled_from(" -.\u00a0\u2013\u200b"), min_size=1))
def test_blanks_hyphens_and_dots_never_matter(number: str, marks: list[str]) -> None:
    spelled = "".join(char + marks[place % len(marks)] for place, char in enumerate(number))
    assert normal_number(spelled) == normal_number(number)
