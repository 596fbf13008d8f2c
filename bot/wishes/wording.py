"""The words of a wish's message: while it is dreamed, and with the result."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from bot.conversation import Problem, Queued
from bot.records import Wish
from bot.texts import Phrases
from bot.wishes.markup import Markup
from dream_core import DreamResult, Progress

State = Queued | Progress | DreamResult | Problem
"""What is known of one picture: it waits, grows, is dreamed, or won't be."""

_MOST_NAMED = 3


class Wording:
    """Says how a wish is, in its asker's language, in its platform's markup.

    ``code`` is the recipe's, ``links`` lead to the originals, ``notes`` are plain sentences that
    stand below, such as that the size was lowered. One that ``is_resumed`` was begun by an earlier
    run of the bot, which is told until it is dreamed.
    """

    def __init__(
        self,
        wish: Wish,
        phrases: Phrases,
        *,
        markup: Markup,
        code: str | None = None,
        links: Sequence[str] = (),
        notes: Sequence[str] = (),
        is_resumed: bool = False,
    ) -> None:
        self._wish = wish
        self._phrases = phrases
        self._markup = markup
        self._code = code
        self._links = links
        self._notes = [markup.escape(note) for note in notes]
        self._is_resumed = is_resumed

    def status(
        self, current: tuple[int, Queued | Progress], problems: Mapping[int, Problem]
    ) -> str:
        """How the picture at hand is, and why others won't be dreamed, by number from 0."""
        number, state = current
        if isinstance(state, Queued):
            text = self._phrases.queued(state)
        else:
            text = self._phrases.progress(state, preset=self._wish.options.shown_name)
        lines = [self._number(number, text), *self._explain(problems)]
        if self._is_resumed:
            lines.append(self._markup.escape(self._phrases.say("dream-resumed")))
        return self._join(lines)

    def suspended(self, problems: Mapping[int, Problem]) -> str:
        """That the bot leaves and will go on with it."""
        text = self._markup.escape(self._phrases.say("dream-suspended"))
        return self._join([text, *self._explain(problems)])

    def ending(self, results: Sequence[DreamResult], problems: Mapping[int, Problem]) -> str:
        """What came of it, with a link to the original."""
        lines = [self._finished(results)] if results else []
        if problems and not results and len({str(each) for each in problems.values()}) == 1:
            # All for the same reason: say it once.
            problem = next(iter(problems.values()))
            return self._join([self._markup.escape(self._phrases.problem(problem))])
        return self._join([*lines, *self._explain(problems)])

    def describe(self, index: int, saw: Sequence[str] = ()) -> str:
        """The alt text of a dreamed picture: the preset, what there is more of, the original's."""
        original = self._wish.picture(index).description
        alt = self._describe_by("dream-alt")
        if original:
            alt = self._describe_by("dream-alt-original", description=original)
        return f"{_end(alt)} {self._phrases.saw(saw)}" if saw else alt

    def describe_preview(self) -> str:
        """The alt text of a dream that isn't finished."""
        return self._describe_by("dream-alt-preview")

    def _describe_by(self, message: str, **values: str) -> str:
        options = self._wish.options
        form = options.form or "still"
        return self._phrases.say(message, preset=options.shown_name, form=form, **values)

    def _finished(self, results: Sequence[DreamResult]) -> str:
        preset = self._wish.options.shown_name
        if len(results) == 1:
            text = self._phrases.finished(results[0], preset=preset)
        else:
            seconds = sum(result.total_seconds for result in results)
            text = self._phrases.say(
                "dream-album-finished",
                preset=preset,
                count=len(results),
                duration=self._phrases.duration(seconds),
            )
        if saw := _merge_saw(results):
            text = f"{text} {self._phrases.saw(saw)}"
        code = [self._markup.inline_code(self._code)] if self._code else []
        links = map(self._lead, range(len(self._links)))
        return " ".join([self._markup.escape(text), *code, *links])

    def _lead(self, index: int) -> str:
        number = f" {index + 1}" if len(self._links) > 1 else ""
        label = f"{self._phrases.say('dream-original')}{number}"
        return self._markup.link(label, self._links[index])

    def _explain(self, problems: Mapping[int, Problem]) -> list[str]:
        return [self._number(index, self._phrases.problem(problems[index])) for index in problems]

    def _number(self, index: int, text: str) -> str:
        count = self._wish.parts
        if count > 1:
            say = self._phrases.say
            text = say("dream-album-picture", number=index + 1, count=count, text=text)
        return self._markup.escape(text)

    def _join(self, lines: Sequence[str]) -> str:
        return "\n".join([*lines, *self._notes])


def _merge_saw(results: Sequence[DreamResult]) -> list[str]:
    """What the dreams have more of, as many as of one: first what each has most of."""
    ranked = zip_longest(*(result.saw for result in results))
    names = dict.fromkeys(name for rank in ranked for name in rank if name)
    return list(names)[:_MOST_NAMED]


def _end(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."
