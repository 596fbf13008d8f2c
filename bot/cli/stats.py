"""``puppyslug stats``: how much was dreamed, for eyes or as JSON."""

import asyncio
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.tables import AsJson, write_json, write_table
from config.sources import load_settings

if TYPE_CHECKING:
    from bot.records import Figures

_Days = Annotated[int, typer.Option("--days", min=1, max=3660, help="How far to look back.")]


def stats(*, days: _Days = 7, as_json: AsJson = False) -> None:
    """Say how many dreams there were, how they ended, and what is under way."""
    from bot.records import read_address, read_figures
    from bot.tokens import read_database

    settings = load_settings()
    secret = read_database(settings)
    address = read_address(secret.get_secret_value()) if secret else None
    since = datetime.now(UTC).date() - timedelta(days=days - 1)
    figures = asyncio.run(read_figures(settings.data_dir, address, since=since))
    if as_json:
        write_json({**asdict(figures), "since": since.isoformat()})
    else:
        _tell(figures)


def _tell(figures: "Figures") -> None:
    from bot.records import FINISHED

    write_table(
        ("PLATFORM", "PRESET", "ENDED", "DREAMS", "SECONDS EACH"),
        [
            (
                count.platform,
                count.preset,
                count.code,
                str(count.dreams),
                f"{count.seconds / count.dreams:.1f}" if count.code == FINISHED else "",
            )
            for count in figures.counts
        ],
    )
    totals: Counter[bool] = Counter()
    for count in figures.counts:
        totals[count.code == FINISHED] += count.dreams
    typer.echo(
        f"Since {figures.since.isoformat()} (UTC): {totals[True]} dreamed, {totals[False]} ended "
        f"otherwise. Now: {figures.open_jobs} waiting or dreaming, "
        f"{figures.undelivered} not delivered yet."
    )
