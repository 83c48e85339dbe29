"""Ruling: what the rules across units found of one unit, on its way back to the unit's own judging."""

import msgspec


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """An outage of the unit's vendor excuses its silence: from, and until (None while it lasts), ms since the epoch."""

    unit_id: str
    alert_id: str
    from_ms: int
    until_ms: int | None


def encode_ruling(ruling: Ruling) -> bytes:
    """The ruling as it stands on the topic `rulings`."""
    return msgspec.json.encode(ruling)


def decode_ruling(body: bytes) -> Ruling:
    """The ruling of `encode_ruling`'s bytes; raises msgspec.DecodeError."""
    return msgspec.json.decode(body, type=Ruling)
