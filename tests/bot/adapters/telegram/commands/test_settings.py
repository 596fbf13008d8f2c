import pytest

from bot.adapters.telegram.commands.settings import CALLBACK, alter_part
from bot.adapters.telegram.commands.settings_panel import Part
from bot.adapters.telegram.host import Host
from bot.adapters.telegram.place import Place
from bot.records import ChatSettings, Records
from tests.bot.adapters.telegram.looks import labels, wait_for, wait_for_reply, wait_for_result
from tests.loopback.telegram import Chat, File, Message, Person

TOPIC = Place(chat_id=-100, thread_id=7)


@pytest.fixture
async def panel(awake: Host, group: Chat, admin: Person) -> Message:
    """The panel of the group, which an administrator has asked for."""
    return await wait_for_reply(await admin.send(group, "/settings"))


async def press(person: Person, panel: Message, label: str) -> str:
    pressed = await person.press(panel, text=label)
    return str((await pressed.answered())["text"])


def settings_of(records: Records, chat: Chat) -> ChatSettings:
    return records.chat_settings.find(f"telegram:{chat.id}")


async def test_an_administrator_chooses_the_groups_preset(
    panel: Message, group: Chat, admin: Person, records: Records
) -> None:
    assert await press(admin, panel, "Preset when none is named") == ""
    await wait_for(lambda: "Eyes" in labels(panel))
    await press(admin, panel, "Eyes")
    await wait_for(lambda: "Preset when none is named: Eyes" in panel.text)
    assert settings_of(records, group) == ChatSettings(preset="eyes")
    await press(admin, panel, "Preset when none is named")
    await wait_for(lambda: "• Eyes •" in labels(panel))
    await press(admin, panel, "as usual")
    await wait_for(lambda: settings_of(records, group) == ChatSettings())


async def test_the_largest_size_and_the_mentions_are_set_too(
    panel: Message, group: Chat, admin: Person, records: Records
) -> None:
    await press(admin, panel, "Largest size")
    await wait_for(lambda: "512" in labels(panel))
    await press(admin, panel, "512")
    await wait_for(lambda: "Largest size: 512 pixels" in panel.text)
    await press(admin, panel, "Ignore mentions")
    await wait_for(lambda: "Answer mentions" in labels(panel))
    assert settings_of(records, group) == ChatSettings(largest_size=512, answers_mentions=False)
    await press(admin, panel, "Reset all")
    await wait_for(lambda: settings_of(records, group) == ChatSettings())


async def test_settings_can_be_said_with_the_command(
    awake: Host, group: Chat, admin: Person, ann: Person, records: Records
) -> None:
    words = "/settings preset=cats size=512 language=fr"
    panel = await wait_for_reply(await admin.send(group, words))
    assert "512 pixels" in panel.text
    changed = ChatSettings(preset="cats", largest_size=512, language="fr")
    assert settings_of(records, group) == changed
    await wait_for_reply(await ann.send(group, "/settings size=usual"))
    assert settings_of(records, group) == changed
    await wait_for_reply(await admin.send(group, "/settings size=usual"))
    assert settings_of(records, group) == ChatSettings(preset="cats", language="fr")


async def test_in_a_chat_with_a_language_everybody_is_answered_in_it(
    panel: Message, group: Chat, admin: Person, ann: Person, photo: File, records: Records
) -> None:
    await press(admin, panel, "Language of my answers")
    await wait_for(lambda: "Deutsch" in labels(panel))
    await press(admin, panel, "Deutsch")
    await wait_for(lambda: "Sprache meiner Antworten: Deutsch" in panel.text)
    assert settings_of(records, group) == ChatSettings(language="de")
    queue = await wait_for_reply(await ann.send(group, "/queue"))
    assert queue.text.startswith("Niemand wartet")
    refusal = await wait_for_reply(await ann.send(group, "/dream nonsense", photo=photo))
    assert refusal.text.startswith("Das habe ich nicht verstanden.")
    await ann.send(group, "/dream cats", photo=photo)
    assert "Rezept" in labels(await wait_for_result(group))
    await press(admin, panel, "Sprache meiner Antworten")
    await wait_for(lambda: "für jede Person die eigene" in labels(panel))
    await press(admin, panel, "für jede Person die eigene")
    await wait_for(lambda: settings_of(records, group) == ChatSettings())


async def test_topics_are_chosen_in_the_topics_themselves(
    awake: Host, forum: Chat, admin: Person, ann: Person, photo: File, records: Records
) -> None:
    dreams = forum.add_topic("Dreams")
    panel = await wait_for_reply(await admin.send(forum, "/settings", topic=dreams))
    await press(admin, panel, "Dream in this topic, not in those not chosen")
    await wait_for(lambda: "I dream in this topic only." in panel.text)
    assert settings_of(records, forum).channels == (str(dreams.thread_id),)
    refused = await ann.send(forum, "/dream", photo=photo)
    assert "don't dream in this topic" in (await wait_for_reply(refused)).text
    await press(admin, panel, "No longer choose this topic")
    await wait_for(lambda: settings_of(records, forum).channels == ())


