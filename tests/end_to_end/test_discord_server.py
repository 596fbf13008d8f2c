"""The commands around the dreams: presets, queue, help, settings, forgetting."""

from io import BytesIO
from pathlib import Path

import aiohttp
import pytest
from PIL import Image

from tests.end_to_end.bot_process import BotProcess
from tests.end_to_end.conftest import Town
from tests.end_to_end.photos import take_photo
from tests.end_to_end.test_discord_dreams import is_result, result_of
from tests.loopback.discord import NotPossibleError

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(150)]

PHOTO = take_photo()


async def fetch(address: str) -> bytes:
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        assert answer.status == 200
        return await answer.read()


async def test_presets_are_shown_with_pictures(town: Town, bot: BotProcess) -> None:
    asked = await town.ann.slash(town.channel, "presets")
    page = await asked.message()
    assert page.is_ephemeral
    shown = [await fetch(embed["thumbnail"]["url"]) for embed in page.embeds]
    assert len(shown) >= 5
    for thumbnail in shown:
        with Image.open(BytesIO(thumbnail)) as picture:
            assert min(picture.size) > 50


async def test_queue_and_help_answer_whoever_asks_alone(town: Town, bot: BotProcess) -> None:
    for command in ("dream-queue", "dream-help"):
        answer = await (await town.ann.slash(town.channel, command)).message()
        assert answer.is_ephemeral
        assert answer.content


async def test_it_speaks_the_askers_language(town: Town, bot: BotProcess) -> None:
    for locale, word in (("de", "Bild"), ("fr", "image")):
        person = town.discord.add_person(f"Visitor {locale}", town.guild, locale=locale)
        answer = await (await person.slash(town.channel, "dream-help")).message()
        assert word in answer.content


async def test_commands_have_names_in_other_languages(town: Town, bot: BotProcess) -> None:
    synced = town.discord.world.application.commands[None]
    (dream,) = (command for command in synced if command["name"] == "dream")
    assert dream["name_localizations"]["de"] == "traum"
    assert dream["name_localizations"]["fr"] == "rêve"
    assert set(dream["description_localizations"]) >= {"de", "fr"}


async def test_settings_are_for_moderators(town: Town, bot: BotProcess) -> None:
    with pytest.raises(NotPossibleError):
        await town.ann.slash(town.channel, "dream-settings")
    panel = await (await town.mod.slash(town.channel, "dream-settings")).message()
    assert panel.is_ephemeral


async def test_a_channel_has_its_own_preset(town: Town, bot: BotProcess) -> None:
    channel = town.guild.add_channel("birds")
    asked = await town.mod.slash(channel, "dream-settings", scope="channel")
    panel = await asked.message()
    await town.mod.choose(panel, ":preset", ["birds"])
    await town.discord.wait_until(lambda: "birds" in panel.content.lower(), "changed panel")
    post = await town.ann.slash(channel, "dream", picture=PHOTO, size="96")
    assert "birds" in (await result_of(post)).content


async def test_without_mentions_it_stays_silent(town: Town, bot: BotProcess) -> None:
    channel = town.guild.add_channel("quiet")
    panel = await (await town.mod.slash(channel, "dream-settings", scope="channel")).message()
    await town.mod.press(panel, custom_id=":mentions-off")
    await town.discord.wait_until(lambda: "ignored" in panel.content, "changed panel")
    await town.ann.post(channel, f"{town.bot_name} cats", files=[PHOTO])
    asked = await town.ann.slash(channel, "dream", picture=PHOTO, size="96")
    await result_of(asked)
    assert len([m for m in channel.visible_messages if is_result(m)]) == 1


async def test_what_it_keeps_of_a_person_is_removed(
    town: Town, bot: BotProcess, folder: Path
) -> None:
    eve = town.discord.add_person("Eve", town.guild)
    first = await result_of(await eve.slash(town.channel, "dream", picture=PHOTO, size="96"))
    kept = folder / "data" / "wishes"
    before = {path for path in kept.rglob("*") if path.is_file()}
    question = await (await eve.slash(town.channel, "dream-forget-me")).message()
    assert question.is_ephemeral
    await (await eve.press(question, custom_id="forget")).acknowledged()
    await town.discord.wait_until(
        lambda: len({path for path in kept.rglob("*") if path.is_file()}) < len(before),
        "removed picture",
    )
    pressed = await eve.press(first, custom_id="dream:stronger:")
    answer = await pressed.wait_for_message(lambda m: m.is_ephemeral)
    assert answer.content
