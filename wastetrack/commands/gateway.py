"""`wastetrack gateway`: the HTTP receiver and normaliser; and `wastetrack gateway add-vendor`."""

import asyncio
import sys
import time
from typing import Annotated

import typer

from wastetrack.commands.across import run_service, settings_of
from wastetrack.failure import Failure

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
    settings = settings_of(context)
    from storage.pool import DatabaseUnavailable
    from streams.gateway.accounts import BadVendor, DirectoryAway
    from streams.gateway.accounts import add_vendor as add
    from wastetrack.vendor_accounts import opened_accounts

    async def run() -> str:
        async with opened_accounts(settings.database) as directory:
            made = await add(directory, name, _split(codes), _split(units), time.time_ns() // 1_000_000)
            return made.password

    try:
        password = asyncio.run(run())
    except BadVendor as error:
        raise Failure(str(error), 2) from error
    except (DirectoryAway, DatabaseUnavailable) as error:
        raise Failure(str(error)) from error
    print(f"wastetrack: the password of {name}, shown this once:", file=sys.stderr, flush=True)
    print(password)


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
