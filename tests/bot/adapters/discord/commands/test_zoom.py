import pytest

from bot.adapters.discord.client import DreamClient
from bot.records import Records
from tests.bot.adapters.discord.commands.test_dream import find_wish, wait_refusal
from tests.bot.adapters.discord.looks import has_button, wait_for_result
from tests.clips import draw_clip
from tests.loopback.discord import Channel, File, Person


async def test_a_zoom_is_a_film_with_the_buttons_that_make_sense(
    client: DreamClient, channel: Channel, ann: Person, photo: File, records: Records
) -> None:
    interaction = await ann.slash(
        channel,
        "zoom",
        picture=photo,
        of="banana",
        speed=3,
        turn=-20,
        seconds=1,
        seed=3,
        size="64",
    )
    message = await wait_for_result(interaction)
    [film] = message.attachments
    assert film.data[4:8] == b"ftyp"
    assert film.filename == "of-banana.mp4"
    wish = await find_wish(records, message)
    assert wish.options.said() == {
        "preset": "of-banana",
        "form": "zoom",
        "speed": 3,
        "turn": -20,
        "seconds": 1,
        "seed": 3,
        "size": 64,
    }
    assert has_button(message, "preset")
    assert not has_button(message, "deeper")


async def test_without_a_picture_the_newest_is_zoomed_into(
    client: DreamClient, ann: Person, photo: File
) -> None:
    direct = ann.direct_channel
    post = await ann.post(direct, "still size=64", files=[photo])
    await wait_for_result(direct)
    interaction = await ann.slash(direct, "zoom", speed=3, seconds=1, size="64")
    assert str(post.id) in (await wait_for_result(interaction)).content


@pytest.mark.parametrize(
    ("command", "options", "told"),
    [
        ("zoom", {"speed": 1.1, "seconds": 2}, "a loop needs 3"),
        ("zoom", {"preset": "catz"}, "cats"),
        ("zoom", {"preset": "cats", "of": "banana"}, "Choose one"),
    ],
)
async def test_what_can_not_be_is_refused_before_anything_is_read(
    client: DreamClient,
    channel: Channel,
    ann: Person,
    photo: File,
    command: str,
    options: dict[str, object],
    told: str,
) -> None:
    interaction = await ann.slash(channel, command, picture=photo, **options)
    assert told in await wait_refusal(interaction)


@pytest.mark.parametrize(("form", "ending"), [(None, "gif"), ("still", "jpg"), ("zoom", "mp4")])
async def test_a_gif_moves_in_its_dream_unless_another_form_is_chosen(
    client: DreamClient, channel: Channel, ann: Person, form: str | None, ending: str
) -> None:
    clip = File(name="SPOILER_clip.gif", data=draw_clip(duration=80), content_type="image/gif")
    options = {} if form is None else {"form": form}
    interaction = await ann.slash(channel, "dream", picture=clip, size="64", **options)
    message = await wait_for_result(interaction)
    [dream] = message.attachments
    assert dream.filename.endswith(f".{ending}")
    assert dream.is_spoiler
    assert dream.description
    assert has_button(message, "stronger") is (form == "still")


async def test_a_film_is_dreamed_deeper_as_a_film(
    client: DreamClient, channel: Channel, ann: Person
) -> None:
    clip = File(name="clip.gif", data=draw_clip(duration=80), content_type="image/gif")
    first = await wait_for_result(await ann.slash(channel, "dream", picture=clip, size="64"))
    deeper = await wait_for_result(await ann.press(first, label="Deeper"))
    assert deeper.attachments[0].filename.endswith(".gif")
    assert deeper.attachments[0].data != first.attachments[0].data
    other = await wait_for_result(await ann.choose(first, "dream:preset:", ["eyes"]))
    assert other.attachments[0].filename == "eyes.gif"
