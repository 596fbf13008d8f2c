"""People who ask for dreams, and somebody who kills the bot meanwhile; all by one seed."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.end_to_end import telegram_looks
from tests.end_to_end.bot_process import BotProcess, start_bot
from tests.end_to_end.photos import take_photo, take_telegram_photo
from tests.end_to_end.test_discord_dreams import is_over, is_result
from tests.loopback.discord import Channel, Interaction, LoopbackDiscord
from tests.loopback.discord import Message as DiscordMessage
from tests.loopback.discord import Person as DiscordPerson
from tests.loopback.telegram import LoopbackTelegram, Message
from tests.loopback.telegram import Person as TelegramPerson

SIZE = 48
NOTICE_SECONDS = 4.0
"""Who wasn't noticed by then may have spoken to a bot that was just killed."""


@dataclass(kw_only=True)
class Killer:
    """Kills workers, and the whole bot, which is started again at once."""

    folder: Path
    servers: tuple[LoopbackDiscord, LoopbackTelegram]
    settings: dict[str, str]
    chance: random.Random
    bot: BotProcess
    kills: Counter[str] = field(default_factory=Counter)
    bot_killed_at: list[float] = field(default_factory=list)

    async def kill_for(self, seconds: float) -> None:
        """Somebody dies every one to four seconds."""
        ends_at = now() + seconds
        while now() < ends_at:
            await asyncio.sleep(self.chance.uniform(1.0, 4.0))
            if self.chance.random() < 0.4:
                await self._kill_bot()
            else:
                self._kill_worker()

    async def _kill_bot(self) -> None:
        self.kills["bot"] += 1
        self.bot_killed_at.append(now())
        await self.bot.kill()
        self.bot = await start_bot(self.servers[0], self.folder, self.servers[1], **self.settings)

    def _kill_worker(self) -> None:
        workers = psutil.Process(self.bot.process.pid).children(recursive=True)
        if workers:
            self.kills["worker"] += 1
            self.chance.choice(workers).kill()


@dataclass(kw_only=True)
class TelegramCrowd:
    """People who each have their own chat with the bot."""

    telegram: LoopbackTelegram
    people: list[TelegramPerson]
    chance: random.Random
    asked: list[Message] = field(default_factory=list)

    async def ask(self) -> None:
        """Whoever has asked the least asks once more."""
        counts = Counter(message.sender.id for message in self.asked if message.sender)
        person = min(self.people, key=lambda each: counts[each.id])
        photo = take_telegram_photo(side=SIZE)
        words = f"/dream cats size={SIZE}"
        self.asked.append(await person.send(person.private_chat, words, photo=photo))

    def results_of(self, asked: Message) -> list[Message]:
        return [
            message
            for message in asked.chat.visible_messages
            if message.reply_to is asked and telegram_looks.is_result(message)
        ]

    def list_results(self) -> Iterator[tuple[str, list[str]]]:
        """What was asked, each with its results."""
        for number, asked in enumerate(self.asked):
            yield f"{number} of {asked.chat.title}", [each.words for each in self.results_of(asked)]

    def hanging(self) -> list[Message]:
        """Messages that still promise something."""
        return [
            message
            for person in self.people
            for message in person.private_chat.visible_messages
            if message.sender is self.telegram.bot and not telegram_looks.is_over(message)
        ]

    @property
    def is_done(self) -> bool:
        return all(map(self.results_of, self.asked)) and not self.hanging()


@dataclass(kw_only=True)
class DiscordCrowd:
    """People in a server's channels, who mention the bot or use its command.

    Discord keeps nothing for a bot that is away: who isn't noticed asks again.
    """

    discord: LoopbackDiscord
    channels: list[Channel]
    people: list[DiscordPerson]
    chance: random.Random
    asked: list[Interaction | DiscordMessage] = field(default_factory=list)
    unnoticed: list[Interaction | DiscordMessage] = field(default_factory=list)

    async def ask(self) -> None:
        await self.discord.connections.wait_until_connected(timeout_seconds=120)
        person = self.people[len(self.asked) % len(self.people)]
        channel = self.chance.choice(self.channels)
        photo = take_photo(side=SIZE)
        asked: Interaction | DiscordMessage
        if self.chance.random() < 0.5:
            asked = await person.slash(channel, "dream", picture=photo, size=str(SIZE))
        else:
            words = f"<@{self.discord.world.bot.id}> cats size={SIZE}"
            asked = await person.post(channel, words, files=[photo])
        self.asked.append(asked)
        asyncio.get_running_loop().call_later(NOTICE_SECONDS, self._check_noticed, asked)

    def _check_noticed(self, asked: Interaction | DiscordMessage) -> None:
        if not self.answers_to(asked):
            self.unnoticed.append(asked)

    def answers_to(self, asked: Interaction | DiscordMessage) -> list[DiscordMessage]:
        if isinstance(asked, Interaction):
            return asked.messages
        return [shown for shown in self._shown() if shown.reference is asked]

    def results_of(self, asked: Interaction | DiscordMessage) -> list[DiscordMessage]:
        return [message for message in self.answers_to(asked) if is_result(message)]

    def list_results(self) -> Iterator[tuple[str, list[str]]]:
        """What was asked and noticed, each with its results."""
        for number, asked in enumerate(self.answered()):
            yield str(number), [each.content for each in self.results_of(asked)]

    def answered(self) -> list[Interaction | DiscordMessage]:
        """Those who were noticed, be it late, and not told to ask once more."""
        return [
            asked
            for asked in self.asked
            if any("Ask once more" not in answer.content for answer in self.answers_to(asked))
        ]

    def hanging(self) -> list[DiscordMessage]:
        return [shown for shown in self._shown() if shown.is_loading or not is_over(shown)]

    @property
    def is_done(self) -> bool:
        return all(map(self.results_of, self.answered())) and not self.hanging()

    def _shown(self) -> Iterator[DiscordMessage]:
        bot = self.discord.world.bot
        for channel in self.channels:
            yield from (shown for shown in channel.visible_messages if shown.author is bot)


def now() -> float:
    return asyncio.get_running_loop().time()
