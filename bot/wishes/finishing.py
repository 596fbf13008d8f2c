"""Second thoughts: the dream that is kept, finished as somebody would rather have it."""

from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.errors import BotError, BotErrorCode
from bot.records import Records, Wish
from bot.wishes.actions import SECOND_THOUGHTS
from bot.wishes.asked import Asked
from bot.wishes.remix import actions_of
from dream_core import DreamError, DreamResult, Recipe
from dream_core.engine.protocol import DreamEngine

_log = structlog.get_logger(__name__)


async def finish_kept(
    asked: Asked, recipes: Sequence[Recipe], *, records: Records, engine: DreamEngine
) -> Sequence[DreamResult | None]:
    """The dreams that are asked for, wherever those that are kept will do; without a worker.

    One for each picture, None where it has to be dreamed.
    """
    kept = asked.kept_in
    if kept is None or len(kept.pictures) != len(recipes) or not _is_retouchable(kept):
        return [None] * len(recipes)
    results: list[DreamResult | None] = []
    for index, recipe in enumerate(recipes):
        try:
            dream = await records.read_dream(kept, index)
            result = await engine.retouch(asked.pictures[index].data, dream, recipe)
            results.append(replace(result, saw=_recall_saw(kept)))
        except (BotError, DreamError) as error:
            if error.code != BotErrorCode.ORIGINAL_GONE:
                _log.warning("dream_not_finished_anew", wish_id=kept.id, error=str(error))
            results.append(None)
    return results


def _is_retouchable(wish: Wish) -> bool:
    """A button that another version of the bot drew may ask for what can't be."""
    return actions_of(wish) >= SECOND_THOUGHTS


def _recall_saw(wish: Wish) -> tuple[str, ...]:
    """What the kept dream has more of; of several, only the last one's is known."""
    return tuple((wish.facts or {}).get("saw", ())) if len(wish.pictures) == 1 else ()
