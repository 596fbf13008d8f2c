"""Second thoughts: a dream of the room, finished as somebody would rather have it."""

import structlog

from bot.adapters.web.files import PictureFiles, file_gone
from bot.adapters.web.posts import Dream, DreamWish
from bot.adapters.web.store import Store
from bot.errors import BotError
from dream_core import DreamError, DreamResult, Recipe
from dream_core.engine.protocol import DreamEngine

# How it is finished makes no other dream, and how many octaves it had follows from its size.
_FREE_FIELDS = frozenset({"amount", "blend", "keep_colours", "octaves"})

# What dreams were before there was a choice; where there are no further voices nothing is said.
_LATER_FACTS = {"only": "all", "also": []}

_log = structlog.get_logger(__name__)


async def finish_kept(
    wish: DreamWish, *, store: Store, files: PictureFiles, engine: DreamEngine
) -> DreamResult | None:
    """What was wished for, from the same dream in another finish; None where there is none.

    No worker takes part.
    """
    for dream in await store.dreams_of(wish.photo.id):
        if is_same_dream(wish.recipe, dream):
            try:
                unfinished = await _read_unfinished(dream, files)
                photo = await files.read(wish.photo)
                return await engine.retouch(photo, unfinished, wish.recipe)
            except (BotError, DreamError, OSError) as error:
                _log.warning("dream_not_finished_anew", dream_id=dream.id, error=str(error))
    return None


def is_same_dream(recipe: Recipe, dream: Dream) -> bool:
    """Whether the recipe asks for what the dream shows, but for its finish."""
    asked, facts = ({**_LATER_FACTS, **values} for values in (recipe.as_dict(), dream.facts))
    return all(
        facts.get(name) == value for name, value in asked.items() if name not in _FREE_FIELDS
    )


async def _read_unfinished(dream: Dream, files: PictureFiles) -> bytes:
    """Raises BotError where the file is gone, or wasn't kept yet when it was dreamed."""
    if dream.result is None:
        raise LookupError(f"dream {dream.id} has no result")
    unfinished = await files.read_unfinished(dream.result)
    if unfinished is None and _is_finished(dream):
        raise file_gone()
    return await files.read(dream.result) if unfinished is None else unfinished


def _is_finished(dream: Dream) -> bool:
    facts = dream.facts
    is_whole = facts.get("amount", 100) == 100 and facts.get("blend", "normal") == "normal"
    return facts.get("keep_colours", False) or not is_whole
