import logging

import discord
import pytest
from discord.gateway import ReconnectWebSocket

from bot.adapters.discord.faults import FATAL, describe_fault, explain_loss, log_plainly
from bot.errors import BotErrorCode


class Socket:
    close_code = None


def closed(code: int) -> discord.ConnectionClosed:
    socket: object = Socket()
    return discord.ConnectionClosed(socket, shard_id=0, code=code)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", [4004, 4010, 4011, 4012, 4013, 4014])
def test_what_discord_calls_final_ends_the_bot_with_sentence_and_hint(code: int) -> None:
    lost = explain_loss(closed(code))
    assert lost is not None
    assert lost.code == BotErrorCode.SETTING_INVALID
    assert str(code) in lost.sentence
    assert lost.hint


def test_the_librarys_own_names_for_them_are_known() -> None:
    refused = explain_loss(discord.LoginFailure("no"))
    assert refused is not None
    assert "DISCORD_TOKEN" in refused.sentence
    intents = explain_loss(discord.PrivilegedIntentsRequired(0))
    assert intents is not None
    assert "Intent" in intents.sentence


@pytest.mark.parametrize(
    "error",
    [closed(4000), closed(1000), OSError("gone"), discord.RateLimited(90.0), TimeoutError()],
)
def test_everything_else_may_pass(error: Exception) -> None:
    assert explain_loss(error) is None
    assert describe_fault(error)


def test_final_closes_are_those_that_discord_names() -> None:
    assert set(FATAL) == {4004, 4010, 4011, 4012, 4013, 4014}


@pytest.mark.parametrize("error", [ConnectionResetError("gone"), ReconnectWebSocket(0)])
def test_an_outage_takes_one_line_of_the_log(
    caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    logger = logging.getLogger("discord.shard")
    with log_plainly():
        logger.error("Trying %s again", "shard 0", exc_info=error)
    logger.error("after", exc_info=error)
    plain, usual = caplog.records
    assert plain.exc_info is None
    assert plain.getMessage() == f"Trying shard 0 again ({describe_fault(error)})"
    assert usual.exc_info is not None


def test_a_fault_of_the_program_keeps_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    with log_plainly():
        logging.getLogger("discord.shard").error("what", exc_info=KeyError("here"))
    assert caplog.records[0].exc_info is not None
