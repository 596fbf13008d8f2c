"""Reads what the bot sends: the parameters of a method in any of the ways Telegram takes them."""

import json
import mimetypes
import re
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from tests.loopback.telegram.rejections import RejectedError, bad_request, wrong_file
from tests.loopback.telegram.world.files import File

Json = dict[str, Any]

_ATTACHED = "attach://"
_TRUE = ("true", "yes", "1")


@dataclass(slots=True, kw_only=True)
class Call:
    """One call of a method. ``fields`` are text, as in a form; ``request`` is what brought it."""

    method: str
    request: web.Request
    fields: dict[str, str] = field(default_factory=dict)
    uploads: dict[str, File] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Empty if it is missing."""
        return self.fields.get(name, "")

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in _TRUE

    def integer(self, name: str, default: int = 0) -> int:
        value = self.text(name)
        if not value:
            return default
        if not re.fullmatch(r"-?\d+", value):
            raise bad_request(f"invalid {name} specified")
        return int(value)

    def json(self, name: str) -> Any:
        """None if it is missing."""
        value = self.text(name)
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError as error:
            described = name.replace("_", " ")
            raise bad_request(f"can't parse {described} JSON object") from error

    def json_dict(self, name: str) -> Json:
        """Empty if it is missing."""
        value = self.json(name)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"object expected as {name.replace('_', ' ')}")
        return value or {}

    def json_list(self, name: str) -> list[Any]:
        """Empty if it is missing."""
        value = self.json(name)
        if value is not None and not isinstance(value, list):
            raise bad_request(f"expected an Array as {name.replace('_', ' ')}")
        return value or []

    def file(self, name: str) -> File | str | None:
        """The upload of a parameter or the id of a file; None if there is neither."""
        if name in self.uploads:
            return self.uploads[name]
        value = self.text(name)
        return self.attached(value) if value else None

    def attached(self, value: str) -> File | str:
        """The upload that ``attach://`` names; anything else is the id of a file."""
        if not value.startswith(_ATTACHED):
            return value
        upload = self.uploads.get(value.removeprefix(_ATTACHED))
        if upload is None:
            raise wrong_file()
        return upload

    @property
    def message_count(self) -> int:
        """How many messages it makes."""
        if self.method.lower() != "sendmediagroup":
            return 1
        try:
            return max(1, len(self.json_list("media")))
        except RejectedError:
            return 1


async def read_call(request: web.Request, method: str) -> Call:
    """Raises RejectedError for what can't be read."""
    call = Call(method=method, request=request, fields=dict(request.query))
    if not request.can_read_body:
        return call
    if request.content_type == "multipart/form-data":
        await _read_parts(request, call)
    elif request.content_type == "application/x-www-form-urlencoded":
        form = await request.post()
        call.fields |= {name: str(value) for name, value in form.items()}
    elif request.content_type == "application/json":
        _read_json(await request.read(), call)
    return call


def _read_json(body: bytes, call: Call) -> None:
    try:
        form = json.loads(body)
    except ValueError as error:
        raise bad_request("can't parse JSON object") from error
    if not isinstance(form, dict):
        raise bad_request("object expected")
    for name, value in form.items():
        if value is not None:
            call.fields[name] = value if isinstance(value, str) else json.dumps(value)


async def _read_parts(request: web.Request, call: Call) -> None:
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        assert isinstance(part, BodyPartReader)
        name = part.name or ""
        if part.filename is None:
            call.fields[name] = await part.text()
        else:
            content_type = mimetypes.guess_type(part.filename)[0] or "application/octet-stream"
            data = bytes(await part.read())
            call.uploads[name] = File(name=part.filename, data=data, content_type=content_type)
