"""Wishes of Discord under way: finds what holds in a place, and a way into its message."""

from dataclasses import replace

import discord

from bot.adapters.discord.delivery import Address, DiscordDelivery, Patience
from bot.adapters.discord.draft import MARKUP, Draft
from bot.adapters.discord.parts import parts_of
from bot.adapters.discord.place import Place, person_id
from bot.adapters.discord.promises import PLATFORM
from bot.adapters.discord.reopening import reopen_message
from bot.adapters.discord.result_view import build_retry_view, build_view
from bot.adapters.discord.status_message import StatusMessage
from bot.records import ChatSettings, Records, Wish
from bot.service import DreamService
from bot.texts import Phrases
from bot.wishes import Asked, Content, Controls, Pace, Wishes
from dream_core import Presets
from dream_core.engine.protocol import DreamEngine


class Dreaming:
    """All wishes of Discord that are under way. Made once; whatever it begins ends by itself.

    ``client`` carries the adapter's ``access``, which knows each chat's settings.
    """

    def __init__(
        self,
        *,
        service: DreamService,
        engine: DreamEngine,
        records: Records,
        presets: Presets,
        client: discord.Client,
        pace: Pace | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._wishes = Wishes(
            service=service, engine=engine, records=records, presets=presets, markup=MARKUP
        )
        self._engine = engine
        self._presets = presets
        self._client = client
        self._pace = pace
        self._patience = patience

    async def begin(self, asked: Asked, message: StatusMessage) -> None:
        """Keeps the wish and orders its pictures; those the queue refuses are told in words.

        Raises BotError or DreamError where nothing was accepted, the message untouched.
        """
        settings = self._settings_at(message.place)
        await self._wishes.begin(
            replace(asked, address=message.address),
            settings,
            lambda wish: self._open_delivery(wish, message),
            pace=self._pace,
        )

    async def resume(self) -> None:
        """Goes on with what earlier runs of the bot accepted and didn't deliver.

        Raises BotError where the records can't be read.
        """

        def reopen_delivery(wish: Wish) -> DiscordDelivery | None:
            message = reopen_message(wish, self._client)
            return None if message is None else self._open_delivery(wish, message)

        await self._wishes.resume(PLATFORM, reopen_delivery, choose_pace=lambda _: self._pace)

    def _open_delivery(self, wish: Wish, message: StatusMessage) -> DiscordDelivery:
        phrases = Phrases(wish.language)
        return DiscordDelivery(
            message,
            Address(
                wish_id=wish.id,
                owner_id=int(wish.person.id.rpartition(":")[2]),
                is_restricted=wish.is_restricted,
            ),
            client=self._client,
            engine=self._engine,
            phrases=phrases,
            draw=lambda content: self._draw(content, wish, phrases),
            patience=self._patience,
        )

    def is_under_way(self, wish_id: str) -> bool:
        """Whether the wish's message is still to get its ending from this run of the bot."""
        return self._wishes.is_under_way(wish_id)

    def explain_interruption(self, wish: Wish) -> Draft:
        """The ending of a message whose dream an earlier run of the bot took along."""
        phrases = Phrases(wish.language)
        content = MARKUP.escape(phrases.say("dream-interrupted"))
        return Draft(content=content, pictures=(), view=build_retry_view(wish, phrases))

    async def cancel(self, wish_id: str, user: discord.abc.User, *, is_moderator: bool) -> None:
        """Ends what is left of a wish; raises BotError with JOB_UNKNOWN or NOT_YOURS."""
        await self._wishes.cancel(wish_id, person_id(user.id), is_moderator=is_moderator)

    async def cancel_newest(self, person: str) -> bool:
        """Ends what is left of the newest wish of a person, given by id; False without any."""
        return await self._wishes.cancel_newest(person)

    async def forget(self, person: str) -> int:
        """Ends all dreams of a person, given by id, and removes all that was kept of theirs;
        returns how many wishes that were.
        """
        return await self._wishes.forget(person)

    def _draw(self, content: Content, wish: Wish, phrases: Phrases) -> Draft:
        view = None
        if content.controls is not Controls.NONE:
            view = build_view(content, wish, self._presets, phrases)
        return Draft(content=content.text, pictures=content.pictures, view=view)

    def _settings_at(self, place: Place) -> ChatSettings:
        return parts_of(self._client).access.settings_at(place.guild_id, place.channel_ids)
