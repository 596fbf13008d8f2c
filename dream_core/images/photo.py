"""Makes a visitor's photo safe to show to others."""

from dream_core.images.decoding import decode_picture
from dream_core.images.encoding import encode_picture, flatten_picture, make_preview
from dream_core.request import Photo

THUMBNAIL_SIDE = 480


def develop_photo(data: bytes, *, max_pixels: int) -> Photo:
    """Decodes a file's bytes and encodes them anew, with a thumbnail; raises PictureError."""
    picture = decode_picture(data, max_pixels=max_pixels)
    encoded, picture_format = encode_picture(picture, None)
    return Photo(
        picture=encoded,
        picture_format=picture_format,
        thumbnail=make_preview(flatten_picture(picture), THUMBNAIL_SIDE),
        width=picture.width,
        height=picture.height,
    )
