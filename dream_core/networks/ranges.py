"""How networks of different homes want their pixels, by the names that rows of networks use."""

from collections.abc import Mapping

from dream_core.networks.network import IMAGENET_RANGE, InputRange
from dream_core.networks.vgg import OXFORD_RANGE

_LEVELS = (1 / 255, 1 / 255, 1 / 255)

INPUT_RANGES: Mapping[str, InputRange] = {
    # PyTorch's: RGB by the mean and deviation of ImageNet.
    "imagenet": IMAGENET_RANGE,
    # Caffe's and Keras's older networks: BGR levels minus the mean of ImageNet ...
    "oxford": OXFORD_RANGE,
    # ... which Caffe's own rounded.
    "caffe": InputRange(mean=(123 / 255, 117 / 255, 104 / 255), std=_LEVELS, bgr=True),
    "caffe-rgb": InputRange(mean=(104 / 255, 117 / 255, 124 / 255), std=_LEVELS),
    # TensorFlow's mobile networks: RGB from -1 to 1.
    "signed": InputRange(mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5)),
    # TensorFlow's GoogLeNet: RGB levels minus one mean.
    "inception5h": InputRange(mean=(117 / 255,) * 3, std=_LEVELS),
    # RGB from 0 to 1.
    "unit": InputRange(mean=(0.0, 0.0, 0.0), std=(1.0, 1.0, 1.0)),
}
