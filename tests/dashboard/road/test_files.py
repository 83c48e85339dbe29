"""Files in pieces on a real PostgreSQL and a real folder: each once, the bytes as they were, what is wrong refused."""

import asyncio
import hashlib
import os
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from dashboard.road import arriving, vault
from dashboard.road.photograph import Own
from ops.settings import Settings
from storage.incidents import take_turn
from storage.pool import connect
from tests.dashboard.conftest import running
from tests.dashboard.incidents.seed import log_of
from tests.dashboard.road.photographs import ENDLESS, EXIF_AT, EXIF_PLACE, a_photograph
from tests.dashboard.road.seed import HERE, JPEG, TUS, announce, by, file_id_of, metadata, send, token_for
from tests.dashboard.test_errors import check_problem
from tests.dashboard.wait import until


def lying(settings: Settings) -> dict[str, int]:
    """The whole files in the folder, with their sizes."""
    return {path.name: path.stat().st_size for path in Path(settings.files).iterdir() if path.is_file()}


async def far(api: httpx.AsyncClient, token: str, file_id: str) -> tuple[str, str | None]:
    answer = await api.head(f"/api/v1/road/files/{file_id}", headers=by(token))
    return answer.headers["Upload-Offset"], answer.headers.get("Upload-SHA256")


async def test_a_file_in_pieces_is_in_the_case_once_and_byte_for_byte(
    api: httpx.AsyncClient, rows: Any, settings: Settings, case: str, token: str
) -> None:
    place = {name: str(figure) for name, figure in HERE.items()}
    body = a_photograph()
    made = await announce(api, token, body, taken_at="2026-11-02T00:34:00.000Z", **place)
    assert (made.status_code, made.headers["Tus-Resumable"], made.headers["Upload-Offset"]) == (201, "1.0.0", "0")
    file_id = file_id_of(made)
    assert (await send(api, token, file_id, 0, body[:100])).headers["Upload-Offset"] == "100"
    # Announced again after a kill: the same file, as far as it has come.
    again = await announce(api, token, body)
    assert (file_id_of(again), again.headers["Upload-Offset"]) == (file_id, "100")
    check_problem(await send(api, token, file_id, 50, body[50:150]), 409)
    done = await send(api, token, file_id, 100, body[100:])
    digest = hashlib.sha256(body).hexdigest()
    assert (done.status_code, done.headers["Upload-SHA256"]) == (204, digest)
    assert await far(api, token, file_id) == (str(len(body)), digest)
    # An answer that was lost on the way: sent again it changes nothing.
    assert (await send(api, token, file_id, len(body), b"")).headers["Upload-SHA256"] == digest
    assert (await announce(api, token, body)).headers["Upload-SHA256"] == digest
    assert [act for _, act, _ in await log_of(rows, case)].count("file") == 1

    [shown] = (await api.get(f"/api/v1/incidents/{case}/road")).json()["files"]
    assert (shown["sha256"], shown["name"], shown["media_type"], shown["person"]) == (digest, "ภาพ 1.jpg", "image/jpeg", "somchai")
    assert shown["place"]["accuracy_m"] == 9.0
    assert (shown["own"]["at"], shown["own"]["zoned"]) == (EXIF_AT, True)
    assert abs(shown["own"]["lat"] - EXIF_PLACE[0]) < 1e-6
    assert (round(shown["own"]["apart_m"], -1), shown["own"]["apart_s"]) == (520, 62.0)
    answer = await api.get(f"/api/v1/incidents/{case}/files/{file_id}")
    assert (answer.content, answer.headers["content-type"]) == (body, "image/jpeg")
    assert (Path(settings.files) / file_id).read_bytes() == body
    assert (await api.get("/api/v1/road/case", headers=by(token))).json()["files"] == [digest]
    check_problem(await api.get(f"/api/v1/incidents/no-such/files/{file_id}"), 404)


async def test_what_is_not_taken(api: httpx.AsyncClient, rows: Any, settings: Settings, case: str, token: str) -> None:
    program = b"MZ" + bytes(500)
    check_problem(await announce(api, token, program, filetype="application/x-msdownload"), 415)
    disguised = file_id_of(await announce(api, token, program))
    check_problem(await send(api, token, disguised, 0, program), 415)
    assert await far(api, token, disguised) == ("0", None)

    other = file_id_of(await announce(api, token, JPEG))
    check_problem(await send(api, token, other, 0, JPEG[:-1] + b"x"), 422)
    assert await far(api, token, other) == ("0", None), "wrong bytes are forgotten, so that the file can be sent again"
    check_problem(await send(api, token, other, 0, JPEG + b"x"), 413)
    assert (await send(api, token, other, 0, JPEG)).status_code == 204

    headers = by(token) | {"Upload-Length": str(41_000_000), "Upload-Metadata": metadata(b"x")}
    check_problem(await api.post("/api/v1/road/files", headers=headers | TUS), 413)
    check_problem(await api.post("/api/v1/road/files", headers=headers | {"Tus-Resumable": "0.2.2"}), 412)
    check_problem(await api.post("/api/v1/road/files", headers=headers | {"Upload-Length": "0"} | TUS), 400)
    check_problem(await api.post("/api/v1/road/files", headers=headers | {"Upload-Length": "1", "Upload-Metadata": "sha256 %%"} | TUS), 400)
    check_problem(await announce(api, token, JPEG, sha256="abc"), 400)

    malee = await token_for(rows, settings, case, "malee")
    assert check_problem(await send(api, malee, other, 0, JPEG), 403)["reason"] == "another_case"
    check_problem(await send(api, token, "no-such-file", 0, JPEG), 404)
    assert len(lying(settings)) == 1


