"""The ground of all cases: Apache Kafka and PostgreSQL on this machine, and our services over them."""

import asyncio
import base64
import contextlib
import os
import secrets
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import msgspec
import psutil
import psycopg
from confluent_kafka import IsolationLevel, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec  # type: ignore[attr-defined]
from psycopg import sql

from benchmarks.speed.services import NotMeasured, Running
from faults.servers.kafka import KafkaServer
from faults.servers.postgres import PostgresServer
from faults.stage import PARTITIONS
from models.reference import KINDS
from models.reference_json import FILES, read_values
from models.topics import ALL, PINGS
from ops.personal import Sealer
from ops.ports import free_port
from ops.settings import Settings, load
from storage.migrate import migrate
from streams.reference.records import read_record
from streams.topics import make_topics

_GONE_S: Final = 30.0
_ROOT: Final = Path(__file__).resolve().parents[2]
_BROKER_MOST: Final = {"message.max.bytes": "8388608"}
_TEMPLATE: Final = "bench_template"
_PAPERS: Final = "COPY reference_versions (kind, key, version_from_ms, received_ms, source, body) FROM STDIN"


class Ground:
    """Both servers; databases and topics are made anew for each round, so that no round meets what another left."""

    def __init__(self, folder: Path, kafka: KafkaServer, postgres: PostgresServer) -> None:
        self.folder, self.kafka, self.postgres = folder, kafka, postgres
        self._key = base64.b64encode(secrets.token_bytes(32)).decode()
        self._number = 0
        self.holds: Path | None = None
        """The folder whose pings lie on the topics, where somebody may want them again."""
        self.database = postgres.dsn
        self._admin = AdminClient({"bootstrap.servers": kafka.bootstrap, "log_level": 0})

    @property
    def sealer(self) -> Sealer:
        """What seals and opens as the services do."""
        return Sealer.from_settings(self.settings())

    @property
    def group(self) -> str:
        """The trackers' consumer group of this round: another each time, so that none waits for one that is gone."""
        return f"round-{self._number}"

    def environ(self, **settings: object) -> dict[str, str]:
        """The environment of one of our programs: none of the caller's settings, these instead."""
        own = {name: text for name, text in os.environ.items() if not name.startswith("WASTETRACK_")}
        told: dict[str, object] = {
            "kafka": self.kafka.bootstrap, "database": self.database, "personal_key": self._key, "group": self.group,
            "clock": "pings", "partitions": PARTITIONS, "gateway_calls_per_minute": 1_000_000,
        }  # fmt: skip
        own["PYTHONPATH"] = os.pathsep.join(filter(None, (str(_ROOT), own.get("PYTHONPATH"))))
        return own | {f"WASTETRACK_{name.upper()}": str(value) for name, value in (told | settings).items()}

    def settings(self, **settings: object) -> Settings:
        """The same, as our own code reads them."""
        return load(None, self.environ(**settings))

    def service(self, name: str, program: Sequence[str] = ("wastetrack",), **settings: object) -> Running:
        """One of our services, `KIND` or `KIND-NUMBER`, to be run for the length of a block."""
        port = free_port()
        environ = self.environ(http=f"127.0.0.1:{port}", instance=name, **settings)
        log = self.folder / f"{name}-{self._number}.log"
        return Running([*program, name.partition("-")[0]], environ, log, port)

    def fresh(self, *, keep: frozenset[str] = frozenset(), clock: str = "pings") -> None:
        """An empty migrated database and empty topics; those of `keep` stay as they are, with what they hold."""
        self._number += 1
        self._new_database()
        if PINGS.name not in keep:
            self.holds = None
        gone = {topic.name for topic in ALL} - keep
        self._delete(gone & set(self._admin.list_topics(timeout=10).topics))
        asyncio.run(make_topics(self.settings(clock=clock)))

    def file(self, folder: Path, received_ms: int) -> None:
        """Puts a folder's reference data into the database, as trackers that had read the topics would have left them.

        A tracker keeps each record in a transaction of its own: to read them anew would take longer than a round.
        """
        with psycopg.connect(self.database, autocommit=True) as db, db.cursor().copy(_PAPERS) as rows:
            for kind in KINDS:
                for number, value in enumerate(read_values(kind, folder / FILES[kind])):
                    told = read_record(kind, None, msgspec.json.encode(value), received_ms)
                    source = f"bench.{kind}/0/{number}"
                    body = (told.body or b"").decode()
                    rows.write_row((told.kind, told.key, told.version_from_ms, told.received_ms, source, body))

    def rows(self, query: str) -> list[Any]:
        """What the round's database answers."""
        with psycopg.connect(self.database, autocommit=True) as db:
            return db.execute(query.encode()).fetchall()

    def end_of(self, topic: str) -> int:
        """How many records and marks the partitions of a topic hold up to the last transaction that ended."""
        latest = OffsetSpec.latest()  # type: ignore[no-untyped-call]
        places = {TopicPartition(topic, number): latest for number in range(PARTITIONS)}
        asked = self._admin.list_offsets(places, isolation_level=IsolationLevel.READ_COMMITTED)
        return sum(future.result(_GONE_S).offset for future in asked.values())

    def database_cpu_s(self) -> float:
        """Processor time that PostgreSQL has used so far, with that of sessions that have ended."""
        master = self.postgres.master()
        own = master.cpu_times()
        spent_s = own.user + own.system + own.children_user + own.children_system
        for session in master.children():
            with contextlib.suppress(psutil.NoSuchProcess):
                times = session.cpu_times()
                spent_s += times.user + times.system
        return float(spent_s)

    def _delete(self, topics: set[str]) -> None:
        if not topics:
            return
        for future in self._admin.delete_topics(sorted(topics)).values():
            future.result(_GONE_S)
        ends_s = time.monotonic() + _GONE_S
        while topics & set(self._admin.list_topics(timeout=10).topics):
            if time.monotonic() > ends_s:
                raise NotMeasured(f"topics are still there after {_GONE_S:.0f} s")
            time.sleep(0.05)

    def _new_database(self) -> None:
        name = f"round_{self._number}"
        with psycopg.connect(self.postgres.dsn, autocommit=True) as db:
            if not db.execute("SELECT 1 FROM pg_database WHERE datname = %s", (_TEMPLATE,)).fetchone():
                db.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_TEMPLATE)))
                migrate(_at(self.postgres.dsn, _TEMPLATE))
            if self._number > 1:
                old = sql.Identifier(f"round_{self._number - 1}")
                db.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(old))
            made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            db.execute(made.format(sql.Identifier(name), sql.Identifier(_TEMPLATE)))
            db.execute("CHECKPOINT")
        self.database = _at(self.postgres.dsn, name)


@contextlib.contextmanager
def ground() -> Iterator[Ground]:
    """Both servers for the length of the block; afterwards nothing of them is left."""
    with tempfile.TemporaryDirectory(prefix="wastetrack-bench-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o711)  # PostgreSQL runs as another user where we are root
        kafka = KafkaServer(folder / "kafka", _BROKER_MOST)
        stack.callback(kafka.stop)
        postgres = PostgresServer(folder / "postgres")
        stack.callback(postgres.stop)
        kafka.start()
        postgres.start()
        yield Ground(folder, kafka, postgres)


def _at(dsn: str, database: str) -> str:
    return urlunsplit(urlsplit(dsn)._replace(path=f"/{database}"))
