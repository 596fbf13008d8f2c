"""How a picture is made from noise: the method's constants, free of torch.

What a person may choose is in the recipe; what makes a picture good is here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dream_core.errors import ErrorCode, RecipeError
from dream_core.images import result_side
from dream_core.networks.registry import Networks
from dream_core.recipe import LOGITS, Recipe, Size, Target

IMAGINING_NETWORK = "efficientnet-lite0"
IMAGINING_STEPS = 300
AUTO_SIDE = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A run of steps: the side in pixels at which it paints, and its share of all steps."""

    side: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """The constants, found by trying. Noise is on the scale where a picture goes from 0 to 1.

    Large shapes come first: the sides grow from phase to phase, and noise, which drowns what a
    network sees and people don't, falls from ``first_noise`` to ``last_noise`` (deviations).
    ``partner`` teaches by turns with the recipe's network where it is at hand: two networks agree
    on less that people can't see.

    Optimiser: ``step_size`` falls to ``last_step_share`` of itself; ``fading`` pulls waves back
    to nothing, so that only those stay that are asked for again and again: a calm background.

    Views: of ``views``, each ``view_side`` at most, all show the whole while it isn't larger than
    that, and then all but one show parts, which count ``part_weight``. ``whole_zoom`` and
    ``part_zoom`` bound the share of the picture's side in view: below 1 a thing must fit into
    less than the picture, and so is seen whole. ``shift`` is in half sides.

    What is climbed: the odds of the thing, with ``rivalry`` against all classes, minus
    ``likeness`` x unlikeness to photos, ``variation`` x total variation, ``contrast`` x squared
    distance from grey, and ``glare`` x what is beyond ``glare_from``, both before the logistic
    function. At the end ``smoothing`` takes the grain out, and ``brilliance`` is the factor of the
    contrast then, before the logistic function. Variation and smoothing are for a side of 256.
    """

    partner: str = "efficientnet-lite1"
    phases: tuple[Phase, ...] = (
        Phase(side=96, share=0.3),
        Phase(side=128, share=0.35),
        Phase(side=192, share=0.25),
        Phase(side=512, share=0.1),
    )
    spectrum_power: float = 1.8
    spectrum_gain: float = 5.0
    first_deviation: float = 0.01
    step_size: float = 0.05
    momenta: tuple[float, float] = (0.9, 0.99)
    fading: float = 0.3
    last_step_share: float = 0.02
    first_noise: float = 0.5
    last_noise: float = 0.06
    views: int = 2
    view_side: int = 224
    rotation_degrees: float = 10.0
    whole_zoom: tuple[float, float] = (0.65, 1.05)
    part_zoom: tuple[float, float] = (0.45, 0.8)
    shift: float = 0.1
    part_weight: float = 0.5
    rivalry: float = 0.3
    likeness: float = 2.0
    variation: float = 8.0
    contrast: float = 1.0
    glare: float = 10.0
    glare_from: float = 2.0
    smoothing: float = 0.15
    brilliance: float = 1.4


METHOD = Method()


def write_imagined_recipe(
    things: Sequence[Sequence[int]],
    *,
    seed: int = 0,
    size: Size = "auto",
    steps: int | None = None,
) -> Recipe:
    """The recipe of a picture of one thing or several, each by its classes' channels."""
    return Recipe(
        network=IMAGINING_NETWORK,
        targets=tuple(Target(layer=LOGITS, channels=tuple(thing)) for thing in things),
        steps=IMAGINING_STEPS if steps is None else steps,
        seed=seed,
        size=size,
    )


def check_imaginable(recipe: Recipe) -> None:
    """Raises RecipeError unless the recipe names classes, which alone can be imagined."""
    for target in recipe.targets:
        if target.layer != LOGITS or not target.channels:
            raise RecipeError(
                ErrorCode.RECIPE_INVALID,
                f"{target} can't be imagined without a photo.",
                f"Only things can, by their classes: {LOGITS}@954 is a banana.",
            )
    if recipe.also:
        raise RecipeError(
            ErrorCode.RECIPE_INVALID,
            "Several presets at once can't be imagined without a photo.",
            "Name things instead: they can be in one picture.",
        )


def name_teachers(recipe: Recipe, networks: Networks) -> tuple[str, ...]:
    """The recipe's network, and its partner where there is one with the same classes."""
    own, partner = recipe.network, METHOD.partner
    alike = partner in networks and networks[partner].layers[LOGITS] == networks[own].layers[LOGITS]
    return (own, partner) if alike and partner != own else (own,)


def imagined_side(size: Size) -> int:
    """The side in pixels that is asked for; raises RecipeError for "full", a photo's size."""
    if size == "full":
        raise RecipeError(
            ErrorCode.RECIPE_INVALID,
            "A picture made from noise has no full size.",
            f"Name its side in pixels, such as {AUTO_SIDE}.",
        )
    return AUTO_SIDE if size == "auto" else size


def choose_side(size: Size, *, max_pixels: int) -> int:
    """The side in pixels of the square that is imagined.

    Raises PictureError picture_too_small or picture_too_large, and RecipeError for "full", which
    is the size of a photo.
    """
    side = imagined_side(size)
    return result_side(side, side, side, max_pixels=max_pixels)
