"""The one message of the bot's that grows from "queued" into the result."""

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Protocol

import discord

from bot.adapters.discord.draft import Draft
from bot.adapters.discord.place import Place

Clock = Callable[[], float]
"""Seconds since 1970, such as :func:`time.time`."""

TOKEN_SECONDS = 14.5 * 60
"""How long an interaction can be answered: Discord's 15 minutes, less what an upload may take."""

_NO_HISTORY = 160002
"""Discord's code for a reply where the bot may not read what it replies to."""


class Way(Protocol):
    """How the message is first made and then edited; ``message_id`` is None until it is there."""

    message_id: int | None

    @property
    def is_open(self) -> bool: ...

    @property
    def address(self) -> Mapping[str, Any]:
        """What the bot's next run needs to go on, as plain values."""
        ...

    async def show(self, draft: Draft) -> None: ...


class StatusMessage:
    """The message, and the way on which whoever asked is answered. It appears when it first shows
    something; once the way is closed, the bot may still edit it as its author.
    """

    def __init__(self, place: Place, way: Way, *, message_id: int | None = None) -> None:
        self.place = place
        self.message_id = message_id
        self._way = way
        self._is_closed = False

    @classmethod
    async def answering(
        cls,
        interaction: discord.Interaction[Any],
        place: Place,
        *,
        clock: Clock = time.time,
    ) -> "StatusMessage":
        """The answer to a command, which is deferred already and shown as thinking."""
        return cls(place, _Answer(interaction, _Token(interaction, place, clock)))

    @classmethod
    async def following(
        cls,
        interaction: discord.Interaction[Any],
        place: Place,
        *,
        clock: Clock = time.time,
    ) -> "StatusMessage":
        """A new message below the one whose button was pressed; the press is deferred already."""
        return cls(place, _FollowUp(interaction, _Token(interaction, place, clock)))

    @classmethod
    async def replying(cls, message: discord.Message, place: Place) -> "StatusMessage":
        """A reply to a post that notifies nobody."""
        return cls(place, _Reply(message))

    @property
    def address(self) -> Mapping[str, Any]:
        """What the bot's next run needs to find or make the message; see ``reopen_message``."""
        return {"place": asdict(self.place), **self._way.address}

    @property
    def is_open(self) -> bool:
        """Whether the way it was asked for on still leads there."""
        return not self._is_closed and self._way.is_open

    def close(self) -> None:
        """Discord doesn't take this way any more."""
        self._is_closed = True

    def lose(self) -> None:
        """The message is gone, or can't be edited any more."""
        self._is_closed = True
        self.message_id = None

    async def show(self, draft: Draft) -> None:
        """Makes or edits the message; raises what discord.py and its connection raise."""
        await self._way.show(draft)
        self.message_id = self._way.message_id


class _Token:
    """An interaction's token and how long it lives, by the bot's own clock."""

    def __init__(self, interaction: discord.Interaction[Any], place: Place, clock: Clock) -> None:
        self.interaction = interaction
        self._expires_at = interaction.created_at.timestamp() + TOKEN_SECONDS
        # Without another way the token is tried whatever the clock says.
        self._clock = clock if place.is_member else None

    @property
    def is_alive(self) -> bool:
        return self._clock is None or self._clock() < self._expires_at

    def describe(self, way: str) -> Mapping[str, Any]:
        """Without the token the next run couldn't answer where the bot isn't a member."""
        return {
            "way": way,
            "after": self.interaction.id,
            "application_id": self.interaction.application_id,
            "token": self.interaction.token,
            "expires_at": self._expires_at,
        }


class _Answer:
    """The interaction's own response."""

    def __init__(self, interaction: discord.Interaction[Any], token: _Token) -> None:
        self.message_id: int | None = None
        self._interaction = interaction
        self._token = token

    @property
    def is_open(self) -> bool:
        return self._token.is_alive

    @property
    def address(self) -> Mapping[str, Any]:
        return self._token.describe("answer")

    async def show(self, draft: Draft) -> None:
        shown = await self._interaction.edit_original_response(**draft.for_edit())
        self.message_id = shown.id


class _FollowUp:
    """One more message through the interaction's webhook; installed by people it has five."""

    def __init__(self, interaction: discord.Interaction[Any], token: _Token) -> None:
        self.message_id: int | None = None
        self._webhook = interaction.followup
        self._token = token

    @property
    def is_open(self) -> bool:
        return self._token.is_alive

    @property
    def address(self) -> Mapping[str, Any]:
        return self._token.describe("follow_up")

    async def show(self, draft: Draft) -> None:
        if self.message_id is None:
            sent = await self._webhook.send(wait=True, **draft.for_post())
            self.message_id = sent.id
        else:
            await self._webhook.edit_message(self.message_id, **draft.for_edit())


class _Reply:
    """A message of the bot's own below a post."""

    is_open = True

    def __init__(self, message: discord.Message) -> None:
        self.message_id: int | None = None
        self._source = message
        self._sent: discord.Message | None = None
        self._was_tried = False

    @property
    def address(self) -> Mapping[str, Any]:
        return {"way": "reply", "after": self._source.id}

    async def show(self, draft: Draft) -> None:
        if self._sent is None:
            was_tried, self._was_tried = self._was_tried, True
            self._sent = await self._reply(draft)
            self.message_id = self._sent.id
            if not was_tried:
                return
            # A first try that looked in vain may have arrived, and then that is what was found.
        self._sent = await self._sent.edit(**draft.for_edit())

    async def _reply(self, draft: Draft) -> discord.Message:
        channel, source = self._source.channel, self._source
        # Discord takes the same nonce once only: a second try can't make a second message.
        nonce = f"r{source.id}"
        reference = source.to_reference(fail_if_not_exists=False)
        try:
            return await channel.send(nonce=nonce, reference=reference, **draft.for_post())
        except discord.HTTPException as error:
            if error.code != _NO_HISTORY:
                raise
        return await channel.send(nonce=nonce, **draft.for_post())
