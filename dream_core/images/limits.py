"""Refuses what has more pixels than may be read."""

from dream_core.errors import ErrorCode, PictureError


def check_pixels(size: tuple[int, int], max_pixels: int) -> None:
    """Raises PictureError picture_too_large if width x height is more than ``max_pixels``."""
    width, height = size
    if width * height > max_pixels:
        raise too_large(f"The picture has {width} x {height} pixels.", max_pixels)


def too_large(sentence: str, max_pixels: int) -> PictureError:
    """The error with this sentence and the limit in its hint."""
    return PictureError(
        ErrorCode.PICTURE_TOO_LARGE,
        sentence,
        f"At most {max_pixels / 1e6:g} megapixels can be read; make it smaller first.",
    )
