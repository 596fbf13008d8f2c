import pytest

from bot.catalogue import Catalogue
from bot.cli.looks import choose_presets, find_preset
from bot.errors import UsageError


def test_presets_are_taken_in_the_order_they_are_named(whole: Catalogue) -> None:
    chosen = choose_presets("eyes, cats+birds,eyes", whole)
    assert [preset.name for preset in chosen] == ["eyes", "cats+birds"]
    assert choose_presets(None, whole) == list(whole.presets.values())


@pytest.mark.parametrize(
    ("preset", "told"),
    [
        ("imagine-balloon", 'puppyslug imagine "balloons"'),
        ("cats+imagine-banana", "preset of-banana"),
        ("imagine", "imagine-banana"),
        ("of", "of-banana"),
    ],
)
def test_what_is_imagined_is_no_look_for_photos(preset: str, told: str, whole: Catalogue) -> None:
    with pytest.raises(UsageError) as refused:
        find_preset(preset, whole)
    assert told in refused.value.hint
    with pytest.raises(UsageError):
        choose_presets(f"cats,{preset}", whole)
