"""The ascent with a real network: repeatable, sharp, seamless, and stopped when asked."""

import time
from itertools import pairwise

import pytest
import torch

from dream_core import ascent
from dream_core.ascent import AscentStep, dream, dream_batch
from dream_core.networks.network import DreamNetwork
from dream_core.octaves import resolve_recipe
from dream_core.recipe import Recipe, Voice, parse_target
from tests.dream_core.conftest import LoadPhoto


def _recipe(photo: torch.Tensor, *targets: str, **settings: object) -> Recipe:
    values: dict[str, object] = {"network": "efficientnet-lite0", "octaves": 2, "steps": 2}
    values |= settings
    parsed = tuple(parse_target(target) for target in targets or ("block5",))
    recipe = Recipe(targets=parsed, **values)  # type: ignore[arg-type]
    return resolve_recipe(recipe, photo.shape[2], photo.shape[1])


def as_floats(picture: torch.Tensor) -> torch.Tensor:
    """From bytes to 0..1; floats stay as they are."""
    return picture if picture.is_floating_point() else picture / 255


def _ignore(step: AscentStep) -> None:
    del step


def _strength(network: DreamNetwork, picture: torch.Tensor, layer: str) -> float:
    activation = network.activations(network.prepare(as_floats(picture)[None]), [layer])[layer]
    return activation.square().mean().item()


@pytest.fixture
def photo(load_photo: LoadPhoto) -> torch.Tensor:
    return load_photo("astronaut", 128)


def test_strengthens_what_it_is_asked_to(lite0: DreamNetwork, photo: torch.Tensor) -> None:
    dreamed = dream(photo, lite0, _recipe(photo, "block9", steps=6, step_size=2.0), on_step=_ignore)
    assert dreamed.shape == photo.shape
    assert 0 <= dreamed.min() <= dreamed.max() <= 1
    assert _strength(lite0, dreamed, "block9") > 1.25 * _strength(lite0, photo, "block9")


def test_a_class_target_makes_the_network_see_the_class(
    lite0: DreamNetwork, photo: torch.Tensor
) -> None:
    def cat_odds(picture: torch.Tensor) -> float:
        logits = lite0.activations(lite0.prepare(as_floats(picture)[None]), ["logits"])["logits"]
        return logits.mean(dim=(2, 3)).softmax(dim=1)[0, 281:286].sum().item()

    recipe = _recipe(photo, "logits@281-285", steps=8, step_size=3.0)
    dreamed = dream(photo, lite0, recipe, on_step=_ignore)
    assert cat_odds(dreamed) > max(0.2, 10 * cat_odds(photo))


def test_the_same_seed_gives_the_same_picture(lite0: DreamNetwork, photo: torch.Tensor) -> None:
    first, again, other = (
        dream(photo, lite0, _recipe(photo, seed=seed), on_step=_ignore) for seed in (7, 7, 8)
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_a_faint_dream_leaves_the_photo_sharp(lite0: DreamNetwork, photo: torch.Tensor) -> None:
    recipe = _recipe(photo, octaves=4, step_size=0.05)
    dreamed = dream(photo, lite0, recipe, on_step=_ignore)
    assert (dreamed - as_floats(photo)).abs().mean() < 1 / 255


def test_finishing_is_left_to_others(lite0: DreamNetwork, photo: torch.Tensor) -> None:
    finished = _recipe(photo, keep_colours=True, amount=50, blend="screen")
    dreams = [dream(photo, lite0, recipe, on_step=_ignore) for recipe in (finished, _recipe(photo))]
    assert torch.equal(*dreams)


def test_reports_every_step_until_all_is_done(lite0: DreamNetwork, photo: torch.Tensor) -> None:
    steps: list[AscentStep] = []
    dream(photo, lite0, _recipe(photo, octaves=2, steps=3), on_step=steps.append)
    assert list(dict.fromkeys((step.octave, step.step) for step in steps)) == [
        (octave, step) for octave in (1, 2) for step in (1, 2, 3)
    ]
    fractions = [step.fraction for step in steps]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1)


def test_a_step_shows_the_picture_where_the_photo_is(
    lite0: DreamNetwork, photo: torch.Tensor
) -> None:
    shown: list[torch.Tensor] = []
    recipe = _recipe(photo, octaves=1, step_size=0.01)
    dream(photo, lite0, recipe, on_step=lambda step: shown.append(step.picture))
    assert all((picture - as_floats(photo)).abs().mean() < 1 / 255 for picture in shown)


def test_what_on_step_raises_ends_the_dream_at_once(
    lite0: DreamNetwork, photo: torch.Tensor
) -> None:
    calls = 0

    def stop(step: AscentStep) -> None:
        nonlocal calls
        calls += 1
        raise InterruptedError

    with pytest.raises(InterruptedError):
        dream(photo, lite0, _recipe(photo), on_step=stop)
    assert calls == 1


