"""The child that dreams. Torch is imported here and below, in the worker's process alone."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np
import torch

from dream_core import images
from dream_core.ascent import AscentStep, OnStep, dream, dream_batch
from dream_core.engine.allocator import keep_freed_memory
from dream_core.engine.child import ParentLink
from dream_core.engine.faults import out_of_memory
from dream_core.engine.messages import Answer, ChildPlan, Hello, Order, StartDream
from dream_core.engine.preview import PreviewMaker
from dream_core.engine.settings import EngineSettings
from dream_core.engine.studio import Studio
from dream_core.errors import ErrorCode, UnavailableError
from dream_core.images.picture import Pixels
from dream_core.imagining.channels import imagine_channels
from dream_core.imagining.imagine import imagine
from dream_core.imagining.method import choose_side, name_teachers
from dream_core.memory import is_out_of_memory
from dream_core.moving.bounds import excusing_still
from dream_core.moving.making import make_film
from dream_core.networks.loader import load_network
from dream_core.networks.network import DreamNetwork
from dream_core.networks.weights import find_weights
from dream_core.octaves import resolve_recipe
from dream_core.recipe import LOGITS, Recipe, Size
from dream_core.request import DreamRequest, DreamResult, Finished
from dream_core.sheets.making import make_sheet
from dream_core.sight import find_strengthened
from dream_core.subject import find_subject
from dream_core.vocabulary import CLASSES, name_class

SIGHT = "efficientnet-lite0"
"""The network that says what others without classes have dreamed: small, and always here."""

NETWORKS_KEPT = 2
"""How many networks stay loaded; the largest take half a gigabyte."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dreamed:
    picture: images.DecodedPicture
    photo: Pixels
    recipe: Recipe
    seconds: float
    saw: tuple[str, ...] = ()


