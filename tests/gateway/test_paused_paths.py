"""A path of which nearly all is refused answers 503, lets a probe through, and goes on by itself."""

import msgspec
import pytest

from ops.metrics import INPUT_PAUSED
from streams import input_guard
from streams.input_guard import WINDOW_RECORDS
from tests.gateway.bench import VENDOR, Bench, memory_bench
from tests.gateway.test_http import BACKUP, LOCATIONS, UNIT, envelope, location

IN_A_CALL = 1_000
OTHER = "017" + UNIT[3:]
FOREIGN = "021" + UNIT[3:]


def bad(*unit_ids: str) -> dict[str, object]:
    """A call of nothing but records without a place."""
    return envelope(*({"unit_id": unit_ids[n % len(unit_ids)]} for n in range(IN_A_CALL)))


async def flood(bench: Bench, *unit_ids: str) -> None:
    for _ in range(WINDOW_RECORDS // IN_A_CALL):
        assert (await bench.post(bad(*unit_ids))).status_code == 200


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Probes may come at once."""
    monkeypatch.setattr(input_guard, "PROBE_S", 0.0)
    monkeypatch.setattr(input_guard, "STEP_ASIDE_S", 0.0)


async def test_a_paused_path_says_when_to_call_again_and_pauses_no_other() -> None:
    async with memory_bench() as bench:
        await flood(bench, UNIT, OTHER)
        kept = len(await bench.letters())
        answer = await bench.post(envelope(location()))
        assert (answer.status_code, answer.json()["code"]) == (503, 0)
        assert answer.json()["message"].startswith("Invalid state: /gps/add/locations is paused, for nearly all of it was refused")
        assert 1 <= int(answer.headers["Retry-After"]) <= 30
        assert len(await bench.letters()) == kept == WINDOW_RECORDS
        assert (await bench.post(envelope(location()), BACKUP)).status_code == 200
        assert bench.metrics.read(INPUT_PAUSED, input=LOCATIONS) == 1
        assert (await bench.client.get("/healthz")).status_code == 200
        ready = await bench.client.get("/readyz")
        assert ready.status_code == 503
        assert f"good records on {LOCATIONS} (paused)" in ready.text
        assert (await bench.post(envelope(location()), auth=("acme", "wrong"))).status_code == 401, "who it is comes first"


async def test_a_bad_probe_leaves_it_paused_and_a_good_one_opens_it(at_once: None) -> None:
    async with memory_bench() as bench:
        await flood(bench, UNIT, OTHER)
        probe = await bench.post(bad(UNIT))
        assert (probe.status_code, probe.json()["accepted"]) == (200, 0)
        assert bench.metrics.read(INPUT_PAUSED, input=LOCATIONS) == 1
        assert (await bench.post(b"no json")).status_code == 400
        assert bench.metrics.read(INPUT_PAUSED, input=LOCATIONS) == 1
        assert (await bench.post(envelope(location()))).json()["accepted"] == 1
        assert bench.metrics.read(INPUT_PAUSED, input=LOCATIONS) == 0
        assert (await bench.client.get("/readyz")).text == "ready"


@pytest.mark.parametrize("codes", (("043",), ()))
async def test_whatever_one_account_writes_it_pauses_nobody(codes: tuple[str, ...]) -> None:
    async with memory_bench() as bench:
        bench.directories.vendors["acme"] = msgspec.structs.replace(VENDOR, codes=codes, units=("short",))
        await flood(bench, UNIT, FOREIGN, "099" + UNIT[3:], "short", "")
        assert (await bench.post(b"no json")).status_code == 400
        assert bench.metrics.read(INPUT_PAUSED, input=LOCATIONS) == 0
        assert (await bench.post(envelope(location("short")))).json()["accepted"] == 1
