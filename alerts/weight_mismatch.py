"""weight-mismatch: what was weighed in at the processor is not what was weighed out at the generator."""

from typing import Literal

from alerts.wording import tonnes
from models.alert import Evidence, Finding
from models.manifest import Manifest
from models.thresholds import WeightMismatch

RULE = "weight-mismatch"
Reason = Literal["not_judged", "within", "high", "critical"]

# Weights are compared in whole grams: what is exactly at a limit is not over it.
_GRAMS = 1_000_000


def judge(manifest: Manifest, limits: WeightMismatch) -> Reason:
    """Whether the two weights of a manifest differ, and how badly; one that was cancelled or returned is not judged."""
    if manifest.weigh_out_t is None or manifest.weigh_in_t is None or manifest.status in {"cancelled", "returned"}:
        return "not_judged"
    out_g, in_g = round(manifest.weigh_out_t * _GRAMS), round(manifest.weigh_in_t * _GRAMS)
    apart_g, least_g = abs(in_g - out_g), round(limits.least_t * _GRAMS)
    if apart_g > max(round(limits.critical_share * out_g), least_g):
        return "critical"
    return "high" if apart_g > max(round(limits.high_share * out_g), least_g) else "within"


def finding(manifest: Manifest, known_ms: int, limits: WeightMismatch) -> Finding | None:
    """What is to be said of a manifest's weights, nothing where they agree; `known_ms` is when both were known.

    The caller adds unit and trip if there are any.
    """
    reason, out_t, in_t = judge(manifest, limits), manifest.weigh_out_t, manifest.weigh_in_t
    if out_t is None or in_t is None or reason in {"not_judged", "within"}:
        return None
    apart = tonnes(abs(in_t - out_t))
    more_en, more_th = ("more", "มากกว่า") if in_t > out_t else ("less", "น้อยกว่า")
    return Finding(
        rule=RULE, episode=manifest.manifest_key, severity="critical" if reason == "critical" else "high",
        urgency="record", certainty="likely", started_ms=known_ms, ended_ms=known_ms,
        plate=manifest.plate, province=manifest.province, permit_no=manifest.permit_no,
        manifest_no=manifest.manifest_no,
        reason_en=(
            f"Manifest {manifest.manifest_no}: {tonnes(in_t)} t were weighed in, {apart} t {more_en} than the"
            f" {tonnes(out_t)} t weighed out."
        ),
        reason_th=(
            f"ใบกำกับการขนส่งเลขที่ {manifest.manifest_no}: น้ำหนักปลายทาง {tonnes(in_t)} ตัน"
            f" {more_th}น้ำหนักต้นทาง {tonnes(out_t)} ตัน อยู่ {apart} ตัน"
        ),
        evidence=Evidence(
            thresholds={
                "high_share": limits.high_share, "critical_share": limits.critical_share, "least_t": limits.least_t,
            },
            measured={"weigh_out_t": out_t, "weigh_in_t": in_t, "difference_t": round(in_t - out_t, 6)},
        ),
    )  # fmt: skip
