"""Cuts the subject of a picture out along its edges, from a rough idea of where it is."""

import cv2
import numpy as np
import numpy.typing as npt

from dream_core.images.picture import Pixels

Floats = npt.NDArray[np.float32]
WORKING_SIDE = 256
"""Longest side in pixels at which pictures are cut: colours, not details, tell things apart."""

_NARROWEST = 16
_ROUNDS = 3
_SURE = 0.2
_HARDLY = 0.35
"""How far from the threshold to 1, and what share of the threshold, nothing is left to decide."""

_FILLED_PIXELS = 9
_FEATHER_PIXELS = 2.0


def shrink_to_cut(pixels: Pixels) -> Pixels:
    """The picture at the size at which it is cut out."""
    height, width = pixels.shape[:2]
    scale = WORKING_SIDE / max(width, height)
    size = (max(_NARROWEST, round(width * scale)), max(_NARROWEST, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def cut_out(pixels: Pixels, likelihood: Floats) -> Pixels:
    """How much of each pixel belongs to the subject, 0 to 255, by GrabCut (Rother et al., 2004).

    Takes a picture that :func:`shrink_to_cut` made, height x width x 3, and for each of its pixels
    how likely it is the subject's, 0 to 1.
    """
    levels = np.rint(likelihood * 255).astype(np.uint8)
    threshold = cv2.threshold(levels, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[0] / 255
    labels = np.where(likelihood > threshold, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    labels[likelihood < threshold * _HARDLY] = cv2.GC_BGD
    labels[likelihood > threshold + (1 - threshold) * _SURE] = cv2.GC_FGD
    if {cv2.GC_BGD, cv2.GC_FGD} <= set(np.unique(labels).tolist()):
        _grab(pixels, labels)
    subject = np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    round_brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_FILLED_PIXELS, _FILLED_PIXELS))
    filled = cv2.morphologyEx(subject, cv2.MORPH_CLOSE, round_brush)
    return np.asarray(cv2.GaussianBlur(filled * np.uint8(255), (0, 0), _FEATHER_PIXELS), np.uint8)


def _grab(pixels: Pixels, labels: Pixels) -> None:
    # Its colour models begin with a random guess, and the same photo has to give the same dream.
    cv2.setRNGSeed(0)
    models = (np.zeros((1, 65)), np.zeros((1, 65)))
    cv2.grabCut(pixels, labels, (0, 0, 0, 0), *models, _ROUNDS, cv2.GC_INIT_WITH_MASK)
