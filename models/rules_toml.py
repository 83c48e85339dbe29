"""rules.toml: thresholds that differ from the defaults, read strictly and written back with their prose."""

import math
import re
import tomllib
from typing import Any, Final

import msgspec

from models.thresholds import Rulebook, Thresholds, prose_of

_ESTATE: Final = "estate"


class BadRules(ValueError):
    """A rules.toml that cannot be used; its text names the line and what to do."""


def parse_rules(text: str, name: str = "rules.toml") -> Thresholds:
    """The thresholds of a rules.toml, defaults where it is silent; raises BadRules with the line of what is wrong."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRules(f"{name} is not TOML: {error}") from error
    estates = table.pop(_ESTATE, {})
    common = _rulebook(table, Rulebook(), text, name, ())
    if not isinstance(estates, dict):
        raise BadRules(f'{name} line {_line(text, (), _ESTATE)}: write [estate."ZONE_ID".rule] with its keys')
    books: dict[str, Rulebook] = {}
    for zone_id, sections in estates.items():
        if not isinstance(sections, dict):
            raise BadRules(
                f'{name} line {_line(text, (_ESTATE,), zone_id)}: write [estate."{zone_id}".rule] with its keys'
            )
        books[zone_id] = _rulebook(sections, common, text, name, (_ESTATE, zone_id))
    return Thresholds(common=common, estates=books)


def render_rules(thresholds: Thresholds) -> str:
    """The table in force as a rules.toml, each key with its unit, meaning and reason."""
    lines = ["# The thresholds in force. Keep only the lines that differ; an unknown key is refused.", ""]
    for section, values in _sections(thresholds.common):
        lines += _render_section(f"[{section}]", values, None)
    for zone_id, book in sorted(thresholds.estates.items()):
        common = dict(_sections(thresholds.common))
        for section, values in _sections(book):
            if values != common[section]:
                lines += _render_section(f'[estate."{zone_id}".{section}]', values, common[section])
    return "\n".join(lines).rstrip() + "\n"


def _sections(book: Rulebook) -> list[tuple[str, msgspec.Struct]]:
    names = zip(Rulebook.__struct_encode_fields__, Rulebook.__struct_fields__, strict=True)
    return [(written, getattr(book, field)) for written, field in names]


def _render_section(head: str, values: msgspec.Struct, common: msgspec.Struct | None) -> list[str]:
    lines = [head]
    for key, prose in prose_of(type(values)).items():
        value = getattr(values, key)
        if common is not None and getattr(common, key) == value:
            continue
        unit = f" [{prose.unit}]" if prose.unit else ""
        lines += [f"# {prose.meaning}{unit}; {prose.reason}.", f"{key} = {value!r}"]
    return [*lines, ""]


def _rulebook(table: dict[str, Any], base: Rulebook, text: str, name: str, path: tuple[str, ...]) -> Rulebook:
    known = dict(_sections(base))
    fields = dict(zip(Rulebook.__struct_encode_fields__, Rulebook.__struct_fields__, strict=True))
    changed: dict[str, Any] = {}
    for section, values in table.items():
        if section not in known or not isinstance(values, dict):
            where = _line(text, path, section)
            raise BadRules(f"{name} line {where}: there is no rule {section!r}; `wastetrack rules` lists them")
        for key, value in values.items():
            where = _line(text, (*path, section), key)
            if key not in known[section].__struct_fields__:
                raise BadRules(f"{name} line {where}: {section} has no {key!r}; `wastetrack rules` lists its keys")
            kind = type(getattr(known[section], key))
            is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
            if not is_number or (kind is int and value != int(value)):
                wanted = "a whole number" if kind is int else "a number"
                raise BadRules(f"{name} line {where}: {section}.{key} must be {wanted}, not {value!r}")
            if value < 0:
                raise BadRules(f"{name} line {where}: {section}.{key} must be 0 or more, not {value!r}")
        exact = {key: type(getattr(known[section], key))(value) for key, value in values.items()}
        changed[fields[section]] = msgspec.structs.replace(known[section], **exact)
    return msgspec.structs.replace(base, **changed)


def _line(text: str, path: tuple[str, ...], key: str) -> int:
    """The line on which a key of a table stands, as near as the text shows it; 1 if it does not."""
    wanted, here = list(path), list[str]()
    for number, line in enumerate(text.splitlines(), 1):
        head = re.match(r"\s*\[([^\]]+)\]", line)
        if head:
            here = [part.strip().strip("\"'") for part in re.findall(r'"[^"]*"|\'[^\']*\'|[^.\s]+', head[1])]
            if here == [*wanted, key] or (len(here) > len(wanted) and here[: len(wanted) + 1] == [*wanted, key]):
                return number
        elif here == wanted and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
            return number
    return 1
