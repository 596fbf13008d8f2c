"""The pictures of one wish on their way, and the one message that shows how they are."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.conversation import Problem, Queued, UnreachableError
from bot.errors import BotErrorCode
from bot.records import Wish
from bot.wishes.actions import list_actions
from bot.wishes.content import Content, ContentPicture, Controls, name_picture
from bot.wishes.delivery import Delivery, Glance, Shown
from bot.wishes.pacing import Pace, Painter
from bot.wishes.wording import State, Wording
from dream_core import DreamResult, ErrorCode, Progress

Results = Mapping[int, DreamResult]
"""The pictures of a wish that are dreamed, by number from 0."""

_PREVIEW_NAME = "dream.jpg"

_WORTH_A_RETRY = (
    BotErrorCode.SHUTTING_DOWN,
    ErrorCode.ENGINE_CLOSED,
    ErrorCode.WORKER_DIED,
    ErrorCode.INTERNAL,
)


@dataclass(slots=True)
class _Preview:
    """The newest preview of one picture."""

    index: int
    jpeg: bytes = field(repr=False)


class Album:
    """All pictures of a wish. Shows the one at hand, and all results together at the end.

    ``on_shown`` hears of the message that shows progress, whenever it is another one; ``on_end``
    hears where the ending is shown, None where nobody could be shown anything.
    """

    def __init__(
        self,
        wish: Wish,
        delivery: Delivery,
        wording: Wording,
        *,
        on_shown: Callable[[Shown], Awaitable[None]],
        on_end: Callable[[Shown | None], Awaitable[None]],
        pace: Pace | None = None,
    ) -> None:
        self.wish = wish
        self.job_ids: dict[int, str] = {}
        self.ended = asyncio.Event()
        self._delivery = delivery
        self._wording = wording
        self._on_shown = on_shown
        self._on_end = on_end
        self._states: dict[int, State] = {}
        self._preview: _Preview | None = None
        self._shown: tuple[str, _Preview | None] = ("", None)
        self._placed = delivery.shown
        self._is_suspended = False
        self._painter = Painter(self._paint, pace or Pace())

    @property
    def is_over(self) -> bool:
        """Whether every picture has its ending."""
        return len(self._endings()) == self.wish.parts

    def refuse(self, index: int, problem: Problem) -> None:
        """A picture that wasn't accepted; the others go on."""
        self._states[index] = problem

    def note(self, index: int, state: Queued | Progress) -> None:
        """A picture waits elsewhere, or grew."""
        self._states[index] = state
        if isinstance(state, Progress) and state.preview is not None:
            self._preview = _Preview(index, state.preview)
        self._painter.notice("position" if isinstance(state, Queued) else "progress")

    async def suspend(self) -> None:
        """The bot leaves, and its next run goes on with what has no ending yet."""
        if self._is_suspended or self.is_over:
            return
        self._is_suspended = True
        await self._painter.stop()
        text = self._wording.suspended(self._problems())
        # It is the last thing that is said, so it isn't skipped as progress may be.
        await self._delivery.close(Content(text=text, controls=Controls.CANCEL))

    async def end(self, index: int, ending: DreamResult | Problem) -> None:
        """A picture has its ending. The last one brings the results; raises as Delivery does.

        Where that couldn't reach the platform, the same ending may come again.
        """
        self._states[index] = ending
        self.job_ids.pop(index, None)
        if not self.is_over:
            self._painter.notice("progress")
            return
        await self._painter.stop()
        try:
            shown = await self._show_ending(self._results())
        except UnreachableError:
            await self._note_place()
            raise
        except Exception:
            await self._end(None)
            raise
        await self._end(shown)

    async def _end(self, shown: Shown | None) -> None:
        await self._on_end(shown)
        self.ended.set()

    async def _show_ending(self, results: Results) -> Shown | None:
        content = self._make_ending(results)
        if not results and all(_is_cancelled(problem) for problem in self._problems().values()):
            return await self._delivery.close(content)
        return await self._delivery.finish(content)

    async def _paint(self) -> bool:
        current = self._current()
        if current is None:
            return True  # the one at hand has ended, and the next hasn't begun
        text = self._wording.status(current, self._problems())
        preview = self._preview
        if self._shown == (text, preview):
            return True
        pictures = None
        if preview is not None and preview is not self._shown[1]:
            pictures = (self._show_preview(preview),)
        content = Content(text=text, pictures=pictures, controls=Controls.CANCEL)
        glance = await self._delivery.show(content)
        if glance is Glance.SHOWN:
            self._shown = (text, preview)
        await self._note_place()
        return glance is not Glance.LOST

    async def _note_place(self) -> None:
        """Whoever goes on after a crash must find the message, or it would stay as it is."""
        placed = self._delivery.shown
        if placed is not None and placed != self._placed:
            self._placed = placed
            await self._on_shown(placed)

    def _current(self) -> tuple[int, Queued | Progress] | None:
        """The picture to speak of: one that is being dreamed, or else the next one in line."""
        growing = [
            (index, state) for index, state in self._in_order() if isinstance(state, Progress)
        ]
        waiting = [(index, state) for index, state in self._in_order() if isinstance(state, Queued)]
        if growing:
            return growing[0]
        return min(waiting, key=lambda item: item[1].position, default=None)

    def _show_preview(self, preview: _Preview) -> ContentPicture:
        return ContentPicture(
            data=preview.jpeg,
            file_name=_PREVIEW_NAME,
            description=self._wording.describe_preview(),
            is_spoiler=any(picture.is_spoiler for picture in self.wish.pictures),
        )

    def _make_ending(self, results: Results) -> Content:
        text = self._wording.ending(tuple(results.values()), self._problems())
        pictures = tuple(self._show_result(index, result) for index, result in results.items())
        return Content(
            text=text,
            pictures=pictures,
            controls=self._choose_controls(results),
            actions=list_actions(
                self.wish.options, moves=any(result.frames > 1 for result in results.values())
            ),
        )

    def _choose_controls(self, results: Results) -> Controls:
        if results:
            return Controls.RESULT
        codes = {problem.code for problem in self._problems().values()}
        return Controls.RETRY if codes <= {*_WORTH_A_RETRY} else Controls.NONE

    def _show_result(self, index: int, result: DreamResult) -> ContentPicture:
        number = f"-{index + 1}" if self.wish.parts > 1 else ""
        stem = f"{self.wish.options.preset_name}{number}"
        return ContentPicture(
            data=result.picture,
            file_name=name_picture(stem, result.picture_format),
            description=self._wording.describe(index, result.saw),
            is_spoiler=self.wish.picture(index).is_spoiler,
            width=result.width,
            height=result.height,
            duration_seconds=result.duration_seconds,
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
