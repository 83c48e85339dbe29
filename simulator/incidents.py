"""Every kind of trip whose truth is known: how it is made and where it fits."""

from collections.abc import Callable
from random import Random
from typing import Final, NamedTuple

from simulator import breaches, harmless
from simulator.errand import Errand


class Incident(NamedTuple):
    """A kind of trip: how it is made, the shortest route it fits on, and whether it is the unit's last."""

    make: Callable[[Errand, Random], Errand]
    shortest_km: float = 0.0
    last: bool = False


INCIDENTS: Final = {
    "detour_dump": Incident(breaches.detour_dump, 25),
    "roadside_stop": Incident(breaches.roadside_stop, 30),
    "restricted": Incident(breaches.restricted, 25),
    "wrong_destination": Incident(breaches.wrong_destination, 20, last=True),
    "silence": Incident(breaches.silence, 36),
    "undeclared": Incident(breaches.undeclared, 15, last=True),
    "permit_suspended": Incident(breaches.permit_invalid, 15, last=True),
    "permit_expired": Incident(breaches.permit_invalid, 15, last=True),
    "returned_load": Incident(harmless.returned_load, 20, last=True),
    "jam": Incident(harmless.jam, 30),
    "tunnel": Incident(harmless.tunnel, 25),
    "sleeping_device": Incident(harmless.sleeping_device, 15),
    "gate_jitter": Incident(harmless.gate_jitter, 15),
    "late_batch": Incident(harmless.late_batch, 72),
    "clock_7h": Incident(harmless.clock_7h, 15),
    "manifests_three": Incident(harmless.manifests_three, 15),
    "duplicates": Incident(harmless.duplicates, 15),
    "bad_lines": Incident(harmless.bad_lines, 15),
    "vendor_outage": Incident(breaches.vendor_outage, 62, last=True),
}
KINDS: Final = tuple(INCIDENTS)
