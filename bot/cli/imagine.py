"""``puppyslug imagine``: a picture of something, without a photo."""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import JsonOption, RecipeOption, SeedOption, complete_things
from bot.cli.outputs import Output, check_streams
from bot.errors import UsageError
from config.sources import load_settings

if TYPE_CHECKING:
    from bot.commands import DreamOptions
    from dream_core import DreamResult, Presets

_LONGEST_NAME = 60


def imagine(
    *,
    things: Annotated[
        str,
        typer.Argument(
            metavar="[THINGS]",
            autocompletion=complete_things,
            help="What it shows, such as cats, or “banana and dumbbell”: ImageNet's classes and "
            "families of them.",
        ),
    ] = "",
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
    recipe: RecipeOption = None,
    size: Annotated[
        str | None,
        typer.Option(metavar="PX", help="Its side in pixels, for it is a square. Without it: 512."),
    ] = None,
    seed: SeedOption = None,
    steps: Annotated[
        int | None, typer.Option(help="How often it is made better; fewer are quicker.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Make a picture from noise, towards things that a network knows."""
    from bot.catalogue import load_catalogue
    from bot.cli.exits import ExitCode, exit_code_of
    from bot.cli.following import request_imagined, show_bar
    from bot.cli.reports import Failure, Success, report
    from bot.commands import write_code
    from bot.wiring import build_engine
    from dream_core import DreamError, check_targets

    settings = load_settings()
    catalogue = load_catalogue(settings)
    options = _choose_options(things, recipe, size, seed, catalogue.presets)
    whole = options.recipe(catalogue.presets, seed=0)
    if steps is not None:
        whole = replace(whole, steps=steps)
    check_targets(whole, catalogue.networks)
    output = Output(out, ())
    check_streams(output, (), guide=None, as_json=as_json)
    name = options.shown_name

    async def make() -> "DreamResult":
        await asyncio.to_thread(output.prepare)
        async with build_engine(settings, catalogue, workers=1) as engine:
            with show_bar(name) as advance:
                return await request_imagined(engine, whole, output.picture_format, advance)

    try:
        result = asyncio.run(make())
    except DreamError as error:
        report(Failure(kind="things", name=name, error=error), as_json=as_json)
        raise typer.Exit(exit_code_of(error)) from error
    written = output.write(name.replace(" ", "-")[:_LONGEST_NAME], result)
    code = write_code(options, catalogue.presets) if steps is None else None
    report(
        Success(kind="things", name=name, out=written, result=result, code=code), as_json=as_json
    )
    raise typer.Exit(ExitCode.DONE)


def _choose_options(
    things: str, code: str | None, size: str | None, seed: int | None, presets: "Presets"
) -> "DreamOptions":
    """What was asked for in words, by a recipe's code, or both.

    Raises UsageError for what names nothing to imagine, and RecipeError for what is no thing.
    """
    from bot.cli.choices import apply_code, parse_size
    from bot.commands import DreamOptions, check_options
    from dream_core import IMAGINE_PRESET, name_preset_of
    from dream_core.vocabulary import find_all

    named = name_preset_of(find_all(things), IMAGINE_PRESET) if things else None
    written = DreamOptions(preset=named, size=parse_size(size), seed=seed)
    options = check_options(apply_code(code, written, presets))
    if options.imagines:
        return options
    if code:
        raise UsageError(
            f"{code} is the recipe of a dream, which needs a photo.",
            f"Write: puppyslug dream PHOTO --recipe {code} -o OUT",
        )
    raise UsageError(
        "What should it show?", "Name things, such as: puppyslug imagine banana -o OUT"
    )
