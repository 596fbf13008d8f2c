"""Where a PostgreSQL database is and who asks, as people paste it; its password stays hidden."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

_SCHEME = re.compile(r"postgres(ql)?(\+\w+)?(?=://)", re.IGNORECASE)
# What other clients put into an address, and neither asyncpg nor the server knows.
_NOT_FOR_US = frozenset(
    {
        "channel_binding",
        "connect_timeout",
        "connection_limit",
        "gssencmode",
        "keepalives",
        "keepalives_count",
        "keepalives_idle",
        "keepalives_interval",
        "pgbouncer",
        "pool_timeout",
        "sslcompression",
        "tcp_user_timeout",
    }
)


@dataclass(frozen=True, slots=True)
class PostgresAddress:
    """``str`` and ``repr`` say user, host, port and database, and nothing that is secret."""

    _url: URL = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads ``postgresql://user:password@host:port/name?option=value``, of which all but the
        beginning may be left out, as libpq does.

        Raises ValueError, whose text doesn't repeat the address.
        """
        scheme = _SCHEME.match(text)
        if scheme is None:
            raise ValueError("it must begin with postgresql://")
        try:
            url = make_url(f"postgresql{text[scheme.end() :]}")
        except (ArgumentError, ValueError):
            raise ValueError("it is no address of one server") from None
        if "@" in (url.host or ""):
            raise ValueError("an @ in its user or password must be written as %40")
        if any(isinstance(value, tuple) for value in url.query.values()):
            raise ValueError("an option is given twice")
        return cls(_gather(url))

    def __str__(self) -> str:
        shown = URL.create(
            "postgresql",
            username=self._url.username,
            host=self._url.host,
            port=self._url.port,
            database=self._url.database,
            query={
                name: self._url.query[name] for name in ("host", "port") if name in self._url.query
            },
        )
        return shown.render_as_string()

    @property
    def database(self) -> str:
        """The database's name; without one it is the user's."""
        return self._url.database or self._url.username or ""

    def as_arguments(self) -> Mapping[str, Any]:
        """What ``asyncpg.connect`` takes. The password is among it."""
        parts = {
            "host": self._url.host,
            "port": self._url.port,
            "user": self._url.username,
            "password": self._url.password,
            "database": self._url.database,
        }
        options = {
            name: value
            for name, value in self._url.query.items()
            if value and name not in _NOT_FOR_US
        }
        # asyncpg reads certificates and the like from an address alone.
        dsn = {"dsn": f"postgresql://?{urlencode(options)}"} if options else {}
        return {name: value for name, value in parts.items() if value is not None} | dsn


def _gather(url: URL) -> URL:
    """User, password and database stand in their places, also where they came as options."""
    named = {"user": "username", "password": "password", "dbname": "database"}
    given: dict[str, Any] = {
        part: url.query[name] for name, part in named.items() if name in url.query
    }
    return url.difference_update_query(named).set(**given)
