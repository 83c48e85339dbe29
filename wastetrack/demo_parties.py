"""Whom the demo may release incidents to: its made-up carriers and generators, whose messages lead to the in-box."""

from typing import Final

from simulator.estates import ESTATES
from simulator.sites import factory_places
from simulator.world import CARRIERS

# Incidents are closed as confirmed here without an answer too: whoever tries it out alone is no party.
_HEAD: Final = """\
[parties]
confirmed_needs_answer = false
[authority]
name_th = "ศูนย์ติดตามรถขนส่งกากอุตสาหกรรม (ระบบสาธิต)"
name_en = "Industrial waste monitoring centre (demo)"
phone = "02 000 0000"
"""


def parties() -> str:
    """Their addresses, as WASTETRACK_PARTIES has them; nothing is sent, as the demo has an in-box."""
    generators = [place.factory_no for estate in ESTATES for place in factory_places(estate) if place.factory_no]
    keys = [*(("carrier", name) for name in CARRIERS), *(("generator", number) for number in generators)]
    return _HEAD + "".join(f'[{role}."{key}"]\nkind = "email"\nto = "party@demo.invalid"\n' for role, key in keys)
