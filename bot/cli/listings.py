"""``puppyslug presets`` and ``doctor``: what there is, for eyes or as JSON."""

import typer

from bot.catalogue import load_catalogue
from bot.cli.exits import ExitCode
from bot.cli.tables import AsJson, write_json, write_table
from config.sources import load_settings


def presets(*, as_json: AsJson = False) -> None:
    """List what pictures can be dreamed of."""
    from bot.networks import say_how_to_get
    from dream_core.presets import DEFAULT_PRESET

    found = load_catalogue(load_settings())
    needed = {
        name: say_how_to_get(found.networks[preset.base.network])
        for name, preset in found.presets.absent.items()
    }
    listed = {**found.presets, **found.presets.absent}
    if as_json:
        write_json(
            [
                {
                    "name": name,
                    "title": preset.title,
                    "description": preset.description,
                    "default": name == DEFAULT_PRESET,
                    "ready": name not in needed,
                    "recipe": preset.base.as_dict(),
                }
                for name, preset in sorted(listed.items())
            ]
        )
        return
    write_table(
        ("PRESET", "SHOWS", "NETWORK"),
        [
            (
                f"{name} (default)" if name == DEFAULT_PRESET else name,
                preset.description,
                f"{preset.base.network}, once it is here: {needed[name]}"
                if name in needed
                else preset.base.network,
            )
            for name, preset in listed.items()
        ],
    )


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
