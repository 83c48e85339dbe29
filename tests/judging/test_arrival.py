"""When a load has arrived, when its trip is complete, and when it will not complete."""

import pytest

from tests.builders import Scene, Track, a_manifest, a_permit, a_ping, a_route, a_zone, an_item, at, judge

ON_THE_ROAD = Track().stand(15).go(19_000).pings  # at minute 34, 700 m before the processor's zone
FAR, NEAR, INSIDE = 17_500, 19_600, 20_000


def lives(pings: list[dict[str, object]], until: float | None = None, **scene: object) -> list[str]:
    return judge(Scene(pings, **scene), until).life()  # type: ignore[arg-type]  # what Scene takes


@pytest.mark.parametrize(
    ("says", "pings", "life"),
    (
        ("a fix inside is an arrival", [(35, INSIDE)], ["arrived"]),
        ("one beside it is none", [(35, NEAR)], []),
        ("out again in under 5 min it lapses, and the trip goes on", [(35, INSIDE), (36, FAR)], ["arrived", "started"]),
        ("out again after 4:59 too", [(35, INSIDE), (35 + 299 / 60, FAR)], ["arrived", "started"]),
        ("out again after 5 min it is complete", [(35, INSIDE), (40, FAR)], ["arrived", "completed"]),
        ("a lapsed arrival may be made good", [(35, INSIDE), (36, FAR), (38, INSIDE), (43, FAR)],
         ["arrived", "started", "arrived", "completed"]),
        ("while it stays it is not complete", [(35, INSIDE), (60, INSIDE)], ["arrived"]),
        ("2 h after arrival it is, with the next ping", [(35, INSIDE), (156, INSIDE)], ["arrived", "completed"]),
        ("a minute before it is not", [(35, INSIDE), (154, INSIDE)], ["arrived"]),
        ("it completes once", [(35, INSIDE), (40, FAR), (42, INSIDE), (50, FAR)], ["arrived", "completed"]),
        ("a ping without a fix says nothing of where it is", [(35, INSIDE), (41, FAR, 0)], ["arrived"]),
    ),
)  # fmt: skip
def test_arrival_and_completion(says: str, pings: list[tuple[float, float] | tuple[float, float, int]], life: list[str]) -> None:
    seen = [a_ping(p[0], p[1], **({"fix": p[2]} if len(p) > 2 else {})) for p in pings]
    assert lives([*ON_THE_ROAD, *seen]) == ["started", *life], says


def test_two_hours_pass_by_the_clock_too() -> None:
    pings = [*ON_THE_ROAD, a_ping(35, INSIDE)]
    assert lives(pings, until=154) == ["started", "arrived"]
    told = judge(Scene(pings), until=155)
    assert told.life() == ["started", "arrived", "completed"]
    assert told.events[-1].time == at(155)
    assert told.events[-1].data["completed_at"] == at(155)


@pytest.mark.parametrize(
    ("says", "received", "pings", "until", "life", "completed"),
    (
        ("a receipt completes at its time", 45, [], 60, ["arrived", "completed"], 45),
        ("one from before arrival completes on arrival", 30, [], 35, ["arrived", "completed", "completed"], 35),
        ("a receipt never completes what has not arrived", 30, None, 300, [], None),
        ("with a receipt a short visit is enough", 36, [(37, FAR)], 37, ["arrived", "completed", "completed"], 36),
        ("without one yet it lapses", 38, [(37, FAR)], 60, ["arrived", "started"], None),
        ("a receipt after 2 h comes too late to complete", 200, [], 155, ["arrived", "completed"], 155),
    ),
)
def test_a_receipt_completes(
    says: str, received: float, pings: list[tuple[float, float]] | None, until: float, life: list[str], completed: float | None
) -> None:
    arrived = [] if pings is None else [a_ping(35, INSIDE), *(a_ping(minute, east) for minute, east in pings)]
    told = judge(Scene([*ON_THE_ROAD, *arrived], manifests=[a_manifest(received=received)]), until)
    # What the papers do not fit is told across units, and makes the trip told once more.
    assert told.life() == ["started", *life], says
    assert [d["completed_at"] for kind, d in told.trips() if kind == "completed"] == ([at(completed)] if completed else []), says


def test_all_manifests_for_the_processor_must_be_received() -> None:
    manifests = [a_manifest("M-1", received=40), a_manifest("M-2")]
    assert lives([*ON_THE_ROAD, a_ping(35, INSIDE)], 60, manifests=manifests) == ["started", "arrived"]


