"""What happens when a button is pressed: looks up the wish, checks whose it is, does it."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import discord

from bot.adapters.discord.askers import asker_of, check_ask
from bot.adapters.discord.draft import MARKUP
from bot.adapters.discord.languages import language_of, phrases_for
from bot.adapters.discord.parts import Parts, parts_of
from bot.adapters.discord.place import person_id
from bot.adapters.discord.places import place_of
from bot.adapters.discord.problems import telling_problems
from bot.adapters.discord.promises import trigger_of
from bot.adapters.discord.remix import read_results
from bot.adapters.discord.status_message import StatusMessage
from bot.conversation import Person
from bot.records import Wish
from bot.wishes import (
    SECOND_THOUGHTS,
    Action,
    ask_again,
    change_options,
    check_action,
    check_owner,
    find_wish,
    not_under_way,
    read_originals,
    write_recipe,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button that somebody pressed. ``preset`` is what was chosen from the list."""

    action: Action
    wish_id: str
    preset: str | None = None


async def answer_press(interaction: discord.Interaction[Any], press: Press) -> None:
    """Acknowledges within Discord's 3 seconds, whatever else takes its time; then does it."""
    async with telling_problems(interaction):
        await interaction.response.defer()
        await _do(interaction, press, parts_of(interaction.client))


async def _do(interaction: discord.Interaction[Any], press: Press, parts: Parts) -> None:
    if press.action is Action.CANCEL and parts.dreaming.is_under_way(press.wish_id):
        is_moderator = _is_moderator(interaction, parts)
        await parts.dreaming.cancel(press.wish_id, interaction.user, is_moderator=is_moderator)
        return
    wish = await find_wish(parts.records, press.wish_id)
    if press.action is Action.RECIPE:
        await _show_recipe(interaction, wish, parts)
        return
    person = person_id(interaction.user.id)
    check_owner(wish, person, is_moderator=_is_moderator(interaction, parts))
    if press.action is Action.DELETE:
        await _delete(interaction, wish, parts)
    elif press.action is Action.CANCEL:
        await _end_interrupted(interaction, wish, parts)
    else:
        check_action(wish, press.action)
        await check_ask(interaction, interaction.client)
        await _dream_again(interaction, press, wish, parts)


def _is_moderator(interaction: discord.Interaction[Any], parts: Parts) -> bool:
    return parts.access.is_moderator(interaction.user, interaction.channel)


async def _dream_again(
    interaction: discord.Interaction[Any], press: Press, wish: Wish, parts: Parts
) -> None:
    if press.action is Action.DEEPER and interaction.message is not None:
        pictures = await read_results(interaction.message, wish)
    else:
        pictures = await read_originals(parts.records, wish)
    place = place_of(interaction)
    user = interaction.user
    asked = ask_again(
        wish,
        Person(id=person_id(user.id), name=user.display_name),
        asker_of(interaction, place, parts.access),
        is_restricted=place.is_restricted,
        options=change_options(wish.options, press.action, preset=press.preset),
        pictures=pictures,
        guide=await parts.records.read_guide(wish),
        language=language_of(interaction),
        is_second_thought=press.action in SECOND_THOUGHTS,
    )
    asked = replace(asked, trigger=trigger_of(interaction))
    await parts.dreaming.begin(asked, await StatusMessage.following(interaction, place))


async def _show_recipe(interaction: discord.Interaction[Any], wish: Wish, parts: Parts) -> None:
    phrases = phrases_for(interaction)
    await interaction.followup.send(
        write_recipe(wish, parts.presets, phrases, markup=MARKUP),
        ephemeral=True,
        allowed_mentions=discord.AllowedMentions.none(),
    )


async def _end_interrupted(interaction: discord.Interaction[Any], wish: Wish, parts: Parts) -> None:
    """The bot was restarted while this was dreamed, and the message still says that it is."""
    if wish.message_id is not None:
        raise not_under_way()
    draft = parts.dreaming.explain_interruption(wish)
    await interaction.edit_original_response(**draft.for_edit())


async def _delete(interaction: discord.Interaction[Any], wish: Wish, parts: Parts) -> None:
    """The message first: whoever wants it gone sees that at once."""
    with suppress(discord.NotFound):  # somebody was quicker
        await interaction.delete_original_response()
    await parts.records.remove_wish(wish.id)
