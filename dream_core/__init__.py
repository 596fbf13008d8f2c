"""The dream engine: pictures in, dreams out. Nothing here imports torch; workers do that."""

from dream_core.errors import DreamError, ErrorCode
from dream_core.imagining.method import write_imagined_recipe
from dream_core.motion import Animation, Motion, Zoom
from dream_core.networks.registry import Networks, NetworkSpec, load_networks
from dream_core.presets import (
    DEFAULT_PRESET,
    DEFAULT_STRENGTH,
    OF_PRESET,
    STRENGTHS,
    Preset,
    Presets,
    check_targets,
    count_name,
    find_things_of,
    load_presets,
    name_preset_of,
    show_name,
)
from dream_core.recipe import BLENDS, LIMITS, Blend, Recipe, Size, Target, parse_target
from dream_core.request import (
    DreamEvent,
    DreamRequest,
    DreamResult,
    EncodedPicture,
    Failed,
    Finished,
    Photo,
    Progress,
    Started,
)
from dream_core.sheet import Sheet, SheetCell, build_atlas, build_sheet

__all__ = [
    "BLENDS",
    "DEFAULT_PRESET",
    "DEFAULT_STRENGTH",
    "LIMITS",
    "OF_PRESET",
    "STRENGTHS",
    "Animation",
    "Blend",
    "DreamError",
    "DreamEvent",
    "DreamRequest",
    "DreamResult",
    "EncodedPicture",
    "ErrorCode",
    "Failed",
    "Finished",
    "Motion",
    "NetworkSpec",
    "Networks",
    "Photo",
    "Preset",
    "Presets",
    "Progress",
    "Recipe",
    "Sheet",
    "SheetCell",
    "Size",
    "Started",
    "Target",
    "Zoom",
    "build_atlas",
    "build_sheet",
    "check_targets",
    "count_name",
    "find_things_of",
    "load_networks",
    "load_presets",
    "name_preset_of",
    "parse_target",
    "show_name",
    "write_imagined_recipe",
]
