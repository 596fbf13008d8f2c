"""How commands write what they found: as a table for eyes, or as JSON."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON instead of words.")]

# Where nobody looks, lines stay whole, so that other programs can read them.
_UNBROKEN = 10_000


def write_json(value: Any) -> None:  # noqa: ANN401 (whatever JSON takes)
    """Indented, with all letters as they are."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def write_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as the console has room for."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console = Console()
    if not console.is_terminal:
        console.width = _UNBROKEN
    console.print(table)
