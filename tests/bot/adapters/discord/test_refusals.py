from typing import NamedTuple

import aiohttp
import discord
import pytest

from bot.adapters.discord.refusals import BY_CODE, BY_STATUS, FAULTS, Remedy, read_refusal
from bot.texts import Phrases


class Response(NamedTuple):
    """The part of an answer that discord.py's errors read."""

    status: int
    reason: str = "so"


def make_error(status: int, code: int = 0) -> discord.HTTPException:
    return discord.HTTPException(Response(status), {"code": code, "message": "no"})


@pytest.mark.parametrize(
    ("status", "code", "remedy"),
    [
        (401, 50027, Remedy.AS_BOT),
        (404, 10015, Remedy.AS_BOT),
        (400, 40094, Remedy.AS_BOT),
        (404, 10008, Remedy.ANEW),
        (400, 30046, Remedy.ANEW),
        (400, 50083, Remedy.ANEW),
        (403, 50013, Remedy.DIRECT),
        (403, 50001, Remedy.DIRECT),
        (404, 10003, Remedy.DIRECT),
        (400, 200000, Remedy.TELL),
        (400, 20009, Remedy.TELL),
        (400, 50035, Remedy.TELL),
        (413, 0, Remedy.SHRINK),
        (400, 40005, Remedy.SHRINK),
        (403, 50007, Remedy.GIVE_UP),
        (503, 0, Remedy.RETRY),
        (500, 10008, Remedy.RETRY),
        (429, 0, Remedy.RETRY),
        (403, 0, Remedy.DIRECT),
        (400, 99999, Remedy.TELL),
    ],
)
def test_each_answer_has_its_remedy(status: int, code: int, remedy: Remedy) -> None:
    assert read_refusal(make_error(status, code)).remedy is remedy


@pytest.mark.parametrize(
    "error",
    [
        TimeoutError(),
        ConnectionResetError(),
        aiohttp.ServerDisconnectedError(),
        discord.RateLimited(60.0),
    ],
)
def test_a_network_at_fault_is_tried_again(error: Exception) -> None:
    assert isinstance(error, FAULTS)
    assert read_refusal(error).remedy is Remedy.RETRY


def test_every_refusal_has_a_sentence() -> None:
    for refusal in {*BY_CODE.values(), *BY_STATUS.values()}:
        assert Phrases().say(refusal.text_id).endswith(".")
