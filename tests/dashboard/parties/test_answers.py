"""What a party answers over its link: one case's page alone, read by bots without a trace, refused with what to do."""

import hashlib
from typing import Any

import httpx
import pytest

from dashboard.parties import answering
from ops.settings import Settings
from storage.pool import connect
from tests.dashboard.incidents.seed import gather_all, log_of, tell
from tests.dashboard.parties.seed import CARRIER, GENERATOR, now, parties, release, token_of
from tests.dashboard.road.seed import JPEG, TUS, by, metadata, token_for
from tests.dashboard.test_errors import check_problem


@pytest.fixture
async def token(api: httpx.AsyncClient, rows: Any, settings: Settings, case: str) -> str:
    """The link of the carrier, to which the case was released."""
    assert (await release(api, case, question="รถจอดที่ใด")).status_code == 200
    return await token_of(rows, settings, case)


async def ask(api: httpx.AsyncClient, case: str, token: str) -> httpx.Response:
    return await api.get(f"/api/v1/answers/{case}", headers=by(token))


async def say(api: httpx.AsyncClient, case: str, token: str, text: str, key: str | None = None) -> httpx.Response:
    more = {"Idempotency-Key": key} if key else {}
    return await api.post(f"/api/v1/answers/{case}", json={"text": text}, headers=by(token) | more)


async def send(api: httpx.AsyncClient, case: str, token: str, body: bytes, **more: str) -> httpx.Response:
    told = {"Upload-Length": str(len(body)), "Upload-Metadata": metadata(body, **more)}
    made = await api.post(f"/api/v1/answers/{case}/files", headers=by(token) | told | TUS)
    if made.status_code != 201:
        return made
    piece = TUS | {"Upload-Offset": made.headers["Upload-Offset"], "Content-Type": "application/offset+octet-stream"}
    return await api.patch(f"/api/v1/answers/{case}/{made.headers['Location']}", headers=by(token) | piece, content=body)


async def test_the_page_shows_what_was_released_and_nothing_else(api: httpx.AsyncClient, rows: Any, database: str, case: str, token: str) -> None:
    shown = (await ask(api, case, token)).json()
    assert (shown["incident_id"], shown["name"], shown["plate"], shown["permit_no"]) == (case, "บริษัท ขนส่งดี จำกัด", "70-1234", "กอ.1-2569-000417")
    assert (shown["titles_th"], shown["place_en"]) == ("ออกนอกเส้นทางที่ได้รับอนุญาต", "3 km from Map Ta Phut")
    assert "รถจอดที่ใด" in shown["question_th"]
    assert shown["authority"] == {"name_th": "ศูนย์เฝ้าระวังนิคมฯ มาบตาพุด", "name_en": "Map Ta Phut Monitoring Centre", "phone": "038 123 456"}
    db = await connect(database)
    try:
        await tell(rows, "A2", 5, rule="unauthorised-stop")
        await gather_all(db)
    finally:
        await db.close()
    version = (await now(api, case))["version"]
    await api.post(f"/api/v1/incidents/{case}/acts", json={"version": version, "act": "comment", "text": "สายตรวจอยู่ที่ กม. 7"})
    assert (await ask(api, case, token)).json() == shown, "what came since was not released"
    assert not {"acts", "log", "alerts", "assignee", "findings", "state"} & set(shown)


async def test_each_link_that_does_not_open_is_refused_with_a_page_that_says_what_to_do(
    api: httpx.AsyncClient, rows: Any, settings: Settings, case: str, token: str
) -> None:
    officers = await token_for(rows, settings, case)
    expired = await token_of(rows, settings, case, expires_ms=1)
    another = await token_of(rows, settings, case, incident_id="another")
    assert (await release(api, case, role="generator")).status_code == 200
    revoked = await token_of(rows, settings, case, GENERATOR)
    assert (await ask(api, case, revoked)).status_code == 200
    (link,) = [one for one in (await api.get(f"/api/v1/incidents/{case}/links")).json()["items"] if one["person"] == GENERATOR]
    said = {"person": GENERATOR, "reason": "ส่งผิดบริษัท", "made_at": link["made_at"]}
    assert (await api.post(f"/api/v1/incidents/{case}/links/revoke", json=said)).status_code == 204
    for link_token, status, reason in (
        (expired, 410, "expired"), (another, 403, "another_case"), (revoked, 410, "revoked"), (token[:-1], 403, "altered"),
        (token.replace(token[9], "a" if token[9] != "a" else "b"), 403, "altered"), (officers, 403, "altered"),
    ):  # fmt: skip
        page = await api.get(f"/a/{case}/{link_token}")
        assert (page.status_code, page.headers["content-type"].split(";")[0]) == (status, "text/html")
        assert f'data-reason="{reason}"' in page.text
        assert "กรุณา" in page.text
        assert '<p lang="en">' in page.text
        assert (await api.head(f"/a/{case}/{link_token}")).status_code == status
        for answer in (await ask(api, case, link_token), await say(api, case, link_token, "x"), await send(api, case, link_token, JPEG)):
            assert check_problem(answer, status)["reason"] == reason
    check_problem(await api.get(f"/api/v1/answers/{case}"), 401)
    assert (await api.get(f"/o/{token}")).status_code == 403, "a party's link opens no officer's page"
    check_problem(await api.get("/api/v1/road/case", headers=by(token)), 403)
    assert (await ask(api, case, token)).status_code == 200
    assert await rows.fetchval("SELECT count(*) FROM party_answers") == 0
    assert await rows.fetchval("SELECT count(*) FROM road_files") == 0


