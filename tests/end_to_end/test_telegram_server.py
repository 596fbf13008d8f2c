"""The commands around the dreams: presets, queue, help, settings, forgetting, menus."""

from pathlib import Path

import pytest

from tests.end_to_end.bot_process import BotProcess
from tests.end_to_end.conftest import Village
from tests.end_to_end.photos import measure, take_telegram_photo
from tests.end_to_end.telegram_looks import dream_in, has_button, result_of
from tests.loopback.telegram import Chat, Message, Person, Topic

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(150)]

PHOTO = take_telegram_photo()


async def ask(person: Person, chat: Chat, text: str, *, topic: Topic | None = None) -> Message:
    """Sends a command; returns the bot's answer."""
    asked = await person.send(chat, text, topic=topic)
    return await chat.wait_for_message(lambda m: m.reply_to is asked)


async def press(person: Person, message: Message, data: str) -> str:
    return str((await (await person.press(message, data=data)).answered())["text"])


async def test_presets_are_shown_with_pictures_in_one_message(
    village: Village, village_bot: BotProcess, group: Chat
) -> None:
    shown = await ask(village.ann, group, "/presets")
    assert len(shown.buttons) >= 14
    assert min(measure(dream_in(shown))) > 50
    first = dream_in(shown)
    await press(village.bob, shown, "preset:cats")
    await village.telegram.wait_until(lambda: "Cats" in shown.words, "page of cats")
    assert dream_in(shown).data != first.data
    assert "/dream cats" in shown.words
    assert len(group.bot_messages) == 1


@pytest.mark.parametrize("command", ["/help", "/start", "/queue", "/cancel", "/presets"])
async def test_every_command_is_answered(
    village: Village, village_bot: BotProcess, command: str
) -> None:
    visitor = village.telegram.add_person("Visitor")
    assert (await ask(visitor, visitor.private_chat, command)).words


async def test_it_speaks_the_askers_language(village: Village, village_bot: BotProcess) -> None:
    for language, word in (("de", "Bild"), ("fr", "image"), ("pt-br", "picture")):
        person = village.telegram.add_person(f"Visitor {language}", language=language)
        assert word in (await ask(person, person.private_chat, "/help")).words


async def test_menus_are_fuller_in_private_and_for_administrators(
    village: Village, village_bot: BotProcess
) -> None:
    menus = {
        key: [command["command"] for command in commands]
        for key, commands in village.telegram.commands.items()
    }
    assert "settings" in menus["all_private_chats", ""]
    assert "settings" in menus["all_chat_administrators", ""]
    assert "settings" not in menus["all_group_chats", ""]
    assert {language for _, language in menus} == {"", "de", "fr"}
    german = village.telegram.commands["all_private_chats", "de"]
    assert any("Stile" in command["description"] for command in german)


async def test_settings_of_a_group_are_for_its_administrators(
    village: Village, village_bot: BotProcess, group: Chat
) -> None:
    refused = await ask(village.ann, group, "/settings")
    assert "administrators" in refused.words
    panel = await ask(village.mayor, group, "/settings")
    assert "administrators" in await press(village.ann, panel, "set:reset")


async def test_a_group_has_its_own_preset_and_largest_size(
    village: Village, village_bot: BotProcess, group: Chat
) -> None:
    panel = await ask(village.mayor, group, "/settings")
    await press(village.mayor, panel, "set:preset")
    await village.telegram.wait_until(lambda: has_button(panel, ":birds"), "list of presets")
    await press(village.mayor, panel, "set:preset:birds")
    await village.telegram.wait_until(lambda: "Birds" in panel.words, "chosen preset")
    await press(village.mayor, panel, "set:size")
    await village.telegram.wait_until(lambda: has_button(panel, ":256"), "list of sizes")
    await press(village.mayor, panel, "set:size:256")
    await village.telegram.wait_until(lambda: "256" in panel.words, "chosen size")
    asked = await village.ann.send(group, "/dream size=512", photo=PHOTO)
    message = await result_of(asked)
    assert message.words.startswith("birds")
    assert "largest size here is 256" in message.words
    assert max(measure(dream_in(message))) == 256
    await press(village.mayor, panel, "set:close")
    await village.telegram.wait_until(lambda: panel.is_deleted, "closed panel")


async def test_without_mentions_it_hears_commands_only(
    village: Village, village_bot: BotProcess, group: Chat
) -> None:
    panel = await ask(village.mayor, group, "/settings")
    await press(village.mayor, panel, "set:mentions")
    await village.telegram.wait_until(lambda: "ignored" in panel.words, "changed panel")
    await village.ann.send(group, f"{village.bot_name} cats size=96", photo=PHOTO)
    asked = await village.ann.send(group, "/dream birds size=96", photo=PHOTO)
    dream = await result_of(asked)
    assert group.bot_messages == [panel, dream]


async def test_it_dreams_in_the_chosen_topic_only(
    village: Village, village_bot: BotProcess
) -> None:
    other = village.forum.add_topic("Weather")
    panel = await ask(village.mayor, village.forum, "/settings", topic=village.topic)
    assert panel.topic is village.topic
    await press(village.mayor, panel, "set:topic")
    await village.telegram.wait_until(lambda: "this topic only" in panel.words, "changed panel")
    asked = await village.ann.send(village.forum, "/dream cats", photo=PHOTO, topic=other)
    refused = await village.forum.wait_for_message(lambda m: m.reply_to is asked)
    assert "topic" in refused.words
    assert refused.topic is other
    allowed = await village.ann.send(
        village.forum, "/dream cats size=96", photo=PHOTO, topic=village.topic
    )
    assert (await result_of(allowed)).topic is village.topic


async def test_people_have_settings_of_their_own_in_private(
    village: Village, village_bot: BotProcess
) -> None:
    visitor = village.telegram.add_person("Eve")
    panel = await ask(visitor, visitor.private_chat, "/settings")
    await press(visitor, panel, "set:preset")
    await village.telegram.wait_until(lambda: has_button(panel, ":eyes"), "list of presets")
    await press(visitor, panel, "set:preset:eyes")
    await village.telegram.wait_until(lambda: "Eyes" in panel.words, "chosen preset")
    asked = await visitor.send(visitor.private_chat, "size=96", photo=PHOTO)
    assert (await result_of(asked)).words.startswith("eyes")


async def test_what_it_keeps_of_a_person_is_removed(
    village: Village, village_bot: BotProcess, folder: Path, group: Chat
) -> None:
    eve = village.telegram.add_person("Eve")
    group.add_member(eve.user)
    first = await result_of(await eve.send(group, "/dream cats size=96", photo=PHOTO))
    kept = folder / "data" / "wishes"
    before = {path for path in kept.rglob("*") if path.is_file()}
    question = await ask(eve, group, "/forget")
    assert "yourself" in await press(village.ann, question, "forget:yes:")
    await press(eve, question, "forget:yes:")
    await village.telegram.wait_until(lambda: "Removed" in question.words, "removal")
    after = {path for path in kept.rglob("*") if path.is_file()}
    assert len(before - after) == 2  # the picture and its dream
    assert "remember" in await press(eve, first, "dream:stronger:")
