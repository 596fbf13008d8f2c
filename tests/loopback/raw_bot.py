"""A bot without a library: asks exactly what a test wants asked."""

import json
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import aiohttp

from tests.loopback.discord import LoopbackDiscord

Json = dict[str, Any]

COMMANDS: list[Json] = [
    {
        "name": "dream",
        "description": "Dreams",
        "contexts": [0, 1, 2],
        "integration_types": [0, 1],
        "options": [
            {"type": 11, "name": "picture", "description": "A picture"},
            {"type": 3, "name": "preset", "description": "A look", "autocomplete": True},
            {"type": 5, "name": "keep-colours", "description": "Whether"},
            {
                "type": 4,
                "name": "size",
                "description": "In pixels",
                "min_value": 64,
                "max_value": 512,
            },
            {
                "type": 3,
                "name": "strength",
                "description": "How much",
                "choices": [{"name": "Strong", "value": "strong"}],
            },
        ],
    },
    {"name": "Dream this", "type": 3},
]


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def refusal(self) -> tuple[int, int]:
        """Status and code of an answer that says no."""
        return self.status, self.body["code"]

    @property
    def wrong(self) -> str:
        """The code of the first field that is wrong, and where it is."""
        place, errors = [], self.body["errors"]
        while "_errors" not in errors:
            key = next(iter(errors))
            place.append(key)
            errors = errors[key]
        return f"{'.'.join(place)} {errors['_errors'][0]['code']}"


class RawBot:
    """Talks HTTP with a loopback."""

    def __init__(self, server: LoopbackDiscord, session: aiohttp.ClientSession) -> None:
        self.server = server
        self.session = session
        self.application = server.world.application.id

    async def ask(
        self,
        method: str,
        path: str,
        form: Any = None,
        *,
        files: tuple[bytes, ...] = (),
        token: str | None = None,
    ) -> Reply:
        """One request; with files as a form of several parts, as Discord wants it."""
        headers = {"Authorization": f"Bot {token or self.server.token}"}
        options: Json = {"json": form} if form is not None else {}
        if files:
            data = aiohttp.FormData(quote_fields=False)
            data.add_field("payload_json", json.dumps(form or {}))
            for number, content in enumerate(files):
                data.add_field(f"files[{number}]", BytesIO(content), filename=f"{number}.png")
            options = {"data": data}
        address = self.server.api_base + path
        async with self.session.request(method, address, headers=headers, **options) as answer:
            text = await answer.text()
            is_json = answer.content_type == "application/json"
            body = json.loads(text) if is_json else text
            return Reply(answer.status, body, dict(answer.headers))

    async def sync(self, commands: Any = None) -> Reply:
        path = f"/applications/{self.application}/commands"
        return await self.ask("PUT", path, COMMANDS if commands is None else commands)

    async def answer(self, interaction: Any, kind: int, data: Json | None = None) -> Reply:
        """The callback of an interaction."""
        path = f"/interactions/{interaction.id}/{interaction.token}/callback?with_response=1"
        return await self.ask("POST", path, {"type": kind, "data": data or {}})

    async def follow_up(self, interaction: Any, content: str = "more") -> Reply:
        path = f"/webhooks/{self.application}/{interaction.token}?wait=1"
        return await self.ask("POST", path, {"content": content})

    async def edit_original(self, interaction: Any, form: Json, **options: Any) -> Reply:
        path = f"/webhooks/{self.application}/{interaction.token}/messages/@original"
        return await self.ask("PATCH", path, form, **options)

    async def post(self, channel: Any, form: Json, **options: Any) -> Reply:
        return await self.ask("POST", f"/channels/{channel.id}/messages", form, **options)
