"""What Telegram takes as a film, and what a bot may say of one."""

from collections.abc import Mapping
from typing import Any

from tests.loopback.telegram.rejections import bad_request
from tests.loopback.telegram.world.films import Film

DESCRIPTIONS = ("width", "height", "duration", "disable_content_type_detection")
"""The parameters that describe a file; others say nothing of it."""

_TRUE = ("true", "True", True)
_CODECS = {"animation": ("gif", "h264"), "video": ("h264",)}
_LONGEST_OFF_SECONDS = 1.0


def choose_kind(kind: str, film: Film | None, form: Mapping[str, Any]) -> str:
    """What Telegram shows a file as that was sent as ``kind``: what it finds a document to be, if
    it may look.
    """
    if kind != "document" or film is None:
        return kind
    if form.get("disable_content_type_detection") in _TRUE:
        return kind
    return {"gif": "animation", "mp4": "video"}.get(film.kind, kind)


def check_film(kind: str, film: Film | None, form: Mapping[str, Any]) -> None:
    """Raises RejectedError for what apps would show as a mere file, or in a wrong shape."""
    if kind not in _CODECS:
        return
    if film is None or film.kind == "webm" or film.codec not in _CODECS[kind]:
        raise bad_request(f"VIDEO_CONTENT_TYPE_INVALID: no {' or '.join(_CODECS[kind])}")
    if kind == "animation" and film.has_sound:
        raise bad_request("VIDEO_CONTENT_TYPE_INVALID: an animation has no sound")
    sides = {"width": film.width, "height": film.height}
    wrong = [name for name, side in sides.items() if _read(form, name) not in (0, side)]
    duration = _read(form, "duration")
    if duration and abs(duration - film.seconds) > _LONGEST_OFF_SECONDS:
        wrong.append("duration")
    if wrong:
        raise bad_request(f"VIDEO_CONTENT_TYPE_INVALID: wrong {', '.join(wrong)}")


def _read(form: Mapping[str, Any], name: str) -> int:
    value = str(form.get(name) or 0)
    if not value.isdigit():
        raise bad_request(f"invalid {name} specified")
    return int(value)
