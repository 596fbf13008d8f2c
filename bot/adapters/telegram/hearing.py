"""Messages that speak to the bot: commands, mentions, and whatever is said in private."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Message
from telegram.constants import MessageEntityType

from bot.adapters.telegram.askers import check_allowed, check_ask
from bot.adapters.telegram.asking import Wanted, ask
from bot.adapters.telegram.commands.answers import answer_command
from bot.adapters.telegram.commands.help import write_imagine_help, write_short_help
from bot.adapters.telegram.host import Host
from bot.adapters.telegram.people import author_of
from bot.adapters.telegram.place import Place, place_of
from bot.adapters.telegram.problems import is_leaving, reply_problem, reply_text
from bot.adapters.telegram.sources import explain_files, has_other_files, no_picture
from bot.commands import (
    CHAT_COMMANDS,
    Command,
    DreamCommand,
    Grammar,
    Misunderstood,
    NoCommand,
)
from bot.conversation import Person
from bot.errors import UsageError
from bot.wishes import Source, check_sizes, check_unpictured, split_guide
from dream_core import Presets
from dream_core.errors import RecipeError

# Other people and links say nothing about a dream.
_OTHERS = re.compile(r"https?://\S+|(?<!\S)@\w{4,32}\b")
_IMAGINE = re.compile(r"\bimagine\b", re.IGNORECASE)


def build_grammar(presets: Presets, username: str) -> Grammar:
    """The grammar that knows the bot's name."""
    return Grammar(presets, mentions=(f"@{username}",), commands=CHAT_COMMANDS)


async def hear(message: Message, host: Host) -> None:
    """Answers a message, if it speaks to the bot; one place for whatever goes wrong with it.

    Raises only what says that the bot leaves.
    """
    messages = await host.albums.gather(message)
    author = author_of(message)
    if messages is None or author is None or _is_empty(message):
        return
    spoken = next((each for each in messages if each.text or each.caption), message)
    try:
        await _heed(spoken, messages, author, host)
    except Exception as error:
        if is_leaving(error):
            raise
        if await host.service.admission.may_answer(error):
            await reply_problem(host, spoken, error)


def _is_empty(message: Message) -> bool:
    """Whether Telegram itself tells what happened in the chat, such as a message pinned."""
    return not (message.text or message.caption or message.effective_attachment)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What somebody says of a dream, in ``message``; ``messages`` are all of its album."""

    message: Message
    messages: Sequence[Message]
    author: Person
    words: str
    command: DreamCommand | Misunderstood

    @property
    def place(self) -> Place:
        return place_of(self.message)

    @property
    def is_command(self) -> bool:
        return self.words.lstrip().startswith("/")

    @property
    def imagines(self) -> bool:
        """Whether it is about what needs no picture, understood or not."""
        if isinstance(self.command, DreamCommand):
            return self.command.options.imagines
        return _IMAGINE.search(self.words) is not None


async def _heed(spoken: Message, messages: Sequence[Message], author: Person, host: Host) -> None:
    place = place_of(spoken)
    words = _read_words(spoken, host)
    is_command = words.lstrip().startswith("/")
    if not (place.is_private or is_command or host.access.answers_mentions(place)):
        return
    try:
        command: Command | Misunderstood = host.grammar.parse(words, addressed=place.is_private)
    except (UsageError, RecipeError) as error:
        command = error
    if isinstance(command, DreamCommand | Misunderstood):
        said = _Said(message=spoken, messages=messages, author=author, words=words, command=command)
        check_allowed(author.id, place, host)
        if _says_no_more_than_imagine(words, host):
            phrases = host.access.phrases_for(spoken.from_user, place)
            await reply_text(host.bot, spoken, write_imagine_help(phrases))
        elif said.imagines:
            await _imagine(said, host)
        else:
            await _dream(said, host)
    elif not isinstance(command, NoCommand):
        await answer_command(command, spoken, author, host)


async def _imagine(said: _Said, host: Host) -> None:
    """Whatever pictures are around have nothing to do with it."""
    if isinstance(said.command, DreamCommand) and said.command.takes_no_picture:
        replied = said.message.reply_to_message
        others = host.albums.recall(replied) if replied is not None else ()
        has_picture = bool(host.sources.find([*said.messages, *others]))
        check_unpictured(said.command.options, has_picture=has_picture)
    await _ask(said, (), host)


async def _dream(said: _Said, host: Host) -> None:
    replied = said.message.reply_to_message
    holders, others = said.messages, host.albums.recall(replied) if replied is not None else ()
    if isinstance(said.command, DreamCommand) and said.command.is_guided:
        await _dream_guided(said, others, host)
        return
    sources = host.sources.find(holders)
    if not sources and others:
        holders, sources = others, host.sources.find(others)
    if not sources:
        await _explain(said, holders, host)
        return
    await _ask(said, sources, host)


async def _dream_guided(said: _Said, others: Sequence[Message], host: Host) -> None:
    """``others`` are those that it replies to."""
    own, replied = host.sources.find(said.messages), host.sources.find(others)
    if len(own) + len(replied) <= 1 and has_other_files([*said.messages, *others]):
        raise explain_files([*said.messages, *others])
    sources, guide = split_guide(replied, own)
    await _ask(said, sources, host, guide=guide)


async def _ask(
    said: _Said, sources: Sequence[Source], host: Host, *, guide: Source | None = None
) -> None:
    if isinstance(said.command, Misunderstood):
        raise said.command
    await check_ask(said.author.id, said.place, host)
    check_sizes([*sources, *([guide] if guide else [])], largest_bytes=host.sources.largest_bytes)
    wanted = Wanted(
        message=said.message,
        author=said.author,
        sources=sources,
        options=said.command.options,
        guide=guide,
    )
    await ask(wanted, host)


async def _explain(said: _Said, holders: Sequence[Message], host: Host) -> None:
    """Why there is nothing to dream; whoever only chats in private is told what is possible."""
    if has_other_files(holders):
        raise explain_files(holders)
    if isinstance(said.command, Misunderstood):
        if said.is_command:
            raise said.command
    elif said.is_command or said.command.options.form == "zoom":
        raise no_picture("zoom" if said.command.options.form == "zoom" else "dream")
    if not said.place.is_private:
        raise no_picture()
    phrases = host.access.phrases_for(said.message.from_user, said.place)
    await reply_text(host.bot, said.message, write_short_help(host, phrases))


def _says_no_more_than_imagine(words: str, host: Host) -> bool:
    said = words.casefold().replace(host.mention.casefold(), " ")
    return _IMAGINE.fullmatch(said.strip(" \n/")) is not None


def _read_words(message: Message, host: Host) -> str:
    """What is said, without the names of others."""
    text = message.text or message.caption or ""
    entities = message.entities if message.text else message.caption_entities
    # Telegram counts in UTF-16.
    units = text.encode("utf-16-le")
    for entity in sorted(entities, key=lambda entity: -entity.offset):
        if entity.type == MessageEntityType.TEXT_MENTION:
            end = entity.offset + entity.length
            units = units[: 2 * entity.offset] + units[2 * end :]
    text = units.decode("utf-16-le")
    own = host.mention.casefold()
    return _OTHERS.sub(lambda found: found[0] if found[0].casefold() == own else " ", text)
