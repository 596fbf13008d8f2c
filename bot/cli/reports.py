"""What is said of a picture that was made, or that wasn't: words for people, JSON for programs."""

import json
from dataclasses import dataclass
from typing import Literal

import typer

from bot.cli.exits import describe_error
from bot.cli.outputs import STREAM
from dream_core import DreamError, DreamResult, Sheet

Kind = Literal["photo", "things"]
"""What pictures are made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Success:
    """A picture that was made of what ``name`` says, and written to ``out``.

    ``code`` is its recipe's, None where none can say it.
    """

    name: str
    out: str
    result: DreamResult
    code: str | None
    kind: Kind = "photo"
    sheet: Sheet | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why there is no picture of what ``name`` says."""

    name: str
    error: DreamError
    kind: Kind = "photo"


def report(outcome: Success | Failure, *, as_json: bool) -> None:
    """Words on standard output, of failures on standard error; or one line of JSON."""
    match outcome:
        case _ if as_json:
            typer.echo(json.dumps(_describe(outcome), ensure_ascii=False))
        case Failure(name=name, error=error):
            typer.echo(f"{name}: {describe_error(error)}", err=True)
        case Success(out=out) if out != STREAM:
            _tell(outcome)


def _describe(outcome: Success | Failure) -> dict[str, object]:
    told: dict[str, object] = {outcome.kind: outcome.name}
    if isinstance(outcome, Failure):
        error = outcome.error
        wrong = {"code": error.code, "sentence": error.sentence, "hint": error.hint}
        return told | {"error": wrong}
    result = outcome.result
    told |= {
        "out": outcome.out,
        **_describe_looks(outcome),
        "width": result.width,
        "height": result.height,
        "device": result.device,
        "dream_seconds": round(result.dream_seconds, 3),
        "total_seconds": round(result.total_seconds, 3),
    }
    if result.frames > 1:
        told |= {
            "frames": result.frames,
            "duration_seconds": round(result.duration_seconds, 3),
            "bytes": len(result.picture),
        }
    return told


def _describe_looks(outcome: Success) -> dict[str, object]:
    result = outcome.result
    if outcome.sheet is not None:
        return {"presets": list(outcome.sheet.titles), "cell_size": result.recipe.size}
    return {
        "code": outcome.code,
        "recipe": result.recipe.as_dict(),
        "saw": list(result.saw),
    }


def _tell(outcome: Success) -> None:
    result = outcome.result
    typer.echo(
        f"{outcome.name} → {outcome.out} ({result.width} × {result.height}, "
        f"{_tell_length(result)}{result.total_seconds:.1f} s on {result.device})"
    )
    if outcome.code:
        typer.echo(f"  recipe: {outcome.code}")
    if result.saw:
        typer.echo(f"  more: {', '.join(result.saw)}")


def _tell_length(result: DreamResult) -> str:
    """How long a film is and how large its file; nothing of a picture."""
    if result.frames == 1:
        return ""
    megabytes = len(result.picture) / 1e6
    return f"{result.frames} frames, {result.duration_seconds:.1f} s long, {megabytes:.1f} MB, "
