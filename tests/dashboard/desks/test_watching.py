"""Who watches what: by table, and by what must hold whatever desks and pages there are."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.desks.watching import SILENT_MS, Watch, incidents_by_watcher, watch
from models.desk import THE_CENTRE, Desk, Presence

NOW_MS = 1_790_000_000_000


def desk(desk_id: str, *zone_ids: str, order: int = 1, rest: bool = False) -> Desk:
    return Desk(desk_id=desk_id, name_th=desk_id, name_en=desk_id, zone_ids=zone_ids, order_no=order, for_the_rest=rest)


def page(desk_id: str, ago_s: float = 0, person: str = "mali", sound: Any = "on", page_id: str = "p") -> Presence:
    return Presence(page_id=page_id, desk_id=desk_id, person=person, sound=sound, heard_ms=NOW_MS - int(ago_s * 1000))


EAST = desk("east", "Z-MTP", "Z-LCB", order=1)
NORTH = desk("north", "Z-LPN", order=2)
WEST = desk("west", order=3, rest=True)
ALL = (EAST, NORTH, WEST)
ESTATES = ("Z-LCB", "Z-LPN", "Z-MTP", "Z-NEW")


def told(found: Watch) -> dict[str, str]:
    """What each desk watches as `owner: estates`, the rest as `+`; under `-` what nobody watches."""

    def shares(of: Any) -> str:
        return "; ".join(f"{one.owner_id}: {' '.join((*one.zone_ids, *(['+'] if one.rest else [])))}" for one in of)

    return {one.desk.desk_id: shares(one.watches) for one in found.desks} | {"-": shares(found.unwatched)}


EAST_OWN, NORTH_OWN, WEST_OWN = "east: Z-LCB Z-MTP", "north: Z-LPN", "west: Z-NEW +"
CASES: tuple[Any, ...] = (
    ("each desk watches its own; an estate that no desk names is the rest's", ALL, ["east", "north", "west"], [EAST_OWN, NORTH_OWN, WEST_OWN, ""]),
    ("a desk without a page passes on to the next in order", ALL, ["east", "west"], [EAST_OWN, "", f"{WEST_OWN}; {NORTH_OWN}", ""]),
    ("from the last on to the first", ALL, ["east", "north"], [f"{EAST_OWN}; {WEST_OWN}", NORTH_OWN, "", ""]),
    ("past a desk that is unwatched too", ALL, ["west"], ["", "", f"{WEST_OWN}; {EAST_OWN}; {NORTH_OWN}", ""]),
    ("with nobody anywhere all is unwatched", ALL, [], ["", "", "", f"{EAST_OWN}; {NORTH_OWN}; {WEST_OWN}"]),
)  # fmt: skip


@pytest.mark.parametrize(("desks", "at", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_each_desk_watches(desks: tuple[Desk, ...], at: list[str], expected: list[str]):
    found = watch(desks, [page(desk_id, page_id=desk_id) for desk_id in at], ESTATES, NOW_MS)
    assert told(found) == dict(zip(("east", "north", "west", "-"), expected, strict=True))


def test_without_any_desk_there_is_one_of_all():
    found = watch((), [page("centre")], ESTATES, NOW_MS)
    assert [one.desk for one in found.desks] == [THE_CENTRE]
    assert told(found) == {"centre": "centre: Z-LCB Z-LPN Z-MTP Z-NEW +", "-": ""}


def test_of_several_desks_for_the_rest_the_first_has_it_and_without_one_the_first_desk():
    assert told(watch((WEST, desk("far", order=9, rest=True)), (), (), NOW_MS))["-"] == "west: +; far: "
    assert told(watch((NORTH, EAST), (), ("Z-NEW",), NOW_MS))["-"] == "east: Z-NEW +; north: "


HEARD: tuple[Any, ...] = (
    ("just now", [page("west")], ("on", False)),
    ("a moment before the minute is over", [page("west", 59.999)], ("on", False)),
    ("a minute ago it was heard last", [page("west", 60)], (None, False)),
    ("a page that can be heard is enough", [page("west", sound="off", page_id="a"), page("west", page_id="b")], ("on", False)),
    ("all that are there are mute", [page("west", sound="off", page_id="a"), page("west", sound="off", person="chai", page_id="b")], ("off", True)),
    ("the one that could be heard is gone", [page("west", sound="off", page_id="a"), page("west", 61, page_id="b")], ("off", True)),
    ("nobody was ever there", [], (None, False)),
    ("a page at a desk that is no more", [page("gone")], (None, False)),
)


@pytest.mark.parametrize(("pages", "expected"), [case[1:] for case in HEARD], ids=[case[0] for case in HEARD])
def test_whether_somebody_is_there_and_hears(pages: list[Presence], expected: tuple[Any, bool]):
    one = watch((WEST,), pages, ESTATES, NOW_MS).desks[0]
    assert (one.sound, one.is_mute) == expected
    assert one.is_watched == (expected[0] is not None)


def test_who_sits_there_is_told_once_each_and_when_a_page_was_heard_last_also_of_one_that_is_gone():
    pages = [page("west", 90, "lek", page_id="a"), page("west", 5, "mali", "off", "b"), page("west", 3, "mali", "on", "c"), page("west", 9, "chai", "off", "d")]
    one = watch((WEST,), pages, ESTATES, NOW_MS).desks[0]
    assert [(sitter.name, sitter.sound) for sitter in one.sitters] == [("chai", "off"), ("mali", "on")]
    assert one.heard_ms == NOW_MS - 3000
    assert watch((WEST,), pages[:1], ESTATES, NOW_MS).desks[0].heard_ms == NOW_MS - 90_000


def test_incidents_count_at_the_desk_that_watches_their_estate():
    counts = {"Z-MTP": 3, "Z-LPN": 2, "Z-NEW": 4, "Z-ENDED": 1, None: 7}
    found = watch(ALL, [page("east"), page("west", page_id="w")], ESTATES, NOW_MS)
    assert incidents_by_watcher(ALL, found, counts) == {"east": 3, "north": 0, "west": 14, None: 0}
    assert incidents_by_watcher(ALL, watch(ALL, (), ESTATES, NOW_MS), counts)[None] == 17


IDS = st.sampled_from(["a", "b", "c", "d"])
ZONES = st.sampled_from(["Z1", "Z2", "Z3", "Z4", "Z5"])
DESKS = st.lists(
    st.builds(desk, IDS, order=st.integers(1, 3), rest=st.booleans()).flatmap(
        lambda one: st.frozensets(ZONES).map(lambda zones: desk(one.desk_id, *sorted(zones), order=one.order_no, rest=one.for_the_rest))
    ),
    max_size=4,
    unique_by=lambda one: one.desk_id,
)
PAGES = st.lists(
    st.builds(page, IDS | st.just("centre"), st.integers(0, 120), st.sampled_from(["mali", "chai"]), st.sampled_from(["on", "off"]), st.uuids().map(str)),
    max_size=8,
)
WORLD = {"desks": DESKS, "pages": PAGES, "estates": st.frozensets(ZONES)}


@given(**WORLD)
def test_every_estate_and_the_rest_is_watched_by_one_watched_desk_or_named_as_unwatched(desks: Any, pages: Any, estates: Any):
    found = watch(desks, pages, estates, NOW_MS)
    shares = [share for one in found.desks for share in one.watches] + list(found.unwatched)
    assert sorted(zone_id for share in shares for zone_id in share.zone_ids) == sorted(estates)
    assert sum(share.rest for share in shares) == 1
    assert all(one.is_watched for one in found.desks if one.watches)
    assert not (found.unwatched and any(one.is_watched for one in found.desks))


@given(**WORLD, data=st.data())
def test_neither_the_order_of_pages_nor_that_of_desks_matters(desks: Any, pages: Any, estates: Any, data: Any):
    again = watch(data.draw(st.permutations(desks)), data.draw(st.permutations(pages)), data.draw(st.permutations(sorted(estates))), NOW_MS)
    assert again == watch(desks, pages, estates, NOW_MS)


@given(**WORLD)
def test_a_desk_that_comes_back_gets_its_own_back_and_takes_from_nobody_what_is_theirs(desks: Any, pages: Any, estates: Any):
    before = watch(desks, pages, estates, NOW_MS)
    for one in before.desks:
        after = watch(desks, [*pages, page(one.desk.desk_id, page_id="new")], estates, NOW_MS)
        back = next(other for other in after.desks if other.desk.desk_id == one.desk.desk_id)
        assert back.watches[0] == one.own == back.own
        for was, now in zip(before.desks, after.desks, strict=True):
            if was.is_watched:
                assert now.watches[0] == was.own
            assert now.desk.desk_id == back.desk.desk_id or set(now.watches) <= set(was.watches)


@given(**WORLD)
def test_a_minute_of_silence_leaves_all_unwatched_however_the_pages_went(desks: Any, pages: Any, estates: Any):
    found = watch(desks, pages, estates, NOW_MS + SILENT_MS)
    assert not any(one.sitters or one.watches for one in found.desks)
    assert sorted(zone_id for share in found.unwatched for zone_id in share.zone_ids) == sorted(estates)


@given(**WORLD, counts=st.dictionaries(ZONES | st.none() | st.just("Z-ENDED"), st.integers(0, 9)))
def test_no_incident_is_counted_twice_or_lost(desks: Any, pages: Any, estates: Any, counts: Any):
    found = watch(desks, pages, estates, NOW_MS)
    assert sum(incidents_by_watcher(desks, found, counts).values()) == sum(counts.values())
