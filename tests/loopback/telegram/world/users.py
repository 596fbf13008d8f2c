"""Whoever has an account, the bot among them."""

from dataclasses import dataclass


@dataclass(eq=False, slots=True, kw_only=True)
class User:
    """An account; a ``username`` is written without the @."""

    id: int
    name: str
    username: str | None = None
    is_bot: bool = False
    language: str | None = None


ANONYMOUS_ADMIN = User(id=1087968824, name="Group", username="GroupAnonymousBot", is_bot=True)
"""Whom Telegram names as the sender where an administrator writes as the group."""
