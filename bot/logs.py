"""The log: one line an event on standard error, for eyes or as JSON; tracebacks go only here.

Secrets don't: each line is cleaned as a whole, whoever wrote it and wherever in it they are.
"""

import logging
import sys
from collections.abc import Iterable, Sequence
from typing import Literal

import structlog
from structlog.typing import Processor

from bot.redaction import Redaction

# What these say below a warning helps nobody who runs a bot, and names addresses with tokens.
QUIET = (
    "aiosqlite",
    "alembic",
    "asyncio",
    "asyncpg",
    "discord",
    "httpcore",
    "httpx",
    "sqlalchemy",
    "telegram",
)


def set_up_logs(
    level: str, log_format: Literal["console", "json"], *, secrets: Iterable[str] = ()
) -> None:
    """Sends structlog's events and those of the standard library the same way.

    The ``secrets`` are masked wherever they appear.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _CleanFormatter(
            Redaction(secrets),
            before=shared,
            last=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_choose_renderers(log_format),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


class _CleanFormatter(structlog.stdlib.ProcessorFormatter):
    """Cleans what is about to be written, so that no processor and no traceback is forgotten."""

    def __init__(
        self, redaction: Redaction, *, before: Sequence[Processor], last: Sequence[Processor]
    ) -> None:
        super().__init__(foreign_pre_chain=before, processors=last)
        self._redaction = redaction

    def format(self, record: logging.LogRecord) -> str:
        return self._redaction.clean(super().format(record))


def _choose_renderers(log_format: Literal["console", "json"]) -> list[Processor]:
    if log_format == "json":
        # With the values of variables, which are people's, it would take a tenth of a second.
        tracebacks = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        return [
            structlog.processors.ExceptionRenderer(tracebacks),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    plain = structlog.dev.plain_traceback
    colours = sys.stderr.isatty()
    return [structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=plain)]
