"""Bytes to pixels and back, safely. Torch-free; decoding is for worker processes."""

from dream_core.images.decoding import decode_picture, measure_picture
from dream_core.images.encoding import encode_picture, make_preview
from dream_core.images.guide import open_guide
from dream_core.images.mask import check_mask, open_mask
from dream_core.images.photo import develop_photo
from dream_core.images.picture import DecodedPicture
from dream_core.images.retouching import FinishedPicture, encode_dream, retouch_dream
from dream_core.images.shrinking import shrink_picture
from dream_core.images.sizes import resize_picture, result_side

__all__ = [
    "DecodedPicture",
    "FinishedPicture",
    "check_mask",
    "decode_picture",
    "develop_photo",
    "encode_dream",
    "encode_picture",
    "make_preview",
    "measure_picture",
    "open_guide",
    "open_mask",
    "resize_picture",
    "result_side",
    "retouch_dream",
    "shrink_picture",
]
