"""``puppyslug presets``, ``networks`` and ``doctor``: what there is, for eyes or as JSON."""

import typer

from bot.catalogue import load_catalogue
from bot.cli.exits import ExitCode
from bot.cli.tables import AsJson, write_json, write_table
from config.sources import load_settings


def presets(*, as_json: AsJson = False) -> None:
    """List what pictures can be dreamed of."""
    from dream_core.presets import DEFAULT_PRESET

    found = load_catalogue(load_settings()).presets
    if as_json:
        write_json(
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
    write_table(
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
        write_json([network.as_dict() for network in found])
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
        write_json({"ok": healthy, "checks": [check.as_dict() for check in checks]})
    else:
        write_table(
            ("", "CHECK", "FOUND"),
            [(check.state, check.name, f"{check.detail} {check.hint}".strip()) for check in checks],
        )
        typer.echo("Dreaming works." if healthy else "Dreaming doesn't work yet.")
    raise typer.Exit(ExitCode.DONE if healthy else ExitCode.UNAVAILABLE)
