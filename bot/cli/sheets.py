"""``puppyslug sheet`` and ``puppyslug atlas``: pages of many small pictures."""

import asyncio
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import JsonOption, SeedOption, StrengthOption
from bot.cli.outputs import STREAM, Output, check_streams
from bot.errors import UsageError
from config.sources import load_settings
from dream_core.nearest import suggest_nearest
from dream_core.sheet import ATLAS_SIDE, ATLAS_STEPS

if TYPE_CHECKING:
    from bot.catalogue import Catalogue
    from config.settings import Settings
    from dream_core import DreamResult, NetworkSpec, Sheet

FIRST_CHANNELS = 64
"""So many are shown of a layer, unless somebody says which."""

_UNFIT = re.compile(r"[^A-Za-z0-9_.-]+")
"""What a file's name had better not have."""


def sheet(
    *,
    photos: Annotated[
        list[str], typer.Argument(metavar="PHOTO", help="Pictures; - reads standard input.")
    ],
    out: Annotated[
        str,
        typer.Option(
            "-o",
            "--out",
            metavar="OUT",
            help="The page: a name that ends with .jpg, .png or .webp; "
            "a folder, always with several photos; - for standard output.",
        ),
    ],
    presets: Annotated[
        str | None,
        typer.Option(
            metavar="NAME,NAME",
            help="Which presets, in this order. Without it: all that `puppyslug presets` lists "
            "whose network is here.",
        ),
    ] = None,
    size: Annotated[
        str | None,
        typer.Option(
            metavar="PX",
            help="Longest side of each small picture in pixels. Without it: what all of them "
            "have room for on one screen.",
        ),
    ] = None,
    strength: StrengthOption = None,
    seed: SeedOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a photo in every look on one page: small dreams side by side, to choose from."""
    output = Output(out, photos)
    check_streams(output, photos, guide=None, as_json=as_json)

    from bot.catalogue import load_catalogue
    from bot.cli.choices import parse_size
    from bot.cli.dreaming import DreamTask, dream_photos
    from bot.cli.looks import choose_presets
    from dream_core import DEFAULT_STRENGTH, build_sheet

    settings = load_settings()
    catalogue = load_catalogue(settings)
    looks = build_sheet(
        choose_presets(presets, catalogue),
        strength=DEFAULT_STRENGTH if strength is None else strength,
        seed=seed or 0,
    )
    task = DreamTask(
        photos=photos,
        output=output,
        recipe=replace(looks.cells[0].recipe, size=parse_size(size) or "auto"),
        sheet=looks,
        as_json=as_json,
    )
    raise typer.Exit(dream_photos(task, settings, catalogue))


def atlas(
    *,
    network: Annotated[
        str, typer.Argument(metavar="NETWORK", help="One of those that `puppyslug networks` lists.")
    ],
    layer: Annotated[
        str, typer.Argument(metavar="[LAYER]", help="Without it, the network's layers are listed.")
    ] = "",
    out: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--out",
            metavar="OUT",
            help="The page: a name that ends with .jpg, .png or .webp; a folder; "
            "- for standard output.",
        ),
    ] = None,
    channels: Annotated[
        str | None,
        typer.Option(
            metavar="CHANNELS",
            help="Which channels, such as 0-63,70 or a name. "
            f"Without it: the first {FIRST_CHANNELS}.",
        ),
    ] = None,
    size: Annotated[int, typer.Option(metavar="PX", help="Side of each picture.")] = ATLAS_SIDE,
    steps: Annotated[
        int, typer.Option(help="How often each is made better; fewer are quicker.")
    ] = ATLAS_STEPS,
    columns: Annotated[
        int | None, typer.Option(help="Pictures in a row. Without it: as many as rows, about.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Another one gives other pictures.")] = 0,
) -> None:
    """Draw what each channel of a network's layer looks for, from noise, on one page.

    What is seen there can be dreamed: --target LAYER@CHANNEL.
    """
    from bot.catalogue import load_catalogue
    from dream_core import build_atlas

    settings = load_settings()
    catalogue = load_catalogue(settings)
    spec = _find_network(network, catalogue)
    if not layer:
        _list_layers(spec)
        return
    chosen = _choose_channels(spec, layer, channels)
    if out is None:
        raise UsageError(
            f"Where should the atlas of {spec.name}'s {layer} go?",
            f"Write -o atlas.png. It has {spec.layers[layer]} channels.",
        )
    page = build_atlas(spec, layer, chosen, steps=steps, seed=seed, columns=columns)
    output = Output(out, ())
    name = f"{spec.name} {layer}"
    result = asyncio.run(_draw(page, output, name, size, settings, catalogue))
    written = output.write(_UNFIT.sub("-", name), result)
    if written != STREAM:
        typer.echo(
            f"{name}: {len(chosen)} of {spec.layers[layer]} channels → {written} "
            f"({result.width} × {result.height}, {result.total_seconds:.1f} s on {result.device})"
        )


async def _draw(
    page: "Sheet",
    output: Output,
    name: str,
    size: int,
    settings: "Settings",
    catalogue: "Catalogue",
) -> "DreamResult":
    from bot.cli.following import request_imagined, show_bar
    from bot.wiring import build_engine

    recipe = replace(page.cells[0].recipe, size=size)
    await asyncio.to_thread(output.prepare)
    async with build_engine(settings, catalogue, workers=1) as engine:
        with show_bar(name) as advance:
            return await request_imagined(
                engine, recipe, output.picture_format, advance, sheet=page
            )


def _find_network(name: str, catalogue: "Catalogue") -> "NetworkSpec":
    spec = catalogue.networks.get(name)
    if spec is None:
        raise UsageError(
            f"There is no network {name!r}.", suggest_nearest(name, catalogue.networks)
        )
    return spec


def _list_layers(spec: "NetworkSpec") -> None:
    from bot.cli.tables import write_table

    write_table(
        ("LAYER", "CHANNELS", "WITH NAMES"),
        [
            (
                layer,
                str(count),
                "; ".join(
                    f"{name}: {', '.join(map(str, own))}"
                    for name, own in spec.channels.get(layer, {}).items()
                ),
            )
            for layer, count in spec.layers.items()
        ],
    )


def _choose_channels(spec: "NetworkSpec", layer: str, written: str | None) -> tuple[int, ...]:
    """Raises RecipeError for a layer or channels that the network doesn't have."""
    from dream_core import Recipe, Target, check_targets
    from dream_core.recipe import read_channels

    networks = {spec.name: spec}
    check_targets(Recipe(network=spec.name, targets=(Target(layer=layer),)), networks)
    if written is None:
        return tuple(range(min(FIRST_CHANNELS, spec.layers[layer])))
    channels = read_channels(written.replace(" ", ""), layer, spec.channels)
    chosen = Target(layer=layer, channels=channels)
    check_targets(Recipe(network=spec.name, targets=(chosen,)), networks)
    return channels
