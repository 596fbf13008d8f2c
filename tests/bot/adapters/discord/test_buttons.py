"""Buttons of an earlier run of the bot, with records that were closed and opened again."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from bot.adapters.discord import DiscordAdapter, DiscordSettings
from bot.adapters.discord.buttons import DreamButton, PresetSelect, button_items
from bot.records import Records
from bot.service import DreamService, ServiceLimits
from dream_core import DEFAULT_PRESET, Presets
from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.discord.looks import has_button, wait_for_result
from tests.loopback.discord import Channel, File, LoopbackDiscord, Person

Run = Callable[[], AbstractAsyncContextManager[None]]


@pytest.fixture
def run(
    tmp_path: Path, discord_server: LoopbackDiscord, engine: FakeEngine, presets: Presets
) -> Run:
    """One run of the bot from its start to its end; all runs keep their records in one place."""
    settings = DiscordSettings(
        token=discord_server.token,
        api_base=discord_server.api_base,
        gateway=discord_server.gateway,
        data_dir=tmp_path,
    )

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        before = discord_server.connections.identify_count
        async with (
            Records(tmp_path / "kept") as records,
            DreamService(engine, ServiceLimits(farewell_seconds=1.0), records.journal) as service,
            DiscordAdapter(
                settings, engine=engine, service=service, records=records, presets=presets
            ),
        ):
            await discord_server.connections.wait_until_identified(before + 1)
            await discord_server.connections.wait_until_connected()
            yield
            await service.drain(0)

    return running


async def test_buttons_live_over_a_restart(
    run: Run, channel: Channel, ann: Person, photo: File
) -> None:
    async with run():
        first = await wait_for_result(await ann.slash(channel, "dream", picture=photo))
    async with run():
        for label in ("Stronger", "Deeper"):
            await wait_for_result(await ann.press(first, label=label))
        await wait_for_result(await ann.choose(first, "dream:preset:", ["eyes"]))


async def test_below_a_sheet_any_preset_is_chosen_also_after_a_restart_and_comes_large(
    run: Run, channel: Channel, ann: Person, photo: File, presets: Presets
) -> None:
    asking = {"picture": photo, "form": "sheet", "size": "48"}
    async with run():
        sheet = await wait_for_result(await ann.slash(channel, "dream", **asking))
    assert sheet.content.startswith("sheet, ")
    async with run():
        for preset in (DEFAULT_PRESET, [*presets][-1]):
            chosen = await ann.choose(sheet, "dream:preset:", [preset])
            large = await wait_for_result(chosen)
            assert large.content.startswith(f"{preset}, 64 × 48,")


async def test_a_dream_goes_on_in_the_next_run_and_can_be_cancelled_there(
    run: Run, channel: Channel, ann: Person, ben: Person, photo: File, engine: FakeEngine
) -> None:
    engine.step_seconds = 5.0
    async with run():
        asked = await ann.slash(channel, "dream", picture=photo)
        message = await asked.message()
    assert "goes on by itself" in message.content
    async with run():
        await channel.wait_for_message(lambda shown: "I was restarted" in shown.content)
        assert has_button(message, "cancel")
        refused = await (await ben.press(message, label="Cancel")).followup()
        assert refused.is_ephemeral
        await ann.press(message, label="Cancel")
        await channel.wait_for_message(lambda shown: shown.content == "Cancelled.")


async def test_what_was_not_dreamed_before_the_end_is_dreamed_after_the_start(
    run: Run, channel: Channel, ann: Person, photo: File, engine: FakeEngine
) -> None:
    engine.step_seconds = 5.0
    async with run():
        message = await (await ann.slash(channel, "dream", picture=photo)).message()
    engine.step_seconds = 0.0
    async with run():
        assert await wait_for_result(channel) is message


def test_the_client_is_told_of_every_kind_of_button() -> None:
    assert button_items() == (DreamButton, PresetSelect)
