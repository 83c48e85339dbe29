"""Who watches what now, as one answer that every page asks for again and again."""

from collections.abc import Iterable, Mapping

from litestar import Response, get

from dashboard.desks import answers
from dashboard.desks.handovers import shown_handover
from dashboard.desks.watching import DeskNow, Share, Watch, in_order, incidents_by_watcher, watch
from dashboard.given import (
    NO_STORE,
    GivenEstates,
    GivenFeed,
    GivenNow,
    GivenPerson,
    GivenPool,
    json_answer,
    problem_specs,
)
from dashboard.people.person import Person
from models.desk import Handover, HandoverState
from models.times import to_iso
from storage.desks import count_open_incidents, read_desks, read_presences
from storage.handovers import read_standing
from storage.now import database_now_ms


@get("/desks/state", response_headers=NO_STORE, responses=problem_specs(503))
async def show_state(
    pool: GivenPool, now: GivenNow, feed: GivenFeed, estates: GivenEstates, person: GivenPerson
) -> Response[answers.DesksState]:
    """Who sits at which desk, what each watches now, what nobody watches."""
    in_force = (await estates.in_force(pool, now())).estates
    async with pool.acquire() as connection:
        desks = await read_desks(connection)
        presences = await read_presences(connection)
        handovers = await read_standing(connection, [desk.desk_id for desk in in_order(desks)])
        now_ms = await database_now_ms(connection)
        counts = await count_open_incidents(connection, feed.now_ms())
    watched = watch(desks, presences, in_force, now_ms)
    load = incidents_by_watcher(desks, watched, counts)
    return json_answer(_shown(watched, load, handovers, person, feed.now_ms(), arranged=bool(desks)))


def _shown(
    watched: Watch,
    load: Mapping[str | None, int],
    handovers: Iterable[Handover],
    person: Person,
    now_ms: int,
    *,
    arranged: bool,
) -> answers.DesksState:
    standing = {(one.desk_id, one.state): shown_handover(one) for one in handovers}
    return answers.DesksState(
        at=to_iso(now_ms),
        me=answers.Asker(name=person.name, role=person.role),
        arranged=arranged,
        desks=[_desk(one, load, standing) for one in watched.desks],
        unwatched=answers.Unwatched(
            zone_ids=sorted(zone_id for share in watched.unwatched for zone_id in share.zone_ids),
            rest=any(share.rest for share in watched.unwatched),
            open_incidents=load[None],
        ),
    )


def _desk(
    one: DeskNow, load: Mapping[str | None, int], standing: Mapping[tuple[str, HandoverState], answers.Handover]
) -> answers.DeskNow:
    desk = one.desk
    return answers.DeskNow(
        desk_id=desk.desk_id,
        name_th=desk.name_th,
        name_en=desk.name_en,
        order=desk.order_no,
        for_the_rest=desk.for_the_rest,
        is_watched=one.is_watched,
        is_mute=one.is_mute,
        heard_at=None if one.heard_ms is None else to_iso(one.heard_ms),
        people=[answers.Sitter(name=sitter.name, sound=sitter.sound) for sitter in one.sitters],
        own=_share(one.own),
        watches=[_share(share) for share in one.watches],
        open_incidents=load[desk.desk_id],
        accepted=standing.get((desk.desk_id, "accepted")),
        offered=standing.get((desk.desk_id, "open")),
    )


def _share(share: Share) -> answers.Share:
    return answers.Share(owner_id=share.owner_id, zone_ids=list(share.zone_ids), rest=share.rest)
