"""Finds a wish's message again after a restart, or the way on which it can still be made.

A bot that was killed just after Discord took the message doesn't know its id. Where the bot is a
member it looks for it among the channel's messages: the buttons carry the wish's id.
"""

import time
from collections.abc import Mapping
from typing import Any, cast

import discord

from bot.adapters.discord.draft import Draft
from bot.adapters.discord.place import Place
from bot.adapters.discord.posting import edit_as_bot, post_as_bot
from bot.adapters.discord.status_message import Clock, StatusMessage
from bot.records import Wish

ORIGINAL = cast("int", "@original")
"""Discord's name for an interaction's own response, in the place of a message's id."""

_MOST_LOOKED_AT = 200


def reopen_message(
    wish: Wish, client: discord.Client, *, clock: Clock = time.time
) -> StatusMessage | None:
    """The message of a wish of an earlier run; None where its address says too little."""
    address = wish.address or {}
    try:
        place = Place(**address["place"])
        way = _choose_way(wish, address, place, client, clock=clock)
    except (KeyError, TypeError):
        return None
    message = StatusMessage(place, way, message_id=wish.message_id)
    if wish.message_id is not None and place.is_member:
        message.close()  # the bot edits it as its author
    return message


def _choose_way(
    wish: Wish, address: Mapping[str, Any], place: Place, client: discord.Client, *, clock: Clock
) -> "_Webhook | _Search":
    way = address["way"]
    if way == "reply" or (place.is_member and way == "follow_up"):
        return _Search(wish, address, place, client)
    if place.is_member and clock() >= address["expires_at"]:
        return _Search(wish, address, place, client)
    known = ORIGINAL if way == "answer" else wish.message_id
    return _Webhook(address, client, message_id=known)


class _Webhook:
    """An interaction of an earlier run, by its token."""

    is_open = True

    def __init__(
        self, address: Mapping[str, Any], client: discord.Client, *, message_id: int | None
    ) -> None:
        self.address = address
        self.message_id = message_id
        self._webhook = open_webhook(address, client)

    async def show(self, draft: Draft) -> None:
        if self.message_id is None:
            sent = await self._webhook.send(wait=True, **draft.for_post())
        else:
            sent = await self._webhook.edit_message(self.message_id, **draft.for_edit())
        self.message_id = sent.id


class _Search:
    """A message that may be there already: it is looked for before another one is posted."""

    is_open = True

    def __init__(
        self, wish: Wish, address: Mapping[str, Any], place: Place, client: discord.Client
    ) -> None:
        self.address = address
        self.message_id: int | None = None
        self._wish_id = wish.id
        self._place = place
        self._client = client

    async def show(self, draft: Draft) -> None:
        if self.message_id is None:
            self.message_id = await self._find()
        if self.message_id is None:
            # The nonce of an earlier run's try: what arrived just before the restart stays the one.
            is_reply = self.address["way"] == "reply"
            nonce = f"r{self.address['after']}" if is_reply else self._wish_id
            self.message_id = await post_as_bot(self._client, self._place, draft, nonce=nonce)
        await edit_as_bot(self._client, self._place, self.message_id, draft)

    async def _find(self) -> int | None:
        channel = self._client.get_partial_messageable(self._place.channel_id)
        after = discord.Object(self.address["after"])
        try:
            async for message in channel.history(after=after, limit=_MOST_LOOKED_AT):
                if message.author == self._client.user and _shows_wish(message, self._wish_id):
                    return message.id
        except discord.Forbidden:
            return None  # the bot may not read there
        return None


def open_webhook(address: Mapping[str, Any], client: discord.Client) -> discord.Webhook:
    """What answers an interaction of an earlier run; raises KeyError for no such address."""
    return discord.Webhook.partial(address["application_id"], address["token"], client=client)


def _shows_wish(message: discord.Message, wish_id: str) -> bool:
    return any(
        wish_id in (part.custom_id or "")
        for row in message.components
        if isinstance(row, discord.ActionRow)
        for part in row.children
        if isinstance(part, discord.Button | discord.SelectMenu)
    )
