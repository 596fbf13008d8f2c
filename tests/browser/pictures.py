"""Looks at pictures as the browser shows them."""

from __future__ import annotations

from playwright.sync_api import Locator

Box = tuple[float, float, float, float]

WHOLE: Box = (0, 0, 1, 1)

_LOADED = "(image) => image.complete && image.naturalWidth > 0"
_NATURAL_SIZE = "(image) => [image.naturalWidth, image.naturalHeight]"

# The mean absolute difference of two pictures' pixels, both drawn at the first one's size, within
# a box of shares: left, top, right, bottom.
_DIFFERENCE = """
(image, [other, [left, top, right, bottom]]) => {
  const pixels = (source) => {
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const context = canvas.getContext("2d");
    context.drawImage(source, 0, 0, canvas.width, canvas.height);
    const [x, y] = [Math.round(left * canvas.width), Math.round(top * canvas.height)];
    const [width, height] = [(right - left) * canvas.width, (bottom - top) * canvas.height];
    return context.getImageData(x, y, Math.round(width), Math.round(height)).data;
  };
  const [a, b] = [pixels(image), pixels(other)];
  return a.reduce((sum, value, index) => sum + Math.abs(value - b[index]), 0) / a.length;
}
"""


def natural_size(image: Locator) -> tuple[int, int]:
    """Width and height of the picture itself, however large the page shows it."""
    wait_until_loaded(image)
    width, height = image.evaluate(_NATURAL_SIZE)
    return int(width), int(height)


def mean_difference(image: Locator, other: Locator, box: Box = WHOLE) -> float:
    """How far apart two shown pictures are: the mean over all pixels and channels, 0 to 255.

    ``box`` is left, top, right and bottom as shares of the picture.
    """
    wait_until_loaded(image)
    wait_until_loaded(other)
    return float(image.evaluate(_DIFFERENCE, [other.element_handle(), box]))


def wait_until_loaded(image: Locator) -> None:
    image.page.wait_for_function(_LOADED, arg=image.element_handle())