def test_a_version_that_only_tells_the_weight_puts_a_receipt_off_by_nothing() -> None:
    received = dict(a_manifest(), status="received", version_from=at(45))
    weighed = dict(received, weigh_out_t=6.0, weigh_in_t=6.0, version_from=at(90))
    told = judge(Scene([*ON_THE_ROAD, *Track(35, INSIDE).stand(70).pings], manifests=[a_manifest(), received, weighed]))
    assert [data["completed_at"] for _, data in told.trips()] == [at(45)]


# Two processors: one halfway, one at the road's end.
HALFWAY = a_zone("Z-PROC-2", "processor", 10_000, factory_no="F-Z-PROC-2")
TWO = {
    "zones": [HALFWAY],
    "permits": [a_permit(items=[an_item(), an_item(2, "Z-PROC-2")], routes=[a_route(item_nos=(1, 2))])],
}
BOTH = [a_manifest("M-1", 15), a_manifest("M-2", 15, item_no=2)]


def test_the_processors_of_its_manifests_must_all_be_visited() -> None:
    track = Track().stand(15).go(10_000).stand(10).go(20_000).stand(10).go(15_000)
    told = judge(Scene(track.pings, manifests=BOTH, **TWO))  # type: ignore[arg-type]  # what Scene takes
    assert told.life() == ["started", "arrived", "arrived", "completed"]
    ((_, data),) = told.trips()
    assert data["destination_zone_ids"] == ["Z-PROC-2", "Z-PROC"]
    assert data["destination_zone_id"] == "Z-PROC"
    assert told.newest() == []


def test_in_any_order() -> None:
    track = Track().stand(15).go(20_000).stand(10).go(10_000).stand(10).go(5_000)
    ((kind, data),) = judge(Scene(track.pings, manifests=BOTH, **TWO)).trips()  # type: ignore[arg-type]
    assert (kind, data["destination_zone_ids"]) == ("completed", ["Z-PROC", "Z-PROC-2"])


@pytest.mark.parametrize("radius_m", (300, 2000))
def test_where_their_zones_overlap_one_stay_visits_both(radius_m: float) -> None:
    around = {**TWO, "zones": [a_zone("Z-PROC-2", "processor", 20_000, radius_m=radius_m, factory_no="F-Z-PROC-2")]}
    track = Track().stand(15).go(20_000).stand(10).go(15_000)
    ((kind, data),) = judge(Scene(track.pings, manifests=BOTH, **around)).trips()  # type: ignore[arg-type]
    assert (kind, sorted(data["destination_zone_ids"])) == ("completed", ["Z-PROC", "Z-PROC-2"])


def test_one_visited_of_two_is_not_complete() -> None:
    track = Track().stand(15).go(10_000).stand(10).go(19_000)
    told = judge(Scene(track.pings, manifests=BOTH, **TWO), until=600)  # type: ignore[arg-type]
    assert told.life() == ["started", "arrived"]


def test_a_visit_on_the_way_that_is_too_short_lapses_and_is_told() -> None:
    track = Track().stand(15).go(9_500).move(10_000).see().move(11_000).go(14_000)
    told = judge(Scene(track.pings, manifests=BOTH, **TWO))  # type: ignore[arg-type]
    assert told.life() == ["started", "arrived", "started"]
    assert "destination_zone_id" not in told.trips()[0][1]


def test_without_manifests_one_processor_suffices() -> None:
    track = Track().stand(15).go(10_000).stand(10).go(15_000)
    told = judge(Scene(track.pings, **TWO))  # type: ignore[arg-type]
    assert told.life() == ["started", "arrived", "completed"]


def test_the_destination_settles_which_permit_it_was() -> None:
    there = a_permit("B", items=[an_item(to="Z-PROC-2")])
    track = Track().stand(15).go(10_000).stand(10).go(15_000)
    told = judge(Scene(track.pings, zones=[HALFWAY], permits=[a_permit("A"), there]))
    assert [event.data["permit_no"] for event in told.events] == ["A", "B", "B"]
    assert len({event.data["trip_id"] for event in told.events}) == 1


