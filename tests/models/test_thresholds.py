"""The table of thresholds: whole, explained, and with the defaults that were agreed."""

import pytest

from models.rules_toml import parse_rules, render_rules
from models.thresholds import RULES, Rulebook, Thresholds, prose_of
from models.thresholds_thai import MEANINGS_TH, SECTIONS_TH, UNITS_TH

BOOK = Rulebook()
SECTIONS = dict(zip(Rulebook.__struct_encode_fields__, Rulebook.__struct_fields__, strict=True))


@pytest.mark.parametrize("section", SECTIONS)
def test_every_threshold_says_its_unit_meaning_and_reason(section: str) -> None:
    values = getattr(BOOK, SECTIONS[section])
    prose = prose_of(type(values))
    assert set(prose) == set(values.__struct_fields__)
    for key, one in prose.items():
        assert one.meaning, key
        assert one.reason, key


def test_every_threshold_is_told_in_thai() -> None:
    told = {f"{section}.{key}": one for section, field in SECTIONS.items() for key, one in prose_of(type(getattr(BOOK, field))).items()}
    assert set(MEANINGS_TH) == set(told)
    assert {one.unit for one in told.values()} <= set(UNITS_TH)
    assert set(SECTIONS) - set(RULES) == set(SECTIONS_TH)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_its_section_save_those_that_count_by_the_shared_words(rule: str) -> None:
    shared = {"wrong-destination", "permit-invalid", "outside-hours", "power-cut", "unloaded-elsewhere", "vehicle-mismatch"}
    assert rule in SECTIONS or rule in shared


@pytest.mark.parametrize(
    ("section", "key", "value"),
    (
        ("route-deviation", "margin_m", 200), ("route-deviation", "fixes", 2),
        ("unauthorised-stop", "off_corridor_min", 5), ("unauthorised-stop", "on_corridor_min", 20), ("unauthorised-stop", "high_min", 60),
        ("restricted-zone", "leave_min", 10), ("restricted-zone", "path_gap_s", 300),
        ("signal-lost", "warning_min", 5.5), ("signal-lost", "high_min", 15), ("signal-lost", "critical_min", 30),
        ("signal-lost", "excused_min", 30), ("signal-lost", "refuted_s", 300),
        ("vendor-outage", "share", 0.3), ("vendor-outage", "units", 5), ("vendor-outage", "silent_s", 300),
        ("vendor-outage", "within_s", 180), ("vendor-outage", "again_s", 480), ("vendor-outage", "heard_s", 600),
        ("repeated-short-stops", "halts", 3), ("repeated-short-stops", "radius_m", 50), ("repeated-short-stops", "min_min", 2),
        ("repeated-short-stops", "max_min", 10), ("repeated-short-stops", "apart_m", 500), ("province-left", "fixes", 1),
        ("undeclared-trip", "stop_min", 10), ("stop", "radius_m", 150), ("stop", "min_s", 300),
        ("quota-exceeded", "warning_share", 0.9), ("quota-exceeded", "high_share", 1), ("paper-trip", "before_h", 6),
        ("paper-trip", "later_h", 24), ("implausible-completion", "early_min", 10), ("implausible-completion", "stay_min", 5),
        ("weight-mismatch", "high_share", 0.05), ("weight-mismatch", "critical_share", 0.1), ("weight-mismatch", "least_t", 0.2),
        ("late-confirmation", "working_days", 2), ("late-confirmation", "high_d", 45), ("late-confirmation", "critical_d", 60),
        ("emerging-site", "stops", 3), ("emerging-site", "vehicles", 2), ("emerging-site", "radius_m", 200), ("emerging-site", "days", 30),
        ("departure", "fixes", 2), ("departure", "far_m", 200), ("departure", "undo_within_m", 150), ("departure", "undo_s", 600),
        ("departure", "undo_far_m", 500), ("departure", "manifest_h", 6), ("departure", "round_s", 1800),
        ("same-plate", "near_m", 500), ("same-plate", "sighting_s", 120), ("same-plate", "between_s", 300),
        ("same-plate", "agreeing", 2), ("same-plate", "before_min", 15), ("same-plate", "hold_min", 30), ("same-plate", "gap_s", 150),
        ("arrival", "lapse_s", 300), ("arrival", "complete_s", 7200), ("verdict", "gap_s", 600), ("verdict", "mean_s", 300),
        ("verdict", "unseen_s", 300), ("verdict", "first_gap_m", 1000),
        ("telling", "untold_s", 60),
        ("arrivals", "late_s", 300), ("arrivals", "judged_h", 24), ("arrivals", "ahead_s", 300), ("arrivals", "clock_from_s", 24_600),
        ("arrivals", "clock_to_s", 25_500), ("arrivals", "clock_records", 3), ("arrivals", "today_only_s", 1800),
        ("fixes", "doubtful_hdop", 5), ("fixes", "doubtful_sats", 3), ("fixes", "moving_kmh", 5), ("fixes", "moving_m", 100),
    ),
)  # fmt: skip
def test_defaults(section: str, key: str, value: float) -> None:
    assert getattr(getattr(BOOK, SECTIONS[section]), key) == value


def test_the_table_reads_back_as_itself() -> None:
    text = '[route-deviation]\nmargin_m = 250\n[estate."Z-EST-1".signal-lost]\nwarning_min = 10\nhigh_min = 20.5\n'
    changed = parse_rules(text)
    assert parse_rules(render_rules(changed)) == changed
    assert parse_rules(render_rules(Thresholds())) == Thresholds()
    assert changed.common.route_deviation.margin_m == 250
    assert changed.at("Z-EST-1").signal_lost.warning_min == 10
    assert changed.at("Z-EST-1").route_deviation.margin_m == 250  # an estate has the common ones beside its own
    assert changed.at("Z-OTHER") == changed.at(None) == changed.common


def test_each_key_stands_under_its_explanation() -> None:
    lines = render_rules(Thresholds()).splitlines()
    keys = [number for number, line in enumerate(lines) if " = " in line and not line.startswith("#")]
    assert len(keys) == sum(len(prose_of(type(getattr(BOOK, field)))) for field in SECTIONS.values())
    for number in keys:
        assert lines[number - 1].startswith("# "), lines[number]
        assert ";" in lines[number - 1], lines[number]
