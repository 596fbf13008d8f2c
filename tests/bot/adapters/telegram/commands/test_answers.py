import pytest

from bot.service import DreamService
from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.telegram.looks import has_button, wait_for, wait_for_reply
from tests.loopback.telegram import Chat, File, Person

pytestmark = pytest.mark.usefixtures("awake")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("/start", "Send me a picture"),
        ("/start from-somewhere", "Send me a picture"),
        ("/help", "/presets shows every look"),
        ("/presets", "/dream puppyslug"),
        ("/queue", "Nobody waits"),
        ("/settings", "Settings for this chat"),
        ("/forget", "removes what I keep"),
        ("/cancel", "None of your dreams"),
        ("help", "/presets shows every look"),
        ("queue", "Nobody waits"),
    ],
)
async def test_each_command_has_its_answer_in_private(
    words: str, told: str, private: Chat, ann: Person
) -> None:
    post = await ann.send(private, words)
    assert told in (await wait_for_reply(post)).words


@pytest.mark.parametrize("words", ["/queue@PuppyslugBot", "@PuppyslugBot queue", "/queue"])
async def test_in_groups_commands_and_mentions_do_the_same(
    words: str, group: Chat, ann: Person
) -> None:
    post = await ann.send(group, words)
    assert "Nobody waits" in (await wait_for_reply(post)).text


async def test_cancel_ends_ones_newest_dream(
    private: Chat, ann: Person, photo: File, engine: FakeEngine, service: DreamService
) -> None:
    engine.step_seconds = 0.5
    for _ in range(2):
        await ann.send(private, "cats", photo=photo)
    await wait_for(lambda: len(service.jobs_of(f"telegram:{ann.id}")) == 2)
    first, _ = service.jobs_of(f"telegram:{ann.id}")
    post = await ann.send(private, "/cancel")
    assert (await wait_for_reply(post)).text == "Cancelled."
    assert service.jobs_of(f"telegram:{ann.id}") == (first,)


async def test_nobody_cancels_the_dreams_of_others(
    group: Chat, ann: Person, ben: Person, photo: File, engine: FakeEngine, service: DreamService
) -> None:
    engine.step_seconds = 0.5
    await ann.send(group, "/dream cats", photo=photo)
    await group.wait_for_message(lambda message: has_button(message, "cancel"))
    post = await ben.send(group, "/cancel")
    assert "None of your dreams" in (await wait_for_reply(post)).text
    assert len(service.jobs_of(f"telegram:{ann.id}")) == 1


async def test_the_queue_is_told_from_ones_own_place_in_it(
    private: Chat, ann: Person, photo: File, engine: FakeEngine
) -> None:
    engine.step_seconds = 0.5
    await ann.send(private, "cats", photo=photo)
    await private.wait_for_message(lambda message: has_button(message, "cancel"))
    post = await ann.send(private, "/queue")
    assert "Yours is being dreamed." in (await wait_for_reply(post)).text


async def test_words_that_a_command_does_not_take_are_told(private: Chat, ann: Person) -> None:
    post = await ann.send(private, "/queue now")
    assert "now" in (await wait_for_reply(post)).text


async def test_cancel_ends_all_of_an_album(
    private: Chat, ann: Person, photo: File, engine: FakeEngine, service: DreamService
) -> None:
    engine.step_seconds = 0.5
    await ann.send_album(private, [photo, photo, photo], "cats")
    await private.wait_for_message(lambda message: has_button(message, "cancel"))
    answer = await wait_for_reply(await ann.send(private, "/cancel"))
    assert answer.text == "Cancelled."
    await wait_for(lambda: not service.jobs_of(f"telegram:{ann.id}"))
