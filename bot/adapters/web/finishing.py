"""Second thoughts: a dream of the room, finished as somebody would rather have it."""

import structlog

from bot.adapters.web.files import PictureFiles, file_gone
from bot.adapters.web.posts import Dream, DreamWish, Picture
from bot.adapters.web.store import Store
from bot.errors import BotError
from bot.wishes import SECOND_THOUGHTS, list_actions
from dream_core import DreamError, DreamResult, Recipe
from dream_core.engine.protocol import DreamEngine

# How it is finished makes no other dream, and how many octaves it had follows from its size.
_FREE_FIELDS = frozenset({"amount", "blend", "keep_colours", "octaves"})

# What dreams were before there was a choice; where there are no further voices nothing is said.
_LATER_FACTS = {"only": "all", "restraint": 0.0, "also": []}

_log = structlog.get_logger(__name__)


async def finish_kept(
    wish: DreamWish, *, store: Store, files: PictureFiles, engine: DreamEngine
) -> DreamResult | None:
    """What was wished for, from the same dream in another finish; None where there is none.

    No worker takes part.
    """
    photo = wish.photo
    if photo is None or not _is_finished_later(wish, photo):
        return None
    for dream in await store.dreams_of(photo.id):
        is_alike = (dream.guide, dream.mask) == (wish.guide, wish.mask)
        if is_alike and is_same_dream(wish.recipe, dream):
            try:
                unfinished = await _read_unfinished(dream, files)
                photo_file = await files.read(photo)
                return await engine.retouch(photo_file, unfinished, wish.recipe)
            except (BotError, DreamError, OSError) as error:
                _log.warning("dream_not_finished_anew", dream_id=dream.id, error=str(error))
    return None


def _is_finished_later(wish: DreamWish, photo: Picture) -> bool:
    moves = photo.moves and wish.options.form != "still"
    return list_actions(wish.options, moves=moves) >= SECOND_THOUGHTS


def is_same_dream(recipe: Recipe, dream: Dream) -> bool:
    """Whether the recipe asks for what the dream shows, but for its finish; a film has but one."""
    if dream.result is not None and dream.result.moves:
        return False
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