class Dreamer:
    """Dreams one picture at a time on one device."""

    def __init__(self, settings: EngineSettings, device: torch.device) -> None:
        self._settings = settings
        self._device = device
        self._sight: DreamNetwork | None = None
        self._load = lru_cache(maxsize=NETWORKS_KEPT)(self._load_network)

    def hello(self) -> Hello:
        """Says which device it dreams on, and how many there are."""
        return Hello(device=self._device_name(), gpus=torch.cuda.device_count())

    def perform(self, order: Order, parent: ParentLink) -> Answer:
        """Decodes, or imagines from nothing, dreams and encodes.

        Raises DreamError (out_of_memory among them), StoppedError from ``parent``, and SystemExit
        when the device is lost to this process.
        """
        if not isinstance(order, StartDream):
            raise TypeError(f"a dreamer doesn't take {type(order).__name__}")
        try:
            return self._dream_as_asked(order.request, parent)
        except Exception as error:
            self._check_device(error)
            if not is_out_of_memory(error):
                raise
        # Outside the handler, where the error no longer holds on to the dream's tensors.
        self._load.cache_clear()
        self._free_cached()
        raise out_of_memory()

    def _dream_as_asked(self, request: DreamRequest, parent: ParentLink) -> Finished:
        if request.motion is not None or request.sheet is not None:
            with excusing_still(request):
                return self._compose(request, parent)
        return self._dream(replace(request, motion=None), parent)

    def _dream(self, request: DreamRequest, parent: ParentLink) -> Finished:
        begin = time.perf_counter()
        reporter = PreviewMaker(request, send=parent.send)

        def on_step(step: AscentStep) -> None:
            parent.check_stop(request.job_id)
            reporter.report(step)

        parent.check_stop(request.job_id)
        if request.picture is None:
            dreamed = self._imagine(request.recipe, on_step)
        else:
            dreamed = self._ascend(request, request.picture, on_step)
        parent.check_stop(request.job_id)
        finished = images.encode_dream(
            dreamed.picture, dreamed.photo, dreamed.recipe, request.still_format
        )
        result = DreamResult(
            picture=finished.encoded.picture,
            picture_format=finished.encoded.picture_format,
            width=finished.encoded.width,
            height=finished.encoded.height,
            recipe=dreamed.recipe,
            device=self._device_name(),
            dream_seconds=dreamed.seconds,
            total_seconds=time.perf_counter() - begin,
            unfinished=finished.unfinished,
            saw=dreamed.saw,
        )
        return Finished(job_id=request.job_id, result=result)

    def _imagine(self, recipe: Recipe, on_step: OnStep) -> _Dreamed:
        side = choose_side(recipe.size, max_pixels=self._settings.max_pixels)
        recipe = replace(recipe.unfinished, size=side, grow_octaves=False)
        networks = [self._load(name) for name in name_teachers(recipe, self._settings.networks)]
        begin = time.perf_counter()
        imagined = imagine(networks, recipe, side, on_step=on_step)
        self._synchronise()
        seconds = time.perf_counter() - begin
        pixels = _to_pixels(_to_levels(imagined))
        picture = images.DecodedPicture(pixels=pixels, alpha=None)
        return _Dreamed(picture=picture, photo=pixels, recipe=recipe, seconds=seconds)

    def _compose(self, request: DreamRequest, parent: ParentLink) -> Finished:
        """A film or a sheet."""
        begin = time.perf_counter()
        parent.check_stop(request.job_id)
        pictures = _Pictures(self, request)
        studio = Studio(
            request,
            parent=parent,
            dream_pixels=pictures.dream,
            imagine_pixels=pictures.imagine,
        )
        make = make_film if request.sheet is None else make_sheet
        composite = make(
            request,
            studio,
            max_pixels=self._settings.max_pixels,
            on_opened=pictures.open_guide,
        )
        result = composite.describe(
            device=self._device_name(),
            dream_seconds=pictures.seconds,
            total_seconds=time.perf_counter() - begin,
        )
        return Finished(job_id=request.job_id, result=result)

    def dream_pixels(
        self,
        pictures: Sequence[Pixels],
        recipe: Recipe,
        on_step: OnStep,
        guide: torch.Tensor | None,
    ) -> Sequence[Pixels]:
        """The dreams of a resolved recipe, unfinished.

        All are height x width x 3 bytes, and of one size.
        """
        photos = torch.stack([_to_tensor(np.array(pixels), self._device) for pixels in pictures])
        network, *others = self._load_all(recipe)
        dreamed = dream_batch(photos, network, recipe, on_step=on_step, others=others, guide=guide)
        return [_to_pixels(levels) for levels in _to_levels(dreamed)]

    def imagine_pixels(
        self, recipes: Sequence[Recipe], side: int, on_step: OnStep
    ) -> Sequence[Pixels]:
        """What the channels of each recipe look for, side x side x 3 bytes each."""
        network = self._load(recipes[0].network)
        imagined = imagine_channels(network, recipes, side, on_step=on_step)
        return [_to_pixels(levels) for levels in _to_levels(imagined)]

    def open_guide(self, request: DreamRequest) -> torch.Tensor | None:
        """The guide as CHW bytes on the device; raises PictureError."""
        if request.guide is None:
            return None
        decoded = images.open_guide(request.guide, max_pixels=self._settings.max_pixels)
        return _to_tensor(decoded.pixels, self._device)

    def _ascend(self, request: DreamRequest, photo_file: bytes, on_step: OnStep) -> _Dreamed:
        # The pictures come first: one that can't be read shouldn't cost a network's download.
        photo, alpha = self._open_photo(photo_file, request.recipe.size)
        guide = self.open_guide(request)
        mask = self._open_mask(request, photo)
        network, *others = self._load_all(request.recipe)
        height, width = photo.shape[-2:]
        recipe = resolve_recipe(request.recipe, width, height)
        begin = time.perf_counter()
        dreamed = dream(
            photo, network, recipe, on_step=on_step, others=others, guide=guide, mask=mask
        )
        self._synchronise()
        seconds = time.perf_counter() - begin
        saw = self._name_strengthened(photo, dreamed, network)
        picture = images.DecodedPicture(pixels=_to_pixels(_to_levels(dreamed)), alpha=alpha)
        return _Dreamed(
            picture=picture, photo=_to_pixels(photo), recipe=recipe, seconds=seconds, saw=saw
        )

    def _name_strengthened(
        self, photo: torch.Tensor, dreamed: torch.Tensor, network: DreamNetwork
    ) -> tuple[str, ...]:
        seeing = network if self._knows_classes(network.name) else self._open_sight()
        if seeing is None:
            return ()
        return tuple(map(name_class, find_strengthened(photo, dreamed, seeing)))

    def _knows_classes(self, name: str) -> bool:
        spec = self._settings.networks.get(name)
        return spec is not None and spec.layers.get(LOGITS) == CLASSES

    def _open_sight(self) -> DreamNetwork | None:
        """The network that looks at dreams of those without classes; None where it isn't here."""
        if self._sight is None and self._knows_classes(SIGHT):
            with suppress(UnavailableError):
                self._sight = self._load_network(SIGHT)
        return self._sight

    def _open_photo(self, photo_file: bytes, size: Size) -> tuple[torch.Tensor, Pixels | None]:
        """The photo at the result's size as CHW bytes, and its alpha."""
        limit = self._settings.max_pixels
        decoded = images.decode_picture(photo_file, max_pixels=limit)
        side = images.result_side(decoded.width, decoded.height, size, max_pixels=limit)
        resized = images.resize_picture(decoded, side)
        del decoded
        return _to_tensor(resized.pixels, self._device), resized.alpha

    def _open_mask(self, request: DreamRequest, photo: torch.Tensor) -> torch.Tensor | None:
        """Where the photo is dreamed, HW floats of 0 to 1; None where that is all over.

        Raises PictureError where that would be nowhere, or where no subject can be told.
        """
        masks = []
        if request.mask is not None:
            size = (photo.shape[-1], photo.shape[-2])
            masks.append(images.open_mask(request.mask, size, max_pixels=self._settings.max_pixels))
        if request.recipe.only != "all":
            subject = find_subject(photo, self._load_sight(request.recipe))
            masks.append(subject if request.recipe.only == "subject" else 255 - subject)
        if not masks:
            return None
        mask = np.minimum.reduce(masks)
        images.check_mask(mask)
        return torch.from_numpy(mask).to(self._device).div(255)

    def _load_sight(self, recipe: Recipe) -> DreamNetwork:
        """The network that looks for subjects; raises UnavailableError where it isn't here."""
        if any(voice.network == SIGHT for voice in recipe.voices):
            return self._load(SIGHT)
        if self._sight is None:
            self._sight = self._load_network(SIGHT)
        return self._sight

    def _load_all(self, recipe: Recipe) -> list[DreamNetwork]:
        return [self._load(voice.network) for voice in recipe.voices]

    def _load_network(self, name: str) -> DreamNetwork:
        settings = self._settings
        spec = settings.networks[name]
        weights = find_weights(spec, cache_dir=settings.cache_dir, mirror=settings.weights_mirror)
        return load_network(spec, weights=weights, device=self._device)

    def _device_name(self) -> str:
        if self._device.type == "cpu":
            return "cpu"
        return f"{self._device} {torch.cuda.get_device_name(self._device)}"

    def _synchronise(self) -> None:
        if self._device.type == "cuda":
            torch.cuda.synchronize(self._device)

    def _check_device(self, error: Exception) -> None:
        """After some errors CUDA refuses everything until the process ends: then it should."""
        try:
            self._synchronise()
        except RuntimeError:
            raise SystemExit(f"{self._device} is lost: {error}") from error

    def _free_cached(self) -> None:
        if self._device.type == "cuda":
            torch.cuda.empty_cache()


