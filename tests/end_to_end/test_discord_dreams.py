"""Each way to ask for a dream in Discord, with the real bot: what people post, see and get."""

from io import BytesIO

import av
import pytest
from PIL import Image

from tests.clips import draw_clip
from tests.end_to_end.bot_process import BotProcess
from tests.end_to_end.conftest import Town
from tests.end_to_end.photos import difference, measure, take_photo
from tests.loopback.discord import File, Interaction, Message

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(150)]

DREAM_SECONDS = 60.0
PHOTO = take_photo()


def is_result(message: Message) -> bool:
    """Whether a message shows finished dreams: their buttons are there."""
    return any("recipe" in part.get("custom_id", "") for part in message.buttons)


def is_over(message: Message) -> bool:
    """Whether a message shows an ending, be it good or bad: nothing can be cancelled any more."""
    return not any("dream:cancel" in part.get("custom_id", "") for part in message.buttons)


async def result_of(interaction: Interaction) -> Message:
    return await interaction.wait_for_message(is_result, timeout_seconds=DREAM_SECONDS)


async def test_a_command_with_a_picture_brings_its_dream(town: Town, bot: BotProcess) -> None:
    asked = await town.ann.slash(town.channel, "dream", picture=PHOTO, preset="cats", size="128")
    await asked.acknowledged()
    assert not asked.ephemeral
    message = await result_of(asked)
    (dream,) = message.attachments
    assert max(measure(dream)) == 128
    assert difference(dream, PHOTO) > 8
    assert "cats" in (dream.description or "")
    assert "cats" in message.content
    assert "[original](<http" in message.content
    assert message.notified == set()


async def test_it_grows_before_everybodys_eyes(town: Town, bot: BotProcess) -> None:
    asked = await town.ann.slash(
        town.channel, "dream", picture=take_photo(side=640), strength=10, size="640"
    )
    message = await result_of(asked)
    previews = [r for r in message.revisions[:-1] if r.attachments]
    assert previews
    assert all("%" in revision.content for revision in previews)
    assert max(measure(message.attachments[0])) == 640


async def test_several_pictures_come_back_as_one_album(town: Town, bot: BotProcess) -> None:
    asked = await town.ann.slash(
        town.channel,
        "dream",
        picture=PHOTO,
        picture_2=take_photo("coffee"),
        picture_3=take_photo("rocket"),
        size="96",
    )
    message = await result_of(asked)
    assert [max(measure(dream)) for dream in message.attachments] == [96, 96, 96]


async def test_a_guide_changes_the_dream(town: Town, bot: BotProcess) -> None:
    options = {"picture": PHOTO, "size": "128", "seed": 5}
    plain = await result_of(await town.ann.slash(town.channel, "dream", **options))
    guided = await result_of(
        await town.ann.slash(town.channel, "dream", guide=take_photo("temple"), **options)
    )
    assert plain.attachments[0].data != guided.attachments[0].data


async def test_without_a_picture_the_newest_one_is_dreamed(town: Town, bot: BotProcess) -> None:
    post = await town.bob.post(town.channel, "Look!", files=[PHOTO])
    asked = await town.ann.slash(town.channel, "dream", size="96")
    message = await result_of(asked)
    assert str(post.id) in message.content


async def test_the_menu_of_a_message_dreams_its_pictures(town: Town, bot: BotProcess) -> None:
    post = await town.bob.post(town.channel, files=[PHOTO, take_photo("coffee")])
    message = await result_of(await town.ann.use_menu(post, "Dream this"))
    assert len(message.attachments) == 2
    assert str(post.id) in message.content


async def test_a_mention_is_understood_in_any_order_of_words(town: Town, bot: BotProcess) -> None:
    post = await town.ann.post(
        town.channel, f"{town.bot_name} cats please, strong, size=96", files=[PHOTO]
    )
    message = await town.channel.wait_for_message(
        lambda m: m.reference is post and is_result(m), timeout_seconds=DREAM_SECONDS
    )
    assert "cats" in message.content
    assert message.notified == set()


async def test_a_mention_in_a_reply_dreams_what_it_replies_to(town: Town, bot: BotProcess) -> None:
    post = await town.bob.post(town.channel, files=[PHOTO])
    reply = await town.ann.post(town.channel, f"{town.bot_name} size=96 birds", reply_to=post)
    message = await town.channel.wait_for_message(
        lambda m: m.reference is reply and is_result(m), timeout_seconds=DREAM_SECONDS
    )
    assert "birds" in message.content


async def test_in_a_direct_message_a_picture_is_enough(town: Town, bot: BotProcess) -> None:
    direct = town.ann.direct_channel
    await town.ann.post(direct, "size=96", files=[PHOTO])
    message = await direct.wait_for_message(is_result, timeout_seconds=DREAM_SECONDS)
    assert max(measure(message.attachments[0])) == 96


async def test_what_is_imagined_needs_no_picture(town: Town, bot: BotProcess) -> None:
    asked = await town.ann.slash(town.channel, "imagine", thing="banana", size="64", strength=1)
    message = await result_of(asked)
    assert message.content.startswith("banana, 64")
    assert measure(message.attachments[0]) == (64, 64)


async def test_two_looks_at_once_can_keep_to_the_background(town: Town, bot: BotProcess) -> None:
    cup = take_photo("coffee")
    asked = await town.ann.slash(
        town.channel,
        "dream",
        picture=cup,
        preset="hatching+swirls",
        only="background",
        size="96",
    )
    message = await result_of(asked)
    (dream,) = message.attachments
    assert "hatching+swirls#" in message.content
    inside, everywhere = difference(dream, cup, within=0.3), difference(dream, cup)
    assert inside < everywhere / 2


