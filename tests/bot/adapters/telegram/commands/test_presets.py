import pytest

from bot.adapters.telegram.commands.presets import CALLBACK
from bot.adapters.telegram.host import Host
from bot.texts import Phrases
from config import find_thumbnail
from dream_core import Presets
from tests.bot.adapters.telegram.looks import expect_silence, labels, wait_for, wait_for_reply
from tests.loopback.telegram import Chat, LoopbackTelegram, Message, Person

pytestmark = pytest.mark.usefixtures("awake")


@pytest.fixture
async def shown(awake: Host, private: Chat, ann: Person) -> Message:
    """What Ann is shown as an answer to ``/presets``."""
    return await wait_for_reply(await ann.send(private, "/presets"))


async def test_it_begins_with_the_usual_one_and_its_picture(
    shown: Message, presets: Presets
) -> None:
    assert shown.caption.startswith("Puppyslug\n")
    assert shown.caption.endswith("\n/dream puppyslug")
    assert [entity["type"] for entity in shown.entities] == ["bold", "code"]
    thumbnail = find_thumbnail("puppyslug")
    assert thumbnail is not None
    assert shown.media is not None
    assert shown.media.data == thumbnail.read_bytes()
    assert len(labels(shown)) == len(presets)
    assert "• Puppyslug •" in labels(shown)


async def test_a_button_turns_to_another_one(shown: Message, ann: Person) -> None:
    assert (await (await ann.press(shown, text="Eyes")).answered())["text"] == ""
    await wait_for(lambda: shown.caption.endswith("/dream eyes"))
    thumbnail = find_thumbnail("eyes")
    assert thumbnail is not None
    assert shown.media is not None
    assert shown.media.data == thumbnail.read_bytes()
    assert "• Eyes •" in labels(shown)
    assert "Puppyslug" in labels(shown)


async def test_everybody_may_leaf_through_it(group: Chat, ann: Person, ben: Person) -> None:
    shown = await wait_for_reply(await ann.send(group, "/presets"))
    await ben.press(shown, text="Eyes")
    await wait_for(lambda: shown.caption.endswith("/dream eyes"))


async def test_the_one_that_is_shown_already_is_no_trouble(
    shown: Message, telegram_server: LoopbackTelegram, ann: Person
) -> None:
    telegram_server.faults.fail(
        "editMessageMedia", status=400, description="Bad Request: message is not modified: same"
    )
    assert (await (await ann.press(shown, text="• Puppyslug •")).answered())["text"] == ""
    await expect_silence(shown.chat)


async def test_one_that_is_gone_is_told(shown: Message, ann: Person) -> None:
    shown.keyboard[0][0]["callback_data"] = "preset:gone"
    answer = await (await ann.press(shown, data="preset:gone")).answered()
    assert "isn't there any more" in answer["text"]


async def test_they_are_called_by_their_names_in_the_askers_language(
    telegram_server: LoopbackTelegram, presets: Presets
) -> None:
    eva = telegram_server.add_person("Eva", language="de")
    shown = await wait_for_reply(await eva.send(eva.private_chat, "/presets"))
    german = Phrases("de")
    assert german.preset_title(presets["eyes"]) in labels(shown)
    assert german.preset_title(presets["puppyslug"]) in shown.caption


async def test_every_preset_that_comes_with_the_program_can_be_shown(
    shown: Message, ann: Person, presets: Presets
) -> None:
    for name in presets:
        if name != "puppyslug":
            await (await ann.press(shown, data=f"preset:{name}")).answered()
            await wait_for(lambda name=name: shown.caption.endswith(f"/dream {name}"))  # type: ignore[misc]


@pytest.mark.parametrize("data", ["preset:", "preset:Eyes", "preset:eyes\n", f"preset:{'a' * 33}"])
def test_what_only_looks_like_such_a_button_is_none(data: str) -> None:
    assert CALLBACK.fullmatch(data) is None
