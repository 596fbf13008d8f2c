"""Posts that speak to the bot: a mention with words in any order, or a direct message."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import discord

from bot.adapters.discord.askers import check_allowed, check_ask
from bot.adapters.discord.asking import Wanted, ask_by_post
from bot.adapters.discord.commands.help import write_help, write_short_help
from bot.adapters.discord.draft import escape
from bot.adapters.discord.host import Host, host_of
from bot.adapters.discord.languages import phrases_for_post
from bot.adapters.discord.place import person_id
from bot.adapters.discord.problems import reply_problem, reply_text
from bot.adapters.discord.sources import (
    find_pictures,
    find_replied,
    guide_unseen,
    no_picture,
)
from bot.commands import (
    CancelCommand,
    Command,
    DreamCommand,
    Grammar,
    HelpCommand,
    Misunderstood,
    NoCommand,
    PresetsCommand,
    QueueCommand,
)
from bot.errors import UsageError
from bot.texts import Phrases
from bot.wishes import Source, check_unpictured, split_guide
from dream_core import Presets
from dream_core.errors import RecipeError

# Other people, roles, channels, emojis, times and links say nothing about a dream.
_MARKUP = re.compile(r"<(?:@&|#|a?:|t:|/)[^>\s]*>|https?://\S+")
_IMAGINE = re.compile(r"\bimagine\b", re.IGNORECASE)
"""Who says it needs no picture: what is wrong with the words is what they are told."""

_POSTS = (discord.MessageType.default, discord.MessageType.reply)


def build_grammar(presets: Presets, user: discord.ClientUser) -> Grammar:
    """The grammar that knows the ways in which Discord writes the bot's name."""
    mentions = (f"<@{user.id}>", f"<@!{user.id}>", f"@{user.name}")
    return Grammar(presets, mentions=mentions)


@dataclass(frozen=True, slots=True)
class _Found:
    """The pictures that a post means. ``holder`` is the post with those that are to be dreamed."""

    holder: discord.Message
    sources: Sequence[Source]
    guide: Source | None = None


async def hear(message: discord.Message, client: discord.Client) -> None:
    """Answers a post, if it speaks to the bot; one place for whatever goes wrong with it."""
    host = host_of(client)
    try:
        if not _may_speak(message, host):
            return
        await host.promises.promise_reply(message)
        await _heed(message, host, client)
    except Exception as error:  # noqa: BLE001 (told to whoever posted, and logged there)
        if await host.service.admission.may_answer(error):
            await reply_problem(message, error, client)


def _may_speak(message: discord.Message, host: Host) -> bool:
    """Whether it is a person's own post, where mentions are answered."""
    if message.author.bot or message.webhook_id is not None or message.type not in _POSTS:
        return False
    if message.guild is None:
        return True
    if host.user is None or message.mention_everyone:
        return False
    if f"<@{host.user.id}>" not in message.content.replace("<@!", "<@"):
        return False  # replies to the bot's own dreams, and roles that it has
    answers = host.access.settings_for(message).answers_mentions is not False
    return answers and host.access.allows_channel(message)


async def _heed(message: discord.Message, host: Host, client: discord.Client) -> None:
    is_direct = message.guild is None
    words = _strip_markup(message.content, host.user)
    try:
        command: Command | Misunderstood = host.grammar.parse(words, addressed=is_direct)
    except (UsageError, RecipeError) as error:
        command = error
    if isinstance(command, DreamCommand) and command.options.imagines:
        await _imagine(message, command, client)
    elif isinstance(command, Misunderstood) and _IMAGINE.search(words):
        check_allowed(message, client)
        raise command
    elif isinstance(command, DreamCommand | Misunderstood):
        await _dream(message, command, host, client)
    elif not isinstance(command, NoCommand):
        host.access.check(message)
        text = await _answer(command, message, host, phrases_for_post(message, client))
        await reply_text(message, text)


async def _imagine(message: discord.Message, command: DreamCommand, client: discord.Client) -> None:
    """Of no picture: one beside words that name a look is a mistake, others don't matter."""
    check_allowed(message, client)
    if command.takes_no_picture:
        found = await _find(message, client)
        check_unpictured(command.options, has_picture=bool(found.sources))
    await check_ask(message, client)
    await ask_by_post(message, Wanted(sources=(), options=command.options), client)


async def _dream(
    message: discord.Message,
    command: DreamCommand | Misunderstood,
    host: Host,
    client: discord.Client,
) -> None:
    check_allowed(message, client)
    is_guided = isinstance(command, DreamCommand) and command.is_guided
    find = _find_guided if is_guided else _find
    found = await find(message, client)
    if not found.sources and (message.attachments or found.holder is not message):
        raise no_picture(had_other_files=bool(message.attachments))
    if not found.sources:
        await reply_text(message, write_short_help(host, phrases_for_post(message, client)))
        return
    if isinstance(command, Misunderstood):
        raise command
    await check_ask(message, client)
    wanted = Wanted(
        sources=found.sources,
        options=command.options,
        guide=found.guide,
        link=found.holder.jump_url,
    )
    await ask_by_post(message, wanted, client)


async def _find(message: discord.Message, client: discord.Client) -> _Found:
    own = find_pictures(message, client)
    if not own and (replied := await find_replied(message, client)):
        return _Found(*replied)
    return _Found(message, own)


async def _find_guided(message: discord.Message, client: discord.Client) -> _Found:
    """Raises BotError where only one of both pictures is there."""
    own = find_pictures(message, client)
    holder, replied = await find_replied(message, client) or (message, [])
    if not own and not replied:
        return _Found(holder, [])
    if holder is not message and not replied and _may_be_unseen(message, client):
        raise guide_unseen()
    sources, guide = split_guide(replied, own)
    return _Found(holder if replied else message, sources, guide)


def _may_be_unseen(message: discord.Message, client: discord.Client) -> bool:
    return message.guild is not None and not host_of(client).features.reads_messages


async def _answer(command: Command, message: discord.Message, host: Host, phrases: Phrases) -> str:
    person = person_id(message.author.id)
    match command:
        case HelpCommand():
            return write_help(host, phrases)
        case PresetsCommand():
            return escape(phrases.presets(host.presets))
        case QueueCommand():
            return escape(phrases.queue(host.service.view(person)))
        case CancelCommand():
            is_cancelled = await host.dreaming.cancel_newest(person)
            return escape(phrases.cancelled() if is_cancelled else phrases.nothing_to_cancel())
        case _:
            return ""


def _strip_markup(content: str, user: discord.ClientUser | None) -> str:
    own = str(user.id) if user else ""
    others = re.compile(rf"<@!?(?!{own}>)[0-9]+>")
    return others.sub(" ", _MARKUP.sub(" ", content))
