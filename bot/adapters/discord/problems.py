"""The one place where errors become replies: words for people, tracebacks for the log."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any

import discord
import structlog
from discord import app_commands

from bot.adapters.discord.draft import LONGEST_CONTENT, clip, escape
from bot.adapters.discord.faults import PASSING, describe_fault
from bot.adapters.discord.languages import phrases_for, phrases_for_post
from bot.texts import Phrases
from bot.wishes import explain_error

_THINKING = discord.InteractionResponseType.deferred_channel_message
_NOBODY = discord.AllowedMentions.none()
_OVER = frozenset({10062, 10015, 40060, 50027})
"""Codes that say that the interaction was answered already, or too late."""

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def telling_problems(interaction: discord.Interaction[Any]) -> AsyncGenerator[None, None]:
    """Whatever goes wrong inside is told to whoever pressed or chose something, and ends there."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 (told, and what nobody foresaw is logged)
        await answer_problem(interaction, error)


async def answer_problem(interaction: discord.Interaction[Any], error: Exception) -> None:
    """Tells whoever asked, and nobody else, why it didn't work. Raises nothing."""
    told = _unwrap(error)
    if _is_over(told):
        _log.warning("discord_answer_late", reason=describe_fault(told))
        return
    text = _put_in_words(told, phrases_for(interaction))
    try:
        await _answer(interaction, text)
    except PASSING as fault:
        _log.warning("discord_answer_failed", reason=describe_fault(fault), told=str(told))


async def reply_problem(message: discord.Message, error: Exception, client: discord.Client) -> None:
    """Tells the author of a post why it didn't work, without a ping. Raises nothing."""
    text = _put_in_words(_unwrap(error), phrases_for_post(message, client))
    await reply_text(message, text)


async def reply_text(message: discord.Message, text: str) -> None:
    """Replies with words to a post, as plain text; where the bot may not, that is all."""
    reference = message.to_reference(fail_if_not_exists=False)
    try:
        await message.channel.send(
            clip(text, LONGEST_CONTENT),
            reference=reference,
            mention_author=False,
            allowed_mentions=_NOBODY,
            suppress_embeds=True,
        )
    except PASSING as fault:
        _log.warning("discord_reply_failed", reason=describe_fault(fault))


def _unwrap(error: Exception) -> Exception:
    """What a command raised, without discord.py's wrapping."""
    return error.original if isinstance(error, app_commands.CommandInvokeError) else error


def _is_over(error: Exception) -> bool:
    return isinstance(error, discord.HTTPException) and error.code in _OVER


def _put_in_words(error: Exception, phrases: Phrases) -> str:
    if isinstance(error, PASSING):
        _log.warning("discord_fault", reason=describe_fault(error))
        return escape(phrases.say("command-outage"))
    outdated = (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch)
    if isinstance(error, outdated):
        return escape(phrases.say("command-unknown"))
    return escape(explain_error(error, phrases))


async def _answer(interaction: discord.Interaction[Any], text: str) -> None:
    content = clip(text, LONGEST_CONTENT)
    response = interaction.response
    if not response.is_done():
        await response.send_message(content, ephemeral=True, allowed_mentions=_NOBODY)
        return
    if response.type is _THINKING:
        # Else Discord would put the words in its place, for everybody to read.
        with suppress(discord.HTTPException):
            await interaction.delete_original_response()
    await interaction.followup.send(content, ephemeral=True, allowed_mentions=_NOBODY)
