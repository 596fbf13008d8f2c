"""The methods that the loopback knows, by their names."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.loopback.telegram.calls import Call

Method = Callable[[Call], Awaitable[Any]]
"""Returns what the answer's ``result`` is; raises RejectedError."""

Methods = dict[str, Method]
