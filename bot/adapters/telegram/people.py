"""Who speaks to the bot."""

from telegram import Message, User

from bot.conversation import Person


def person_id(user_id: int) -> str:
    """A Telegram user, or a chat that speaks as one, as the service knows them."""
    return f"telegram:{user_id}"


def person_of(user: User) -> Person:
    """The person who presses a button."""
    return Person(id=person_id(user.id), name=user.full_name)


def author_of(message: Message) -> Person | None:
    """Whoever posts: a person, or a chat as which somebody posts, such as a group's anonymous
    administrator. None for other bots and for what a channel passes on by itself.
    """
    if message.is_automatic_forward:
        return None
    if (sender := message.sender_chat) is not None:
        return Person(id=person_id(sender.id), name=sender.effective_name or "")
    user = message.from_user
    return None if user is None or user.is_bot else person_of(user)


def language_code_of(user: User | None) -> str:
    """The tag of a person's own language, empty where Telegram doesn't tell it."""
    return (user.language_code if user else None) or ""
