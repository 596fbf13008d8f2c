import pytest

from dream_core import DreamError, ErrorCode
from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.discord.looks import has_button, wait_for_result
from tests.bot.conftest import MakePhoto
from tests.loopback.discord import Channel, File, Interaction, LoopbackDiscord, Person

pytestmark = pytest.mark.usefixtures("hurried")


@pytest.fixture(autouse=True)
def unlimited(discord_server: LoopbackDiscord) -> None:
    """Here progress is shown more often than Discord would stand."""
    discord_server.floods.limits = ()


@pytest.fixture
def photos(make_photo: MakePhoto) -> list[File]:
    colours = ("red", "green", "blue")
    return [
        File(name=f"{name}.png", data=make_photo(colour=name), description=name) for name in colours
    ]


async def ask(person: Person, channel: Channel, photos: list[File]) -> Interaction:
    first, second, third = photos
    return await person.slash(
        channel, "dream", picture=first, picture_2=second, picture_3=third, preset="cats"
    )


async def test_several_pictures_share_one_message(
    channel: Channel, ann: Person, photos: list[File], engine: FakeEngine
) -> None:
    engine.step_seconds = 0.02
    message = await wait_for_result(await ask(ann, channel, photos))

    assert channel.visible_messages == [message]
    assert [file.filename for file in message.attachments] == [
        "cats-1.jpg",
        "cats-2.jpg",
        "cats-3.jpg",
    ]
    assert [file.description for file in message.attachments] == [
        "Dreamed with cats: red",
        "Dreamed with cats: green",
        "Dreamed with cats: blue",
    ]
    assert message.content.startswith("cats, 3 pictures, dreamed in")
    contents = [revision.content for revision in message.revisions]
    for number in (1, 2, 3):
        assert any(content.startswith(f"{number} of 3: Dreaming") for content in contents)
    assert all(len(revision.attachments) <= 1 for revision in message.revisions[:-1])


async def test_a_spoiler_stays_one_and_previews_are_careful(
    channel: Channel, ann: Person, photos: list[File], engine: FakeEngine
) -> None:
    engine.step_seconds = 0.02
    photos[1] = File(name="SPOILER_green.png", data=photos[1].data)
    message = await wait_for_result(await ask(ann, channel, photos))
    assert [file.is_spoiler for file in message.attachments] == [False, True, False]
    previews = [file for shown in message.revisions[:-1] for file in shown.attachments]
    assert previews
    assert all(file.is_spoiler for file in previews)


async def test_one_that_fails_is_told_below_the_others(
    channel: Channel, ann: Person, photos: list[File], engine: FakeEngine
) -> None:
    engine.fail_next(DreamError(ErrorCode.OUT_OF_MEMORY, "There is no memory."))
    message = await wait_for_result(await ask(ann, channel, photos))
    assert [file.filename for file in message.attachments] == ["cats-2.jpg", "cats-3.jpg"]
    assert message.content.splitlines()[1:] == ["1 of 3: There is no memory."]


async def test_cancelling_ends_what_is_left_and_keeps_what_is_done(
    channel: Channel, ann: Person, photos: list[File], engine: FakeEngine
) -> None:
    engine.step_seconds = 0.05
    asked = await ask(ann, channel, photos)
    message = await asked.wait_for_message(lambda shown: shown.content.startswith("2 of 3"))
    await ann.press(message, label="Cancel")
    await wait_for_result(asked)
    assert [file.filename for file in message.attachments] == ["cats-1.jpg"]
    assert message.content.splitlines()[1:] == ["2 of 3: Cancelled.", "3 of 3: Cancelled."]


async def test_an_album_of_nothing_but_noise_says_so_once(
    channel: Channel, ann: Person, discord_server: LoopbackDiscord
) -> None:
    noise = [File(name="noise.png", data=b"no picture") for _ in range(3)]
    asked = await ask(ann, channel, noise)
    message = await asked.wait_for_message(lambda shown: not has_button(shown, "cancel"))
    assert len(message.content.splitlines()) == 1
    assert message.buttons == []


async def test_a_dream_that_the_shutdown_ends_can_be_asked_for_again(
    channel: Channel, ann: Person, photos: list[File], engine: FakeEngine
) -> None:
    engine.fail_next(DreamError(ErrorCode.INTERNAL, "The worker died."))
    asked = await ann.slash(channel, "dream", picture=photos[0])
    message = await asked.wait_for_message(lambda shown: has_button(shown, "again"))
    assert message.content == "The worker died."
    pressed = await ann.press(message, label="Again")
    await wait_for_result(pressed)
