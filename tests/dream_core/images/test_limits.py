import pytest

from dream_core.errors import ErrorCode, PictureError
from dream_core.images.limits import check_pixels, too_large


def test_the_limit_is_the_most_that_may_be_read() -> None:
    check_pixels((30, 20), 600)
    with pytest.raises(PictureError, match="30 x 20") as caught:
        check_pixels((30, 20), 599)
    assert caught.value.code == ErrorCode.PICTURE_TOO_LARGE


def test_the_hint_has_the_limit_in_megapixels() -> None:
    assert "64 megapixels" in too_large("Too large.", 64_000_000).hint