async def cut_off(port: int, token: str, file_id: str, offset: int, body: bytes, sent: int) -> None:
    """Sends the rest of a file as one piece and lets the connection fall after some bytes of it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = (
        f"PATCH /api/v1/road/files/{file_id} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        f"Tus-Resumable: 1.0.0\r\nUpload-Offset: {offset}\r\nContent-Type: application/offset+octet-stream\r\n"
        f"Content-Length: {len(body) - offset}\r\n\r\n"
    )
    writer.write(head.encode() + body[offset : offset + sent])
    await writer.drain()
    writer.transport.abort()
    del reader


async def test_a_large_file_survives_three_cut_connections_and_a_new_server(settings: Settings, api: httpx.AsyncClient, token: str) -> None:
    body = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 117_000  # 30 MB
    file_id = file_id_of(await announce(api, token, body, filetype="video/mp4", filename="clip.mp4"))
    come = 0
    for sent in (1_000_000, 9_000_000, 12_345_678):
        before = come

        async def grew() -> bool:
            nonlocal come
            come = int((await far(api, token, file_id))[0])
            return come > before  # noqa: B023 - asked before the next round

        await cut_off(api.base_url.port or 0, token, file_id, before, body, sent)
        await until(grew, "something of the piece has come")
    async with running(settings) as other:

        async def settled() -> bool:
            nonlocal come
            was, come = come, int((await far(other, token, file_id))[0])
            return was == come

        await until(settled, "what was under way has come")
        assert 0 < come < len(body)
        done = await send(other, token, file_id, come, body[come:])
    assert done.headers["Upload-SHA256"] == hashlib.sha256(body).hexdigest()
    assert (Path(settings.files) / file_id).read_bytes() == body


async def test_of_two_who_send_the_same_piece_at_once_one_wins(api: httpx.AsyncClient, rows: Any, case: str, token: str) -> None:
    body = JPEG * 300
    file_id = file_id_of(await announce(api, token, body))
    answers = await asyncio.gather(*(send(api, token, file_id, 0, body) for _ in range(4)))
    assert {answer.status_code for answer in answers} <= {204, 409}
    come, digest = await far(api, token, file_id)
    if digest is None:
        await send(api, token, file_id, int(come), body[int(come) :])
    assert (await far(api, token, file_id))[1] == hashlib.sha256(body).hexdigest()
    assert [act for _, act, _ in await log_of(rows, case)].count("file") == 1


async def test_while_a_photograph_is_read_nobody_waits_for_the_turn(
    api: httpx.AsyncClient, token: str, case: str, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = []

    def read(*_: Any) -> Own:
        async def ask() -> None:
            db = await connect(database)
            try:
                await db.execute("SET lock_timeout = '2s'")
                async with db.transaction():
                    await take_turn(db)
                free.append(True)
            finally:
                await db.close()

        asyncio.run(ask())
        return Own()

    monkeypatch.setattr(arriving, "read_own", read)
    file_id = file_id_of(await announce(api, token, ENDLESS, filetype="image/heic"))
    assert (await send(api, token, file_id, 0, ENDLESS)).status_code == 204
    assert free == [True]


async def test_a_person_sends_only_so_much_to_one_case(
    api: httpx.AsyncClient, rows: Any, settings: Settings, case: str, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "MOST_FILES", 2)
    monkeypatch.setattr(arriving, "MOST_BYTES", 3 * len(JPEG))
    one, two, three = (JPEG + bytes([n]) for n in range(3))
    assert (await announce(api, token, one)).status_code == 201
    check_problem(await announce(api, token, JPEG * 2), 413)
    assert (await announce(api, token, two)).status_code == 201
    check_problem(await announce(api, token, three), 413)
    assert (await announce(api, token, two)).status_code == 201, "the same bytes are the same file"
    malee = await token_for(rows, settings, case, "malee")
    assert (await announce(api, malee, three)).status_code == 201


async def test_a_volume_that_is_nearly_full_takes_nothing(api: httpx.AsyncClient, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (await announce(api, token, JPEG)).status_code == 201
    monkeypatch.setattr(vault, "LEAST_FREE_BYTES", 1 << 62)
    check_problem(await announce(api, token, JPEG), 507)


async def test_a_part_that_was_given_up_is_removed_and_the_file_can_be_sent_anew(api: httpx.AsyncClient, settings: Settings, token: str) -> None:
    old, young = JPEG, JPEG * 2
    ids = [file_id_of(await announce(api, token, body)) for body in (old, young)]
    for file_id in ids:
        assert (await send(api, token, file_id, 0, JPEG[:100])).status_code == 204
    long_ago_s = time.time() - vault.PART_LIFE_S - 60
    os.utime(Path(settings.files) / "parts" / ids[0], (long_ago_s, long_ago_s))
    assert (await announce(api, token, old)).headers["Upload-Offset"] == "0"
    assert (await announce(api, token, young)).headers["Upload-Offset"] == "100"
    assert (await send(api, token, ids[0], 0, old)).headers["Upload-SHA256"] == hashlib.sha256(old).hexdigest()
