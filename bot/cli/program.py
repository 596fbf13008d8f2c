"""The commands and their options. What a command needs is imported when it runs."""

import io
import sys
import traceback
from typing import Annotated

import typer

from bot.cli.dream import dream
from bot.cli.exits import ExitCode, complain, exit_code_of
from bot.cli.films import animate, zoom
from bot.cli.imagine import imagine
from bot.cli.listings import doctor, presets
from bot.cli.networks import networks
from bot.cli.sheets import atlas, sheet
from bot.cli.stats import stats
from bot.redaction import Redaction
from bot.versions import find_version
from config.sources import load_settings

program = typer.Typer(
    name="puppyslug",
    help="Dreams pictures: with `run` in a chat, with `dream`, `zoom` and `animate` in the shell.",
    epilog="Settings come from the environment, .env and a TOML file: see .env.example. "
    "Exit codes: 0 done, 2 usage, 65 a picture it can't read, 69 something unavailable, "
    "70 a fault of the program, 78 a bad setting.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def run_program() -> None:
    """Runs one command; ends the process with the exit code, with words and never a traceback."""
    _survive_narrow_consoles()
    try:
        program(prog_name="puppyslug")
    except Exception as error:  # noqa: BLE001 (the last place where an error can become words)
        code = exit_code_of(error)
        if code is ExitCode.INTERNAL and _wants_tracebacks():
            sys.stderr.write(Redaction().clean(traceback.format_exc()))
        complain(error)
        sys.exit(code)


def _survive_narrow_consoles() -> None:
    """Where an arrow or a file's name can't be shown, a question mark can."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _wants_tracebacks() -> bool:
    try:
        return load_settings().log_level == "debug"
    except Exception:  # noqa: BLE001 (an error about the error would hide it)
        return False


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"puppyslug {find_version('puppyslug') or '(not installed)'}")
        raise typer.Exit


@program.callback()
def _start(
    *,
    _version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    pass


@program.command()
def run() -> None:
    """Start the bot and its local room; Ctrl-C finishes what is dreaming, a second one stops it."""
    settings = load_settings()

    from bot.app import run_bot

    run_bot(settings)


program.command(no_args_is_help=True)(dream)
program.command(no_args_is_help=True)(imagine)
program.command(no_args_is_help=True)(zoom)
program.command(no_args_is_help=True)(animate)
program.command(no_args_is_help=True)(sheet)
program.command(no_args_is_help=True)(atlas)
program.command()(presets)
program.add_typer(networks, name="networks")
program.command()(doctor)
program.command()(stats)
