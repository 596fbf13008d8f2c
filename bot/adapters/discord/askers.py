"""Who turns to the bot, and whether they may ask for dreams."""

import discord

from bot.adapters.discord.languages import Asking
from bot.adapters.discord.parts import Parts, Rules, parts_of
from bot.adapters.discord.place import Place, person_id
from bot.adapters.discord.places import place_of, place_of_post
from bot.service import Asker


def person_of(asking: Asking) -> discord.User | discord.Member:
    """Whoever uses a command, presses a button or posts."""
    return asking.user if isinstance(asking, discord.Interaction) else asking.author


def asker_of(asking: Asking, place: Place, access: Rules) -> Asker:
    """What rules and quotas go by."""
    person = person_of(asking)
    return Asker(
        person_id=person_id(person.id),
        chat_id=place.chat_id,
        parent_chat_id=place.parent_chat_id,
        server_id=place.server_id,
        is_moderator=access.is_moderator(person, asking.channel),
    )


def check_allowed(asking: Asking, client: discord.Client) -> None:
    """Raises BotError where moderators, or whoever runs the bot, don't let somebody ask."""
    parts = parts_of(client)
    parts.access.check(asking)
    parts.service.admission.check_rules(_find_asker(asking, parts))


async def check_ask(asking: Asking, client: discord.Client) -> None:
    """The same, and whether anything is left of the quotas; before anything is fetched."""
    check_allowed(asking, client)
    parts = parts_of(client)
    await parts.service.admission.check(_find_asker(asking, parts))


def _find_asker(asking: Asking, parts: Parts) -> Asker:
    place = place_of(asking) if isinstance(asking, discord.Interaction) else place_of_post(asking)
    return asker_of(asking, place, parts.access)
