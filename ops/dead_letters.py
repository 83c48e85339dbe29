"""Writing dead letters: the bytes sealed, the rest readable."""

import base64
import binascii
import hashlib
import zlib

import msgspec

from models.dead_letter import MAX_SEALED_BYTES, DeadLetter, Source, shown_record
from models.decode import Refused
from models.times import to_iso
from ops.personal import CannotOpen, Sealer


def dead_letter(refused: Refused, source: Source, received_ms: int, sealer: Sealer) -> bytes:
    """The value for gps.dead of one refused record, as JSON."""
    packed = zlib.compress(refused.raw, 1)
    cut = len(packed) > MAX_SEALED_BYTES
    if cut:
        packed = zlib.compress(refused.raw[:MAX_SEALED_BYTES], 1)
    letter = DeadLetter(
        reason=refused.reason,
        detail=refused.detail,
        unit_id=refused.unit_id,
        source=source,
        received_at=to_iso(received_ms),
        sha256=hashlib.sha256(refused.raw).hexdigest(),
        record=shown_record(refused.raw),
        sealed=base64.b64encode(sealer.seal(packed)).decode(),
        cut=cut,
    )
    return msgspec.json.encode(letter)


def sealed_bytes(letter: DeadLetter, sealer: Sealer) -> bytes:
    """The bytes that were refused; raises personal.CannotOpen."""
    try:
        return zlib.decompress(sealer.open(base64.b64decode(letter.sealed)))
    except (binascii.Error, zlib.error) as error:
        raise CannotOpen("the sealed bytes are damaged") from error
