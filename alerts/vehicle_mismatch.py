"""vehicle-mismatch: a manifest names the truck that leaves, and the manifest's permit does not."""

from models.alert import Evidence, Finding
from models.fix import Fix, shown

RULE = "vehicle-mismatch"


def finding(first_outside: Fix, plate: str, permit_no: str, manifest_nos: tuple[str, ...], listed: int) -> Finding:
    """What is to be said of such a departure; `listed` is how many vehicles the permit has."""
    numbers = ", ".join(manifest_nos)
    return Finding(
        rule=RULE, episode=str(first_outside.utc_ms), severity="high", urgency="today", certainty="likely",
        started_ms=first_outside.utc_ms, ended_ms=first_outside.utc_ms,
        permit_no=permit_no, manifest_no=manifest_nos[0], lat=first_outside.lat, lon=first_outside.lon,
        reason_en=f"{plate} left with manifest {numbers}, but is not among the vehicles of permit {permit_no}.",
        reason_th=(
            f"รถทะเบียน {plate} ออกเดินทางตามใบกำกับการขนส่งเลขที่ {numbers} "
            f"แต่ไม่อยู่ในรายการรถของใบอนุญาตเลขที่ {permit_no}"
        ),
        evidence=Evidence(
            measured={"plate": plate, "manifest_nos": list(manifest_nos), "vehicles_on_permit": listed},
            pings=(shown(first_outside),),
        ),
    )  # fmt: skip
