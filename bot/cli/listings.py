"""``puppyslug presets``, ``networks`` and ``doctor``: what there is, for eyes or as JSON."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from bot.catalogue import load_catalogue
from bot.cli.exits import ExitCode
from config.sources import load_settings

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON instead of words.")]


def presets(*, as_json: AsJson = False) -> None:
    """List what pictures can be dreamed of."""
    from dream_core.presets import DEFAULT_PRESET

    found = load_catalogue(load_settings()).presets
    if as_json:
        _write_json(
            [
                {
                    "name": preset.name,
                    "title": preset.title,
                    "description": preset.description,
                    "default": preset.name == DEFAULT_PRESET,
                    "recipe": preset.base.as_dict(),
                }
                for preset in found.values()
            ]
        )
        return
    _write_table(
        ("PRESET", "SHOWS", "NETWORK"),
        [
            (
                f"{name} (default)" if name == DEFAULT_PRESET else name,
                preset.description,
                preset.base.network,
            )
            for name, preset in found.items()
        ],
    )


def networks(*, as_json: AsJson = False) -> None:
    """List the networks that dream, their layers, and whether their weights are here."""
    from bot.networks import describe_network

    settings = load_settings()
    found = [
        describe_network(spec, settings.cache_dir)
        for spec in load_catalogue(settings).networks.values()
    ]
    if as_json:
        _write_json([network.as_dict() for network in found])
        return
    for network in found:
        spec = network.spec
        typer.echo(f"{spec.name}: {spec.title}. {spec.description} Licence: {spec.licence}.")
        typer.echo(f"  {network.state}")
        layers = ", ".join(f"{layer} ({channels})" for layer, channels in spec.layers.items())
        typer.echo(f"  layers (channels): {layers}\n")


def doctor(*, as_json: AsJson = False) -> None:
    """Say what is installed, what is ready, and what is missing for dreaming."""
    from bot.doctor import examine

    settings = load_settings()
    checks = examine(settings, load_catalogue(settings))
    healthy = not any(check.state == "problem" for check in checks)
    if as_json:
        _write_json({"ok": healthy, "checks": [check.as_dict() for check in checks]})
    else:
        _write_table(
            ("", "CHECK", "FOUND"),
            [(check.state, check.name, f"{check.detail} {check.hint}".strip()) for check in checks],
        )
        typer.echo("Dreaming works." if healthy else "Dreaming doesn't work yet.")
    raise typer.Exit(ExitCode.DONE if healthy else ExitCode.UNAVAILABLE)


# Where nobody looks, lines stay whole, so that other programs can read them.
_UNBROKEN = 10_000


def _write_json(value: Any) -> None:  # noqa: ANN401 (whatever JSON takes)
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _write_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console = Console()
    if not console.is_terminal:
        console.width = _UNBROKEN
    console.print(table)