async def test_things_are_dreamed_of_and_what_was_seen_is_told(town: Town, bot: BotProcess) -> None:
    asked = await town.ann.slash(
        town.channel, "dream", picture=PHOTO, of="bananas", size="64", strength=6, seed=3
    )
    message = await result_of(asked)
    assert message.content.startswith("banana, 64 ")
    saw = message.content.partition("More: ")[2].partition(".")[0]
    assert saw
    assert saw in (message.attachments[0].description or "")


async def test_every_look_of_a_moving_picture_is_shown_on_one_page(
    town: Town, bot: BotProcess
) -> None:
    clip = File(name="clip.webp", data=draw_clip(picture_format="WEBP"), content_type="image/webp")
    asked = await town.ann.slash(
        town.channel, "dream", picture=clip, form="sheet", size="32", strength=1
    )
    message = await result_of(asked)
    assert message.content.startswith("sheet, ")
    assert min(measure(message.attachments[0])) > 4 * 32


async def test_a_zoom_is_a_film(town: Town, bot: BotProcess) -> None:
    asked = await town.ann.slash(
        town.channel, "zoom", picture=PHOTO, size="96", seconds=3, speed=1.5
    )
    message = await result_of(asked)
    (film,) = message.attachments
    assert film.filename.endswith(".mp4")
    with av.open(BytesIO(film.data), "r") as opened:
        assert max(opened.streams.video[0].width, opened.streams.video[0].height) == 96
        assert opened.duration == pytest.approx(3 * av.time_base, rel=0.02)
    assert not any("deeper" in part.get("custom_id", "") for part in message.buttons)


async def test_a_gif_moves_in_its_dream(town: Town, bot: BotProcess) -> None:
    clip = File(name="clip.gif", data=draw_clip(duration=80), content_type="image/gif")
    post = await town.bob.post(town.channel, "https://gifs.example/clip", gif=clip)
    await town.ann.post(town.channel, f"{town.bot_name} strength=1 size=64", reply_to=post)
    message = await town.channel.wait_for_message(
        lambda m: is_result(m) and str(post.id) in m.content, timeout_seconds=DREAM_SECONDS
    )
    (film,) = message.attachments
    with Image.open(BytesIO(film.data)) as opened:
        assert (opened.format, getattr(opened, "n_frames", 1)) == ("GIF", 3)


async def test_a_reply_guides_the_dream_of_what_it_replies_to(town: Town, bot: BotProcess) -> None:
    post = await town.bob.post(town.channel, files=[PHOTO])
    reply = await town.ann.post(
        town.channel,
        f"{town.bot_name} make it look like this, size=96 strength=1",
        files=[take_photo("temple", side=96)],
        reply_to=post,
    )
    message = await town.channel.wait_for_message(
        lambda m: m.reference is reply and is_result(m), timeout_seconds=DREAM_SECONDS
    )
    assert str(post.id) in message.content
    asked = await town.bob.press(message, custom_id="dream:recipe:")
    recipe = await asked.followup() if asked.original is None else await asked.message()
    assert "A second picture guided it" in recipe.content


async def test_spoilers_stay_spoilers_while_they_grow_too(town: Town, bot: BotProcess) -> None:
    hidden = take_photo(side=512, file_name="SPOILER_cat.jpg")
    asked = await town.ann.slash(town.channel, "dream", picture=hidden, size="512", strength=8)
    message = await result_of(asked)
    shown = [file for revision in message.revisions for file in revision.attachments]
    assert shown
    assert all(file.is_spoiler for file in shown)
    assert "http" not in message.content


async def test_what_is_no_picture_is_told_so_and_the_next_dream_works(
    town: Town, bot: BotProcess
) -> None:
    fake = File(name="cat.jpg", data=b"not a picture at all", content_type="image/jpeg")
    asked = await town.ann.slash(town.channel, "dream", picture=fake)
    message = await asked.wait_for_message(is_over, timeout_seconds=30)
    assert message.attachments == []
    assert "picture" in message.content
    again = await town.ann.slash(town.channel, "dream", picture=PHOTO, size="96")
    assert (await result_of(again)).attachments


async def test_an_unknown_preset_is_answered_with_the_nearest(town: Town, bot: BotProcess) -> None:
    asked = await town.ann.slash(town.channel, "dream", picture=PHOTO, preset="catz")
    message = await asked.message()
    assert asked.ephemeral
    assert "cats" in message.content


async def test_a_person_who_installed_it_dreams_where_the_bot_is_not(
    town: Town, bot: BotProcess
) -> None:
    elsewhere = town.discord.add_guild("Elsewhere", bot=None)
    traveller = town.discord.add_person("Eve", elsewhere, has_installed=True)
    channel = elsewhere.add_channel("random")
    message = await result_of(await traveller.slash(channel, "dream", picture=PHOTO, size="96"))
    assert len(message.attachments) == 1


async def test_presets_are_offered_while_they_are_typed(town: Town, bot: BotProcess) -> None:
    offered = await town.ann.autocomplete(town.channel, "dream", preset="ca")
    assert "cats" in [suggestion.value for suggestion in offered]
    assert len(await town.ann.autocomplete(town.channel, "dream", preset="")) >= 10
