import torch

from dream_core.imagining.teacher import Teacher
from dream_core.networks.network import DreamNetwork
from dream_core.recipe import LOGITS, Target
from tests.dream_core.conftest import LoadPhoto

CATS = Target(layer=LOGITS, channels=(281, 282, 283, 284, 285))
ESPRESSO = Target(layer=LOGITS, channels=(967,))


def teach(network: DreamNetwork, picture: torch.Tensor, *targets: Target) -> tuple[float, float]:
    teacher = Teacher.of_targets(network, targets, rivalry=0.3)
    with torch.no_grad():
        lesson = teacher.teach(picture)
    return lesson.odds.item(), lesson.unlikeness.item()


def test_a_photo_of_it_has_good_odds(lite0: DreamNetwork, load_photo: LoadPhoto) -> None:
    cat = load_photo("chelsea", 224)[None] / 255
    assert teach(lite0, cat, CATS)[0] > teach(lite0, cat, ESPRESSO)[0] + 3


def test_of_several_things_what_is_shown_least_counts_and_they_are_no_rivals(
    lite0: DreamNetwork, load_photo: LoadPhoto
) -> None:
    cat = load_photo("chelsea", 224)[None] / 255
    together = teach(lite0, cat, CATS, ESPRESSO)[0]
    assert teach(lite0, cat, ESPRESSO)[0] + 0.5 < together < teach(lite0, cat, CATS)[0] - 1


def test_a_photo_is_more_like_photos_than_noise_is(
    lite0: DreamNetwork, load_photo: LoadPhoto
) -> None:
    cat = load_photo("chelsea", 224)[None] / 255
    noise = torch.rand(cat.shape, generator=torch.Generator().manual_seed(5))
    assert teach(lite0, cat, CATS)[1] < teach(lite0, noise, CATS)[1] / 2


def test_a_network_without_statistics_has_no_opinion_on_likeness(
    lite0: DreamNetwork, load_photo: LoadPhoto
) -> None:
    plain = DreamNetwork(
        name="plain", module=lite0.module, input_range=lite0.input_range, device=lite0.device
    )
    assert teach(plain, load_photo("chelsea", 96)[None] / 255, CATS)[1] == 0
