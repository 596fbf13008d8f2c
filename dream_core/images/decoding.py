"""Turns bytes from strangers into pixels. Belongs in a worker process, never in the bot's own."""

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import numpy as np
from PIL import ExifTags, Image

from dream_core.errors import DreamError, ErrorCode, PictureError
from dream_core.images.colours import convert_to_srgb
from dream_core.images.formats import VIDEOS, declared_size, is_cut_off, sniff_format
from dream_core.images.limits import check_pixels, too_large
from dream_core.images.picture import DecodedPicture, build_picture
from dream_core.images.video import decode_first_frame

# Each plugin's class is called itself: Pillow's registry would offer some forty more to the bytes.
_PLUGINS = {
    "JPEG": ("PIL.JpegImagePlugin", "jpeg_factory"),
    "PNG": ("PIL.PngImagePlugin", "PngImageFile"),
    "WebP": ("PIL.WebPImagePlugin", "WebPImageFile"),
    "GIF": ("PIL.GifImagePlugin", "GifImageFile"),
    "BMP": ("PIL.BmpImagePlugin", "BmpImageFile"),
    "TIFF": ("PIL.TiffImagePlugin", "TiffImageFile"),
    "HEIC": ("pillow_heif", "HeifImageFile"),
    "AVIF": ("PIL.AvifImagePlugin", "AvifImageFile"),
}
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = (
    Image.Transpose.TRANSPOSE,
    Image.Transpose.ROTATE_270,
    Image.Transpose.TRANSVERSE,
    Image.Transpose.ROTATE_90,
)
_DECODING = threading.Lock()


def decode_picture(data: bytes, *, max_pixels: int) -> DecodedPicture:
    """Decodes a file's bytes; of an animation or a video the first frame.

    The format is told by content, the number of pixels is checked before any is decoded. Raises
    PictureError: picture_empty, picture_format, picture_too_large, picture_truncated,
    picture_unreadable, or out_of_memory.
    """
    name = sniff_format(data)
    check_pixels(declared_size(name, data), max_pixels)
    with explain_failures(name, data, max_pixels), guard_decoder(max_pixels):
        return _decode(name, data, max_pixels)


def measure_picture(data: bytes, *, max_pixels: int) -> tuple[int, int]:
    """Width and height of a picture that can be read; quicker than to decode it, and as strict.

    Raises PictureError as :func:`decode_picture` does.
    """
    name = sniff_format(data)
    check_pixels(declared_size(name, data), max_pixels)
    with explain_failures(name, data, max_pixels), guard_decoder(max_pixels):
        if name in VIDEOS:
            height, width = decode_first_frame(name, data, max_pixels=max_pixels).shape[:2]
            return width, height
        image = open_image(name, data, max_pixels)
        whole = image.size
        # A JPEG is read to its end all the same, though not into all its pixels.
        eighth = max(1, whole[0] // 8), max(1, whole[1] // 8)
        is_drafted = image.draft("RGB", eighth) is not None
        image.load()
        size = whole if is_drafted else image.size
        check_pixels(size, max_pixels)
        turn = _TURNS.get(_read_orientation(image))
        return size[::-1] if turn in _SIDEWAYS else size


@contextmanager
def explain_failures(name: str, data: bytes, max_pixels: int) -> Iterator[None]:
    """Turns whatever decoders raise meanwhile into a PictureError."""
    try:
        yield
    except DreamError:
        raise
    except Image.DecompressionBombError as error:
        raise too_large("The picture has too many pixels.", max_pixels) from error
    except MemoryError as error:
        raise PictureError(
            ErrorCode.OUT_OF_MEMORY,
            "There isn't enough memory to read the picture.",
            "Send a smaller one, or try again later.",
        ) from error
    except Exception as error:
        # Decoders fail on hostile bytes in every way there is.
        raise _unreadable(name, data, error) from error


def _decode(name: str, data: bytes, max_pixels: int) -> DecodedPicture:
    if name in VIDEOS:
        return build_picture(decode_first_frame(name, data, max_pixels=max_pixels), None)
    image = open_image(name, data, max_pixels)
    image.load()
    # A HEIC picture's true size is known only now.
    check_pixels(image.size, max_pixels)
    turn = _TURNS.get(_read_orientation(image))
    colours, alpha = convert_to_srgb(image)
    # A large picture in several copies is what fills a worker's memory.
    del image
    if turn is not None:
        colours = colours.transpose(turn)
        alpha = alpha.transpose(turn) if alpha else None
    return build_picture(np.array(colours), None if alpha is None else np.array(alpha))


def open_image(name: str, data: bytes, max_pixels: int) -> Image.Image:
    """A picture that isn't decoded yet; ``name`` is one of formats.PICTURES. For a guarded place.

    Raises PictureError picture_too_large, and whatever its plugin raises for damaged files.
    """
    module, factory = _PLUGINS[name]
    image: Image.Image = getattr(import_module(module), factory)(io.BytesIO(data))
    check_pixels(image.size, max_pixels)
    return image


@contextmanager
def guard_decoder(max_pixels: int) -> Iterator[None]:
    """Silences warnings and sets Pillow's own limit; both are global, hence one at a time.

    Pillow refuses at twice its limit, and some formats reserve memory while they are opened.
    """
    with _DECODING, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before = Image.MAX_IMAGE_PIXELS
        Image.MAX_IMAGE_PIXELS = (max_pixels + 1) // 2
        try:
            yield
        finally:
            Image.MAX_IMAGE_PIXELS = before


def _read_orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 - broken metadata must not cost the picture
        return 1


def _unreadable(name: str, data: bytes, error: Exception) -> PictureError:
    what = f"{name} video" if name in VIDEOS else f"{name} picture"
    if "truncated" in str(error).lower() or is_cut_off(name, data):
        return PictureError(
            ErrorCode.PICTURE_TRUNCATED,
            f"The {what} is cut off: its end is missing.",
            "Send it again, or save it anew.",
        )
    return PictureError(
        ErrorCode.PICTURE_UNREADABLE,
        f"The {what} is damaged and can't be read.",
        "Open it in another program and save it anew.",
    )