async def test_three_bots_that_look_change_nothing(api: httpx.AsyncClient, rows: Any, case: str, token: str) -> None:
    async def everything() -> list[Any]:
        tables = ("incidents", "incident_log", "tellings", "case_links", "party_asks", "party_answers", "road_files", "audit", "given_answers")
        return [[tuple(row) for row in await rows.fetch(f"SELECT * FROM {table} ORDER BY 1, 2")] for table in tables]

    await rows.execute("UPDATE messages SET state = 'sent', sent_ms = made_ms")
    before = await everything()
    assert (await now(api, case))["state"] == "new"
    for bot in ("facebookexternalhit/1.1", "LineBot-Preview", "Mozilla/5.0 (compatible; SafeLinks)"):
        for method in ("GET", "HEAD"):
            assert (await api.request(method, f"/a/{case}/{token}", headers={"User-Agent": bot})).status_code in {200, 503}
        assert (await api.get(f"/api/v1/answers/{case}", headers=by(token) | {"User-Agent": bot})).status_code == 200
    assert await everything() == before
    assert (await now(api, case))["state"] == "new"
    # That a person looks is said by the page, and changes nothing of the case either.
    assert (await api.post(f"/api/v1/answers/{case}/opened", headers=by(token))).status_code == 204
    (link,) = (await api.get(f"/api/v1/incidents/{case}/links")).json()["items"]
    assert link["opened_at"] is not None
    opened = await rows.fetchval("SELECT opened_ms FROM tellings WHERE incident_id = $1 AND step = 'asked'", case)
    assert opened is not None, "the card says that the party has read it"
    assert (await now(api, case))["state"] == "new"


async def test_an_answer_stands_in_the_case_and_can_be_added_to(api: httpx.AsyncClient, rows: Any, case: str, token: str) -> None:
    first = await say(api, case, token, " คนขับจอดพักเพราะยางแตก ", "k1")
    assert (await say(api, case, token, " คนขับจอดพักเพราะยางแตก ", "k1")).content == first.content
    await say(api, case, token, "แนบใบเสร็จ")
    assert [one["text"] for one in (await ask(api, case, token)).json()["answers"]] == ["คนขับจอดพักเพราะยางแตก", "แนบใบเสร็จ"]
    done = await send(api, case, token, JPEG)
    digest = hashlib.sha256(JPEG).hexdigest()
    assert (done.status_code, done.headers["Upload-SHA256"]) == (204, digest)
    assert (await send(api, case, token, JPEG)).headers["Upload-SHA256"] == digest, "the same bytes are one file"

    shown = (await parties(api, case))[CARRIER]
    assert [one["text"] for one in shown["answers"]] == ["คนขับจอดพักเพราะยางแตก", "แนบใบเสร็จ"]
    (file,) = shown["files"]
    assert (file["sha256"], file["person"]) == (digest, CARRIER)
    assert (await api.get(f"/api/v1/incidents/{case}/files/{file['file_id']}")).content == JPEG
    story = await now(api, case)
    assert (story["state"], story["assignee"]) == ("new", None), "a party takes nothing in hand"
    assert [line["act"] for line in story["log"]] == ["open", "party_told", "party_answered", "party_answered", "party_file"]
    assert {line["who"] for line in story["log"][2:]} == {"wastetrack"}
    assert "ยางแตก" in story["log"][2]["text"]
    assert digest in story["log"][4]["text"]
    assert CARRIER not in (await api.get("/api/v1/people/names")).json()["names"], "no work is given to a party"
    for table in ("party_answers", "party_asks"):
        for change in ("DELETE FROM", "TRUNCATE"):
            with pytest.raises(Exception, match="only added to"):
                await rows.execute(f"{change} {table}")


async def test_what_is_no_answer_is_refused(
    api: httpx.AsyncClient, rows: Any, case: str, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("", "  ", "x" * 4_001, "a\x00b"):
        check_problem(await say(api, case, token, text), 400)
    check_problem(await send(api, case, token, b"MZ" + bytes(500)), 415)
    check_problem(await send(api, case, token, b"MZ" + bytes(500), filetype="application/x-msdownload"), 415)
    monkeypatch.setattr(answering, "MOST_TEXTS", 1)
    assert (await say(api, case, token, "one")).status_code == 200
    problem = check_problem(await say(api, case, token, "two"), 413)
    assert "ไฟล์" in problem["detail_th"]
    assert [act for _, act, _ in await log_of(rows, case)].count("party_answered") == 1


async def test_of_another_party_nothing_is_seen(api: httpx.AsyncClient, rows: Any, settings: Settings, case: str, token: str) -> None:
    assert (await release(api, case, role="generator")).status_code == 200
    generators = await token_of(rows, settings, case, GENERATOR)
    await say(api, case, token, "ของผู้ขนส่ง")
    await send(api, case, token, JPEG)
    shown = (await ask(api, case, generators)).json()
    assert (shown["answers"], shown["files"]) == ([], [])
    file_id = await rows.fetchval("SELECT file_id FROM road_files")
    answer = await api.head(f"/api/v1/answers/{case}/files/{file_id}", headers=by(generators))
    assert answer.status_code == 403


async def test_no_officer_makes_a_link_in_a_party_s_name(api: httpx.AsyncClient, case: str) -> None:
    check_problem(await api.post(f"/api/v1/incidents/{case}/links", json={"person": CARRIER}), 400)
