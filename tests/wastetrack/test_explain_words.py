"""Every value that a chain may hold has its words."""

from typing import get_args

import pytest

from models.alert import CloseReason, Severity
from models.permit import PERMIT_STATUSES
from models.trip import SIGHTINGS, STATES, EndReason, Verdict
from models.zone import ZONE_KINDS
from wastetrack.explain_words import WORDS

OTHERWISE = {"received": "received_paper", "estate": "estate_zone"}
VALUES = {
    *get_args(CloseReason), *get_args(Severity), *PERMIT_STATUSES, *SIGHTINGS, *STATES, *get_args(EndReason), *get_args(Verdict), *ZONE_KINDS,
} - {"ended"}  # fmt: skip


@pytest.mark.parametrize("value", sorted(VALUES))
def test_every_value_has_its_words(value: str):
    assert OTHERWISE.get(value, value) in WORDS
