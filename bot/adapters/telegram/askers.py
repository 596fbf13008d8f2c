"""Who asks for dreams, and whether they may."""

from bot.adapters.telegram.host import Host
from bot.adapters.telegram.place import Place
from bot.service import Asker


async def find_asker(person_id: str, place: Place, host: Host) -> Asker:
    """What rules and quotas go by. Telegram is asked who moderates only where that matters."""
    user_id = int(person_id.rpartition(":")[2])
    is_moderator = host.service.puts_moderators_first and await host.administrators.have(
        place, user_id
    )
    return Asker(person_id=person_id, chat_id=place.scope_id, is_moderator=is_moderator)


def check_allowed(person_id: str, place: Place, host: Host) -> None:
    """Raises BotError where administrators, or whoever runs the bot, don't let somebody ask."""
    host.access.check(place)
    host.service.admission.check_rules(Asker(person_id=person_id, chat_id=place.scope_id))


async def check_ask(person_id: str, place: Place, host: Host) -> None:
    """The same, and whether anything is left of the quotas; before anything is fetched."""
    host.access.check(place)
    await host.service.admission.check(Asker(person_id=person_id, chat_id=place.scope_id))
