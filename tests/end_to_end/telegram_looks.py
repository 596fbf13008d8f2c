"""What tests look for in the bot's messages on Telegram."""

from collections.abc import Callable

from tests.loopback.telegram import Chat, Media, Message

DREAM_SECONDS = 60.0


def has_button(message: Message, data: str) -> bool:
    return any(data in button["callback_data"] for button in message.buttons)


def is_result(message: Message) -> bool:
    """Whether a message shows finished dreams, or stands below them: their buttons are there."""
    return has_button(message, "dream:recipe:")


def is_over(message: Message) -> bool:
    """Whether a message shows an ending, be it good or bad."""
    return not has_button(message, "dream:cancel:")


def dream_in(message: Message) -> Media:
    """The picture of a message, which must have one."""
    assert message.media is not None
    return message.media


async def result_of(
    asked: Message, *, look: Callable[[Message], object] = bool, chat: Chat | None = None
) -> Message:
    """The dream that answers a message."""
    return await (chat or asked.chat).wait_for_message(
        lambda m: m.reply_to is asked and is_result(m) and look(m), timeout_seconds=DREAM_SECONDS
    )
