"""paper-trip and implausible-completion: receipts, the visits behind them, and the near misses of both."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import implausible_completion, paper_trip
from models.permit import Factory, Permit, PermitItem, PermitVehicle
from models.receipt import PlantVisit, Receipt, receipt_of
from models.thresholds import ImplausibleCompletion, PaperTrip
from models.times import MINUTE_MS
from tests.alerts import said
from tests.alerts.papers import MANIFEST, a_manifest

PAPER, COMPLETION = PaperTrip(), ImplausibleCompletion()
OWN, OTHER, FOREIGN = MANIFEST.plate_key, "719999|TH-21", "999999|TH-10"
# Minutes are counted from the receipt, which comes 4 h after the planned departure.
PLANNED = -240
RECEIVED_MS = MANIFEST.planned_depart_ms - PLANNED * MINUTE_MS
RECEIPT = Receipt(
    manifest=MANIFEST, received_ms=RECEIVED_MS, origin_zone_id="G", destination_zone_id="P", vehicle_keys=frozenset({OWN, OTHER}),
)  # fmt: skip


def ms(minute: float) -> int:
    return RECEIVED_MS + round(minute * MINUTE_MS)


def visit(zone_id: str, first: float, last: float, plate_key: str = OWN, *, left: bool = True) -> PlantVisit:
    return PlantVisit(zone_id=zone_id, plate_key=plate_key, unit_id=f"unit of {plate_key}", first_ms=ms(first), last_ms=ms(last), left=left)


LOADED = visit("G", -260, -230)
BROUGHT = visit("P", -40, -5)

MANIFEST_DAY = date(2026, 11, 2)
Visits = tuple[PlantVisit, ...]


@pytest.mark.parametrize(
    ("says", "visits", "reason", "missing"),
    (
        ("loaded and brought", (LOADED, BROUGHT), "visited", ()),
        ("nobody anywhere", (), "not_visited", ("origin", "destination")),
        ("loaded, never brought", (LOADED,), "not_visited", ("destination",)),
        ("never loaded", (BROUGHT,), "not_visited", ("origin",)),
        ("another vehicle of the permit", (visit("G", -260, -230, OTHER), visit("P", -40, -5, OTHER)), "visited", ()),
        ("each place by another of them", (LOADED, visit("P", -40, -5, OTHER)), "visited", ()),
        ("a vehicle that is not on the permit", (LOADED, visit("P", -40, -5, FOREIGN)), "not_visited", ("destination",)),
        ("another plant", (LOADED, visit("P2", -40, -5)), "not_visited", ("destination",)),
        ("6 h before the planned departure, to the minute", (visit("G", -610, PLANNED - 360), BROUGHT), "visited", ()),
        ("a minute longer ago", (visit("G", -620, PLANNED - 361), BROUGHT), "not_visited", ("origin",)),
        ("it came with the receipt", (LOADED, visit("P", 0, 30)), "visited", ()),
        ("10 min after it is no breach", (LOADED, visit("P", 10, 40)), "visited", ()),
        ("a little more is one", (LOADED, visit("P", 10.01, 40)), "arrived_later", ("destination",)),
        ("24 h after it closes", (LOADED, visit("P", 1440, 1460)), "arrived_later", ("destination",)),
        ("later it does not", (LOADED, visit("P", 1440.1, 1460)), "not_visited", ("destination",)),
        ("both places later", (visit("G", 60, 80), visit("P", 180, 200)), "arrived_later", ("origin", "destination")),
        ("loading alone, later, does not close", (visit("G", 60, 80),), "not_visited", ("origin", "destination")),
        ("a visit in time counts before one that is late", (LOADED, visit("P", 60, 90), BROUGHT), "visited", ()),
    ),
)
def test_paper_trip(says: str, visits: Visits, reason: str, missing: tuple[str, ...]) -> None:
    answer = paper_trip.judge(RECEIPT, visits, PAPER, COMPLETION)
    assert (answer.reason, answer.missing) == (reason, missing), says


def test_a_place_that_no_permit_names_is_visited_by_nobody() -> None:
    receipt = Receipt(manifest=MANIFEST, received_ms=RECEIVED_MS, origin_zone_id="", destination_zone_id="P", vehicle_keys=frozenset({OWN}))
    answer = paper_trip.judge(receipt, (visit("", -100, -90), BROUGHT), PAPER, COMPLETION)
    assert answer.missing == ("origin",)


def test_it_closes_when_the_last_missing_place_is_visited() -> None:
    visits = (visit("P", 180, 200), visit("G", 60, 80))
    answer = paper_trip.judge(RECEIPT, visits, PAPER, COMPLETION)
    found = paper_trip.finding(RECEIPT, answer, PAPER, only_warn=False)
    assert (found.started_ms, found.ended_ms, found.close_reason) == (RECEIVED_MS, ms(180), "arrived_later")


@pytest.mark.parametrize(
    ("says", "visits", "reason"),
    (
        ("brought and unloaded", (LOADED, BROUGHT), "plausible"),
        ("nobody came: the other rule's", (LOADED,), "not_visited"),
        ("received 10 min before arrival, to the minute", (visit("P", 10, 40),), "plausible"),
        ("received a little earlier", (visit("P", 10.01, 40),), "received_before_arrival"),
        ("received a day before", (visit("P", 1440, 1460),), "received_before_arrival"),
        ("more than a day before: nobody came", (visit("P", 1441, 1460),), "not_visited"),
        ("inside for exactly 5 min", (visit("P", -5, 0),), "plausible"),
        ("inside for a little less", (visit("P", -5, -0.01),), "too_short"),
        ("seen there once", (visit("P", -5, -5),), "too_short"),
        ("still inside", (visit("P", -3, 0, left=False),), "still_inside"),
        ("inside so long already that it is enough", (visit("P", -8, 0, left=False),), "plausible"),
        ("a turn at the gate, then the unloading", (visit("P", -60, -58), BROUGHT), "plausible"),
        ("and the other way round", (BROUGHT, visit("P", -3, -1)), "plausible"),
        ("a turn at the gate, and inside again", (visit("P", -60, -58), visit("P", -3, 0, left=False)), "still_inside"),
        ("its own short visit counts before another truck's long one", (visit("P", -5, -3), visit("P", -40, -5, OTHER)), "too_short"),
        ("another truck alone", (visit("P", -40, -5, OTHER),), "plausible"),
        ("another truck in time, the own one later", (visit("P", -40, -5, OTHER), visit("P", 60, 90)), "plausible"),
        ("a foreign truck's visit says nothing", (visit("P", -40, -5, FOREIGN),), "not_visited"),
    ),
)
def test_implausible_completion(says: str, visits: Visits, reason: str) -> None:
    assert implausible_completion.judge(RECEIPT, visits, COMPLETION, PAPER).reason == reason, says


VISITS = st.lists(
    st.builds(
        lambda zone, first, stay, plate, left: visit(zone, first, first + stay, plate, left=left),
        st.sampled_from("GP"), st.integers(-700, 1500), st.integers(0, 60), st.sampled_from((OWN, OTHER, FOREIGN)), st.booleans(),
    ),
    max_size=5,
)  # fmt: skip


@given(VISITS, st.randoms(use_true_random=False))
def test_the_order_in_which_visits_are_learned_of_changes_nothing(visits: list[PlantVisit], random) -> None:
    mixed = random.sample(visits, len(visits))
    assert paper_trip.judge(RECEIPT, mixed, PAPER, COMPLETION) == paper_trip.judge(RECEIPT, visits, PAPER, COMPLETION)
    assert implausible_completion.judge(RECEIPT, mixed, COMPLETION, PAPER).reason == implausible_completion.judge(RECEIPT, visits, COMPLETION, PAPER).reason


@given(VISITS)
def test_a_destination_reached_late_is_a_receipt_before_arrival(visits: list[PlantVisit]) -> None:
    """Where the one rule closes because the load came later, the other opens; and it needs a visit to say anything."""
    paper = paper_trip.judge(RECEIPT, visits, PAPER, COMPLETION)
    implausible = implausible_completion.judge(RECEIPT, visits, COMPLETION, PAPER)
    if paper.reason == "arrived_later" and "destination" in paper.missing:
        assert implausible.reason == "received_before_arrival"
    if implausible.reason == "not_visited":
        assert "destination" in paper.missing


@pytest.mark.parametrize("visits", ((), (LOADED,), (BROUGHT,), (LOADED, visit("P", 60, 90)), (visit("G", 60, 80), visit("P", 180, 200))))
@pytest.mark.parametrize(("only_warn", "severity"), ((False, "critical"), (True, "warning")))
def test_what_is_said_of_a_paper_trip(visits: Visits, only_warn: bool, severity: str) -> None:
    answer = paper_trip.judge(RECEIPT, visits, PAPER, COMPLETION)
    found = paper_trip.finding(RECEIPT, answer, PAPER, only_warn=only_warn)
    said.check(found)
    assert (found.severity, found.urgency, found.certainty, found.episode) == (severity, "today", "possible", "M1")
    assert found.evidence.measured["missing"] == list(answer.missing)


@pytest.mark.parametrize(
    ("one", "started", "plate"),
    ((visit("P", 60, 90), 0, "70-1234"), (visit("P", -3, -1), -1, "70-1234"), (visit("P", -3, -3), -3, "70-1234"), (visit("P", -3, -1, OTHER), -1, None)),
)
def test_what_is_said_of_an_implausible_completion(one: PlantVisit, started: float, plate: str | None) -> None:
    found = implausible_completion.finding(RECEIPT, implausible_completion.judge(RECEIPT, (one,), COMPLETION, PAPER), COMPLETION)
    assert found is not None
    said.check(found)
    assert (found.started_ms, found.ended_ms, found.close_reason) == (ms(started), ms(started), None)
    assert (found.unit_id, found.plate) == (one.unit_id, plate)


def test_nothing_is_said_of_a_plausible_one() -> None:
    assert implausible_completion.finding(RECEIPT, implausible_completion.judge(RECEIPT, (BROUGHT,), COMPLETION, PAPER), COMPLETION) is None


def test_a_receipt_knows_its_places_and_vehicles_by_its_permit() -> None:
    permit = Permit(
        permit_no="กอ.1-2569-000417", status="approved", valid_from=MANIFEST_DAY, valid_to=MANIFEST_DAY, generator=Factory(zone_id="G"),
        items=(PermitItem(item_no=1, processor=Factory(zone_id="P"), consent="accepted"),), vehicles=(PermitVehicle(plate="71-9999", province="ระยอง"),),
    )  # fmt: skip
    assert receipt_of(MANIFEST, permit, RECEIVED_MS) == RECEIPT
    assert receipt_of(a_manifest(item_no=2), permit, RECEIVED_MS).destination_zone_id == ""
