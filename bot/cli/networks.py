"""``puppyslug networks``: which there are, and how another one comes here."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.tables import AsJson, write_json
from bot.errors import UsageError
from config.sources import load_settings
from dream_core.nearest import suggest_nearest
from dream_core.networks.registry import RANGES, TRUNKS

if TYPE_CHECKING:
    from dream_core.networks.trial import FoundNetwork

networks = typer.Typer(help="List the networks that dream, add one of your own, or fetch one.")


@networks.callback(invoke_without_command=True)
def list_networks(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List the networks that dream, their layers, and whether their weights are here."""
    if context.invoked_subcommand:
        return
    from bot.catalogue import load_catalogue
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
        typer.echo(f"  from {network.origin}")
        typer.echo(f"  {network.state}")
        layers = ", ".join(f"{layer} ({channels})" for layer, channels in spec.layers.items())
        typer.echo(f"  layers (channels): {layers}\n")


@networks.command()
def fetch(name: Annotated[str, typer.Argument(help="The network's name.")]) -> None:
    """Download a network's weights now, check them, and say where they are."""
    from bot.catalogue import load_catalogue
    from bot.logs import set_up_logs
    from bot.networks import describe_network
    from dream_core.networks.weights import find_weights

    settings = load_settings()
    set_up_logs(settings.log_level, settings.log_format)
    known = load_catalogue(settings).networks
    if name not in known:
        raise UsageError(f"There is no network {name!r}.", suggest_nearest(name, known))
    find_weights(known[name], cache_dir=settings.cache_dir, mirror=settings.weights_mirror)
    typer.echo(describe_network(known[name], settings.cache_dir).state)


@networks.command(no_args_is_help=True)
def add(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A TensorFlow.js model.json with its shards beside it, a .caffemodel with its "
            ".prototxt beside it, or the state dict (.pth) of a GoogLeNet of 2015 or of one of: "
            f"{', '.join(TRUNKS)}.",
        ),
    ],
    *,
    name: Annotated[
        str | None, typer.Option(help="What to call it. Without it: after the file.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="Its name for eyes.")] = None,
    pixels: Annotated[
        str | None,
        typer.Option(
            "--range",
            metavar="RANGE",
            help=f"How it wants its pixels: {', '.join(RANGES)}. Without it: as most such files.",
        ),
    ] = None,
    picture_at: Annotated[
        str,
        typer.Option(
            metavar="LAYER", help="In a model.json, the layer that the picture stands for."
        ),
    ] = "",
) -> None:
    """Add a network of your own: look whether it can dream, and keep a copy of its files."""
    from bot.catalogue import load_catalogue
    from bot.own_networks import add_network, name_network
    from dream_core.networks.trial import try_file

    settings = load_settings()
    chosen = name or name_network(file)
    if chosen != name_network(Path(chosen)):
        raise UsageError(
            f"A network can't be called {chosen!r}.", f"Try --name {name_network(Path(chosen))}."
        )
    if pixels and pixels not in RANGES:
        raise UsageError(f"--range can't be {pixels!r}.", suggest_nearest(pixels, RANGES))
    if chosen in load_catalogue(settings).networks:
        raise UsageError(f"There is a network {chosen} already.", "Choose another --name.")
    found = try_file(file, pixels=pixels or "", picture_at=picture_at)
    parts = [file.with_name(part) for part in found.parts]
    listing = add_network(settings, chosen, _describe(found, title or chosen), [file, *parts])
    typer.echo(f"{chosen} can dream. It is listed in {listing}, with {len(found.layers)} layers.")
    typer.echo(
        f"Try it: puppyslug dream PHOTO -o DREAM.jpg --network {chosen} --target {found.middle}"
    )


def _describe(found: "FoundNetwork", title: str) -> dict[str, Any]:
    """The network's table in a file of networks."""
    row = {
        "title": title,
        "description": f"Added from {found.file.name}.",
        "architecture": found.architecture,
        "licence": "unknown",
        "sha256": _digest(found.file),
        "range": found.pixels,
        "picture_at": found.picture_at,
        "prefix": found.prefix,
        "layers": dict(found.layers),
        "parts": {part: _digest(found.file.with_name(part)) for part in found.parts},
    }
    return {key: value for key, value in row.items() if value}


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
