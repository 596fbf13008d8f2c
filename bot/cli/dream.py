"""The options of ``puppyslug dream``."""

from typing import Annotated

import typer

from bot.cli.options import (
    AmountOption,
    BlendOption,
    GuideOption,
    JsonOption,
    KeepColoursOption,
    MaskOption,
    OfOption,
    OnlyOption,
    PresetOption,
    RecipeOption,
    SeedOption,
    SizeOption,
    StrengthOption,
)
from bot.cli.outputs import Output, check_streams
from config.sources import load_settings

_OWN = "For those who know what they want"


def dream(
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
            help="The result: a name that ends with .jpg, .png or .webp; "
            "a folder, always with several photos; - for standard output.",
        ),
    ],
    preset: PresetOption = None,
    of: OfOption = None,
    recipe: RecipeOption = None,
    guide: GuideOption = None,
    strength: StrengthOption = None,
    size: SizeOption = None,
    seed: SeedOption = None,
    keep_colours: KeepColoursOption = None,
    amount: AmountOption = None,
    blend: BlendOption = None,
    only: OnlyOption = None,
    mask: MaskOption = None,
    as_json: JsonOption = False,
    network: Annotated[
        str | None,
        typer.Option(help="Which network dreams; see `puppyslug networks`.", rich_help_panel=_OWN),
    ] = None,
    target: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LAYER[@CHANNELS][:WEIGHT]",
            help="What to strengthen, such as block9 or block9@3,7-12:0.5; can be given again.",
            rich_help_panel=_OWN,
        ),
    ] = None,
    octaves: Annotated[
        int | None, typer.Option(help="How many sizes to dream at.", rich_help_panel=_OWN)
    ] = None,
    steps: Annotated[
        int | None, typer.Option(help="Steps in each octave.", rich_help_panel=_OWN)
    ] = None,
    scale: Annotated[
        float | None,
        typer.Option(help="Ratio of one octave's side to the next.", rich_help_panel=_OWN),
    ] = None,
    jitter: Annotated[
        int | None, typer.Option(help="Largest random shift, in pixels.", rich_help_panel=_OWN)
    ] = None,
    step_size: Annotated[
        float | None, typer.Option(help="How far one step goes.", rich_help_panel=_OWN)
    ] = None,
    smoothing: Annotated[
        float | None,
        typer.Option(help="Share of the finest detail left out, 0 to 1.", rich_help_panel=_OWN),
    ] = None,
    vividness: Annotated[
        float | None,
        typer.Option(help="Share of the dream's own colours, 0 to 1.", rich_help_panel=_OWN),
    ] = None,
    restraint: Annotated[
        float | None,
        typer.Option(
            help="Share of the dream left out where a photo is plain, 0 to 1.", rich_help_panel=_OWN
        ),
    ] = None,
) -> None:
    """Dream pictures.

    What is written wins over the preset; --network and --target need none.
    A photo that can't be dreamed doesn't stop the others.
    """
    from bot.catalogue import load_catalogue
    from bot.cli.choices import (
        DreamChoices,
        apply_code,
        build_recipe,
        collect_options,
        find_code,
    )

    settings = load_settings()
    catalogue = load_catalogue(settings)
    options = collect_options(
        preset=preset,
        of=of,
        strength=strength,
        size=size,
        seed=seed,
        keep_colours=keep_colours,
        amount=amount,
        blend=blend,
        only=only,
    )
    choices = DreamChoices(
        options=apply_code(recipe, options, catalogue.presets),
        network=network,
        targets=tuple(target or ()),
        settings={
            "octaves": octaves,
            "steps": steps,
            "scale": scale,
            "jitter": jitter,
            "step_size": step_size,
            "smoothing": smoothing,
            "vividness": vividness,
            "restraint": restraint,
        },
    )
    whole = build_recipe(choices, catalogue)
    output = Output(out, photos, kept=[kept for kept in (guide, mask) if kept is not None])
    check_streams(output, photos, guide=guide, mask=mask, as_json=as_json)

    from bot.cli.dreaming import DreamTask, dream_photos, read_guide, read_mask

    task = DreamTask(
        photos=photos,
        output=output,
        recipe=whole,
        code=find_code(choices, catalogue.presets),
        guide=None if guide is None else read_guide(guide),
        mask=None if mask is None else read_mask(mask),
        as_json=as_json,
    )
    raise typer.Exit(dream_photos(task, settings, catalogue))
