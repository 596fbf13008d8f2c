"""Everything the bot says, one method a phrase; adapters never write sentences of their own."""

import math
from collections.abc import Sequence

from bot.conversation import Problem, Queued, QueueView
from bot.texts.catalogue import DEFAULT_LANGUAGE, Catalogue, find_languages
from dream_core import DEFAULT_PRESET, DreamResult, ErrorCode, Preset, Presets, Progress

_LONGEST_IN_SECONDS = 90
_LONGEST_IN_MINUTES = 180


class Phrases:
    """The bot's sentences in one language; plain text without markup, escaped by the adapter."""

    def __init__(self, language: str = DEFAULT_LANGUAGE) -> None:
        self._catalogue = Catalogue(language)

    def say(self, message_id: str, /, **values: str | float) -> str:
        """Any message by its id; raises TextError if it is missing or needs another value."""
        return self._catalogue.format(message_id, **values)

    def help(self, *, mention: str = "@puppyslug", preset: str = DEFAULT_PRESET) -> str:
        """How to ask, with an example of each way."""
        return self._catalogue.format("help", mention=mention, preset=preset)

    def presets(self, presets: Presets) -> str:
        """Every preset with what it shows, one a line."""
        lines = (
            self._catalogue.format(
                "preset-line", name=name, description=self.preset_description(preset)
            )
            for name, preset in presets.items()
        )
        return "\n".join((self._catalogue.format("presets", count=len(presets)), *lines))

    def preset_title(self, preset: Preset) -> str:
        """What the preset is called, for people to read; they write its name."""
        return self._translate(f"preset-title-{preset.name}", preset.title)

    def preset_description(self, preset: Preset) -> str:
        """What the preset shows, in a sentence."""
        return self._translate(f"preset-description-{preset.name}", preset.description)

    def queued(self, queued: Queued) -> str:
        """Where a waiting job is, with the wait where it can be told."""
        known = queued.wait_seconds is not None
        return self._catalogue.format(
            "queued",
            position=queued.position,
            ahead=queued.position - 1,
            wait="known" if known else "unknown",
            duration=self.duration(queued.wait_seconds or 0),
        )

    def queue(self, view: QueueView) -> str:
        """The queue, and the asker's own part in it."""
        if not view.waiting and not view.running:
            return self._catalogue.format("queue-empty")
        say = self._catalogue.format
        lines = [say("queue", waiting=view.waiting, running=view.running)]
        if view.own_running:
            lines.append(say("queue-own-running", count=len(view.own_running)))
        lines += (self.queued(queued) for queued in view.own_waiting)
        if not view.own_waiting and view.wait_seconds is not None:
            lines.append(say("queue-wait", duration=self.duration(view.wait_seconds)))
        return "\n".join(lines)

    def progress(self, progress: Progress, *, preset: str) -> str:
        """How far the dream is, in percent; 100 is said only with the result."""
        percent = min(99, int(progress.fraction * 100))
        return self._catalogue.format("progress", preset=preset, percent=percent)

    def finished(self, result: DreamResult, *, preset: str) -> str:
        """The line under a finished dream."""
        return self._catalogue.format(
            "finished",
            preset=preset,
            width=str(result.width),
            height=str(result.height),
            duration=self.duration(result.total_seconds),
        )

    def saw(self, names: Sequence[str]) -> str:
        """What a dream has more of than its photo; names are English."""
        return self._catalogue.format("dream-saw", names=", ".join(names))

    def problem(self, problem: Problem) -> str:
        """Why there is no dream; a cancelled one needs no excuse.

        English is the error's own sentence and hint; other languages have a message for each code.
        """
        if problem.code == ErrorCode.CANCELLED:
            return self.cancelled()
        message_id = f"error-{problem.code.replace('_', '-')}"
        if message_id not in self._catalogue.own_messages:
            message_id = "sorry"
        told = self._catalogue.format(
            message_id,
            sentence=problem.sentence,
            hint=problem.hint,
            **self._collect_values(problem),
        )
        return told.rstrip()

    def cancelled(self) -> str:
        """The answer to ``/cancel``, and the ending of what it ends."""
        return self._catalogue.format("cancelled")

    def no_picture(self) -> str:
        """The answer to ``/dream`` where there is nothing to dream."""
        return self._catalogue.format("no-picture")

    def nothing_to_cancel(self) -> str:
        """The answer to ``/cancel`` from somebody without a job."""
        return self._catalogue.format("nothing-to-cancel")

    def language_name(self, language: str | None) -> str:
        """A language as those call it who speak it; None is each person's own, in this one."""
        if language is None or language not in find_languages():
            return self._catalogue.format("panel-language-own")
        return Catalogue(language).format("language-name")

    def duration(self, seconds: float, *, is_least: bool = False) -> str:
        """A duration in the unit that people would say it in; never less than a second.

        ``is_least`` rounds up, for those who shall not come back too early.
        """
        fit = math.ceil if is_least else round
        minutes = seconds / 60
        if seconds <= _LONGEST_IN_SECONDS:
            return self._catalogue.format("seconds", count=max(1, fit(seconds)))
        if minutes <= _LONGEST_IN_MINUTES:
            return self._catalogue.format("minutes", count=fit(minutes))
        return self._catalogue.format("hours", count=fit(minutes / 60))

    def _collect_values(self, problem: Problem) -> dict[str, str | float]:
        """What the sentence of a problem needs; nobody's, where an error was kept without them."""
        values: dict[str, str | float] = dict(getattr(problem, "values", {}))
        if "wait_seconds" in values:
            wait = float(values.pop("wait_seconds"))
            values["duration"] = self.duration(wait, is_least=True)
        return {"whose": "", "reason": "", **values}

    def _translate(self, message_id: str, english: str) -> str:
        """A text from elsewhere in this language, or as it is if it isn't the one translated."""
        original = Catalogue(DEFAULT_LANGUAGE)
        if message_id in original.own_messages and original.format(message_id) == english:
            return self._catalogue.format(message_id)
        return english
