"""How a person reaches a running demo: a file of its settings, an account at its gateway, and the lines to copy."""

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from simulator.plates import VENDORS, unit_number
from simulator.world import World

ACCOUNT: Final = "demo"
SETTINGS_FILE: Final = "settings.toml"
_BANGKOK: Final = {"lat": 13.7563, "lon": 100.5018, "speed": 0}
_TIME_OF_DATA: Final = r"""sed 's/.*"data_at":"\([^"]*\)".*/\1/'"""


def write_settings(folder: Path, kafka: str, clock: str, secret_files: dict[str, Path]) -> Path:
    """Writes the demo's settings for `--config`; secrets stand there as the paths of their files alone."""
    values = {"kafka": kafka, "clock": clock} | {f"{name}_file": str(file) for name, file in secret_files.items()}
    path = folder / SETTINGS_FILE
    # A string of JSON is one of TOML too.
    lines = [f"{name} = {msgspec.json.encode(text).decode()}\n" for name, text in values.items()]
    path.write_text("".join(lines), "utf-8")
    return path


def ways_in(settings_file: Path, gateway: str, dashboard: str, password: str, world: World) -> Iterator[str]:
    """The lines that tell how to send the demo a ping and how to run a command against it."""
    program = sys.argv[0] if Path(sys.argv[0]).name == "wastetrack" else "wastetrack"
    yield "  A ping of your own (a new truck, in Bangkok; a call may be repeated). The password is shown this once:\n"
    yield f"    {ping_line(gateway, dashboard, password, world)}\n"
    yield "  The demo's time is that of its newest ping and runs behind yours, so the line asks it for the time. A ping"
    yield "  with a later time moves the whole demo there: trucks not heard since then count as silent.\n"
    yield "  A command against the demo:\n"
    yield f"    {program} --config {shlex.quote(str(settings_file))} explain ALERT_ID\n"


def ping_line(gateway: str, dashboard: str, password: str, world: World) -> str:
    """A call of the gateway, ready for a shell: a unit that the fleet has not, at the time of the demo's own data."""
    place = msgspec.json.encode(_BANGKOK).decode()[1:]
    unit_id = unit_number(VENDORS[0], len(world.units))
    time = f"$(curl -s {dashboard}/api/v1/summary | {_TIME_OF_DATA})"
    body = f"""'{{"unit_id":"{unit_id}","utc_ts":"'"{time}"'",{place}'"""
    return f"curl -u {ACCOUNT}:{shlex.quote(password)} {gateway}/gps/add/locations -d {body}"
