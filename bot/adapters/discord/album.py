"""The pictures of one wish on their way, and the one message that shows how they are."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import discord

from bot.adapters.discord.delivery import Delivery
from bot.adapters.discord.draft import Draft, DraftPicture
from bot.adapters.discord.pacing import Pace, Painter
from bot.adapters.discord.wording import State, Wording
from bot.conversation import Problem, Queued
from bot.errors import BotErrorCode
from bot.records import Wish
from dream_core import DreamResult, ErrorCode, Progress

_ENDINGS = {"jpeg": "jpg", "png": "png", "webp": "webp"}
_PREVIEW_NAME = "dream.jpg"

_WORTH_A_RETRY = (
    BotErrorCode.SHUTTING_DOWN,
    ErrorCode.ENGINE_CLOSED,
    ErrorCode.WORKER_DIED,
    ErrorCode.INTERNAL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Views:
    """The buttons under the message: while it is dreamed, with the result, and where there is none
    for no fault of the picture's.
    """

    cancel: Callable[[], discord.ui.View]
    result: Callable[[], discord.ui.View]
    retry: Callable[[], discord.ui.View]


@dataclass(slots=True)
class _Preview:
    """The newest preview of one picture."""

    index: int
    jpeg: bytes = field(repr=False)


class Album:
    """All pictures of a wish. Shows the one at hand, and all results together at the end.

    ``on_end`` hears at the end which message shows the results and what they are; the message is
    None where nobody could be shown anything.
    """

    def __init__(
        self,
        wish: Wish,
        delivery: Delivery,
        wording: Wording,
        *,
        views: Views,
        on_end: Callable[[int | None, Sequence[DreamResult]], Awaitable[None]],
        pace: Pace | None = None,
    ) -> None:
        self.wish = wish
        self.job_ids: dict[int, str] = {}
        self._delivery = delivery
        self._wording = wording
        self._views = views
        self._on_end = on_end
        self._states: dict[int, State] = {}
        self._preview: _Preview | None = None
        self._shown: tuple[str, _Preview | None] = ("", None)
        self._painter = Painter(self._paint, pace or Pace())

    @property
    def is_over(self) -> bool:
        """Whether every picture has its ending."""
        return len(self._endings()) == len(self.wish.pictures)

    def refuse(self, index: int, problem: Problem) -> None:
        """A picture that wasn't accepted; the others go on."""
        self._states[index] = problem

    def note(self, index: int, state: Queued | Progress) -> None:
        """A picture waits elsewhere, or grew."""
        self._states[index] = state
        if isinstance(state, Progress) and state.preview is not None:
            self._preview = _Preview(index, state.preview)
        self._painter.notice("position" if isinstance(state, Queued) else "progress")

    async def end(self, index: int, ending: DreamResult | Problem) -> None:
        """A picture has its ending. The last one brings the results; raises as Delivery does."""
        self._states[index] = ending
        self.job_ids.pop(index, None)
        if not self.is_over:
            self._painter.notice("progress")
            return
        await self._painter.stop()
        message_id, results = None, self._results()
        try:
            message_id = await self._show_ending(results)
        finally:
            await self._on_end(message_id, tuple(results.values()))

    async def _show_ending(self, results: Mapping[int, DreamResult]) -> int | None:
        draft = self._draft_ending(results)
        if not results and all(_is_cancelled(problem) for problem in self._problems().values()):
            await self._delivery.close(draft)
            return None
        return await self._delivery.finish(draft)

    async def _paint(self) -> bool:
        current = self._current()
        if current is None:
            return True  # the one at hand has ended, and the next hasn't begun
        content = self._wording.status(current, self._problems())
        preview = self._preview
        if self._shown == (content, preview):
            return True
        pictures = None
        if preview is not None and preview is not self._shown[1]:
            pictures = (self._draft_preview(preview),)
        draft = Draft(content=content, pictures=pictures, view=self._views.cancel())
        can_go_on = await self._delivery.show(draft)
        self._shown = (content, preview)
        return can_go_on

    def _current(self) -> tuple[int, Queued | Progress] | None:
        """The picture to speak of: one that is being dreamed, or else the next one in line."""
        growing = [
            (index, state) for index, state in self._in_order() if isinstance(state, Progress)
        ]
        waiting = [(index, state) for index, state in self._in_order() if isinstance(state, Queued)]
        if growing:
            return growing[0]
        return min(waiting, key=lambda item: item[1].position, default=None)

    def _draft_preview(self, preview: _Preview) -> DraftPicture:
        return DraftPicture(
            data=preview.jpeg,
            file_name=_PREVIEW_NAME,
            description=self._wording.describe_preview(),
            is_spoiler=any(picture.is_spoiler for picture in self.wish.pictures),
        )

    def _draft_ending(self, results: Mapping[int, DreamResult]) -> Draft:
        content = self._wording.ending(tuple(results.values()), self._problems())
        pictures = [self._draft_result(index, result) for index, result in results.items()]
        return Draft(content=content, pictures=tuple(pictures), view=self._choose_view(results))

    def _choose_view(self, results: Mapping[int, DreamResult]) -> discord.ui.View | None:
        if results:
            return self._views.result()
        codes = {problem.code for problem in self._problems().values()}
        return self._views.retry() if codes <= {*_WORTH_A_RETRY} else None

    def _draft_result(self, index: int, result: DreamResult) -> DraftPicture:
        number = f"-{index + 1}" if len(self.wish.pictures) > 1 else ""
        name = f"{self.wish.options.preset_name}{number}.{_ENDINGS[result.picture_format]}"
        return DraftPicture(
            data=result.picture,
            file_name=name,
            description=self._wording.describe(index),
            is_spoiler=self.wish.pictures[index].is_spoiler,
        )

    def _in_order(self) -> Iterator[tuple[int, State]]:
        return ((index, self._states[index]) for index in sorted(self._states))

    def _results(self) -> dict[int, DreamResult]:
        return {index: s for index, s in self._in_order() if isinstance(s, DreamResult)}

    def _problems(self) -> dict[int, Problem]:
        waiting = (Queued, Progress, DreamResult)
        return {index: s for index, s in self._in_order() if not isinstance(s, waiting)}

    def _endings(self) -> list[int]:
        going_on = (Queued, Progress)
        return [index for index, state in self._states.items() if not isinstance(state, going_on)]


def _is_cancelled(problem: Problem) -> bool:
    return problem.code == ErrorCode.CANCELLED
