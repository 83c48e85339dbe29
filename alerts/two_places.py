"""impossible-move, the half of it that shows across units: one plate is in two places at once, by two devices."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from alerts.impossible_move import RULE, Way, is_reachable
from alerts.wording import length_en, length_th
from models.alert import Bearer, Evidence, EvidencePing, Finding
from models.thresholds import ImpossibleMove
from models.times import to_iso


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """Where a device was; `confirmed`: another place of the same device within minutes is within reach of it."""

    unit_id: str
    utc_ms: int
    receipt_ms: int
    lat: float
    lon: float
    confirmed: bool

    @property
    def shown(self) -> EvidencePing:
        """The place as an alert's evidence shows it."""
        return EvidencePing(
            utc_ts=to_iso(self.utc_ms), recv_utc_ts=to_iso(self.receipt_ms), lat=self.lat, lon=self.lon, speed=None
        )


class Clash(msgspec.Struct, frozen=True, kw_only=True):
    """Two places of two devices of a plate, neither of which can be reached from the other."""

    one: Spot
    other: Spot
    metres: float

    @property
    def at_ms(self) -> int:
        """When the later of the two was."""
        return max(self.one.utc_ms, self.other.utc_ms)


class Contest(msgspec.Struct, frozen=True, kw_only=True):
    """Clashes that go on: the first, the one that confirms it, and the time of the last."""

    first: Clash
    confirming: Clash
    last_ms: int

    def is_over(self, now_ms: int, limits: ImpossibleMove) -> bool:
        """Whether there has been none for so long by a time that the two are one again."""
        return now_ms >= self.due_ms(limits)

    def due_ms(self, limits: ImpossibleMove) -> int:
        """When it is over, if there is no other."""
        return self.last_ms + int(limits.confirm_min * 60_000)


def clash(one: Spot, other: Spot, way: Way, limits: ImpossibleMove) -> Clash | None:
    """The clash of two places of two devices, None where one truck may have been in both."""
    if not (one.confirmed and other.confirmed) or is_reachable(way, limits):
        return None
    return Clash(one=one, other=other, metres=way.metres)


def find_contests(clashes: Iterable[Clash], limits: ImpossibleMove) -> Iterator[Contest]:
    """The contests among the clashes of two devices: each has at least two places of either."""
    chain: list[Clash] = []
    for one in sorted(clashes, key=lambda found: (found.at_ms, found.one.utc_ms, found.other.utc_ms)):
        if chain and one.at_ms - chain[-1].at_ms > limits.confirm_min * 60_000:
            yield from _contest(chain)
            chain = []
        chain.append(one)
    yield from _contest(chain)


def _contest(chain: Sequence[Clash]) -> Iterator[Contest]:
    for one in chain:
        if one.one.utc_ms > chain[0].one.utc_ms and one.other.utc_ms > chain[0].other.utc_ms:
            yield Contest(first=chain[0], confirming=one, last_ms=chain[-1].at_ms)
            return


def episodes_of(unit_id: str, other_id: str) -> str:
    """What the names of all episodes of a unit against another one begin with."""
    return f"{unit_id} and {other_id} "


def finding(
    contest: Contest, unit_id: str, bearer: Bearer, near_m: float, limits: ImpossibleMove, now_ms: int
) -> Finding:
    """What is to be said to one of the two units, by what is known at a time."""
    first, confirming = contest.first, contest.confirming
    ours, theirs = (first.one, first.other) if first.one.unit_id == unit_id else (first.other, first.one)
    over = contest.is_over(now_ms, limits)
    minutes = round(abs(ours.utc_ms - theirs.utc_ms) / 60_000, 1)
    return Finding(
        rule=RULE, episode=f"{episodes_of(unit_id, theirs.unit_id)}{first.at_ms}", severity="high", urgency="today",
        certainty="likely", started_ms=first.at_ms, ended_ms=contest.last_ms if over else None,
        close_reason="cleared" if over else None, lat=ours.lat, lon=ours.lon, unit_id=unit_id,
        trip_id=bearer.trip_id, plate=bearer.plate, province=bearer.province,
        reason_en=(
            f"Another device of this plate, {theirs.unit_id}, is {length_en(first.metres)} away within {minutes} min: "
            "two trucks carry one plate, or a device is registered wrongly."
        ),
        reason_th=(
            f"อุปกรณ์อีกเครื่องของทะเบียนเดียวกัน ({theirs.unit_id}) อยู่ห่างออกไป {length_th(first.metres)} "
            f"ภายในเวลา {minutes} นาที อาจมีรถสองคันใช้ทะเบียนเดียวกัน หรือลงทะเบียนอุปกรณ์ไม่ตรงกับรถ"
        ),
        evidence=Evidence(
            thresholds={
                "kmh": limits.kmh, "margin_m": limits.margin_m, "confirm_min": limits.confirm_min,
                "least_s": limits.least_s, "error_s": limits.error_s, "near_m": near_m,
            },
            measured={"metres": round(first.metres), "minutes": minutes, "other_unit_id": theirs.unit_id},
            pings=tuple(spot.shown for spot in (ours, theirs, confirming.one, confirming.other)),
        ),
    )  # fmt: skip
