"""Brings every pixel layout and colour space that files hold to 8-bit sRGB and alpha."""

import io

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms, TiffImagePlugin

from dream_core.images.picture import Pixels

Values = npt.NDArray[np.integer | np.floating]

_BITS_PER_SAMPLE = 258
_PHOTOMETRIC = 262
_WHITE_IS_ZERO = 0
_DEEP_MODES = ("I", "F", "I;16", "I;16L", "I;16B", "I;16N")
_PROFILE_MODES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK", "LAB": "LAB"}


def convert_to_srgb(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """Splits a loaded image of any mode into an RGB image in sRGB and its alpha, mode L."""
    profile = image.info.get("icc_profile")
    if image.mode in _DEEP_MODES:
        colours, alpha = _flatten_depth(image)
    else:
        colours, alpha = _split_alpha(image)
    return _apply_profile(colours, profile), alpha


def _flatten_depth(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    values = np.asarray(image)
    transparent = image.info.get("transparency")
    alpha = None
    if isinstance(transparent, int):
        alpha = Image.fromarray(np.where(values == transparent, 0, 255).astype(np.uint8))
    grey = _scale_values(values, _find_white(image, values))
    if _tiff_tag(image, _PHOTOMETRIC) == _WHITE_IS_ZERO and image.mode.startswith("I;16"):
        grey = 255 - grey
    return Image.fromarray(grey), alpha


def _find_white(image: Image.Image, values: Values) -> float:
    """The value of white; 32-bit files don't say, so it is guessed from the largest value."""
    if image.mode.startswith("I;16"):
        bits = _tiff_tag(image, _BITS_PER_SAMPLE) or 16
        return float(2**bits - 1)
    largest = float(np.nanmax(values, initial=0, where=np.isfinite(values)))
    return next((white for white in (1.0, 255.0, 65535.0) if largest <= white), largest)


def _scale_values(values: Values, white: float) -> Pixels:
    scaled = np.multiply(values, 255 / white, dtype=np.float32)
    np.nan_to_num(scaled, copy=False, nan=0, posinf=255, neginf=0)
    np.clip(np.rint(scaled, out=scaled), 0, 255, out=scaled)
    return scaled.astype(np.uint8)


def _tiff_tag(image: Image.Image, tag: int) -> int | None:
    if not isinstance(image, TiffImagePlugin.TiffImageFile):
        return None
    value = image.tag_v2.get(tag)
    first = value[0] if isinstance(value, tuple) and value else value
    return first if isinstance(first, int) and 0 <= first <= 16 else None


def _split_alpha(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    alpha = None
    if image.mode in ("RGBa", "La"):
        image = image.convert("RGBA" if image.mode == "RGBa" else "LA")
    if image.mode in ("RGBA", "LA"):
        alpha = image.getchannel("A")
    elif image.has_transparency_data:
        alpha = image.convert("RGBA").getchannel("A")
    if image.mode in ("1", "L", "LA"):
        return image.convert("L"), alpha
    if image.mode in ("CMYK", "LAB", "RGB"):
        return image, alpha
    if image.mode in ("P", "PA"):
        # By way of RGBA, as converting a palette with transparency to RGB dithers or warns.
        image = image.convert("RGBA")
    return image.convert("RGB"), alpha


def _apply_profile(image: Image.Image, profile: object) -> Image.Image:
    converted = _convert_profiled(image, profile) if isinstance(profile, bytes) else None
    if converted is None and image.mode == "LAB":
        lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
        converted = _transform(image, lab)
    return converted or image.convert("RGB")


def _convert_profiled(image: Image.Image, data: bytes) -> Image.Image | None:
    """The image in sRGB, or None if the profile is broken, of another kind or sRGB already."""
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(data))
        mode = _PROFILE_MODES.get(profile.profile.xcolor_space.strip().upper())
        if mode == "RGB" and image.mode == "L":
            image = image.convert("RGB")
        if mode != image.mode or "srgb" in ImageCms.getProfileDescription(profile).lower():
            return None
        return _transform(image, profile)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError, AttributeError):
        return None


def _transform(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image | None:
    srgb = ImageCms.createProfile("sRGB")
    return ImageCms.profileToProfile(
        image,
        profile,
        srgb,
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
