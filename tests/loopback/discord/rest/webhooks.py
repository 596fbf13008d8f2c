"""What the bot does with an interaction's token in the fifteen minutes after it."""

from typing import Any

from aiohttp import web

from tests.loopback.discord.bodies import Body, read_body
from tests.loopback.discord.desk import Desk, Letter
from tests.loopback.discord.interactions import Callback, Interaction
from tests.loopback.discord.rejections import (
    expired_token,
    too_many_followups,
    unknown_channel,
    unknown_message,
    unknown_webhook,
)
from tests.loopback.discord.rest.answers import answer_json, answer_nothing
from tests.loopback.discord.rest.interactions import Interactions, response_traits
from tests.loopback.discord.rules.values import check_dict
from tests.loopback.discord.world.messages import EPHEMERAL, Message

Json = dict[str, Any]

MOST_FOREIGN_FOLLOWUPS = 5
_ORIGINAL = "@original"


class WebhookRoutes:
    """Follow-ups, and the response once it was made."""

    def __init__(self, desk: Desk, interactions: Interactions) -> None:
        self._desk = desk
        self._interactions = interactions

    def list_routes(self) -> list[web.RouteDef]:
        one = "/webhooks/{application}/{token}/messages/{message}"
        return [
            web.post("/webhooks/{application}/{token}", self.follow_up),
            web.get(one, self.fetch),
            web.patch(one, self.edit),
            web.delete(one, self.delete),
        ]

    async def follow_up(self, request: web.Request) -> web.Response:
        """After a deferral the first one takes the place of what showed that the bot thinks, unless
        the bot deleted that.
        """
        body = await read_body(request)
        interaction = self._open(request)
        letter = _letter(interaction, body)
        original = interaction.original
        if original is not None and original.is_loading and not original.is_deleted:
            self._desk.edit(original, letter)
            return self._show(original)
        if interaction.is_foreign and len(interaction.followups) >= MOST_FOREIGN_FOLLOWUPS:
            raise too_many_followups()
        flags = int(letter.form.get("flags") or 0) & EPHEMERAL
        if interaction.must_be_ephemeral:
            flags = EPHEMERAL
        traits = response_traits(interaction, flags)
        message = self._desk.post(interaction.channel, letter, traits)
        if message.reference is None and original is not None:
            message.reference, message.reference_id = original, original.id
        interaction.followups.append(message)
        self._desk.world.changes.notify()
        return self._show(message)

    async def fetch(self, request: web.Request) -> web.Response:
        return self._show(self._find(request, self._open(request)))

    async def edit(self, request: web.Request) -> web.Response:
        body = await read_body(request)
        interaction = self._open(request)
        message = self._find(request, interaction)
        self._desk.edit(message, _letter(interaction, body))
        return self._show(message)

    async def delete(self, request: web.Request) -> web.Response:
        self._desk.delete(self._find(request, self._open(request)))
        return answer_nothing()

    def _show(self, message: Message) -> web.Response:
        return answer_json(self._desk.world.show_whole(message))

    def _open(self, request: web.Request) -> Interaction:
        """The interaction of a token; nothing leads there before it was acknowledged."""
        interaction = self._interactions.by_token.get(request.match_info["token"])
        application = str(self._desk.world.application.id)
        if interaction is None or request.match_info["application"] != application:
            raise unknown_webhook()
        if interaction.is_expired:
            raise expired_token()
        if interaction.callback is None or interaction.callback is Callback.SUGGESTIONS:
            raise unknown_webhook()
        if interaction.channel.id not in self._desk.world.channels:
            raise unknown_channel()
        return interaction

    def _find(self, request: web.Request, interaction: Interaction) -> Message:
        wanted = request.match_info["message"]
        own = [interaction.original, *interaction.followups]
        for message in own:
            if message is None or message.is_deleted:
                continue
            is_original = wanted == _ORIGINAL and message is interaction.original
            if is_original or wanted == str(message.id):
                return message
        raise unknown_message()


def _letter(interaction: Interaction, body: Body) -> Letter:
    form = check_dict(body.form, "_")
    return Letter(form=form, files=body.files, file_bytes=interaction.file_bytes)
