"""Refuses at the door what no worker could dream."""

from bot.errors import BotError
from bot.service.orders import OrderPart
from dream_core import DreamError
from dream_core.engine.protocol import DreamEngine

Refusal = BotError | DreamError


async def find_refusal(
    part: OrderPart, engine: DreamEngine, *, time_limit_seconds: float
) -> Refusal | None:
    """Why a picture can't be dreamed as it is asked for; takes no time of the workers."""
    try:
        given = await part.pictures.read()
        request = given.request("", part.recipe, time_limit_seconds=time_limit_seconds)
        await engine.inspect(request)
    except (BotError, DreamError) as error:
        return error
    return None
