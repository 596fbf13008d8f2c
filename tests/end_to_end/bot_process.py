"""The real program in a process of its own, beside loopback platforms on the test's event loop."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.loopback.discord import LoopbackDiscord
from tests.loopback.telegram import LoopbackTelegram
from tests.watching import watch_settings

ROOT = Path(__file__).parents[2]
STOP_SECONDS = 40.0

Loopback = LoopbackDiscord | LoopbackTelegram


@dataclass(slots=True, kw_only=True)
class BotProcess:
    """A running bot; all it says goes to ``log``."""

    process: asyncio.subprocess.Process
    log: Path

    def read_log(self) -> str:
        return self.log.read_text(errors="replace")

    async def stop(self) -> None:
        """Ends it as a service manager would, and expects it to end well."""
        assert await self.end() == 0, self.read_log()[-6000:]

    async def end(self) -> int:
        """Sends SIGTERM if it still runs; returns the exit code."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        return await self.wait()

    async def wait(self) -> int:
        """Waits for it to end by itself; returns the exit code."""
        try:
            async with asyncio.timeout(STOP_SECONDS):
                return await self.process.wait()
        except TimeoutError:
            self.process.kill()
            await self.process.wait()
            raise AssertionError(f"the bot didn't end:\n{self.read_log()[-6000:]}") from None

    async def kill(self) -> None:
        """SIGKILL: no farewell to anybody."""
        self.process.kill()
        await self.process.wait()


async def start_bot(
    server: Loopback,
    folder: Path,
    *others: Loopback,
    below: Sequence[str] = (),
    **settings: str,
) -> BotProcess:
    """Starts it with its data in ``folder``; ``settings`` are environment variables besides.

    ``below`` are the words of a program that becomes the bot's, whose words follow them.
    """
    log = folder / "bot.log"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "PUPPYSLUG_DATA_DIR": str(folder / "data"),
        "PUPPYSLUG_ROOM_BIND": "off",
        "PUPPYSLUG_PRESETS_DIR": str(ROOT / "tests" / "presets"),
        "PUPPYSLUG_DEVICE": "cpu",
        "PUPPYSLUG_METRICS_BIND": "127.0.0.1:0",
        **watch_settings(),
        "OMP_NUM_THREADS": os.environ["OMP_NUM_THREADS"],
    }
    for each in (server, *others):
        environment |= _lead_to(each)
    environment |= settings
    with log.open("ab") as said:
        process = await asyncio.create_subprocess_exec(
            *below,
            *(sys.executable, "-m", "bot", "run"),
            cwd=folder,
            env=environment,
            stdout=said,
            stderr=said,
        )
    return BotProcess(process=process, log=log)


def _lead_to(server: Loopback) -> dict[str, str]:
    if isinstance(server, LoopbackTelegram):
        return {"TELEGRAM_TOKEN": server.token, "TELEGRAM_API_BASE": server.api_base}
    return {
        "DISCORD_TOKEN": server.token,
        "DISCORD_API_BASE": server.api_base,
        "DISCORD_GATEWAY": server.gateway,
    }


async def wait_until_connected(server: Loopback) -> None:
    """Until the bot is there and has its commands."""
    if isinstance(server, LoopbackTelegram):
        await server.wait_until_polling()
        await server.wait_until(lambda: server.commands, "menus of commands")
    else:
        await server.connections.wait_until_connected()
        await server.wait_for_commands("dream")


@asynccontextmanager
async def run_bot(
    server: Loopback,
    folder: Path,
    *others: Loopback,
    below: Sequence[str] = (),
    **settings: str,
) -> AsyncIterator[BotProcess]:
    """A bot that is connected and has its commands, until the block ends; it must end well."""
    bot = await start_bot(server, folder, *others, below=below, **settings)
    try:
        try:
            for each in (server, *others):
                await wait_until_connected(each)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{bot.read_log()[-6000:]}") from error
        yield bot
    except BaseException:
        if bot.process.returncode is None:
            await bot.kill()
        raise
    await bot.stop()
