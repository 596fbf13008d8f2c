"""What tests look for in the bot's messages."""

from tests.loopback.discord import Channel, Interaction, Message


def is_result(message: Message) -> bool:
    """Whether it shows a finished dream: a file, and the buttons to go on."""
    return bool(message.attachments) and has_button(message, "recipe")


def has_button(message: Message, action: str) -> bool:
    return any(f"dream:{action}:" in part.get("custom_id", "") for part in message.buttons)


def wish_id_of(message: Message) -> str:
    """The wish whose buttons it has."""
    return str(message.buttons[0]["custom_id"].rpartition(":")[2])


async def wait_for_result(source: Interaction | Channel, **limits: float) -> Message:
    return await source.wait_for_message(is_result, **limits)