def test_each_of_several_targets_counts_as_its_weight_says(
    lite0: DreamNetwork, photo: torch.Tensor
) -> None:
    """Layers differ in scale by orders of magnitude; weights are what decides."""

    def gain(*targets: str) -> float:
        dreamed = dream(photo, lite0, _recipe(photo, *targets, steps=4), on_step=_ignore)
        return _strength(lite0, dreamed, "block8") / _strength(lite0, photo, "block8") - 1

    mostly, hardly = gain("block8:1", "block3:0.05"), gain("block8:0.05", "block3:1")
    assert mostly > 2 * hardly


def _resemblance(network: DreamNetwork, picture: torch.Tensor, guide: torch.Tensor) -> float:
    """How like the guide's nearest features a picture's are, as a mean cosine."""

    def directions(photo: torch.Tensor) -> torch.Tensor:
        prepared = network.prepare(as_floats(photo)[None])
        features = network.activations(prepared, ["block9"])["block9"][0].flatten(1)
        return torch.nn.functional.normalize(features, dim=0)

    cosines = directions(picture).T @ directions(guide)
    return cosines.max(dim=1).values.mean().item()


@pytest.mark.parametrize(
    "targets",
    [
        ("block9",),
        ("block9@0-55", "block10:0.5"),
        ("block9:0.35", "logits@281-285"),
        ("logits@281-285",),
    ],
    ids=" ".join,
)
def test_a_guided_dream_takes_the_guides_features(
    targets: tuple[str, ...],
    lite0: DreamNetwork,
    load_photo: LoadPhoto,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    photo, guide = load_photo("chelsea", 160), load_photo("temple", 160)
    monkeypatch.setitem(ascent.ACTIVATION_BYTES, "cpu", 128 * 128 * lite0.bytes_per_pixel)
    recipe = _recipe(photo, *targets, steps=6, step_size=2.0)
    unguided = dream(photo, lite0, recipe, on_step=_ignore)
    guided = dream(photo, lite0, recipe, on_step=_ignore, guide=guide)
    gained, before = (_resemblance(lite0, picture, guide) for picture in (guided, unguided))
    assert gained > before + 0.05


def test_the_same_guide_gives_the_same_picture_and_another_a_different_one(
    lite0: DreamNetwork, photo: torch.Tensor, load_photo: LoadPhoto
) -> None:
    first, again, other = (
        dream(photo, lite0, _recipe(photo), on_step=_ignore, guide=load_photo(name, 96))
        for name in ("coffee", "coffee", "rocket")
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_a_guide_of_one_colour_does_no_harm(lite0: DreamNetwork, photo: torch.Tensor) -> None:
    guide = torch.zeros(3, 32, 32, dtype=torch.uint8)
    dreamed = dream(photo, lite0, _recipe(photo, "head"), on_step=_ignore, guide=guide)
    assert dreamed.isfinite().all()


def test_outside_the_mask_the_photo_stays_exactly_as_it_is(
    lite0: DreamNetwork, photo: torch.Tensor
) -> None:
    mask = torch.zeros(photo.shape[1:])
    mask[:, 64:] = 1
    mask[:, 80:] = 0.5
    dreamed = dream(photo, lite0, _recipe(photo, "block5", steps=6), on_step=_ignore, mask=mask)
    change = (dreamed - as_floats(photo)).abs()
    assert torch.equal(dreamed.mul(255).round()[..., :64], photo[..., :64].float())
    whole, half = (change[..., columns].mean() for columns in (slice(66, 78), slice(84, 128)))
    assert whole > 4 / 255
    assert 0.25 * whole < half < 0.8 * whole


def test_restraint_keeps_a_plain_sky_and_lets_the_rest_dream(
    lite0: DreamNetwork, photo: torch.Tensor
) -> None:
    half_plain = photo.clone()
    half_plain[:, :, :64] = 90

    def change(restraint: float) -> tuple[float, float]:
        recipe = _recipe(half_plain, "block5", steps=4, restraint=restraint)
        moved = (dream(half_plain, lite0, recipe, on_step=_ignore) * 255 - half_plain).abs()
        return moved[:, :, :56].mean().item(), moved[:, :, 72:].mean().item()

    (plain, busy), (spared, dreamed) = change(0.0), change(0.8)
    assert spared < 0.4 * plain
    assert dreamed / busy > 1.5 * spared / plain


def test_restraint_and_a_mask_go_together(lite0: DreamNetwork, photo: torch.Tensor) -> None:
    mask = torch.zeros(photo.shape[1:])
    mask[64:] = 1
    recipe = _recipe(photo, restraint=0.8)
    masked, whole = (
        dream(photo, lite0, recipe, on_step=_ignore, mask=each) for each in (mask, None)
    )
    assert torch.equal(masked[:, :48], photo[:, :48] / 255)
    assert not torch.equal(whole[:, :48], masked[:, :48])
    assert not torch.equal(masked[:, 64:], photo[:, 64:] / 255)


def test_a_mask_of_everything_changes_nothing(lite0: DreamNetwork, photo: torch.Tensor) -> None:
    mask = torch.ones(photo.shape[1:])
    masked, whole = (
        dream(photo, lite0, _recipe(photo), on_step=_ignore, mask=each) for each in (mask, None)
    )
    assert (masked - whole).abs().mean() < 0.5 / 255


def test_a_picture_that_goes_through_in_windows_shows_no_seams(
    lite0: DreamNetwork, load_photo: LoadPhoto, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Steps from pixel to pixel are no larger where windows met than elsewhere."""
    photo = load_photo("temple", 320)
    monkeypatch.setitem(ascent.ACTIVATION_BYTES, "cpu", 160 * 160 * lite0.bytes_per_pixel)
    recipe = _recipe(photo, "block5", octaves=1, steps=6, jitter=0)
    change = dream(photo, lite0, recipe, on_step=_ignore) - as_floats(photo)
    edges = change.diff(dim=2).abs().mean(dim=(0, 1))
    assert edges.max() < 1.6 * edges.median()


def test_windows_report_while_a_step_is_under_way(
    lite0: DreamNetwork, load_photo: LoadPhoto, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = load_photo("temple", 320)
    monkeypatch.setitem(ascent.ACTIVATION_BYTES, "cpu", 160 * 160 * lite0.bytes_per_pixel)
    steps: list[AscentStep] = []
    dream(photo, lite0, _recipe(photo, octaves=1, steps=1), on_step=steps.append)
    assert len(steps) > 4
    assert {step.step for step in steps} == {1}


@pytest.mark.parametrize("most_pixels", [10**6, 2 * 80 * 144, 10_000])
def test_a_neighbour_in_the_batch_changes_nothing(
    most_pixels: int,
    lite0: DreamNetwork,
    load_photo: LoadPhoto,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All go through at once, or two and one, or each in windows."""
    monkeypatch.setitem(ascent.ACTIVATION_BYTES, "cpu", most_pixels * lite0.bytes_per_pixel)
    names = ("astronaut", "chelsea", "coffee")
    photos = torch.stack([load_photo(name, 224)[:, 40:120, :144] for name in names])
    masks = torch.ones(3, 80, 144)
    masks[1, :, :40] = 0
    recipe = _recipe(photos[0], "block5", "block3:0.5")
    dreams = dream_batch(photos, lite0, recipe, on_step=_ignore, masks=masks)
    for photo, mask, dreamed in zip(photos, masks, dreams, strict=True):
        alone = dream(photo, lite0, recipe, on_step=_ignore, mask=mask)
        assert (dreamed - alone).abs().mean() < 1e-4
    assert (dreams - as_floats(photos)).abs().mean() > 2 / 255


def test_several_voices_and_a_guide_dream_a_batch_as_each_photo_alone(
    lite0: DreamNetwork, load_photo: LoadPhoto
) -> None:
    photos = torch.stack([load_photo(name, 96)[:, :64, :64] for name in ("coffee", "chelsea")])
    recipe = _recipe(
        photos[0], also=(Voice(network=lite0.name, targets=(parse_target("block3"),)),)
    )
    guide = load_photo("temple", 64)
    dreams = dream_batch(photos, lite0, recipe, on_step=_ignore, others=[lite0], guide=guide)
    for photo, dreamed in zip(photos, dreams, strict=True):
        alone = dream(photo, lite0, recipe, on_step=_ignore, others=[lite0], guide=guide)
        assert (dreamed - alone).abs().mean() < 1e-4


def test_a_batch_reports_its_first_picture_until_all_are_done(
    lite0: DreamNetwork, photo: torch.Tensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ascent.ACTIVATION_BYTES, "cpu", 128 * 128 * lite0.bytes_per_pixel)
    steps: list[AscentStep] = []
    recipe = _recipe(photo, octaves=1, steps=1, step_size=0.01)
    photos = torch.stack([photo, 255 - photo])
    dream_batch(photos, lite0, recipe, on_step=steps.append)
    fractions = [step.fraction for step in steps]
    assert fractions == sorted(fractions)
    assert sum(0.1 < fraction < 0.5 for fraction in fractions) > 4
    assert fractions[-1] == pytest.approx(1)
    assert (steps[0].picture - as_floats(photo)).abs().mean() < 1 / 255


def test_layers_report_while_a_window_is_under_way(
    vgg19: DreamNetwork, load_photo: LoadPhoto
) -> None:
    """A step of VGG19 on 512 px takes longer than people wait for a sign of life."""
    photo = load_photo("temple", 512)
    recipe = _recipe(photo, "block4_conv2", "block5_conv1", network="vgg19", octaves=1, steps=1)
    reports: list[tuple[float, float]] = []
    dream(
        photo,
        vgg19,
        recipe,
        on_step=lambda step: reports.append((time.monotonic(), step.fraction)),
    )
    gaps = [later - earlier for (earlier, _), (later, _) in pairwise(reports)]
    fractions = [fraction for _, fraction in reports]
    assert max(gaps) < 0.5 * sum(gaps)
    assert fractions == sorted(fractions)
    assert len(set(fractions)) > 20
