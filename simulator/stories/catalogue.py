"""Every kind of story: how it is told, on which roads, and in which setting."""

from collections.abc import Callable
from typing import Final, Literal, NamedTuple

from simulator.stories import (
    carriers,
    devices,
    elsewhere,
    hours,
    late_data,
    loads,
    near_the_line,
    on_the_road,
    overdue,
    permits,
    provinces,
    quotas,
    receipts,
    rounds,
    short_stops,
    sites,
    weeks,
)
from simulator.stories.stage import Stage

Setting = Literal["day", "weeks", "apart"]
"""What a scenario must be like: a day; weeks of it; or apart from other kinds, because its zones concern all trucks."""


class Story(NamedTuple):
    """A kind of story: how it is told, and the roads on which it has room, in km."""

    tell: Callable[[Stage], None]
    shortest_km: float = 18
    longest_km: float = 110
    setting: Setting = "day"


def _of(module: object, roads: dict[str, tuple[float, float]], setting: Setting = "day") -> dict[str, Story]:
    return {name: Story(getattr(module, name), *km, setting) for name, km in roads.items()}


_ANY: Final = (18, 80)

STORIES: Final[dict[str, Story]] = {
    **_of(on_the_road, {
        "parallel_road": _ANY, "urban_canyon": (25, 80), "ferry": (30, 90), "fuel_stop": (25, 110),
        "weighbridge_queue": (25, 110), "lunch": (25, 110), "asleep_at_rest_area": (25, 110), "red_lights": (25, 80),
        "shuffled": _ANY, "sent_twice": _ANY, "names_respelt": _ANY,
    }),
    **_of(short_stops, {
        "short_stops": (30, 100), "two_short_stops": (30, 100), "permitted_short_stops": (30, 100),
        "stop_and_go": (25, 90),
    }),
    **_of(elsewhere, {
        "unloaded_elsewhere": (30, 100), "returned_after_rest": (30, 110), "secondary_movement": (18, 110),
        "plant_to_plant": (18, 110), "lunch_after_unloading": (18, 90), "neighbour_stop": (18, 120),
        "overlapping_yards": _ANY,
    }),
    **_of(sites, {
        "emerging_site": (18, 150), "one_trucks_field": (18, 150), "noodle_shop": (18, 150), "emerging_dump": (30, 90),
    }),
    **_of(devices, {
        "power_cut": (20, 90), "power_off_parked": (25, 110), "power_off_empty": _ANY, "frozen_position": (25, 110),
        "frozen_on_the_road": (50, 120), "frozen_while_parked": (25, 110), "jump_and_stay": (50, 120),
        "single_glitch": (25, 90), "two_places": (55, 120), "one_plate_twice": (55, 120),
    }),
    **_of(near_the_line, {
        "shallow_detour": (25, 90), "wide_berth": (25, 90), "short_dump": (25, 90), "brief_turn_off": (25, 90),
        "roadside_pause": (25, 90), "roadside_rest": (25, 90), "brief_silence": (36, 90), "patchy_coverage": (36, 90),
    }),
    **_of(quotas, {"quota_near": _ANY, "quota_over": _ANY, "quota_within": _ANY, "quota_second_load": _ANY}),
    **_of(hours, {
        "outside_hours": (25, 90), "wrong_day": _ANY, "window_ends_at_the_plant": _ANY, "night_window": (60, 130),
    }),
    **_of(receipts, {
        "paper_trip": _ANY, "paper_trip_returned": (25, 90), "received_early": (35, 100), "signed_at_the_gate": _ANY,
        "passed_through": _ANY, "quick_unloading": _ANY, "weight_short": _ANY, "weight_missing": _ANY,
        "weight_close": _ANY, "weight_of_a_small_load": _ANY,
    }),
    **_of(carriers, {
        "vehicle_mismatch": _ANY, "second_vehicle": _ANY, "contested_manifest": _ANY, "contested_later": _ANY,
        "unit_moved": _ANY, "unit_moved_away": _ANY, "tractor_and_trailer": _ANY,
    }),
    **_of(loads, {
        "milk_run": (18, 100), "two_plants": (18, 90), "transfer": (25, 120), "transfer_at_the_roadside": (30, 120),
        "overlapping_permits": (18, 100), "suspended_on_the_way": _ANY,
        "expires_on_the_way": (60, 130), "expired_at_midnight": _ANY, "cancelled_on_the_way": (25, 90),
    }),
    **_of(late_data, {
        "late_detour": (30, 100), "detour_told_too_late": (30, 100), "shuffled_detour": (30, 100),
        "clock_ahead_detour": (30, 100), "asleep_while_loading": _ANY, "wakes_on_the_road": _ANY,
        "first_seen_on_the_road": (18, 100), "wide_turn_at_the_gate": _ANY,
    }),
    **_of(rounds, {
        "two_rounds": (18, 45), "turns_at_the_plant": _ANY, "restricted_without_a_load": (25, 100),
        "receipt_without_a_device": _ANY,
    }),
    **_of(permits, {
        "permit_not_in_force": _ANY, "another_permit_in_force": _ANY, "signed_before_loading": _ANY,
        "unresolved_zone": (30, 100), "second_plant_skipped": (18, 90), "returned_load_leaves_room": (25, 90),
    }),
    **_of(overdue, {
        "not_arrived_parked": (25, 110), "not_arrived_astray": (30, 90), "overnight_hold": (30, 90),
        "late_but_in_time": (25, 110), "overnight_at_the_depot": (30, 90),
    }),
    **_of(provinces, {"province_left": (30, 100), "province_crossed": (25, 100)}, "apart"),
    **_of(loads, {"plant_that_also_sends": (18, 90)}, "apart"),
    **_of(weeks, {
        "never_confirmed": _ANY, "confirmed_after_weeks": _ANY, "confirmed_after_days": _ANY, "confirmed_in_time": _ANY,
        "device_unheard": _ANY, "device_heard_in_time": _ANY, "expired_and_unheard": _ANY,
    }, "weeks"),
}  # fmt: skip
