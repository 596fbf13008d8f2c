"""Whoever has an account, the bot among them."""

from dataclasses import dataclass


@dataclass(eq=False, slots=True, kw_only=True)
class User:
    """An account. ``has_installed`` says that they installed the app for themselves."""

    id: int
    name: str
    is_bot: bool = False
    locale: str = "en-US"
    accepts_direct_messages: bool = True
    has_installed: bool = False

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"
