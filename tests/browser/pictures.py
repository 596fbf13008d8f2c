"""Looks at pictures as the browser shows them."""

from __future__ import annotations

from playwright.sync_api import Locator

_LOADED = "(image) => image.complete && image.naturalWidth > 0"
_NATURAL_SIZE = "(image) => [image.naturalWidth, image.naturalHeight]"

# The mean absolute difference of two pictures' pixels, both drawn at the first one's size.
_DIFFERENCE = """
(image, other) => {
  const pixels = (source) => {
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const context = canvas.getContext("2d");
    context.drawImage(source, 0, 0, canvas.width, canvas.height);
    return context.getImageData(0, 0, canvas.width, canvas.height).data;
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


def mean_difference(image: Locator, other: Locator) -> float:
    """How far apart two shown pictures are: the mean over all pixels and channels, 0 to 255."""
    wait_until_loaded(image)
    wait_until_loaded(other)
    return float(image.evaluate(_DIFFERENCE, other.element_handle()))


def wait_until_loaded(image: Locator) -> None:
    image.page.wait_for_function(_LOADED, arg=image.element_handle())
