"""Codes of a second factor as RFC 6238 has them: which step a code is of, and how a phone is told the key."""

import base64
import hmac
import io
import os
from typing import Final

import segno
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP_S: Final = 30
DIGITS: Final = 6
DRIFT_STEPS: Final = 1
"""A phone's clock may be so many steps before or behind ours."""

ISSUER: Final = "wastetrack"
_KEY_BYTES: Final = 20
_Algorithm = hashes.SHA1 | hashes.SHA256 | hashes.SHA512


def new_key() -> bytes:
    """A random key, as long as the digests of SHA-1."""
    return os.urandom(_KEY_BYTES)


def code_of(key: bytes, step: int, digits: int = DIGITS, algorithm: _Algorithm | None = None) -> str:
    """The code of a step, counted in 30 s since the epoch; SHA-1, as phones take no other for granted."""
    # RFC 6238 builds on SHA-1 within an HMAC, where its collisions do not matter.
    return HOTP(key, digits, algorithm or hashes.SHA1()).generate(step).decode()  # noqa: S303


def step_at(at_ms: int) -> int:
    """The step of a time."""
    return at_ms // (STEP_S * 1000)


def step_of(key: bytes, code: str, now_ms: int, taken_step: int) -> int | None:
    """The step whose code this is, within one of now's and after the last that was taken; None where there is none."""
    typed = _digits(code)
    now_step = step_at(now_ms)
    found = None
    for step in range(now_step - DRIFT_STEPS, now_step + DRIFT_STEPS + 1):
        # Every step is compared, so that the time taken tells nothing.
        if hmac.compare_digest(code_of(key, step).encode(), typed) and step > taken_step:
            found = step
    return found


def key_text(key: bytes) -> str:
    """The key as it is typed into a phone: base32 in groups of four."""
    text = base64.b32encode(key).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def key_address(key: bytes, name: str) -> str:
    """The `otpauth://` address that a phone's application reads."""
    return TOTP(key, DIGITS, hashes.SHA1(), STEP_S).get_provisioning_uri(name, ISSUER)  # noqa: S303 - as above


def picture_of(address: str) -> str:
    """A QR code of an address as a `data:` address of an SVG."""
    picture = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(picture, kind="svg", scale=4, border=4, xmldecl=False, light="#fff")
    return "data:image/svg+xml;base64," + base64.b64encode(picture.getvalue()).decode()


def _digits(code: str) -> bytes:
    """The digits of what was typed, a Thai keyboard's too, as 0 to 9."""
    return "".join(str(int(sign)) for sign in code if sign.isdecimal()).encode()