@pytest.mark.parametrize(
    ("says", "track", "life"),
    (
        ("stopping again where it was loaded is a return", Track().stand(15).go(6000).go(0).stand(5), ["ended returned"]),
        ("four minutes are no stop", Track().stand(15).go(6000).go(0).stand(3).go(5000), []),
        ("driving past it is none", Track().stand(15).go(6000).go(-3000), []),
        ("after arrival there is no return", Track().stand(15).go(20_000).stand(10).go(0).stand(10), ["arrived", "completed"]),
        ("a returned load may leave again", Track().stand(15).go(6000).go(0).stand(10).go(3000), ["ended returned", "started"]),
    ),
)
def test_return(says: str, track: Track, life: list[str]) -> None:
    assert lives(track.pings) == ["started", *life], says


def test_a_returned_load_raises_no_alert() -> None:
    told = judge(Scene(Track().stand(15).go(6000).go(0).stand(20).pings))
    assert [kind for kind, _ in told.trips()] == ["ended"]
    assert told.newest() == []


def test_a_return_closes_what_is_open() -> None:
    track = Track().stand(15).go(3000).go(3000, 3000).go(0, 3000, kmh=80).go(0, 600, kmh=80).move(0, 0).stand(6)
    told = judge(Scene(track.pings, permits=[a_permit(routes=[a_route(corridor_m=50)])]))
    (deviation,) = told.standing("route-deviation")
    assert deviation["close_reason"] == "returned_to_route"
    (kind, _), = told.trips()
    assert kind == "ended"


CANCELLED = [a_manifest(), a_manifest(status="cancelled", version_from=at(25))]


@pytest.mark.parametrize(
    ("says", "manifests", "pings", "life"),
    (
        ("cancelled on the way, it ends", CANCELLED, ON_THE_ROAD, ["ended cancelled"]),
        ("one of two is left", [*CANCELLED, a_manifest("M-2")], ON_THE_ROAD, []),
        ("cancelled, and told of once more", [*CANCELLED, a_manifest(status="cancelled", quantity_t=7.0, version_from=at(30))],
         ON_THE_ROAD, ["ended cancelled"]),
        ("cancelled after arrival changes nothing", [a_manifest(), a_manifest(status="cancelled", version_from=at(36))],
         [*ON_THE_ROAD, a_ping(35, INSIDE), a_ping(40, FAR)], ["arrived", "completed"]),
    ),
)  # fmt: skip
def test_a_trip_all_of_whose_manifests_are_cancelled_ends(
    says: str, manifests: list[dict[str, object]], pings: list[dict[str, object]], life: list[str]
) -> None:
    told = judge(Scene(pings, manifests=manifests))
    assert told.life() == ["started", *life], says
    assert [data["ended_at"] for kind, data in told.trips() if kind == "ended"] == [at(25)] * ("ended cancelled" in life)


@pytest.mark.parametrize(
    ("says", "cancelled", "completed"),
    (
        ("before it comes to the other processor", 20, 35),
        ("while it is there", 28, 35),
        ("when it has left, with its next fix", 37, 37),
    ),
)
def test_a_manifest_cancelled_on_the_way_asks_for_no_visit(says: str, cancelled: float, completed: float) -> None:
    track = Track().stand(15).go(10_000).stand(8).go(15_000)
    manifests = [a_manifest(), BOTH[1], a_manifest(status="cancelled", version_from=at(cancelled))]
    told = judge(Scene(track.pings, manifests=manifests, **TWO))  # type: ignore[arg-type]
    ((kind, data),) = told.trips()
    assert (kind, data["completed_at"], data["verdict"]) == ("completed", at(completed), "verified"), says
    assert told.life()[-1] == "completed"


def test_a_first_sight_inside_the_destination_is_no_arrival() -> None:
    assert lives(Track(0, INSIDE).stand(60).go(10_000).pings) == []


@pytest.mark.parametrize(
    ("says", "away_m", "life"),
    (
        ("the one fix outside that is a departure is the arrival", 700, ["started", "arrived", "completed"]),
        ("so is the first of two", 480, ["started", "arrived", "completed"]),
    ),
)
def test_next_door_the_first_fix_outside_is_the_arrival(says: str, away_m: float, life: list[str]) -> None:
    scene = Scene(Track().stand(10).move(away_m).stand(8).move(2800).see().move(4000).see().pings)
    scene.reference["zones"][1] = a_zone("Z-PROC", "processor", 700, radius_m=350)
    told = judge(scene)
    ((_, trip),) = told.trips()
    assert told.life() == life, says
    assert (trip["started_at"], trip["arrived_at"], trip["completed_at"]) == (at(11), at(11), at(20))
