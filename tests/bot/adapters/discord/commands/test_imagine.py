import pytest

from bot.adapters.discord.client import DreamClient
from bot.records import Records
from tests.bot.adapters.discord.commands.test_dream import find_wish, wait_refusal
from tests.bot.adapters.discord.looks import has_button, wait_for_result
from tests.loopback.discord import Channel, File, NotPossibleError, Person


async def test_a_picture_comes_out_of_nothing(
    client: DreamClient, channel: Channel, ann: Person, records: Records
) -> None:
    interaction = await ann.slash(
        channel, "imagine", thing="banana and dumbbell", size="64", strength=2, seed=3
    )
    message = await wait_for_result(interaction)
    wish = await find_wish(records, message)
    assert wish.options.said() == {
        "preset": "imagine-banana-and-dumbbell",
        "size": 64,
        "strength": 2,
        "seed": 3,
    }
    assert wish.pictures == ()
    assert has_button(message, "deeper")
    assert not has_button(message, "stronger")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"thing": "bananna"}, "banana"),
        ({"thing": "banana", "size": "full"}, "no full size"),
        ({"thing": "banana", "size": "7"}, "size is the longest side"),
    ],
)
async def test_what_can_not_be_is_refused(
    client: DreamClient, channel: Channel, ann: Person, options: dict[str, str], told: str
) -> None:
    assert told in await wait_refusal(await ann.slash(channel, "imagine", **options))


@pytest.mark.parametrize("preset", ["imagine-banana", "imagine-Banana"])
async def test_it_is_no_look_of_a_picture(
    client: DreamClient, channel: Channel, ann: Person, photo: File, preset: str
) -> None:
    for given in ({"picture": photo}, {"guide": photo}):
        told = await wait_refusal(await ann.slash(channel, "dream", preset=preset, **given))
        assert "makes a picture without a photo" in told
        assert "/imagine banana" in told


async def test_things_and_sizes_are_offered(
    client: DreamClient, channel: Channel, ann: Person
) -> None:
    things = await ann.autocomplete(channel, "imagine", thing="banan")
    assert "banana" in [found.value for found in things]
    sizes = await ann.autocomplete(channel, "imagine", thing="banana", size="")
    assert sizes
    assert "full" not in [found.value for found in sizes]


async def test_a_thing_is_required(client: DreamClient, channel: Channel, ann: Person) -> None:
    with pytest.raises(NotPossibleError, match="required"):
        await ann.slash(channel, "imagine", size="64")
