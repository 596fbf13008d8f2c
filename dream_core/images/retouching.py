"""From a dream to the file that people get, and from a kept dream to another such file."""

from dataclasses import dataclass, replace

from dream_core.errors import ErrorCode, PictureError
from dream_core.images.decoding import decode_picture
from dream_core.images.encoding import OWN_FORMATS, choose_format, encode_picture
from dream_core.images.finishing import finish_dream
from dream_core.images.formats import sniff_format
from dream_core.images.picture import DecodedPicture, Pixels
from dream_core.images.sizes import resize_exactly, scale_size
from dream_core.recipe import Recipe
from dream_core.request import EncodedPicture, StillFormat

_OFF_BY_ROUNDING = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedPicture:
    """A finished dream's file, and that of the unfinished one, None where they are the same."""

    encoded: EncodedPicture
    unfinished: bytes | None


def encode_dream(
    dream: DecodedPicture, photo: Pixels, recipe: Recipe, picture_format: StillFormat | None
) -> FinishedPicture:
    """Finishes a dream, which is used up, and encodes it.

    ``photo`` is what it was dreamed from, at its size. The unfinished one becomes the file that
    it would be with nothing to finish, so that a recipe's way there leaves no trace.
    """
    chosen = choose_format(dream, picture_format)
    is_flattened = chosen == "jpeg" and dream.alpha is not None
    unfinished = None
    if is_flattened or recipe != recipe.unfinished:
        unfinished, _ = encode_picture(dream, None)
    finish_dream(dream.pixels, photo, recipe)
    return FinishedPicture(encoded=_encode(dream, chosen), unfinished=unfinished)


def retouch_dream(
    photo: bytes,
    dream: bytes,
    recipe: Recipe,
    *,
    picture_format: StillFormat | None = None,
    max_pixels: int,
) -> FinishedPicture:
    """Finishes an unfinished dream's file as the recipe says.

    ``photo`` is the file that it was dreamed from. Raises PictureError as decoding either does,
    and picture_mismatch where they have not the same proportions.
    """
    dreamed = decode_picture(dream, max_pixels=max_pixels)
    original = _fit_photo(decode_picture(photo, max_pixels=max_pixels), dreamed)
    # A JPEG dream of a picture with transparency has lost it; the picture has it still.
    picture = replace(dreamed, alpha=original.alpha)
    chosen = choose_format(picture, picture_format)
    if recipe == recipe.unfinished and OWN_FORMATS.get(sniff_format(dream)) == chosen:
        return FinishedPicture(encoded=_describe(dream, chosen, picture), unfinished=None)
    finish_dream(picture.pixels, original.pixels, recipe)
    return FinishedPicture(encoded=_encode(picture, chosen), unfinished=dream)


def _fit_photo(photo: DecodedPicture, dream: DecodedPicture) -> DecodedPicture:
    size = (dream.width, dream.height)
    expected = scale_size(photo.width, photo.height, max(size))
    if any(abs(own - other) > _OFF_BY_ROUNDING for own, other in zip(size, expected, strict=True)):
        raise PictureError(
            ErrorCode.PICTURE_MISMATCH,
            f"The dream has {size[0]} x {size[1]} pixels, its picture "
            f"{photo.width} x {photo.height}: one isn't of the other.",
            "Dream the picture again.",
        )
    return resize_exactly(photo, size)


def _encode(picture: DecodedPicture, chosen: StillFormat) -> EncodedPicture:
    data, picture_format = encode_picture(picture, chosen)
    return _describe(data, picture_format, picture)


def _describe(data: bytes, chosen: StillFormat, picture: DecodedPicture) -> EncodedPicture:
    return EncodedPicture(
        picture=data, picture_format=chosen, width=picture.width, height=picture.height
    )
