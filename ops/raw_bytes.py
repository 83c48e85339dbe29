"""A record's bytes as received, small and sealed: what travels in the header `raw` and is kept as evidence."""

import zlib
from collections.abc import Sequence
from typing import Final

from ops.personal import CannotOpen, Sealer

# Written once and for ever: blobs made with it cannot be read without it. A record shares most of its text with it.
_WORDS: Final = (
    b'{"position":{"id":0,"attributes":{"hdop":0.9,"sat":11,"ignition":true,"power":12.6,"odometer":1,"motion":true},'
    b'"deviceId":1,"protocol":"osmand","serverTime":"2026-11-02T00:35:04.072+00:00","deviceTime":"2026-11-02T00:35:02.000'
    b'+00:00","fixTime":"2026-11-02T00:35:02.000+00:00","outdated":false,"valid":true,"latitude":13.7,"longitude":100.5,'
    b'"altitude":0.0,"speed":0.0,"course":0.0,"address":null,"accuracy":0.0},"device":{"uniqueId":"'
    b'{"unit_id":"043GT0600000860000090000050","driver_id":null,"seq":0,"utc_ts":"2026-11-02T00:35:02.458Z","recv_utc_ts":'
    b'"2026-11-02T00:35:04.072Z","lat":13.3310945,"lon":100.3831608,"alt":0,"speed":0.0,"engine_status":1,"fix":1,'
    b'"license":null,"course":0,"hdop":0.9,"num_sats":11,"gsm_cell":0,"gsm_loc":0,"gsm_rssi":0,"mileage":0,'
    b'"ext_power_status":1,"ext_power":24.1,"high_acc_count":0,"high_de_acc_count":0,"over_speed_count":0,"max_speed":0}'
    b'{"unit_id": "155TLT10000000000000000000", "driver_id": null, "seq": 0, "utc_ts": "2026-11-02T00:35:02.458Z", '
    b'"recv_utc_ts": "2026-11-02T00:35:04.072Z", "lat": 13.3310945, "lon": 100.3831608, "alt": 0, "speed": 0.0, '
    b'"engine_status": 1, "fix": 1, "license": "", "course": 0, "hdop": 0.9, "num_sats": 11, "gsm_cell": 0, '
    b'"gsm_loc": 0, "gsm_rssi": 0, "mileage": 0, "ext_power_status": 1, "ext_power": 24.1, "high_acc_count": 0, '
    b'"high_de_acc_count": 0, "over_speed_count": 0, "max_speed": 0}'
)
_LEVEL: Final = 1
_WINDOW_BITS: Final = 12
_MEMORY: Final = 4
# It has taken the words in already: to copy it costs less than to have each record's packer take them in anew.
_PRIMED: Final = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW_BITS, _MEMORY, zdict=_WORDS)
MAX_OPENED_BYTES: Final = 1 << 20


def seal_raw(raw: bytes, sealer: Sealer) -> bytes:
    """A record's bytes, packed and sealed."""
    return sealer.seal(_packed(raw))


def seal_raws(raws: Sequence[bytes], sealer: Sealer) -> list[bytes]:
    """The bytes of many records, each packed and sealed by itself."""
    return sealer.seal_each([_packed(raw) for raw in raws])


def open_raw(blob: bytes, sealer: Sealer) -> bytes:
    """The bytes as received; raises CannotOpen."""
    unpacker = zlib.decompressobj(zdict=_WORDS)
    try:
        raw = unpacker.decompress(sealer.open(blob), MAX_OPENED_BYTES)
    except zlib.error as error:
        raise CannotOpen("the sealed bytes are damaged") from error
    if not unpacker.eof:
        raise CannotOpen(f"the sealed bytes are over {MAX_OPENED_BYTES} bytes long, or cut")
    return raw


def _packed(raw: bytes) -> bytes:
    packer = _PRIMED.copy()
    return packer.compress(raw) + packer.flush()
