"""`wastetrack gateway`: the HTTP receiver and normaliser; and the commands on its accounts and their tokens."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from models.times import to_iso
from wastetrack.commands.across import run_service, settings_of
from wastetrack.failure import Failure

if TYPE_CHECKING:
    from wastetrack.vendor_accounts import VendorAccounts

Found = TypeVar("Found")

gateway_app = typer.Typer(
    help="The HTTP receiver of GPS vendors, speaking DLT's own calls, and the normaliser of gps.raw and gps.traccar.",
    rich_markup_mode=None,
)


def add_to(app: typer.Typer) -> None:
    """Adds the command and its own."""
    app.add_typer(gateway_app, name="gateway", invoke_without_command=True)


@gateway_app.callback()
def gateway(context: typer.Context) -> None:
    """Receives GPS vendors' batches over HTTP and normalises gps.raw and gps.traccar."""
    if context.invoked_subcommand is not None:
        return
    settings = settings_of(context)
    settings.listen("gateway")
    from streams.gateway.run import run_gateway

    run_service("gateway", settings, lambda: run_gateway(settings))


@gateway_app.command("add-vendor")
def add_vendor(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The account's name, for HTTP Basic auth.")],
    codes: Annotated[str, typer.Option(help="Codes of the units it speaks for, comma separated: 043,017.")] = "",
    units: Annotated[str, typer.Option(help="Single units it speaks for, comma separated.")] = "",
) -> None:
    """Makes a vendor's account, or gives it a new password, which is printed this once; its hash alone is kept."""
    from streams.gateway.accounts import add_vendor as add

    made = _done(context, lambda directory: add(directory, name, _split(codes), _split(units), _now_ms()))
    print(f"wastetrack: the password of {name}, shown this once:", file=sys.stderr, flush=True)
    print(made.password)


@gateway_app.command("add-token")
def add_token(context: typer.Context, name: Annotated[str, typer.Argument(help="The account it stands for.")]) -> None:
    """Makes a token of an account, for Traccar or a phone, which is printed this once; its hash alone is kept."""
    from streams.gateway.tokens import add_token as add

    made = _done(context, lambda directory: add(directory, name, _now_ms()))
    print(f"wastetrack: a token of {name} (id {made.token_id}), shown this once:", file=sys.stderr, flush=True)
    print(made.token)


@gateway_app.command("list-tokens")
def list_tokens(
    context: typer.Context, name: Annotated[str | None, typer.Argument(help="An account; all without it.")] = None
) -> None:
    """Lists the tokens: id, account, since when, and when it was ended."""
    for one in _done(context, lambda directory: directory.tokens(name)):
        end = "in force" if one.revoked_ms is None else f"ended {to_iso(one.revoked_ms)}"
        print(f"{one.token_id}  {one.vendor}  since {to_iso(one.created_ms)}  {end}")


@gateway_app.command("remove-token")
def remove_token(
    context: typer.Context, token_id: Annotated[str, typer.Argument(help="Its id, as `list-tokens` shows it.")]
) -> None:
    """Ends a token; the gateway takes nothing more with it within 60 s."""
    from streams.gateway.tokens import remove_token as remove

    ended = _done(context, lambda directory: remove(directory, token_id, _now_ms()))
    print(f"token {token_id} of {ended.vendor} is ended")


def _done(context: typer.Context, work: "Callable[[VendorAccounts], Awaitable[Found]]") -> Found:
    """What a piece of work on the accounts gives; says in one line what is wrong."""
    settings = settings_of(context)
    from storage.pool import DatabaseUnavailable
    from streams.gateway.accounts import BadVendor, DirectoryAway
    from wastetrack.vendor_accounts import opened_accounts

    async def run() -> Found:
        async with opened_accounts(settings.database) as directory:
            return await work(directory)

    try:
        return asyncio.run(run())
    except BadVendor as error:
        raise Failure(str(error), 2) from error
    except (DirectoryAway, DatabaseUnavailable) as error:
        raise Failure(str(error)) from error


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
