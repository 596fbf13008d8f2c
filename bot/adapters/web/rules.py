"""What people have set for the room, and the language of its answers."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.adapters.web.posts import ProblemRecord
from bot.conversation import Problem
from bot.records import ChatSettings, ChatSettingsBook
from bot.texts import DEFAULT_LANGUAGE, Phrases, choose_language
from dream_core import Presets

ROOM_ID = "web:room"
"""The room as the service and the records know it."""


class RoomRules:
    """The room's settings, as any other chat has them."""

    def __init__(self, book: ChatSettingsBook, presets: Presets) -> None:
        self._book = book
        self._presets = presets
        self._changing = asyncio.Lock()

    @property
    def settings(self) -> ChatSettings:
        """What holds now."""
        return self._book.find(ROOM_ID)

    @property
    def language(self) -> str:
        """What everybody is answered in; a browser's language isn't asked for."""
        return choose_language(self.settings.language or DEFAULT_LANGUAGE)

    @property
    def phrases(self) -> Phrases:
        """The bot's sentences in that language."""
        return Phrases(self.language)

    async def change(self, changes: Mapping[str, Any]) -> None:
        """Sets some by name, None taking one back; raises BotError if that can't be kept."""
        async with self._changing:
            await self._book.save(ROOM_ID, replace(self.settings, **changes))

    def write(self, title: str) -> str:
        """Everything that holds, a setting a line."""
        settings, say = self.settings, self.phrases.say
        preset = self._presets.get(settings.preset or "")
        unset = say("panel-unset")
        size = say("panel-pixels", size=str(settings.largest_size))
        return "\n".join(
            (
                title,
                say("panel-preset", value=self.phrases.preset_title(preset) if preset else unset),
                say("panel-size", value=size if settings.largest_size else unset),
                say("panel-language", value=self.phrases.language_name(self.language)),
            )
        )

    def explain(self, problem: Problem) -> ProblemRecord:
        """A problem in the room's language."""
        if self.language == DEFAULT_LANGUAGE:
            sentence, hint = problem.sentence, problem.hint
        else:
            sentence, hint = self.phrases.problem(problem), ""
        return ProblemRecord(code=str(problem.code), sentence=sentence, hint=hint)
