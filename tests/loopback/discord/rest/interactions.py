"""How the bot answers interactions: the callback, within three seconds and once."""

from typing import Any

from aiohttp import web

from tests.loopback.discord.bodies import Body, read_body
from tests.loopback.discord.desk import Desk, Letter, Traits
from tests.loopback.discord.interactions import (
    ACKNOWLEDGE_SECONDS,
    ALLOWED_CALLBACKS,
    Callback,
    Interaction,
    InteractionKind,
    Suggestion,
    describe,
)
from tests.loopback.discord.rejections import (
    already_acknowledged,
    invalid_form,
    unknown_interaction,
)
from tests.loopback.discord.rest.answers import answer_json, answer_nothing
from tests.loopback.discord.rules.commands import STRING, check_offer
from tests.loopback.discord.rules.values import check_dict, check_list, check_text
from tests.loopback.discord.world.messages import EPHEMERAL, LOADING, Message

Json = dict[str, Any]

_REPLY, _BY_COMMAND, _BY_MENU = 19, 20, 23
_MESSAGE_MENU = 3
_MOST_SUGGESTIONS = 25


class Interactions:
    """All that were ever sent, by id and by token."""

    def __init__(self) -> None:
        self.by_id: dict[int, Interaction] = {}
        self.by_token: dict[str, Interaction] = {}

    def add(self, interaction: Interaction) -> None:
        self.by_id[interaction.id] = interaction
        self.by_token[interaction.token] = interaction


class CallbackRoutes:
    """Takes the bot's first answer to each interaction."""

    def __init__(self, desk: Desk, interactions: Interactions) -> None:
        self._desk = desk
        self._interactions = interactions

    def list_routes(self) -> list[web.RouteDef]:
        return [web.post("/interactions/{id}/{token}/callback", self.answer)]

    async def answer(self, request: web.Request) -> web.Response:
        interaction = self._interactions.by_id.get(int(request.match_info["id"]))
        if interaction is None or interaction.token != request.match_info["token"]:
            raise unknown_interaction()
        is_late = interaction.age_seconds > ACKNOWLEDGE_SECONDS  # uploading may take longer
        body = await read_body(request)
        if interaction.is_acknowledged:
            raise already_acknowledged()
        if is_late:
            raise unknown_interaction()
        callback = _read_type(interaction, body)
        data = check_dict(body.form.get("data") or {}, "data")
        shown = self._take(interaction, callback, data, body)
        interaction.callback = callback
        self._desk.world.changes.notify()
        if request.query.get("with_response") in ("1", "true"):
            return answer_json(self._describe(interaction, shown))
        return answer_nothing()

    def _take(
        self, interaction: Interaction, callback: Callback, data: Json, body: Body
    ) -> Message | None:
        if callback is Callback.SUGGESTIONS:
            interaction.suggestions = _read_suggestions(data)
            return None
        if callback is Callback.MODAL:
            interaction.modal = _check_modal(data)
            return None
        if callback in (Callback.MESSAGE, Callback.DEFERRED_MESSAGE):
            interaction.original = self._respond(interaction, callback, data, body)
            return interaction.original
        interaction.original = interaction.source
        if interaction.source is None:
            raise invalid_form("type", "BASE_TYPE_CHOICES", "There is no message to update.")
        if callback is Callback.UPDATE:
            self._desk.edit(interaction.source, _letter(interaction, data, body))
        return interaction.source

    def _respond(
        self, interaction: Interaction, callback: Callback, data: Json, body: Body
    ) -> Message:
        flags = int(data.get("flags") or 0) & EPHEMERAL
        if interaction.must_be_ephemeral:
            flags = EPHEMERAL
        if callback is Callback.DEFERRED_MESSAGE:
            flags |= LOADING
        traits = response_traits(interaction, flags)
        return self._desk.post(interaction.channel, _letter(interaction, data, body), traits)

    def _describe(self, interaction: Interaction, shown: Message | None) -> Json:
        answer: Json = {
            "interaction": {"id": str(interaction.id), "type": int(interaction.kind)},
        }
        if (
            interaction.callback is not None
            and interaction.kind is not InteractionKind.AUTOCOMPLETE
        ):
            answer["resource"] = {"type": int(interaction.callback)}
        if shown is not None:
            answer["interaction"] |= {
                "response_message_id": str(shown.id),
                "response_message_loading": shown.is_loading,
                "response_message_ephemeral": shown.is_ephemeral,
            }
            answer["resource"]["message"] = self._desk.world.show_whole(shown)
        return answer


def response_traits(interaction: Interaction, flags: int) -> Traits:
    """What a message that answers an interaction is, the first as well as those that follow."""
    is_menu = interaction.data.get("type") == _MESSAGE_MENU
    kind = _BY_MENU if is_menu else _BY_COMMAND
    source = interaction.source if interaction.kind is InteractionKind.COMPONENT else None
    return Traits(
        type=_REPLY if source is not None else kind,
        flags=flags,
        reference=source,
        reference_id=source.id if source is not None else None,
        interaction=describe(interaction),
        is_by_webhook=True,
        viewer=interaction.person if flags & EPHEMERAL else None,
    )


def _letter(interaction: Interaction, data: Json, body: Body) -> Letter:
    return Letter(form=data, files=body.files, file_bytes=interaction.file_bytes)


def _read_type(interaction: Interaction, body: Body) -> Callback:
    form = check_dict(body.form, "_")
    allowed = ALLOWED_CALLBACKS[interaction.kind]
    if form.get("type") not in tuple(allowed):
        message = f"Value must be one of {{{', '.join(str(int(one)) for one in allowed)}}}."
        raise invalid_form("type", "BASE_TYPE_CHOICES", message)
    return Callback(form["type"])


def _read_suggestions(data: Json) -> list[Suggestion]:
    choices = check_list(data.get("choices"), "data.choices", _MOST_SUGGESTIONS, is_required=True)
    for index, choice in enumerate(choices):
        kind = STRING if isinstance(choice.get("value"), str) else 0
        check_offer(choice, f"data.choices.{index}", kind)
    return [Suggestion(choice["name"], choice["value"]) for choice in choices]


def _check_modal(data: Json) -> Json:
    """As far as the loopback knows windows: their title, their id and that there is something."""
    check_text(data.get("title"), "data.title", 45, shortest=1, is_required=True)
    check_text(data.get("custom_id"), "data.custom_id", 100, shortest=1, is_required=True)
    check_list(data.get("components"), "data.components", 5, shortest=1, is_required=True)
    return data
