"""What commands, menus and mentions find through the client that heard them."""

from typing import Protocol, cast

import discord

from bot.adapters.discord.access import Access
from bot.adapters.discord.dreaming import Dreaming
from bot.adapters.discord.intents import Features
from bot.adapters.discord.parts import Parts
from bot.adapters.discord.promises import Promises
from bot.commands import Grammar
from bot.service import DreamService
from bot.wishes import PictureReader


class Host(Parts, Protocol):
    """The adapter's client as the holder of all its parts."""

    @property
    def dreaming(self) -> Dreaming: ...
    @property
    def access(self) -> Access: ...
    @property
    def service(self) -> DreamService: ...
    @property
    def grammar(self) -> Grammar: ...
    @property
    def features(self) -> Features: ...
    @property
    def promises(self) -> Promises: ...
    @property
    def reader(self) -> PictureReader: ...
    @property
    def user(self) -> discord.ClientUser | None: ...


def host_of(client: discord.Client) -> Host:
    """The client as the parts' holder."""
    return cast("Host", client)
