"""Records in a folder of their own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.records import Records


@pytest.fixture
async def records(tmp_path: Path) -> AsyncIterator[Records]:
    async with Records(tmp_path) as opened:
        yield opened
