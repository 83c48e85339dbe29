"""`wastetrack people`: accounts of those who sign in at the dashboard, and tokens of programs and wall screens."""

import asyncio
import os
import pwd
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

import typer

from models.role import Role
from models.times import to_iso
from wastetrack.commands.across import settings_of
from wastetrack.failure import Failure

Answer = TypeVar("Answer")

people_app = typer.Typer(
    help="The accounts of those who sign in at the dashboard, and the tokens of programs and wall screens.",
    rich_markup_mode=None,
    no_args_is_help=False,
)
token_app = typer.Typer(help="Tokens of programs and wall screens.", rich_markup_mode=None)
people_app.add_typer(token_app, name="token")

Name = Annotated[str, typer.Argument(help="The account's name.")]
RoleOption = Annotated[Role, typer.Option(help="What it may do; each may do what those before it may.")]
ScopeOption = Annotated[
    str, typer.Option(help="Parties whose rows alone it sees, comma separated: estate:Z-EST-1,carrier:NAME.")
]


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    app.add_typer(people_app, name="people")


@people_app.command("add")
def add(context: typer.Context, name: Name, role: RoleOption = "viewer", scope: ScopeOption = "") -> None:
    """Makes an account; its one-time password is printed this once."""
    from dashboard.people import accounts

    given = _done(context, lambda one: accounts.add_person(one, _console(), name, role, _split(scope), _now_ms()))
    _show_once(given)


@people_app.command("list")
def list_(context: typer.Context) -> None:
    """Lists the accounts: name, role, scope, state, browsers signed in, last sign-in."""
    from storage.people import list_people

    for one in _done(context, lambda connection: list_people(connection, _now_ms())):
        state = "closed" if one.closed_ms is not None else "open" if one.has_own_password and one.has_code else "new"
        seen = "never" if one.signed_in_ms is None else to_iso(one.signed_in_ms)
        print(f"{one.name}  {one.role}  {' '.join(one.scope) or '-'}  {state}  sessions {one.sessions}  last {seen}")


@people_app.command("role")
def role(
    context: typer.Context,
    name: Name,
    role: Annotated[Role, typer.Argument(help="viewer, officer, supervisor or administrator.")],
    scope: ScopeOption = "",
) -> None:
    """Gives an account another role and scope, and signs it out everywhere."""
    from dashboard.people import accounts

    ended = _done(context, lambda one: accounts.change_role(one, _console(), name, role, _split(scope)))
    print(f"{name} is {role} now; sessions ended: {ended}")


@people_app.command("reset")
def reset(context: typer.Context, name: Name) -> None:
    """Gives an account a one-time password and takes its second factor away; opens a closed one again."""
    from dashboard.people import accounts

    _show_once(_done(context, lambda one: accounts.reset(one, _console(), name, _now_ms())))


@people_app.command("close")
def close(context: typer.Context, name: Name) -> None:
    """Closes the account of somebody who has left; its name stays in the audit."""
    from dashboard.people import accounts

    ended = _done(context, lambda one: accounts.close_person(one, _console(), name, _now_ms()))
    print(f"{name} is closed; sessions ended: {ended}")


@people_app.command("end-sessions")
def end_sessions(context: typer.Context, name: Name) -> None:
    """Signs an account out of every browser."""
    from dashboard.people import accounts

    ended = _done(context, lambda one: accounts.end_sessions(one, _console(), name))
    print(f"sessions of {name} ended: {ended}")


@token_app.command("add")
def add_token(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What it is for.")],
    role: RoleOption = "viewer",
    scope: ScopeOption = "",
    days: Annotated[int, typer.Option(help="For how long it holds.")] = 90,
    wall: Annotated[bool, typer.Option("--wall", help="For a wall screen: a link that opens it, as a viewer.")] = False,
) -> None:
    """Makes a token, printed this once; of a wall screen the end of the link that opens it."""
    from dashboard.people import accounts
    from dashboard.people.people_routes import wall_link

    given = _done(
        context,
        lambda one: accounts.make_token(
            one, _console(), kind="wall" if wall else "program", name=name, role=role, scope=_split(scope), days=days,
            now_ms=_now_ms(),
        ),
    )  # fmt: skip
    what = "the end of the wall screen's link, behind the dashboard's address" if wall else "the token"
    until = to_iso(given.expires_ms)
    print(f"wastetrack: {what} (id {given.token_id}, until {until}), shown this once:", file=sys.stderr, flush=True)
    print(f"/{wall_link(given.token)}" if wall else given.token)


@token_app.command("list")
def list_tokens(context: typer.Context) -> None:
    """Lists the tokens: id, kind, name, role, scope, who made it, until when, last use."""
    from storage import people_access

    for one in _done(context, people_access.list_tokens):
        end = f"until {to_iso(one.expires_ms)}" if one.revoked_ms is None else f"revoked {to_iso(one.revoked_ms)}"
        used = "never" if one.used_ms is None else to_iso(one.used_ms)
        scope = " ".join(one.scope) or "-"
        print(f"{one.token_id}  {one.kind}  {one.name}  {one.role}  {scope}  by {one.made_by}  {end}  used {used}")


@token_app.command("revoke")
def revoke_token(
    context: typer.Context, token_id: Annotated[str, typer.Argument(help="Its id, as `token list` shows it.")]
) -> None:
    """Ends a token and the wall screens that it opened."""
    from dashboard.people import accounts

    token = _done(context, lambda one: accounts.revoke_token(one, _console(), token_id, _now_ms()))
    print(f"token {token_id} ({token.name}) is revoked")


def _done(context: typer.Context, work: Callable[[Any], Awaitable[Answer]]) -> Answer:
    settings = settings_of(context)
    return asyncio.run(_with_connection(settings.database, work))


async def _with_connection(dsn: str, work: Callable[[Any], Awaitable[Answer]]) -> Answer:
    import asyncpg

    from dashboard.problems import Problem
    from storage.pool import DatabaseUnavailable, connect

    try:
        connection = await connect(dsn)
    except DatabaseUnavailable as error:
        raise Failure(str(error)) from error
    try:
        return await work(connection)
    except Problem as problem:
        raise Failure(problem.detail, 2 if problem.status == 400 else 1) from problem
    except asyncpg.UndefinedTableError as error:
        raise Failure("the database has not the schema of this version: run `wastetrack migrate`") from error
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        raise Failure(f"the database did not answer to its end: {error}") from error
    finally:
        await connection.close()


def _show_once(given: Any) -> None:
    until = to_iso(given.until_ms)
    told = f"the one-time password of {given.name}, until {until}, shown this once:"
    print(f"wastetrack: {told}", file=sys.stderr, flush=True)
    print(given.password)


def _console() -> str:
    """Who stands in the audit for a command: the user of the operating system."""
    try:
        return f"console/{pwd.getpwuid(os.getuid()).pw_name}"
    except KeyError:
        return f"console/{os.getuid()}"


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
