"""Closed as confirmed: only with the answer of whom it concerns, or with a stated reason for going without."""

from collections.abc import Collection
from typing import Any, Final

from dashboard.incidents.noting import noted
from dashboard.incidents.steps import AskedAct
from dashboard.parties.asking import ROLES
from dashboard.parties.concerned import shares_of
from dashboard.parties.given import PartyDesk
from dashboard.problems import Problem, bad_parameter
from models.incident import Incident, LogLine
from storage.merges import all_of
from storage.parties import load_asks, who_answered

MAX_WAIVER: Final = 2_000


def lacking(can_be_told: Collection[str], told: Collection[str], answered: Collection[str]) -> list[str]:
    """The parties whose answer is missing: of those that were told each, else whoever could have been."""
    return sorted(set(told or can_be_told) - set(answered))


async def lacking_of(connection: Any, desk: PartyDesk, incident: Incident) -> list[str]:
    """The parties whose answer a case, its parts included, lacks to be confirmed.

    None where the settings do not ask for answers.
    """
    if not desk.parties.confirmed_needs_answer or not desk.parties.addresses:
        return []
    ids = await all_of(connection, incident.incident_id)
    told = {ask.party for ask in await load_asks(connection, ids)}
    shares = await shares_of(connection, incident, desk.parties.addresses, desk.timezone)
    can_be_told = {one.party.party_id for one in shares if one.party.party_id in desk.parties.addresses}
    return lacking(can_be_told, told, await who_answered(connection, ids, told))


def check_waiver(asked: AskedAct) -> None:
    """Raises a 400 problem where a reason for going without an answer is stated that is none, or fits nothing."""
    if asked.waiver is None:
        return
    if asked.act != "close" or asked.outcome != "confirmed":
        raise bad_parameter(
            "waiver", "goes with an incident that is closed as confirmed", "ใช้ได้เมื่อปิดเรื่องโดยยืนยันว่าเกิดเหตุเท่านั้น"
        )
    if len(asked.waiver) > MAX_WAIVER or "\x00" in asked.waiver:
        raise bad_parameter("waiver", f"at most {MAX_WAIVER} characters", f"ไม่เกิน {MAX_WAIVER} ตัวอักษร")


async def waived(
    connection: Any, desk: PartyDesk | None, incident: Incident, asked: AskedAct, who: str, now_ms: int
) -> tuple[Incident, LogLine] | None:
    """The incident and the line of its log that says why it goes without an answer; None where none is needed.

    None is without a desk of parties. Raises a 400 problem where neither an answer is there nor a reason.
    """
    if desk is None or asked.act != "close" or asked.outcome != "confirmed":
        return None
    waiver = (asked.waiver or "").strip()
    missing = await lacking_of(connection, desk, incident)
    if not missing:
        return None
    if not waiver:
        raise _no_answer(missing)
    return noted(incident, "party_waived", incident.state, now_ms, who=who, text=waiver)


def _no_answer(missing: Collection[str]) -> Problem:
    keys = [party.partition(":") for party in missing]
    whose = ", ".join(f"the {role} {key}" for role, _, key in keys)
    whose_th = ", ".join(f"{ROLES[role][0]} {key}" for role, _, key in keys)
    return bad_parameter(
        "waiver",
        f"no answer of {whose} is there: release the incident to them and wait for it, or state as `waiver` why it is "
        "confirmed without one",
        f"ยังไม่มีคำชี้แจงจาก{whose_th} กรุณาปล่อยเรื่องให้ผู้เกี่ยวข้องชี้แจงก่อน หรือระบุเหตุผลที่ยืนยันโดยไม่มีคำชี้แจง",
    )
