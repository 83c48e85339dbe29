"""`wastetrack dead` from its words to what it prints; wrong use is one line and exit 2."""

import asyncio
import json
import sys

import pytest

from ops.ports import free_ports
from tests.dead.post import KEY, UNIT, post, refused, source
from tests.fixtures.kafka import KafkaServer, unique
from tests.gateway.bench import ensure_topics
from wastetrack.cli import main

PING = b'{"unit_id": "%s", "utc_ts": "2027-01-15T08:00:00Z", "lat": 13.5, "lon": 100.5, "license": "SENTINEL", "note": "SENTINEL"}' % UNIT.encode()


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A broker and a database that are not there, and the key of the tests' letters."""
    closed, closed_too = free_ports(2)
    monkeypatch.setenv("WASTETRACK_KAFKA", f"127.0.0.1:{closed}")
    monkeypatch.setenv("WASTETRACK_DATABASE", f"postgresql://u:p@127.0.0.1:{closed_too}/x")
    monkeypatch.setenv("WASTETRACK_PERSONAL_KEY", KEY)
    return monkeypatch


class Ran:
    """A run of the program in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> None:
        monkeypatch.setattr(sys, "argv", ["wastetrack", "dead", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        self.code = ended.value.code
        self.out, self.err = capsys.readouterr()


WRONG = [
    ("no command", (), "Missing command."),
    ("a reason that there is not", ("list", "--reason", "lat"), "--reason: lat is none of "),
    ("a time that is none", ("list", "--from", "yesterday"), "--from: not an ISO-8601 time: 'yesterday'; write e.g. "),
    ("a time that ends before it begins", ("list", "--from", "2026-11-23T00:00:00Z", "--to", "2026-11-22T00:00:00Z"), "--from is after --to"),
    ("a limit below nothing", ("list", "--limit", "-1"), "Invalid value for '--limit': "),
    ("a place that is none", ("show", "417"), "'417' is no place: write PARTITION:OFFSET"),
    ("nothing to send again", ("resend",), "dead resend: name letters (PARTITION:OFFSET ...) or give --reason"),
    ("both ways to name letters", ("resend", "0:1", "--reason", "not_json"), "dead resend: name letters "),
    ("a filter beside places", ("resend", "0:1", "--vendor", "043"), "dead resend: --vendor, "),
]


@pytest.mark.parametrize(("words", "told"), [pytest.param(*case[1:], id=case[0]) for case in WRONG])
def test_wrong_use_is_one_line(environ: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str) -> None:
    ran = Ran(environ, capsys, *words)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert ran.err.startswith(f"wastetrack: {told}")


@pytest.mark.parametrize("words", (("list",), ("show", "0:1")))
def test_without_a_broker_it_says_so_in_one_line(environ: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    ran = Ran(environ, capsys, *words)
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "cannot read gps.dead" in ran.err


def test_nothing_is_sent_again_without_the_database_that_remembers_it(environ: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    ran = Ran(environ, capsys, "resend", "0:1")
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "PostgreSQL does not answer" in ran.err


@pytest.fixture
def there(environ: pytest.MonkeyPatch, kafka: KafkaServer, database: str) -> pytest.MonkeyPatch:
    """A broker and a database that are there."""
    ensure_topics(kafka)
    environ.setenv("WASTETRACK_KAFKA", kafka.bootstrap)
    environ.setenv("WASTETRACK_DATABASE", database)
    return environ


async def _post(kafka: KafkaServer, sender: str) -> list[str]:
    bad = PING.replace(b"13.5", b'"north"')
    return [str(place) for place in await post(kafka.bootstrap, (refused(PING), source(sender)), (refused(bad, "lat_unreadable"), source(sender)))]


async def test_letters_are_listed_counted_shown_and_sent(
    there: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kafka: KafkaServer
) -> None:
    sender = unique("sender") + "\x1b[31m"
    first, second = await _post(kafka, sender)

    def told() -> None:
        def run(*words: str) -> Ran:
            return Ran(there, capsys, *words)

        table = run("list", "--sender", sender)
        assert [line.split()[0] for line in table.out.splitlines()] == ["place", first, second]
        assert "\x1b" not in table.out
        assert "SENTINEL" not in table.out
        (newest,) = [json.loads(line) for line in run("list", "--sender", sender, "--json", "--limit", "1").out.splitlines()]
        assert (newest["place"], newest["vendor"], newest["resent_at"], newest["source"]["sender"]) == (second, "043", None, sender)
        assert "sealed" not in newest
        counts = [json.loads(line) for line in run("list", "--sender", sender, "--summary", "--json").out.splitlines()]
        assert {one["reason"]: (one["letters"], one["resent"], one["vendors"]) for one in counts} == {
            "lat_missing": (1, 0, ["043"]), "lat_unreadable": (1, 0, ["043"])
        }  # fmt: skip
        none = run("list", "--sender", "nobody at all")
        assert (none.code, none.out, none.err) == (0, "", "no dead letter is as asked for\n")

        shown = run("show", first)
        assert "lat_missing: the record has no latitude" in shown.out
        assert f"{len(PING)}, as the sha256 says" in shown.out
        assert ('"license":"•••"' in shown.out, '"note":"•••"' in shown.out, "SENTINEL" in shown.out) == (True, True, False)
        assert shown.out.count("\n") == len(shown.out.splitlines())
        assert PING.decode() in run("show", first, "--personal").out
        assert "no dead letter stands at 0:99999999" in run("show", "0:99999999").err

        dry = run("resend", "--reason", "lat_missing", "--sender", sender, "--dry-run")
        assert (dry.code, dry.out) == (0, "1 lat_missing: would be sent to gps.raw\n")
        sent = run("resend", first, second)
        assert sent.out.splitlines() == ["1 lat_missing: sent to gps.raw", "1 lat_unreadable: held back, this program refuses it still (lat_unreadable)"]
        assert (sent.code, sent.err) == (1, "wastetrack: 1 dead letter was not sent again\n")
        again = run("resend", first)
        assert (again.code, again.out) == (0, "1 lat_missing: held back, sent again before: --again does it once more\n")
        assert run("list", "--sender", sender, "--reason", "lat_missing").out.splitlines()[1].split()[-1].endswith("Z")
        gone = run("resend", "0:99999999")
        assert (gone.code, gone.out) == (1, "no dead letter is as asked for\n")

    await asyncio.to_thread(told)


async def test_with_another_key_a_letter_is_shown_without_its_bytes(
    there: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kafka: KafkaServer
) -> None:
    first, _ = await _post(kafka, unique("sender"))
    there.setenv("WASTETRACK_PERSONAL_KEY", "B" * 43 + "=")
    ran = await asyncio.to_thread(Ran, there, capsys, "show", first)
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "set WASTETRACK_PERSONAL_KEY" in ran.err
    assert "lat_missing" in ran.out
