"""What tests do with a bot that runs in a process of its own."""

import re
import subprocess
from pathlib import Path

import aiohttp

PHOTO = Path(__file__).parents[1] / "photos" / "astronaut.jpg"


def read_address(process: subprocess.Popen[str]) -> str:
    """Where the room listens, from the first line the program writes."""
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert found, line
    return found[0]


async def post_photo(address: str, text: str) -> None:
    """Posts a photo and words in the room, as its page does."""
    form = aiohttp.FormData()
    form.add_field("text", text)
    form.add_field("picture", PHOTO.read_bytes(), filename="photo.jpg", content_type="image/jpeg")
    async with (
        aiohttp.ClientSession(headers={"Origin": address}) as session,
        session.post(f"{address}/api/posts", data=form) as answer,
    ):
        assert answer.status < 300, await answer.text()


def wait_for_line(process: subprocess.Popen[str], word: str) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if word in line:
            return
    raise AssertionError(f"the log ended without {word}")
