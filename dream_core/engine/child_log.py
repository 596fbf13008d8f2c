"""What a child logs goes to its parent, which writes it into its own log."""

import logging
import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

from dream_core.engine.messages import Fact, Logged

_OWN_ATTRIBUTES = frozenset({*logging.makeLogRecord({}).__dict__, "message", "asctime", "taskName"})


class ChildLog(logging.Handler):
    """Takes all that this process logs, warnings included, from :meth:`take_over` on.

    Each line says which worker it is from, on what ``device``, and on which job it works.
    """

    def __init__(self, send: Callable[[Logged], None], *, device: str) -> None:
        super().__init__()
        self.device = device
        self._send = send
        self._job_id: str | None = None
        self._worker = multiprocessing.current_process().name

    def take_over(self, level: int) -> None:
        """To be called again after imports: some libraries, torch among them, write themselves."""
        root = logging.getLogger()
        root.handlers = [self]
        root.setLevel(level)
        logging.captureWarnings(capture=True)
        for logger in logging.Logger.manager.loggerDict.values():
            if isinstance(logger, logging.Logger) and any(map(_is_for_eyes, logger.handlers)):
                logger.handlers = []
                logger.propagate = True

    @contextmanager
    def on_job(self, job_id: str) -> Iterator[None]:
        """What is logged meanwhile is about this job."""
        self._job_id = job_id
        try:
            yield
        finally:
            self._job_id = None

    def emit(self, record: logging.LogRecord) -> None:
        """Never fails: without its parent the process ends by itself."""
        with suppress(OSError):
            self._send(
                Logged(
                    logger=record.name,
                    level=record.levelno,
                    text=self.format(record),
                    facts=self._collect_facts(record),
                )
            )

    def _collect_facts(self, record: logging.LogRecord) -> Mapping[str, Fact]:
        facts: dict[str, Fact] = {
            name: value if isinstance(value, Fact) else repr(value)
            for name, value in record.__dict__.items()
            if name not in _OWN_ATTRIBUTES
        }
        facts |= {"worker": self._worker, "pid": os.getpid(), "device": self.device}
        if self._job_id is not None:
            facts["job_id"] = self._job_id
        return facts


def relay(logged: Logged) -> None:
    """Writes a child's line into this process's log."""
    logger = logging.getLogger(logged.logger)
    logger.log(logged.level, "%s", logged.text, extra=logged.facts)


def _is_for_eyes(handler: logging.Handler) -> bool:
    return isinstance(handler, logging.StreamHandler) and not isinstance(
        handler, logging.FileHandler
    )
