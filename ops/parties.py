"""Parties as settings name them: where carriers and generators are reached, and when they are told of which rule."""

import contextlib
import tomllib
from collections.abc import Mapping
from typing import Any, Final, get_args

import msgspec

from models.party import PARTY_ROLES, Authority, How, Manner, party_id_of
from models.thresholds import RULES
from ops.channels import KINDS, ChannelSetting, Kind, check_channel
from ops.setting_forms import is_telephone
from ops.settings import PREFIX, BadSetting, Settings

_SETTING: Final = f"{PREFIX}PARTIES"
_TABLES: Final = ("authority", "parties", "told", *PARTY_ROLES)
_DEFAULT: Final = "default"
LONGEST_H: Final = 24 * 365
LONGEST_NAME: Final = 120


class PartyAddress(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a party is reached; `name` is how it is addressed, its key where that is empty."""

    kind: Kind
    to: str
    secret: str = ""
    name: str = ""

    @property
    def channel(self) -> ChannelSetting:
        """The same as a channel."""
        return ChannelSetting(kind=self.kind, to=self.to, secret=self.secret)


class Parties(msgspec.Struct, frozen=True, kw_only=True):
    """What is set of parties; `addresses` are by `party_id`, `manners` by rule.

    `confirmed_needs_answer`: an incident with a party that has an address here is closed as confirmed only with its
    answer or a stated reason why not. `authority` is who asks; without it a message names nobody.
    """

    addresses: Mapping[str, PartyAddress] = {}
    manners: Mapping[str, Manner] = {}
    otherwise: Manner = Manner()
    confirmed_needs_answer: bool = True
    authority: Authority | None = None


def read_parties(settings: Settings) -> Parties:
    """The parties of a TOML text; raises BadSetting, which names no address."""
    try:
        tables = tomllib.loads(settings.parties)
    except tomllib.TOMLDecodeError:
        # Its own words would quote the text, addresses and all.
        raise BadSetting(f'{_SETTING} is not TOML: write [carrier."NAME"] with kind and to for each party') from None
    for name, table in tables.items():
        if name not in _TABLES or not isinstance(table, dict):
            raise BadSetting(f"{_SETTING}: [{name}] is none: write tables {', '.join(_TABLES)}")
    told: dict[str, Any] = tables.get("told", {})
    manners = {rule: _manner(rule, value) for rule, value in told.items()}
    return Parties(
        addresses=_addresses(tables, settings), manners={k: v for k, v in manners.items() if k != _DEFAULT},
        otherwise=manners.get(_DEFAULT, Manner()), confirmed_needs_answer=_needs_answer(tables.get("parties", {})),
        authority=_authority(tables["authority"]) if "authority" in tables else None,
    )  # fmt: skip


def _needs_answer(table: Mapping[str, Any]) -> bool:
    for key, value in table.items():
        if key != "confirmed_needs_answer" or not isinstance(value, bool):
            raise BadSetting(f"{_SETTING}: [parties] has confirmed_needs_answer = true or false, and nothing else")
    return bool(table.get("confirmed_needs_answer", True))


def _authority(table: Mapping[str, Any]) -> Authority:
    found = None
    with contextlib.suppress(msgspec.ValidationError):
        found = msgspec.convert(table, Authority) if set(table) <= set(Authority.__struct_fields__) else None
    # A line of a message each: what breaks it could pass for another of its lines.
    if found is None or not all(_is_a_line(name) for name in (found.name_th, found.name_en)):
        raise BadSetting(
            f"{_SETTING}: [authority] has name_th and name_en, a line of up to {LONGEST_NAME} characters each, "
            "may have phone, and nothing else"
        )
    if not is_telephone(found.phone):
        raise BadSetting(f"{_SETTING}: [authority] phone: write a number such as 02 123 4567 or +66 2 123 4567")
    return found


def _is_a_line(text: str) -> bool:
    return bool(text.strip()) and len(text) <= LONGEST_NAME and text.splitlines() == [text] and "\x00" not in text


def _manner(rule: str, value: object) -> Manner:
    if rule != _DEFAULT and rule not in RULES:
        raise BadSetting(f"{_SETTING}: [told] names {rule!r}, which is no rule: `wastetrack rules` lists them")
    if value in {"at_once", "on_release"} if isinstance(value, str) else False:
        return Manner(how=msgspec.convert(value, How))
    if isinstance(value, dict) and list(value) == ["after_hours"]:
        hours = value["after_hours"]
        if isinstance(hours, int | float) and not isinstance(hours, bool) and 0 < hours <= LONGEST_H:
            return Manner(how="after_hours", hours=float(hours))
    ways = ", ".join(f'"{one}"' for one in get_args(How)[:2])
    raise BadSetting(f"{_SETTING}: [told] {rule}: write {ways} or {{ after_hours = 24 }} (over 0, up to {LONGEST_H})")


def _addresses(tables: Mapping[str, Any], settings: Settings) -> dict[str, PartyAddress]:
    found: dict[str, PartyAddress] = {}
    for role in PARTY_ROLES:
        for key, table in tables.get(role, {}).items():
            party_id, named = party_id_of(role, key), f'{_SETTING}: [{role}."{key}"]'
            try:
                address = msgspec.convert(table, PartyAddress)
            except msgspec.ValidationError:
                raise BadSetting(f"{named} needs kind (one of {KINDS}) and to, may have secret and name") from None
            if address.kind == "push":
                raise BadSetting(f"{named} is of kind push, which leads to the phones of officers: name another")
            check_channel(named, address.channel, settings)
            if party_id in found or party_id == f"{role}:":
                raise BadSetting(f"{named} stands there twice, or is no name")
            found[party_id] = address
    return found
