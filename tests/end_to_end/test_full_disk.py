"""A disk that is really full: a small file system of the bot's own, in a mount namespace."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bot.adapters.web.guest import Guest
from tests.end_to_end.bot_process import BotProcess, run_bot
from tests.end_to_end.conftest import build_village
from tests.end_to_end.photos import take_telegram_photo
from tests.end_to_end.telegram_looks import dream_in, result_of
from tests.loopback.telegram import LoopbackTelegram
from tests.ports import find_port

PHOTO = take_telegram_photo()
_DISK_BYTES = 16 * 2**20
_MOUNT = f'mount -t tmpfs -o size={_DISK_BYTES} tmpfs "$PUPPYSLUG_DATA_DIR" && exec "$@"'


@dataclass(frozen=True)
class SmallDisk:
    """The file system that only the bot sees by its own path."""

    folder: Path

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"

    async def fill(self) -> None:
        """Leaves no block free, whatever the bot writes meanwhile."""
        with self._ballast.open("wb", buffering=0) as file:
            for block_bytes in (2**20, 2**12):
                try:
                    while True:
                        file.write(bytes(block_bytes))
                        await asyncio.sleep(0)
                except OSError:
                    pass

    def clear(self) -> None:
        self._ballast.unlink()


@asynccontextmanager
async def run_on_small_disk(
    telegram: LoopbackTelegram, folder: Path, room: str
) -> AsyncIterator[tuple[BotProcess, SmallDisk]]:
    data = folder / "data"
    data.mkdir()
    below = ("unshare", "--map-root-user", "--mount", "sh", "-c", _MOUNT, "sh")
    async with run_bot(telegram, folder, below=below, PUPPYSLUG_ROOM_BIND=room) as bot:
        yield bot, SmallDisk(Path(f"/proc/{bot.process.pid}/root{data}"))


async def test_a_full_disk_is_told_costs_nobody_their_dream_and_is_left_behind(
    tmp_path: Path,
) -> None:
    async with LoopbackTelegram() as telegram:
        village = build_village(telegram)
        ann, bob = village.ann, village.bob
        address = f"127.0.0.1:{find_port()}"
        async with run_on_small_disk(telegram, tmp_path, address) as (bot, disk):
            under_way = await ann.send(
                ann.private_chat, "cats size=512", photo=take_telegram_photo(side=512)
            )
            await ann.private_chat.wait_for_message(lambda m: "%" in m.words, timeout_seconds=30)
            await disk.fill()

            refused = await bob.send(bob.private_chat, "cats size=96", photo=PHOTO)
            answer = await bob.private_chat.wait_for_message(
                lambda m: m.reply_to is refused, timeout_seconds=30
            )
            assert "can't reach its records" in answer.words
            assert "Try again later" in answer.words
            async with Guest(f"http://{address}") as guest:
                status, body = await guest.post("/dream cats size=96", PHOTO.data)
            assert (status, body["error"]["code"]) == (503, "records_unavailable")
            assert dream_in(await result_of(under_way))

            disk.clear()
            again = await bob.send(bob.private_chat, "cats size=96", photo=PHOTO)
            assert dream_in(await result_of(again))
            assert "ending_not_kept" in bot.read_log()
        assert telegram.violations == []
