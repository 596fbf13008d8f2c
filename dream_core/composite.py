"""What is made of many dreamed pictures: a film or a sheet, in one file."""

from dataclasses import dataclass

from dream_core.recipe import Recipe
from dream_core.request import DreamResult, EncodedPicture
from dream_core.sheet import PlacedPreset


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite:
    """The file, and the recipe with the size that its pictures have; a sheet is a single frame.

    ``placed`` says where on a sheet the presets are.
    """

    encoded: EncodedPicture
    recipe: Recipe
    frames: int = 1
    duration_seconds: float = 0.0
    placed: tuple[PlacedPreset, ...] = ()

    def describe(self, *, device: str, dream_seconds: float, total_seconds: float) -> DreamResult:
        """What an engine answers."""
        return DreamResult(
            picture=self.encoded.picture,
            picture_format=self.encoded.picture_format,
            width=self.encoded.width,
            height=self.encoded.height,
            recipe=self.recipe,
            device=device,
            dream_seconds=dream_seconds,
            total_seconds=total_seconds,
            frames=self.frames,
            duration_seconds=self.duration_seconds,
            placed=self.placed,
        )
