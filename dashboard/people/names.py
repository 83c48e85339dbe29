"""Names, passwords and scopes as people write them: taken in one form, or refused in a sentence."""

import unicodedata
from typing import Final

from dashboard.problems import bad_parameter
from models.names import normal_number

MIN_PASSWORD: Final = 12
MAX_PASSWORD: Final = 200
_MIN_DIFFERENT: Final = 5
_LONGEST_NAME: Final = 64
_KEPT_NAMES: Final = frozenset({"local", "system", "unknown"})
"""Names that stand in the audit for no account."""

SCOPE_KINDS: Final = ("estate", "generator", "processor", "carrier")


def account_name(text: str) -> str:
    """The name under which an account is kept: small letters, NFKC; whatever the person types at sign-in."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def new_account_name(text: str) -> str:
    """The name of a new account; raises a 400 problem."""
    name = account_name(text)
    is_bad = any(sign.isspace() or sign in "/:|" or not sign.isprintable() for sign in name)
    if not 2 <= len(name) <= _LONGEST_NAME or is_bad or name in _KEPT_NAMES:
        raise bad_parameter(
            "name",
            f"{text!r} cannot be one: write 2 to {_LONGEST_NAME} signs without blanks and without / : |",
            f"ใช้ชื่อ {text!r} ไม่ได้ ใช้ 2 ถึง {_LONGEST_NAME} ตัว ไม่มีเว้นวรรคและไม่มี / : |",
        )
    return name


def check_password(password: str, name: str) -> None:
    """Raises a 400 problem where a new password is too easily guessed."""
    plain = unicodedata.normalize("NFKC", password).casefold()
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise bad_parameter(
            "password",
            f"write {MIN_PASSWORD} to {MAX_PASSWORD} signs",
            f"ต้องยาว {MIN_PASSWORD} ถึง {MAX_PASSWORD} ตัวอักษร",
        )
    if len(set(plain)) < _MIN_DIFFERENT or name in plain or "wastetrack" in plain:
        raise bad_parameter(
            "password",
            "too easily guessed: use other signs, and neither your name nor that of this system",
            "เดาได้ง่ายเกินไป ใช้ตัวอักษรให้หลากหลาย และไม่ใช้ชื่อผู้ใช้หรือชื่อระบบนี้",
        )


def scope_of(texts: list[str]) -> tuple[str, ...]:
    """The parties `kind:key` to which somebody is kept, keys in the normal form; raises a 400 problem."""
    parts = []
    for text in texts:
        kind, colon, key = text.partition(":")
        # A zone's id is kept as written; numbers and names join in the normal form.
        key = key.strip() if kind == "estate" else normal_number(key)
        if kind not in SCOPE_KINDS or not colon or not key:
            raise bad_parameter(
                "scope",
                f"{text!r} is none: write estate:ZONE_ID, generator:FACTORY_NO, processor:FACTORY_NO or carrier:NAME",
                f"{text!r} ไม่ถูกต้อง ใช้ estate:รหัสพื้นที่ generator:เลขโรงงาน processor:เลขโรงงาน หรือ carrier:ชื่อผู้ขนส่ง",
            )
        parts.append(f"{kind}:{key}")
    return tuple(dict.fromkeys(parts))
