"""Messages in channels, as the bot reads and writes them under its own name."""

from typing import Any

from aiohttp import web

from tests.loopback.discord.bodies import Body, read_body
from tests.loopback.discord.desk import USUAL_FILE_BYTES, Desk, Letter, Traits
from tests.loopback.discord.permissions import Permission
from tests.loopback.discord.rejections import (
    RejectedError,
    archived_thread,
    invalid_form,
    missing_access,
    missing_permissions,
    no_common_guild,
    no_direct_messages,
    no_history_to_reply,
    not_the_author,
    unknown_channel,
    unknown_message,
)
from tests.loopback.discord.rest.answers import answer_json, answer_nothing
from tests.loopback.discord.rules.values import check_dict
from tests.loopback.discord.world.channels import Channel
from tests.loopback.discord.world.messages import Message

Json = dict[str, Any]

_REPLY = 19
_FORWARD = 1
_NONCE_SECONDS = 5 * 60.0


class MessageRoutes:
    """Posting, editing, deleting and reading in channels."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._world = desk.world

    def list_routes(self) -> list[web.RouteDef]:
        many = "/channels/{channel}/messages"
        one = many + "/{message}"
        return [
            web.get(many, self.list_messages),
            web.post(many, self.post),
            web.get(one, self.fetch),
            web.patch(one, self.edit),
            web.delete(one, self.delete),
            web.post("/channels/{channel}/typing", self.show_typing),
        ]

    async def post(self, request: web.Request) -> web.Response:
        body = await read_body(request)
        channel = self.open_channel(request)
        letter = self._letter(channel, body)
        self._check_writing(channel, has_files=bool(body.files))
        if sent := self._find_sent(channel, letter.form):
            return self._show(sent)
        source, source_id = self._find_reference(channel, letter.form)
        traits = Traits(
            type=_REPLY if source_id is not None else 0,
            reference=source,
            reference_id=source_id,
            takes_embeds=self._may(channel, Permission.EMBED_LINKS),
        )
        message = self._desk.post(channel, letter, traits)
        channel.is_archived = False
        return self._show(message)

    async def edit(self, request: web.Request) -> web.Response:
        body = await read_body(request)
        channel = self.open_channel(request)
        message = self._find(channel, request)
        if message.author is not self._world.bot:
            raise not_the_author()
        if channel.is_archived:
            raise archived_thread()
        if body.files and not self._may(channel, Permission.ATTACH_FILES):
            raise missing_permissions()
        takes_embeds = message.is_by_webhook or self._may(channel, Permission.EMBED_LINKS)
        self._desk.edit(message, self._letter(channel, body), takes_embeds=takes_embeds)
        return self._show(message)

    async def delete(self, request: web.Request) -> web.Response:
        channel = self.open_channel(request)
        message = self._find(channel, request)
        may_delete = message.author is self._world.bot or (
            channel.guild is not None and self._may(channel, Permission.MANAGE_MESSAGES)
        )
        if not may_delete:
            raise missing_permissions()
        self._desk.delete(message)
        return answer_nothing()

    async def fetch(self, request: web.Request) -> web.Response:
        channel = self.open_channel(request)
        if not self._may(channel, Permission.READ_MESSAGE_HISTORY):
            raise missing_permissions()
        return self._show(self._find(channel, request))

    async def list_messages(self, request: web.Request) -> web.Response:
        """The newest first; nothing where the bot may not read the history."""
        channel = self.open_channel(request)
        limit = int(request.query.get("limit", 50))
        if not 1 <= limit <= 100:
            raise invalid_form("limit", "NUMBER_TYPE_RANGE", "Value should be from 1 to 100.")
        if not self._may(channel, Permission.READ_MESSAGE_HISTORY):
            return answer_json([])
        found = [m for m in channel.visible_messages if _is_between(m, request.query)]
        found = found[:limit] if "after" in request.query else found[-limit:]
        reads = self._world.application.has_message_content
        shown = [self._world.show(message, reads_content=reads) for message in reversed(found)]
        return answer_json(shown)

    async def show_typing(self, request: web.Request) -> web.Response:
        self._check_writing(self.open_channel(request), has_files=False)
        return answer_nothing()

    def open_channel(self, request: web.Request) -> Channel:
        """The channel of a request, if the bot sees it; raises RejectedError."""
        channel = self._world.channels.get(int(request.match_info["channel"]))
        if channel is None:
            raise unknown_channel()
        if not self._world.sees(channel):
            raise missing_access()
        return channel

    def _may(self, channel: Channel, permission: Permission) -> bool:
        return bool(channel.permissions_of(self._world.bot) & permission)

    def _check_writing(self, channel: Channel, *, has_files: bool) -> None:
        if channel.guild is None:
            self._check_direct(channel)
            return
        writing = (
            Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
        )
        if not self._may(channel, writing):
            raise missing_permissions()
        if has_files and not self._may(channel, Permission.ATTACH_FILES):
            raise missing_permissions()

    def _check_direct(self, channel: Channel) -> None:
        for user in channel.recipients:
            if user.is_bot:
                continue
            if not user.accepts_direct_messages:
                raise no_direct_messages()
            has_common = any(
                guild.has_bot and guild.find_member(user) for guild in self._world.guilds.values()
            )
            if not has_common and not user.has_installed:
                raise no_common_guild()

    def _letter(self, channel: Channel, body: Body) -> Letter:
        file_bytes = channel.guild.file_bytes if channel.guild else USUAL_FILE_BYTES
        form = check_dict(body.form, "_")
        return Letter(form=form, files=body.files, file_bytes=file_bytes)

    def _find(self, channel: Channel, request: web.Request) -> Message:
        message = channel.find_message(int(request.match_info["message"]))
        if message is None or message.is_ephemeral:
            raise unknown_message()
        return message

    def _find_sent(self, channel: Channel, form: Json) -> Message | None:
        """The message that was made of the same form before, where the bot asks to look."""
        if not form.get("enforce_nonce") or form.get("nonce") is None:
            return None
        since = self._world.clock.now() - _NONCE_SECONDS
        for message in channel.visible_messages:
            is_own = message.author is self._world.bot and message.created_at >= since
            if is_own and message.nonce == form["nonce"]:
                return message
        return None

    def _find_reference(self, channel: Channel, form: Json) -> tuple[Message | None, int | None]:
        """The message replied to and its id; both None where the bot accepts that it is gone."""
        reference = form.get("message_reference")
        if reference is None:
            return None, None
        if reference.get("type", 0) == _FORWARD:
            raise RejectedError(501, 0, "the loopback's bot can't forward", is_fault=True)
        if not self._may(channel, Permission.READ_MESSAGE_HISTORY):
            raise no_history_to_reply()
        source = channel.find_message(int(reference["message_id"]))
        if source is not None and not source.is_ephemeral:
            return source, source.id
        if reference.get("fail_if_not_exists", True):
            code = "MESSAGE_REFERENCE_UNKNOWN_MESSAGE"
            rejection = invalid_form("message_reference", code, "Unknown message")
            rejection.is_fault = False
            raise rejection
        return None, None

    def _show(self, message: Message) -> web.Response:
        reads = self._world.application.has_message_content
        return answer_json(self._world.show(message, reads_content=reads))


def _is_between(message: Message, query: Any) -> bool:
    before, after = query.get("before"), query.get("after")
    return (before is None or message.id < int(before)) and (
        after is None or message.id > int(after)
    )
