"""What can be dreamed of by its name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thing:
    """A class of ImageNet, or a family of classes.

    ``name`` is what people are shown and can type; ``channels`` are those of a classifier's logits.
    """

    name: str
    channels: tuple[int, ...]

    @property
    def is_family(self) -> bool:
        """Whether it is more than one class."""
        return len(self.channels) > 1
