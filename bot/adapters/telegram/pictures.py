"""The pictures of a wish, from the bot's own files or from Telegram."""

from dataclasses import replace

from bot.adapters.telegram.host import Host
from bot.adapters.telegram.shown import file_ids, guide_id
from bot.errors import BotError, BotErrorCode
from bot.records import Wish
from bot.wishes import PostedPicture, read_originals, result_gone, take_picture


async def read_originals_of(wish: Wish, host: Host) -> tuple[PostedPicture, ...]:
    """Those that it came with: Telegram has them longer than the bot may keep them.

    Raises BotError with ORIGINAL_GONE where neither has.
    """
    try:
        return await read_originals(host.records, wish)
    except BotError as error:
        recalled = host.sources.recall(wish)
        if error.code != BotErrorCode.ORIGINAL_GONE or len(recalled) < len(wish.pictures):
            raise
    return await host.reader.read(recalled)


async def read_guide_of(wish: Wish, host: Host) -> bytes | None:
    """The one that guided it, None where none did; raises BotError as above."""
    try:
        return await host.records.read_guide(wish)
    except BotError as error:
        reference = guide_id(wish.handles)
        if error.code != BotErrorCode.ORIGINAL_GONE or not reference:
            raise
    return await host.sources.read(reference)


async def read_results_of(wish: Wish, host: Host) -> tuple[PostedPicture, ...]:
    """Its dreams, whole as long as they are kept, later as Telegram shows them.

    Those that failed are left out. Raises BotError with ORIGINAL_GONE where there are none.
    """
    kept = await read_kept_results(wish, host)
    shown = file_ids(wish.handles)
    # Without the files nobody knows which of an album failed; those that did aren't shown.
    numbers = list(kept) if kept else range(len(shown))
    references = dict(zip(numbers, shown, strict=True)) if len(numbers) == len(shown) else {}
    if not kept:
        kept = {index: await host.sources.read(file_id) for index, file_id in references.items()}
    if not kept:
        raise result_gone()
    return tuple(
        replace(take_picture(wish, index, data), reference=references.get(index, ""))
        for index, data in kept.items()
    )


async def read_kept_results(wish: Wish, host: Host) -> dict[int, bytes]:
    """The dreams that are kept, by the numbers of their pictures; none once they are purged."""
    kept = {}
    for index in range(wish.parts):
        try:
            kept[index] = await host.records.read_result(wish, index)
        except BotError as error:
            if error.code != BotErrorCode.ORIGINAL_GONE:
                raise
    return kept
