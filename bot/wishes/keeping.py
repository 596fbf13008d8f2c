"""The pictures of a wish, as the service needs them for its jobs."""

from bot.commands import choose_motion, choose_sheet
from bot.records import Records, Wish
from bot.service import DreamInput
from bot.wishes.facts import collect_facts
from dream_core import DreamResult, Presets


class WishPictures:
    """Implements :class:`bot.service.JobPictures` for one picture of a wish, by number from 0."""

    def __init__(self, records: Records, presets: Presets, wish: Wish, index: int) -> None:
        self._records = records
        self._presets = presets
        self._wish = wish
        self._index = index

    async def read(self) -> DreamInput:
        """The picture that was posted, if there was one, and the wish's guide."""
        picture = None
        if self._wish.pictures:
            picture = await self._records.read_picture(self._wish, self._index)
        return DreamInput(
            picture=picture,
            guide=await self._records.read_guide(self._wish),
            motion=choose_motion(self._wish.options, together=self._wish.parts),
            sheet=choose_sheet(self._wish.options, self._presets),
        )

    async def keep(self, result: DreamResult) -> None:
        """Beside the picture, with how it was dreamed."""
        facts = collect_facts(result)
        await self._records.add_dream(
            self._wish.id, self._index, result.picture, facts, unfinished=result.unfinished
        )
