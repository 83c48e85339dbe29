"""Messages to the phone itself: the key that its browser wants, the address that it gives, and the end of it."""

from typing import Final

import msgspec
from litestar import Response, get, post
from litestar.params import JSONBody

from dashboard.given import NO_STORE, GivenNow, GivenPool, json_answer, problem_specs
from dashboard.problems import Problem, bad_parameter
from dashboard.road.answers import NoPhone, PhoneAddress, PushKey
from dashboard.road.given import GivenLink, GivenRoad
from ops.push_address import PushAddress, public_text
from storage.audit import audit
from storage.push_phones import PhoneRow, forget_phones, keep_phone
from storage.rosters import read_channels, read_rosters

_FAULTS: Final = {
    "endpoint": (
        "this browser's push service is not among those that may be used (WASTETRACK_PUSH_HOSTS)",
        "บริการแจ้งเตือนของเบราว์เซอร์นี้ไม่อยู่ในรายการที่อนุญาต กรุณาแจ้งศูนย์ (WASTETRACK_PUSH_HOSTS)",
    ),
    "p256dh": ("the browser's public key is no key", "กุญแจสาธารณะของเบราว์เซอร์ไม่ถูกต้อง"),
    "auth": ("the browser's secret has not its 16 bytes", "รหัสลับของเบราว์เซอร์ไม่ครบ 16 ไบต์"),
}


@get("/road/push", response_headers=NO_STORE, responses=problem_specs(401, 403, 410, 503))
async def show_push_key(pool: GivenPool, road: GivenRoad, link: GivenLink) -> Response[PushKey]:
    """The key under which a phone's browser takes our messages; none where no channel leads to this person's phones."""
    rosters, channels = await read_rosters(pool), await read_channels(pool)
    is_theirs = link.made_by in {"", link.person}
    to_phones = {channel.name for channel in channels if channel.kind == "push"}
    is_used = is_theirs and any(
        member.person == link.person and not to_phones.isdisjoint(member.channels)
        for roster in rosters
        for member in roster.members
    )
    return json_answer(PushKey(key=public_text(road.push_key) if is_used else None, person=link.person))


@post("/road/push", status_code=204, responses=problem_specs(400, 401, 403, 410, 503))
async def keep_push_address(
    pool: GivenPool, now: GivenNow, road: GivenRoad, link: GivenLink, data: JSONBody[PhoneAddress]
) -> None:
    """Has messages to the person of the link go to this phone too; the address is kept sealed.

    Over a link that came in a message to that person, not over one that somebody else made for them.
    """
    if link.made_by not in {"", link.person}:
        raise Problem(
            403,
            "open a case from a message that was sent to you: this link was made by somebody else",
            "กรุณาเปิดเรื่องจากข้อความที่ส่งถึงท่าน ลิงก์นี้ผู้อื่นเป็นผู้สร้าง",
        )
    address = PushAddress(endpoint=data.endpoint, p256dh=data.p256dh, auth=data.auth)
    fault = address.fault(road.push_hosts)
    if fault is not None:
        raise bad_parameter(fault, *_FAULTS[fault])
    sealed = road.sealer.seal(msgspec.json.encode(address))
    row = PhoneRow(phone_id=address.phone_id, person=link.person, made_ms=now(), sealed=sealed)
    async with pool.acquire() as connection, connection.transaction():
        if await keep_phone(connection, row):
            await audit(connection, link.person, "phone takes messages", row.phone_id[:12], link.incident_id)


@post("/road/push/off", status_code=204, responses=problem_specs(400, 401, 403, 410, 503))
async def forget_push_address(pool: GivenPool, link: GivenLink, data: JSONBody[NoPhone]) -> None:  # noqa: ARG001
    """Ends messages to this phone; whoever knows its address may."""
    await forget_phones(pool, [PushAddress(endpoint=data.endpoint, p256dh="", auth="").phone_id])
