"""The command line: every command by name, and how an error reaches a person (one line, exit 1; wrong use, exit 2)."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ops.settings import BadSetting, Settings, load_from_process
from ops.version import version as program_version
from wastetrack.commands import (
    across,
    compare,
    config,
    dashboard,
    dead,
    demo,
    explain,
    gateway,
    import_,
    losses,
    migrate,
    notifier,
    notify,
    people,
    replay,
    rules,
    score,
    simulate,
    topics,
    tracker,
    verify,
    verify_audit,
)  # fmt: skip
from wastetrack.failure import Failure

# typer carries a click of its own, whose errors it exports by their subclass alone.
_CommandError: type[Exception] = typer.BadParameter.__mro__[2]

app = typer.Typer(
    name="wastetrack",
    help="Follows industrial-waste trucks from the generator's gate to the processor, and raises an alert while "
    "a truck still stands where it may not.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    show_version: Annotated[bool, typer.Option("--version", help="Prints the program's version.")] = False,
    settings_file: Annotated[
        Path | None, typer.Option("--config", help="A TOML file of settings (else WASTETRACK_CONFIG).")
    ] = None,
) -> None:
    """Follows industrial-waste trucks from the generator's gate to the processor."""
    if show_version:
        print(f"wastetrack {program_version()}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())
    context.obj = across.Lazy(lambda: load_from_process(settings_file))


for module in (
    demo,
    replay,
    gateway,
    tracker,
    dashboard,
    notifier,
    import_,
    simulate,
    migrate,
    topics,
    rules,
    config,
    compare,
    score,
    explain,
    dead,
    verify,
    losses,
    people,
    notify,
    verify_audit,
):
    module.add_to(app)


def config_first(arguments: Sequence[str]) -> list[str]:
    """The same words, `--config FILE` before the command: it is of every command, so it may stand behind one too."""
    ahead: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word == "--config":
            file = next(words, None)
            (rest if file is None else ahead).extend([word] if file is None else [word, file])
        else:
            (ahead if word.startswith("--config=") else rest).append(word)
    return ahead + rest


def main() -> None:
    """Runs the program and ends the process: 0 done, 1 failed, 2 wrong use."""
    try:
        code = app(config_first(sys.argv[1:]), standalone_mode=False, prog_name="wastetrack")
    except typer.Exit as done:
        sys.exit(done.exit_code)
    except typer.Abort:
        sys.exit(130)
    except _CommandError as error:
        context = getattr(error, "ctx", None)
        path = context.command_path if context is not None else "wastetrack"
        text = " ".join(str(getattr(error, "format_message", error.__str__)()).split()).replace(": Value error, ", ": ")
        print(f"wastetrack: {text} (`{path} --help` says how)", file=sys.stderr)
        sys.exit(2)
    except BadSetting as error:
        print(f"wastetrack: {error}", file=sys.stderr)
        sys.exit(2)
    except Failure as error:
        print(f"wastetrack: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


__all__ = ["Settings", "app", "main"]
