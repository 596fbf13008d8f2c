"""Options that several commands share."""

from typing import Annotated

import typer

from dream_core import BLENDS, ONLY


def complete_things(incomplete: str) -> list[str]:
    """For shells that complete with Tab."""
    from dream_core.vocabulary import complete

    return complete(incomplete)


PresetOption = Annotated[
    str | None,
    typer.Option(
        help="What to dream of; see `puppyslug presets`. Several at once: cats+birds, or "
        "cats:2+birds for more of the cats."
    ),
]
OfOption = Annotated[
    str | None,
    typer.Option(
        metavar="THINGS",
        autocompletion=complete_things,
        help="Things to dream of instead of a preset, such as cats, or “banana and dumbbell”: "
        "ImageNet's classes and families of them.",
    ),
]
RecipeOption = Annotated[
    str | None,
    typer.Option(
        metavar="CODE",
        help="The recipe of another dream, such as cats#7K2F9QXM4T1: it stands with every "
        "dream, here and in chats. What is written besides it changes it.",
    ),
]
GuideOption = Annotated[
    str | None,
    typer.Option(
        metavar="PHOTO",
        help="Another picture, whose shapes the dream takes, also instead of a preset's "
        "classes of things.",
    ),
]
StrengthOption = Annotated[int | None, typer.Option(help="How strongly, 1 to 10.")]
SizeOption = Annotated[
    str | None,
    typer.Option(
        metavar="PX|full",
        help="Longest side of the result in pixels, or full for the photo's own. "
        "Without it: the photo's own, but at most 1024.",
    ),
]
SeedOption = Annotated[
    int | None,
    typer.Option(help="The same seed gives the same picture. Without it: 0."),
]
KeepColoursOption = Annotated[
    bool | None,
    typer.Option(
        "--keep-colours/--no-keep-colours", help="Change the light alone, not the colours."
    ),
]
AmountOption = Annotated[
    int | None,
    typer.Option(metavar="PERCENT", help="How much of the dream is shown, 10 to 200."),
]
BlendOption = Annotated[
    str | None,
    typer.Option(
        metavar="|".join(BLENDS),
        help="How the dream lies on the photo: as it is; in the mid-tones; its shadows "
        "alone, as ink; its lights alone, as a glow.",
    ),
]
OnlyOption = Annotated[
    str | None,
    typer.Option(
        metavar="|".join(ONLY),
        help="Dream what the photo shows and leave all around it as it is, or the other way round.",
    ),
]
MaskOption = Annotated[
    str | None,
    typer.Option(
        metavar="MASK",
        help="A picture that says where to dream: white where it grows, black where the photo "
        "stays as it is. It is laid over the whole photo, whatever its size.",
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Write one line of JSON for each picture.")
]