async def test_others_may_neither_ask_for_the_panel_nor_use_it(
    panel: Message, group: Chat, ann: Person, records: Records
) -> None:
    post = await ann.send(group, "/settings")
    assert "Only this group's administrators" in (await wait_for_reply(post)).text
    for label in labels(panel):
        assert "Only this group's administrators" in await press(ann, panel, label)
    assert settings_of(records, group) == ChatSettings()
    assert not panel.is_deleted


async def test_who_was_an_administrator_is_none_any_more(
    panel: Message, group: Chat, admin: Person
) -> None:
    group.demote(admin.user)
    assert "Only this group's administrators" in await press(admin, panel, "Ignore mentions")


async def test_an_anonymous_administrator_may(awake: Host, group: Chat, admin: Person) -> None:
    post = await admin.send(group, "/settings", is_anonymous=True)
    panel = await wait_for_reply(post)
    await press(admin, panel, "Ignore mentions")
    await wait_for(lambda: "Answer mentions" in labels(panel))


async def test_in_private_everybody_sets_their_own_chat(
    awake: Host, private: Chat, ann: Person, records: Records
) -> None:
    panel = await wait_for_reply(await ann.send(private, "/settings"))
    assert "Ignore mentions" not in labels(panel)
    await press(ann, panel, "Largest size")
    await wait_for(lambda: "512" in labels(panel))
    await press(ann, panel, "512")
    await wait_for(lambda: settings_of(records, private).largest_size == 512)


async def test_the_panel_goes_when_all_is_set(panel: Message, admin: Person) -> None:
    await press(admin, panel, "Done")
    await wait_for(lambda: panel.is_deleted)


async def test_a_list_can_be_left_without_a_choice(panel: Message, admin: Person) -> None:
    before = labels(panel)
    await press(admin, panel, "Largest size")
    await wait_for(lambda: "Back" in labels(panel))
    await press(admin, panel, "Back")
    await wait_for(lambda: labels(panel) == before)


async def test_what_cannot_be_kept_is_told_and_does_not_hold(
    panel: Message, group: Chat, admin: Person, records: Records
) -> None:
    await records.__aexit__()
    await press(admin, panel, "Ignore mentions")
    reply = await group.wait_for_message(lambda message: message.id > panel.id)
    assert reply.text
    assert settings_of(records, group) == ChatSettings()


@pytest.mark.parametrize(
    ("part", "value", "changed"),
    [
        (Part.PRESET, "eyes", ChatSettings(preset="eyes", largest_size=256, channels=("7",))),
        (Part.PRESET, None, ChatSettings(largest_size=256, channels=("7",))),
        (Part.SIZE, "512", ChatSettings(preset="cats", largest_size=512, channels=("7",))),
        (
            Part.LANGUAGE,
            "fr",
            ChatSettings(preset="cats", largest_size=256, language="fr", channels=("7",)),
        ),
        (
            Part.LANGUAGE,
            "tlh",
            ChatSettings(preset="cats", largest_size=256, channels=("7",)),
        ),
        (Part.SIZE, "unset", ChatSettings(preset="cats", channels=("7",))),
        (
            Part.MENTIONS,
            None,
            ChatSettings(preset="cats", largest_size=256, channels=("7",), answers_mentions=False),
        ),
        (Part.TOPIC, None, ChatSettings(preset="cats", largest_size=256)),
        (Part.RESET, None, ChatSettings()),
        (Part.MAIN, None, ChatSettings(preset="cats", largest_size=256, channels=("7",))),
    ],
)
def test_a_button_changes_one_setting(part: Part, value: str | None, changed: ChatSettings) -> None:
    before = ChatSettings(preset="cats", largest_size=256, channels=("7",))
    assert alter_part(before, part=part, value=value, place=TOPIC) == changed


@pytest.mark.parametrize("part", [Part.MENTIONS, Part.TOPIC])
def test_what_is_turned_twice_is_as_before(part: Part) -> None:
    before = ChatSettings(answers_mentions=True, channels=("9",))
    once = alter_part(before, part=part, value=None, place=TOPIC)
    assert once != before
    assert alter_part(once, part=part, value=None, place=TOPIC) == before


@pytest.mark.parametrize("data", ["set:", "set:other", "set:size:", "set:size:1 ", "set:size:A"])
def test_what_only_looks_like_such_a_button_is_none(data: str) -> None:
    assert CALLBACK.fullmatch(data) is None
