"""The docs say what the program has: no command, setting, metric, topic, rule or figure without a line, no dead link."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import typer.main

from dashboard.app import _description
from models.dead_letter import REASONS
from models.event import ALERT_TYPES, TRIP_TYPES
from models.thresholds import RULES, Rulebook, prose_of
from models.topics import ALL as TOPICS
from ops import metrics
from ops.settings import DEFAULT_HTTP, KNOBS, PREFIX
from simulator.incidents import KINDS
from tests import docs_examples
from wastetrack.cli import app

ROOT: Final = Path(__file__).parents[1]
DOCS: Final = ROOT / "docs"
IGNORED: Final = {".git", "node_modules"} | {
    line.strip("/\n") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines() if re.fullmatch(r"/?[\w./-]+/", line)
}
PAGES: Final = sorted({*ROOT.glob("*.md"), *DOCS.rglob("*.md"), ROOT / "dashboard/web/README.md"})
RECORDS: Final = sorted(DOCS.glob("decisions/[0-9]*.md"))
HEADINGS: Final = ["Context", "Decision", "Why", "Consequences", "What was measured"]
BOOK: Final = Rulebook()
SECTIONS: Final = dict(zip(Rulebook.__struct_encode_fields__, Rulebook.__struct_fields__, strict=True))


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def row(text: str, first: str) -> str:
    """The table row whose first cell is this."""
    return next((line for line in text.splitlines() if line.startswith(f"| {first} |")), "")


def commands(command: Any, path: str = "wastetrack") -> Iterator[tuple[str, Any]]:
    """Every command by its whole name, sub-commands included."""
    for name, inner in getattr(command, "commands", {}).items():
        yield f"{path} {name}", inner
        yield from commands(inner, f"{path} {name}")


COMMANDS: Final = dict(commands(typer.main.get_command(app)))


def test_the_walk_over_the_commands_finds_them():
    assert {"wastetrack replay", "wastetrack gateway", "wastetrack gateway add-vendor"} <= COMMANDS.keys()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_described(name: str):
    text = page("commands.md")
    assert row(text, f"`{name}`")
    options = [name for one in COMMANDS[name].params for name in getattr(one, "opts", ()) if name.startswith("--")]
    assert [option for option in options if option not in text and option != "--help"] == []


def test_every_incident_of_the_simulator_is_named():
    assert [kind for kind in KINDS if f"`{kind}`" not in page("commands.md")] == []


@pytest.mark.parametrize("knob", KNOBS, ids=lambda knob: knob.name)
def test_every_setting_stands_with_its_default(knob: Any):
    told = row(page("settings.md"), f"`{PREFIX}{knob.name.upper()}`")
    assert f"| {f'`{knob.default}`' if knob.default else 'none'} |" in told
    assert all(f"`{choice}`" in told for choice in knob.choices)
    assert ("_FILE`" in told) == knob.secret


@pytest.mark.parametrize("service", DEFAULT_HTTP)
def test_every_service_s_address_is_told(service: str):
    assert f"{service} `{DEFAULT_HTTP[service]}`" in " ".join(page("settings.md").split())


@pytest.mark.parametrize("metric", metrics.ALL, ids=lambda metric: metric.name)
def test_every_metric_stands_with_type_and_labels(metric: Any):
    told = row(page("metrics.md"), f"`{metrics.PREFIX}{metric.name}`")
    assert f"| {type(metric).__name__.removesuffix('Of').lower()} |" in told
    assert all(f"`{label}`" in told for label in metric.labels)


def test_no_metric_is_described_that_is_not_there():
    named = set(re.findall(rf"`{metrics.PREFIX}(\w+)`", page("metrics.md")))
    assert named - {metric.name for metric in metrics.ALL} == set()


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_every_topic_stands_with_key_and_keeping(topic: Any):
    told = row(page("topics.md"), f"`{topic.name}`").replace("\\|", "|")
    kept = "compacted" if topic.compacted else f"{topic.retention_h // 24} d" if topic.retention_h >= 24 else f"{topic.retention_h} h"
    assert f"| {topic.key} | {topic.partitions or f'`{PREFIX}PARTITIONS`'} | {kept}" in told
    assert told.endswith(f"| {topic.purpose} |")


def test_every_route_is_described():
    text = page("http-api.md")
    paths = _description("0")["paths"].items()
    routes = [f"{method.upper()} {path}" for path, item in paths for method in item if path != "/openapi.json"]
    assert routes
    assert [route for route in routes if f"`{route}`" not in text] == []
    calls = (
        "POST /gps/add/locations", "POST /gps/backup/add/locations", "POST /gps/check/locations", "POST /masterfile/add",
        "DELETE /masterfile/rmvByUnit/{unit_id}", "POST /traccar", "GET /osmand", "POST /osmand", "GET /gps/status",
    )  # fmt: skip
    assert [call for call in (*calls, "GET /healthz", "GET /readyz", "GET /metrics") if f"`{call}`" not in text] == []


def test_every_reason_of_refusal_is_named():
    told = page("http-api.md") + page("messages.md")
    assert [reason for reason in REASONS if f"`{reason}`" not in told] == []


def test_every_type_of_event_has_an_example():
    shown = {block["name"] for block in docs_examples.BLOCK.finditer(page("messages.md"))}
    assert set(TRIP_TYPES) | set(ALERT_TYPES) <= shown


def test_the_examples_are_what_the_program_makes():
    """After a change that is meant: `python -m tests.docs_examples`, and read the difference."""
    shown = {block["name"]: block["text"] for block in docs_examples.BLOCK.finditer(page("messages.md"))}
    made = docs_examples.examples()
    assert shown == {name: made.get(name, "") for name in shown}


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_page_with_the_figures_of_the_table(rule: str):
    text = page(f"rules/{rule}.md")
    wanted = ["What it means", "What it does not mean", "Figures", "Why these figures", "What to do first"]
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == wanted
    assert f"[{rule}]({rule}.md)" in page("rules/README.md")
    if rule in SECTIONS:
        assert figures(rule) == {key: row(text, f"`{key}`").split(" | ")[1] for key in figures(rule)}


@pytest.mark.parametrize("section", sorted(SECTIONS.keys() - set(RULES)))
def test_shared_words_stand_with_their_figures(section: str):
    text = page("rules/README.md").partition(f"### `[{section}]`")[2].partition("\n### ")[0]
    assert figures(section) == {key: row(text, f"`{key}`").split(" | ")[1] for key in figures(section)}


def figures(section: str) -> dict[str, str]:
    values = getattr(BOOK, SECTIONS[section])
    return {key: repr(getattr(values, key)) for key in prose_of(type(values))}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path):
    text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        found = (path.parent / name).resolve() if name else path
        if not found.exists() or (anchor and anchor not in anchors(found)):
            dead.append(target)
    assert dead == []


def anchors(path: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_commands_and_targets_that_are_named_exist(path: Path):
    text = path.read_text("utf-8")
    files = re.findall(r"`((?:[\w.*-]+/)+(?:[\w.*-]+\.(?:py|sql|yml|toml|md|json))?)`", text)
    roots = {folder.name for folder in ROOT.iterdir() if folder.is_dir()}
    ours = [name for name in files if name.split("/")[0] in roots]
    assert [name for name in ours if not [*ROOT.glob(name.rstrip("/"))]] == []
    calls = re.findall(r"^ {4}wastetrack (?:--config \S+ )?([a-z]+)", text, re.MULTILINE)
    calls += re.findall(r"`wastetrack ([a-z]+)[` ]", text)
    assert [name for name in calls if f"wastetrack {name}" not in COMMANDS] == []
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert [name for name in re.findall(r"(?:`|^ {4})make ([a-z]+)\b", text, re.MULTILINE) if name not in targets] == []


def test_the_tree_of_the_readme_names_every_folder():
    text = (ROOT / "README.md").read_text("utf-8")
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")} - IGNORED
    assert sorted(folder for folder in folders if not row(text, f"`{folder}/`")) == []


def test_the_architecture_fits_a_page():
    assert len(page("architecture.md").split()) < 500


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_a_decision_record_has_its_five_headings_and_stands_in_the_list(path: Path):
    assert re.findall(r"^## (.+)$", path.read_text("utf-8"), re.MULTILINE) == HEADINGS
    assert f"]({path.name})" in page("decisions/README.md")


# Paths of the machine on which this was written, and words of the work on it, have no place in what others read.
FOREIGN: Final = re.compile(r"/work/|\.\./shared|/root/|/home/|\b[Ii]ssue #?\d|\b(?:TODO|FIXME|XXX)\b")
TEXTS: Final = {".py", ".md", ".toml", ".yml", ".sh", ".sql", ".ts", ".mjs", ".svelte", ".css", ".html", ".json", ".geojson", ".ndjson", ".lock", ""}


def texts(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if path.name not in IGNORED and str(path.relative_to(ROOT)) not in IGNORED and not path.is_symlink():
                yield from texts(path)
        elif path.suffix in TEXTS and path != Path(__file__) and path.name != "LICENSE":
            yield path


def test_no_file_speaks_of_the_machine_or_the_work():
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in texts(ROOT)
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
        if FOREIGN.search(line)
    ]
    assert found == []
