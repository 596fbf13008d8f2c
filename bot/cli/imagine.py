"""``puppyslug imagine``: a picture of something, without a photo."""

import asyncio
from typing import Annotated

import typer

from bot.cli.outputs import STREAM, Output
from config.sources import load_settings

_LONGEST_NAME = 60


def imagine(
    *,
    things: Annotated[
        str,
        typer.Argument(
            help="What it shows, such as cats, or “banana and dumbbell”: ImageNet's classes and "
            "families of them."
        ),
    ],
    out: Annotated[
        str,
        typer.Option(
            "-o",
            "--out",
            metavar="OUT",
            help="The picture: a name that ends with .jpg, .png or .webp; a folder; "
            "- for standard output.",
        ),
    ],
    size: Annotated[
        str | None,
        typer.Option(metavar="PX", help="Its side in pixels, for it is a square. Without it: 512."),
    ] = None,
    seed: Annotated[
        int, typer.Option(help="The same seed gives the same picture, another one another.")
    ] = 0,
    steps: Annotated[
        int | None, typer.Option(help="How often it is made better; fewer are quicker.")
    ] = None,
) -> None:
    """Make a picture from noise, towards things that a network knows."""
    from bot.catalogue import load_catalogue
    from bot.cli.choices import parse_size
    from bot.cli.following import request_imagined, show_bar
    from bot.wiring import build_engine
    from dream_core import DreamResult, check_targets, write_imagined_recipe
    from dream_core.vocabulary import find_all, join_names

    settings = load_settings()
    catalogue = load_catalogue(settings)
    chosen = find_all(things)
    recipe = write_imagined_recipe(
        [thing.channels for thing in chosen],
        seed=seed,
        size=parse_size(size) or "auto",
        steps=steps,
    )
    check_targets(recipe, catalogue.networks)
    output = Output(out, ())
    name = join_names(chosen)

    async def make() -> DreamResult:
        await asyncio.to_thread(output.prepare)
        async with build_engine(settings, catalogue, workers=1) as engine:
            with show_bar(name) as advance:
                return await request_imagined(engine, recipe, output.picture_format, advance)

    result = asyncio.run(make())
    written = output.write(name.replace(" ", "-")[:_LONGEST_NAME], result)
    if written != STREAM:
        typer.echo(
            f"{name} → {written} ({result.width} × {result.height}, "
            f"{result.total_seconds:.1f} s on {result.device})"
        )
