"""Reads what the bot sends: JSON, or a form with files."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from tests.loopback.discord.rejections import RejectedError, invalid_form, invalid_json
from tests.loopback.discord.world.messages import File

_FILE_PART = re.compile(r"files\[(\d+)\]")


@dataclass(slots=True)
class Body:
    """The JSON of a request, and its uploads by number."""

    form: Any
    files: dict[int, File] = field(default_factory=dict)


async def read_body(request: web.Request) -> Body:
    """Raises RejectedError for what can't be read."""
    if request.content_type == "multipart/form-data":
        return await _read_parts(request)
    if not request.can_read_body:
        return Body({})
    if request.content_type != "application/json":
        message = 'Expected "Content-Type" header to be one of {"application/json"}.'
        raise RejectedError(400, 50035, message, is_fault=True)
    return Body(_read_json(await request.read()))


def _read_json(text: bytes | str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise invalid_json() from error


async def _read_parts(request: web.Request) -> Body:
    body = Body({})
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        assert isinstance(part, BodyPartReader)
        if part.name == "payload_json":
            body.form = _read_json(await part.text())
        elif found := _FILE_PART.fullmatch(part.name or ""):
            data = bytes(await part.read())
            body.files[int(found[1])] = File(name=part.filename or "file", data=data)
        else:
            raise invalid_form(part.name or "_", "UNKNOWN_PART", "Unknown part of the form")
    return body
