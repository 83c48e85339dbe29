"""A chain as a person reads it: on a terminal, or on paper before a court."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from typing import Any, Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from alerts.notices import TITLES
from alerts.wording import day_en, day_th, duration_en, duration_th
from models.thresholds_thai import SECTIONS_TH, UNITS_TH
from models.times import from_iso
from streams.explain.chain import By, PingSeen, ReferenceInForce, ThresholdInForce, Why
from wastetrack.explain_evidence import Reader
from wastetrack.explain_papers import content_of
from wastetrack.explain_words import Lang, word

_NAMED: Final = (("permit", "permit_no"), ("manifests", "manifest_no"), ("unit", "unit_id"), ("vendor", "vendor"))
_AROUND: Final = 2
_LATE_S: Final = 300
_STOPPED_S: Final = 300


class Page:
    """Prints chains to a console, in one language, with times of one zone."""

    def __init__(self, console: Console, lang: Lang, zone: tzinfo, *, buddhist: bool) -> None:
        self._console, self._lang, self._zone, self._buddhist = console, lang, zone, buddhist

    def print(self, chain: Why) -> None:
        """The whole chain, part by part; what is empty is left out."""
        self._head(chain)
        if chain.notes:
            self._title("notes")
            for note in chain.notes:
                self._line(f"• {note.th if self._lang == 'th' else note.en}")
        self._times(chain)
        self._evidence(chain)
        self._decisions(chain)
        self._steps(chain)
        self._pings(chain)
        self._thresholds(chain)
        self._references(chain.references)
        self._trips(chain.trips)
        self._versions(chain)

    def _head(self, chain: Why) -> None:
        told = chain.alert or chain.trip or {}
        out = self._console.print
        if chain.alert is not None:
            title = TITLES.get(told["rule"], (told["rule"], told["rule"]))
            out(Text(f"{self._word('alert')} {told['alert_id']}", style="dim"))
            out(Text(title[0] if self._lang == "th" else title[1], style="bold"))
            out(Text(told["reason_th"] if self._lang == "th" else told["reason_en"]))
            state = self._close_word(told["close_reason"]) if told.get("close_reason") else self._word("open")
            out(Text(f"{self._word('severity')}: {self._word(told['severity'])} · {state}"))
        else:
            out(Text(f"{self._word('trip')} {told.get('trip_id')}", style="bold"))
        truck = f"{told['plate']} {told.get('province') or ''}".strip() if told.get("plate") else None
        named = [(key, told.get(name)) for key, name in _NAMED]
        if chain.alert is not None:
            named.append(("of_trip", told.get("trip_id")))
        out(Text(" · ".join([*([truck] if truck else []), *(f"{self._word(k)} {v}" for k, v in named if v)])))
        began = self._moment(told["started_at"])
        out(Text(f"{self._day(began)} · {self._word('zone_time', zone=self._zone)}", style="dim"))

    def _times(self, chain: Why) -> None:
        times = chain.times
        if times is None or chain.alert is None:
            return
        self._title("times")
        table = self._table()
        rows = [
            ("began", times.began_at, None), ("measured", times.fix_at, None),
            ("received", times.received_at, times.fix_at), ("detected", times.detected_at, times.received_at),
            ("ended", chain.alert.get("ended_at") if chain.alert.get("close_reason") else None, None),
        ]  # fmt: skip
        for key, at, after in rows:
            if at is not None:
                table.add_row(self._word(key), self._clock(at), self._after(at, after))
        self._show(table)

    def _evidence(self, chain: Why) -> None:
        """What the alert itself holds; its pings too, where no others are at hand."""
        evidence = (chain.alert or {}).get("evidence")
        if not evidence:
            return
        self._title("evidence_kept")
        read = Reader(lang=self._lang, moment=self._day_and_clock, zone=self._zone_names(chain.references))
        for key, told in (("measured_then", evidence["measured"]), ("thresholds_then", evidence["thresholds"])):
            if said := " · ".join(read.figures(told)):
                self._line(f"{self._word(key)}: {said}")
        for ping in () if chain.pings else evidence["pings"]:
            self._line(f"{self._clock(ping['utc_ts'])} {ping['lat']:.5f}, {ping['lon']:.5f}")

    def _decisions(self, chain: Why) -> None:
        if not chain.decisions:
            return
        self._title("decisions")
        table = self._table("time", "receipt", "rule", "said", "why")
        for one in chain.decisions:
            title = TITLES.get(one.rule, (one.rule, one.rule))[0] if self._lang == "th" else one.rule
            how = " ".join([self._word(one.said), *([self._word(one.severity)] if one.severity else [])])
            closed = f" ({self._close_word(one.close_reason)})" if one.said == "closed" and one.close_reason else ""
            reason = one.reason_th if self._lang == "th" else one.reason_en
            table.add_row(
                self._clock(one.at), self._by(one.by, one.received_at), title, how, reason + closed,
                style="bold" if one.of_this else "",
            )  # fmt: skip
        self._show(table)

    def _steps(self, chain: Why) -> None:
        if not chain.steps:
            return
        self._title("steps")
        table = self._table("time", "receipt", "from_state", "sighting", "to_state")
        for step in chain.steps:
            sighting = "received_there" if step.sighting == "received" else step.sighting
            table.add_row(
                self._clock(step.at), self._by(step.by, step.received_at), self._word(step.state or "–"),
                self._word(sighting), self._word(step.next_state),
            )  # fmt: skip
        self._show(table)

    def _pings(self, chain: Why) -> None:
        if not chain.pings:
            return
        self._title("pings")
        table = self._table("fix_time", "receipt", "place")
        for name in ("speed", "from_route", "beyond", "to_go"):
            table.add_column(self._word(name), justify="right", no_wrap=True, header_style="dim")
        table.add_column(self._word("zone"), header_style="dim")
        table.add_column(self._word("remark"), header_style="dim")
        moments = {one.at for one in chain.decisions if one.of_this or chain.alert is None}
        moments |= {one.at for one in chain.steps}
        for shown, run in _grouped(chain.pings, moments):
            if shown:
                for ping in run:
                    table.add_row(*self._ping(ping), style="bold" if ping.in_evidence else "")
            else:
                away = [ping.route.distance_m for ping in run if ping.route is not None]
                furthest = f"≤ {max(away):,.0f}" if away else ""
                table.add_row(self._clock(run[0].utc_ts), "", self._word("more", n=len(run)), "", furthest, style="dim")
        self._show(table)
        if chain.pings_left_out:
            self._line(self._word("left_out", n=chain.pings_left_out))

    def _ping(self, ping: PingSeen) -> tuple[str, ...]:
        route = ping.route
        beyond = None if route is None else route.beyond_corridor_m
        zones = ", ".join(
            (zone.name_th if self._lang == "th" else zone.name_en) or zone.zone_id for zone in ping.zones
        )
        remarks = [
            ("evidence", ping.in_evidence), ("unused", not ping.judged), ("doubtful", ping.doubtful),
            ("late", ping.delay_s > _LATE_S), ("clock", bool(ping.shift_s)),
            ("permitted", any(zone.permitted for zone in ping.zones)),
        ]  # fmt: skip
        said = [self._word(key) for key, holds in remarks if holds]
        if ping.stopped_s >= _STOPPED_S:
            said.append(f"{self._word('stands')} {self._duration(ping.stopped_s)}")
        return (
            self._clock(ping.utc_ts), self._clock(ping.received_at), f"{ping.lat:.5f}, {ping.lon:.5f}",
            "" if ping.speed is None else f"{ping.speed:.0f}",
            "" if route is None else f"{route.distance_m:,.0f}",
            "" if beyond is None else self._word("inside") if beyond <= 0 else f"{beyond:,.0f}",
            "" if route is None or route.to_go_m is None else f"{route.to_go_m / 1000:.1f}", zones,
            ", ".join(said),
        )  # fmt: skip

    def _thresholds(self, chain: Why) -> None:
        if not chain.thresholds:
            return
        self._title("thresholds")
        if chain.estate_zone_id is not None:
            self._line(self._word("estate", zone=chain.estate_zone_id))
        table = self._table("rule", "value", "meaning")
        for one in chain.thresholds:
            table.add_row(*self._threshold(one))
        self._show(table)

    def _threshold(self, one: ThresholdInForce) -> tuple[str, str, str]:
        if self._lang == "en":
            return f"{one.section}.{one.key}", f"{one.value:g} {one.unit}".strip(), one.meaning
        section = SECTIONS_TH.get(one.section) or TITLES[one.section][0]
        return section, f"{one.value:g} {UNITS_TH[one.unit]}".strip(), one.meaning_th

    def _references(self, references: Sequence[ReferenceInForce]) -> None:
        if not references:
            return
        self._title("references")
        table = self._table("rule", "content", "in_force", "known")
        table.columns[0].header = ""
        for one in references:
            since = self._word("ever") if one.in_force_from is None else self._day_and_clock(one.in_force_from)
            until = "" if one.in_force_to is None else f" – {self._day_and_clock(one.in_force_to)}"
            known = self._word("in_file") if one.received_at is None else self._day_and_clock(one.received_at)
            content = content_of(one, self._lang, self._day)
            table.add_row(self._word(one.kind), content, since + until, f"{known} #{one.seq}")
        self._show(table)

    def _trips(self, trips: Sequence[dict[str, Any]]) -> None:
        if not trips:
            return
        self._title("trips")
        for trip in trips:
            self._line(f"{trip['trip_id']} {trip['plate']} {trip['province']} {self._clock(trip['started_at'])}")

    def _versions(self, chain: Why) -> None:
        if not chain.versions:
            return
        self._title("versions")
        table = self._table("version", "time", "said", "severity")
        for one in chain.versions:
            reason = self._close_word(one.close_reason) if one.close_reason else self._word(one.reason or "")
            table.add_row(
                str(one.version), self._clock(one.time), self._word(one.type.rpartition(".")[2]),
                " · ".join(part for part in (self._word(one.severity or one.verdict or ""), reason) if part),
            )  # fmt: skip
        self._show(table)

    def _title(self, key: str) -> None:
        self._console.print()
        self._console.print(Text(self._word(key), style="bold underline"))

    def _line(self, text: str) -> None:
        self._console.print(Padding(Text(text), (0, 0, 0, 2)))

    def _show(self, table: Table) -> None:
        self._console.print(Padding(table, (0, 0, 0, 2)))

    def _table(self, *columns: str) -> Table:
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=bool(columns), header_style="dim")
        for name in columns:
            table.add_column(self._word(name), no_wrap=name in {"fix_time", "time", "place", "version"})
        return table

    def _word(self, key: str, **values: object) -> str:
        return word(key, self._lang, **values) if key else ""

    def _zone_names(self, references: Sequence[ReferenceInForce]) -> Callable[[str], str]:
        """Names zones as the reference data in force do; one that is not among them by its id."""
        name = "name_th" if self._lang == "th" else "name_en"
        names = {one.key: one.says.get(name) for one in references if one.kind == "zones"}
        return lambda zone_id: str(names.get(zone_id) or zone_id)

    def _close_word(self, reason: str) -> str:
        return self._word("received_paper" if reason == "received" else reason)

    def _by(self, by: By, received_at: str | None) -> str:
        return self._word("deadline") if by == "deadline" or received_at is None else self._clock(received_at)

    def _moment(self, at: str) -> datetime:
        return datetime.fromtimestamp(from_iso(at) // 1000, self._zone)

    def _clock(self, at: str) -> str:
        return f"{self._moment(at):%H:%M:%S}"

    def _day_and_clock(self, at: str) -> str:
        moment = self._moment(at)
        return f"{self._day(moment)} {moment:%H:%M}"

    def _day(self, day: date) -> str:
        return (day_th if self._lang == "th" else day_en)(day, buddhist=self._buddhist)

    def _after(self, at: str, before: str | None) -> str:
        if before is None or at == before:
            return ""
        seconds = round((from_iso(at) - from_iso(before)) / 1000)
        whole, rest = divmod(seconds, 60)
        parts = [self._duration(seconds)] if whole else []
        if rest and seconds < 3600:
            parts.append(self._word("seconds", n=rest))
        return f"+{' '.join(parts)}"

    def _duration(self, seconds: float) -> str:
        return duration_th(seconds) if self._lang == "th" else duration_en(seconds)


def _grouped(pings: Sequence[PingSeen], moments: set[str]) -> Iterator[tuple[bool, list[PingSeen]]]:
    """Pings in runs: those that matter with their neighbours, and the others between them."""
    near = {
        number + step
        for number, ping in enumerate(pings)
        if ping.in_evidence or ping.utc_ts in moments
        for step in range(-_AROUND, _AROUND + 1)
    } | {0, len(pings) - 1}
    run: list[PingSeen] = []
    shown = True
    for number, ping in enumerate(pings):
        if (number in near) != shown and run:
            yield shown, run
            run = []
        shown = number in near
        run.append(ping)
    yield shown, run
