"""Sessions of other processes: ending those that keep locks though their process stands still."""

from typing import Any, Final

LONG_S: Final = 5.0


async def end_standing(connection: Any, application_names: list[str]) -> int:
    """Ends the sessions under these names whose transaction is over 5 s old, and says how many.

    A frozen process may have stopped in the midst of a COPY, which no time limit of the server ends.
    """
    ended = await connection.fetch(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = ANY($1::text[])
          AND xact_start < now() - make_interval(secs => $2)
        """,
        application_names,
        LONG_S,
    )
    return len(ended)
