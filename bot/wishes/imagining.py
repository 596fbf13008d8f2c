"""What is imagined is made of no picture."""

from bot.commands import DreamOptions
from bot.errors import UsageError


def check_unpictured(options: DreamOptions, *, has_picture: bool) -> None:
    """Raises UsageError where something imagined is wanted of a picture."""
    if options.imagines and has_picture:
        raise UsageError(
            f"{options.preset_name} makes a picture without a photo.",
            f"Ask for /imagine {options.shown_name} by itself, or for a dream of the photo: "
            f"/dream of {options.shown_name}.",
        )