class _Pictures:
    """Dreams the pictures of one film or sheet; ``seconds`` went into that."""

    def __init__(self, dreamer: Dreamer, request: DreamRequest) -> None:
        self.seconds = 0.0
        self._dreamer = dreamer
        self._request = request
        self._guide: torch.Tensor | None = None

    def open_guide(self) -> None:
        """To be called before the first dream."""
        self._guide = self._dreamer.open_guide(self._request)

    def dream(
        self, pictures: Sequence[Pixels], recipe: Recipe, on_step: OnStep
    ) -> Sequence[Pixels]:
        """See Dreamer.dream_pixels."""
        begin = time.perf_counter()
        dreamed = self._dreamer.dream_pixels(pictures, recipe, on_step, self._guide)
        self.seconds += time.perf_counter() - begin
        return dreamed

    def imagine(self, recipes: Sequence[Recipe], side: int, on_step: OnStep) -> Sequence[Pixels]:
        """See Dreamer.imagine_pixels."""
        begin = time.perf_counter()
        imagined = self._dreamer.imagine_pixels(recipes, side, on_step)
        self.seconds += time.perf_counter() - begin
        return imagined


def open_role(plan: ChildPlan) -> Dreamer:
    """Raises UnavailableError (device_unavailable) if there is no such device."""
    keep_freed_memory()
    torch.set_num_threads(plan.threads)
    cv2.setNumThreads(plan.threads)
    return Dreamer(plan.settings, open_device(plan.device))


def open_device(name: str) -> torch.device:
    """The device of a plan: cpu, cuda, cuda:N, or auto for the first CUDA device or the CPU."""
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if name == "cpu" or (name == "auto" and not count):
        return torch.device("cpu")
    device = torch.device("cuda:0" if name in ("auto", "cuda") else name)
    if device.index >= count:
        there = ", ".join(["cpu", *(f"cuda:{index}" for index in range(count))])
        raise UnavailableError(
            ErrorCode.DEVICE_UNAVAILABLE, f"There is no device {name} here.", f"Choose: {there}."
        )
    torch.zeros(1, device=device)
    return device


def _to_tensor(pixels: Pixels, device: torch.device) -> torch.Tensor:
    """From height x width x 3 bytes to CHW bytes on the device."""
    return torch.from_numpy(pixels).to(device).permute(2, 0, 1).contiguous()


def _to_levels(picture: torch.Tensor) -> torch.Tensor:
    """From floats of 0 to 1, which are used up, to bytes."""
    return picture.detach().mul_(255).round_().clamp_(0, 255).to(torch.uint8)


def _to_pixels(levels: torch.Tensor) -> Pixels:
    """From CHW bytes to height x width x 3."""
    return np.ascontiguousarray(levels.permute(1, 2, 0).cpu().numpy())
