"""`wastetrack verify`: whether what is stored is what the stored pings and papers imply."""

import asyncio
from contextlib import ExitStack
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from ops.logs import start_logs
from ops.settings import Settings
from streams.verify.report import Report, Scope
from wastetrack.commands.across import period_of, settings_of
from wastetrack.failure import Failure

_LEVEL = "error"


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("verify")(verify)


def verify(
    context: typer.Context,
    from_: Annotated[str | None, typer.Option("--from", help="Only what began from this time on.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Only what began up to this time.")] = None,
    unit: Annotated[list[str] | None, typer.Option("--unit", help="Only of this unit; may be given again.")] = None,
) -> None:
    """Judges the stored pings anew and checks bytes, pings, events, trips and alerts: each difference in one line."""
    settings = settings_of(context)
    from_ms, to_ms = period_of(from_, to)
    scope = Scope(from_ms=from_ms, to_ms=to_ms, units=frozenset(unit or ()))
    start_logs(_LEVEL, "verify")
    error_console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    with ExitStack() as stack:
        report = asyncio.run(_verify(settings, scope, _shown(error_console, stack)))
    for difference in sorted(report.differences):
        print(difference)
    rules = settings.rules or "the defaults"
    error_console.print(f"thresholds: {rules}, as they are today; those that held then stand in each alert's evidence")
    for note in report.notes:
        error_console.print(f"note: {note}")
    looked = f"{report.judged} pings judged, {report.pings} of {report.records} records, {report.events} events"
    if report.differences:
        number = len(report.differences)
        raise Failure(f"{number} difference{'s' if number > 1 else ''}: {looked}")
    if not report.records and (from_ms is not None or to_ms is not None):
        raise Failure("--from, --to: nothing that is stored was received then, so nothing has been checked", 2)
    print(f"all agrees: {looked}")


async def _verify(settings: Settings, scope: Scope, progress: "_Bars") -> Report:
    import asyncpg

    from ops.personal import Sealer
    from storage.keeping import nothing_stored_of
    from storage.pool import DatabaseUnavailable, connect
    from streams.verify.run import verify as verify_all

    sealer = Sealer.if_kept(settings)
    try:
        connection = await connect(settings.database, command_s=None)  # a day is sorted before its first row comes
    except DatabaseUnavailable as error:
        raise Failure(str(error), 2) from error
    try:
        if absent := await nothing_stored_of(connection, scope.units):
            raise Failure(f"--unit: nothing is stored of {', '.join(absent)}: write unit_ids as the map shows them", 2)
        return await verify_all(connection, settings, scope, sealer, progress.show)
    except asyncpg.UndefinedTableError as error:
        raise Failure("the database has not the schema of this version: run `wastetrack migrate`", 2) from error
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        raise Failure(f"the database did not answer to its end: {error}", 2) from error
    finally:
        await connection.close()


class _Bars:
    """A bar for each part of the work, where a person watches."""

    def __init__(self, bars: Progress | None) -> None:
        self._bars = bars
        self._tasks: dict[str, int] = {}

    def show(self, what: str, done: int, total: int) -> None:
        """Shows how far a part has come."""
        if self._bars is None:
            return
        for task in self._tasks.values() if what not in self._tasks else ():
            self._bars.update(task, completed=self._bars.tasks[task].total)  # type: ignore[arg-type]  # its index
        if what not in self._tasks:
            self._tasks[what] = self._bars.add_task(what, total=total)
        self._bars.update(self._tasks[what], completed=done)  # type: ignore[arg-type]  # the number that it gave


def _shown(console: Console, stack: ExitStack) -> _Bars:
    if not console.is_terminal:
        return _Bars(None)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:.0f}/{task.total:.0f} days"))
    return _Bars(stack.enter_context(Progress(*columns, TimeElapsedColumn(), console=console, transient=True)))
