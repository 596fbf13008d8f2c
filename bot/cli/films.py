"""The options of ``puppyslug zoom`` and ``puppyslug animate``."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import (
    AmountOption,
    BlendOption,
    GuideOption,
    JsonOption,
    KeepColoursOption,
    OfOption,
    PresetOption,
    RecipeOption,
    SeedOption,
    StrengthOption,
)
from bot.cli.outputs import FILM_FORMATS, Output, check_streams
from config.sources import load_settings
from dream_core import Animation, Motion, Zoom
from dream_core.motion import AUTO_SIDE, LARGEST_SIDE, MEGABYTE

if TYPE_CHECKING:
    from bot.commands import DreamOptions

OutOption = Annotated[
    str,
    typer.Option(
        "-o",
        "--out",
        metavar="OUT",
        help="The film: a name that ends with .mp4 or .gif; "
        "a folder, always with several pictures; - for standard output.",
    ),
]
FilmSizeOption = Annotated[
    str | None,
    typer.Option(
        "--size",
        metavar="PX|full",
        help=f"Longest side of the film in pixels, at most {LARGEST_SIDE}, or full for the "
        f"picture's own. Without it: the picture's own, but at most {AUTO_SIDE}.",
    ),
]
MaxMegabytesOption = Annotated[
    float,
    typer.Option(
        "--max-mb",
        metavar="MB",
        help="What the file may have; quality and then size are lowered until it fits.",
    ),
]


def zoom(
    *,
    photos: Annotated[
        list[str], typer.Argument(metavar="PHOTO", help="Pictures; - reads standard input.")
    ],
    out: OutOption,
    seconds: Annotated[float, typer.Option(help="How long until it begins again.")] = 6.0,
    speed: Annotated[
        float, typer.Option(help="How many times larger things grow in a second.")
    ] = 1.5,
    turn: Annotated[
        float, typer.Option(help="How many degrees it turns clockwise in a second.")
    ] = 0.0,
    fps: Annotated[float, typer.Option(help="Frames in a second.")] = 24.0,
    max_megabytes: MaxMegabytesOption = 10.0,
    preset: PresetOption = None,
    of: OfOption = None,
    recipe: RecipeOption = None,
    guide: GuideOption = None,
    strength: StrengthOption = None,
    size: FilmSizeOption = None,
    seed: SeedOption = None,
    keep_colours: KeepColoursOption = None,
    amount: AmountOption = None,
    blend: BlendOption = None,
    as_json: JsonOption = False,
) -> None:
    """Zoom into dreams of pictures, without an end: the last frame leads to the first."""
    from bot.cli.choices import collect_options

    output = Output(out, photos, kept=() if guide is None else (guide,), formats=FILM_FORMATS)
    motion = Zoom(
        seconds=seconds,
        speed=speed,
        turn=turn,
        fps=fps,
        max_bytes=int(max_megabytes * MEGABYTE),
    )
    options = collect_options(
        preset=preset,
        of=of,
        strength=strength,
        size=size,
        seed=seed,
        keep_colours=keep_colours,
        amount=amount,
        blend=blend,
    )
    _make_films(photos, output, options, motion, recipe=recipe, guide=guide, as_json=as_json)


def animate(
    *,
    clips: Annotated[
        list[str],
        typer.Argument(
            metavar="CLIP",
            help="Animations (GIF, WebP, PNG) or videos (MP4, WebM); - reads standard input.",
        ),
    ],
    out: OutOption,
    fps: Annotated[
        float, typer.Option(help="Most frames to dream for a second; the timing is kept.")
    ] = 15.0,
    max_seconds: Annotated[float, typer.Option(help="Refuse what is longer.")] = 30.0,
    max_megabytes: MaxMegabytesOption = 10.0,
    preset: PresetOption = None,
    of: OfOption = None,
    recipe: RecipeOption = None,
    guide: GuideOption = None,
    strength: StrengthOption = None,
    size: FilmSizeOption = None,
    seed: SeedOption = None,
    keep_colours: KeepColoursOption = None,
    amount: AmountOption = None,
    blend: BlendOption = None,
    as_json: JsonOption = False,
) -> None:
    """Dream animations and videos frame by frame; the dream moves with what moves in them."""
    from bot.cli.choices import collect_options

    output = Output(out, clips, kept=() if guide is None else (guide,), formats=FILM_FORMATS)
    motion = Animation(max_seconds=max_seconds, fps=fps, max_bytes=int(max_megabytes * MEGABYTE))
    options = collect_options(
        preset=preset,
        of=of,
        strength=strength,
        size=size,
        seed=seed,
        keep_colours=keep_colours,
        amount=amount,
        blend=blend,
    )
    _make_films(clips, output, options, motion, recipe=recipe, guide=guide, as_json=as_json)


def _make_films(
    pictures: list[str],
    output: Output,
    options: "DreamOptions",
    motion: Motion,
    *,
    recipe: str | None,
    guide: str | None,
    as_json: bool,
) -> None:
    check_streams(output, pictures, guide=guide, as_json=as_json)

    from bot.catalogue import load_catalogue
    from bot.cli.choices import DreamChoices, apply_code, build_recipe, find_code
    from bot.cli.dreaming import DreamTask, dream_photos, read_guide

    settings = load_settings()
    catalogue = load_catalogue(settings)
    choices = DreamChoices(options=apply_code(recipe, options, catalogue.presets))
    task = DreamTask(
        photos=pictures,
        output=output,
        recipe=build_recipe(choices, catalogue),
        code=find_code(choices, catalogue.presets),
        guide=None if guide is None else read_guide(guide),
        motion=motion,
        as_json=as_json,
    )
    raise typer.Exit(dream_photos(task, settings, catalogue))
