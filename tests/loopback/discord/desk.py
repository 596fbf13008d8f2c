"""Makes and changes the bot's messages, as far as the form goes; who may is decided before."""

from dataclasses import dataclass
from typing import Any

from tests.loopback.discord.ledger import Ledger
from tests.loopback.discord.mentions import find_notified
from tests.loopback.discord.rejections import (
    empty_message,
    invalid_form,
    moderated,
    too_large,
)
from tests.loopback.discord.rules.embeds import check_embeds
from tests.loopback.discord.rules.forms import check_form, settable_flags
from tests.loopback.discord.world.channels import Channel
from tests.loopback.discord.world.messages import EPHEMERAL, LOADING, Attachment, File, Message
from tests.loopback.discord.world.registry import World
from tests.loopback.discord.world.users import User

Json = dict[str, Any]

USUAL_FILE_BYTES = 10 * 2**20
_LARGEST_REQUEST = 25 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What the bot wants a message to be: the form, its uploads and how large they may be."""

    form: Json
    files: dict[int, File]
    file_bytes: int = USUAL_FILE_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What a new message is besides its form."""

    type: int = 0
    flags: int = 0
    reference: Message | None = None
    reference_id: int | None = None
    interaction: Json | None = None
    is_by_webhook: bool = False
    viewer: User | None = None
    takes_embeds: bool = True


class Desk:
    """``true_file_bytes`` is a limit on uploads lower than what the bot is told, if set."""

    def __init__(self, world: World, ledger: Ledger) -> None:
        self.world = world
        self.true_file_bytes: int | None = None
        self._ledger = ledger

    def check(self, channel: Channel, letter: Letter) -> None:
        """Raises RejectedError if Discord doesn't take the form, the files or the words."""
        check_form(letter.form, file_count=len(letter.files))
        self._check_sizes(letter)
        words = (letter.form.get("content") or "").lower()
        if channel.guild and any(word in words for word in channel.guild.blocked_words):
            raise moderated()

    def post(self, channel: Channel, letter: Letter, traits: Traits) -> Message:
        """A new message of the bot's, of which everybody hears; raises RejectedError."""
        self.check(channel, letter)
        message = Message(
            id=self.world.ids.make(),
            channel=channel,
            author=self.world.bot,
            created_at=self.world.clock.now(),
            flags=traits.flags | settable_flags(letter.form) & ~EPHEMERAL,
            type=traits.type,
            reference=traits.reference,
            reference_id=traits.reference_id,
            interaction=traits.interaction,
            is_by_webhook=traits.is_by_webhook,
            viewer=traits.viewer,
            nonce=letter.form.get("nonce"),
        )
        if not message.is_loading:
            self._fill(message, letter, takes_embeds=traits.takes_embeds)
        channel.messages.append(message)
        self.world.tell_of_message("MESSAGE_CREATE", message)
        return message

    def edit(self, message: Message, letter: Letter, *, takes_embeds: bool = True) -> None:
        """Changes what the form has; raises RejectedError."""
        self.check(message.channel, letter)
        if message.is_loading:
            message.flags &= ~LOADING
        else:
            message.edited_at = self.world.clock.now()
        self._fill(message, letter, takes_embeds=takes_embeds)
        self.world.tell_of_message("MESSAGE_UPDATE", message)

    def delete(self, message: Message) -> None:
        message.is_deleted = True
        for attachment in message.attachments:
            attachment.is_gone = True
        self.world.tell_of_message("MESSAGE_DELETE", message)

    def _fill(self, message: Message, letter: Letter, *, takes_embeds: bool) -> None:
        form = letter.form
        attachments = self._attach(message, letter)
        content = form["content"] or "" if "content" in form else message.content
        embeds = check_embeds(form["embeds"]) if "embeds" in form else message.embeds
        if not (content.strip() or attachments or embeds or message.stickers):
            raise empty_message()
        for attachment in message.attachments:
            attachment.is_gone = attachment not in attachments
        message.content, message.attachments = content, attachments
        if "embeds" in form:
            message.embeds = self._link(message, embeds) if takes_embeds else []
        if "components" in form:
            message.components = form["components"] or []
        message.allowed_mentions = form.get("allowed_mentions")
        if message.edited_at is None:
            message.notified = find_notified(message)
        message.note_revision(self.world.clock.now())

    def _check_sizes(self, letter: Letter) -> None:
        sizes = [len(file.data) for file in letter.files.values()]
        largest, together = max(sizes, default=0), sum(sizes)
        if largest > letter.file_bytes or together > max(_LARGEST_REQUEST, letter.file_bytes):
            raise too_large(was_announced=True)
        if self.true_file_bytes is not None and together > self.true_file_bytes:
            raise too_large(was_announced=False)

    def _attach(self, message: Message, letter: Letter) -> list[Attachment]:
        """The files of the message from now on: those kept, then those uploaded.

        Without a list everything is kept; of those listed, small ids number the uploads.
        """
        old = {attachment.id: attachment for attachment in message.attachments}
        entries = letter.form.get("attachments")
        kept = list(old.values())
        described: dict[int, Json] = {}
        if entries is not None:
            own = [entry for entry in entries if int(entry["id"]) not in letter.files]
            kept = [_find(old, int(entry["id"])) for entry in own]
            described = {int(entry["id"]): entry for entry in entries}
        uploads = [
            self._keep(message, file, described.get(number, {}))
            for number, file in sorted(letter.files.items())
        ]
        if len(kept) + len(uploads) > 10:
            raise invalid_form("attachments", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer")
        return kept + uploads

    def _keep(self, message: Message, file: File, entry: Json) -> Attachment:
        named = File(
            name=entry.get("filename") or file.name,
            data=file.data,
            description=entry.get("description"),
        )
        return self.world.keep_file(named, message.channel, is_ephemeral=message.is_ephemeral)

    def _link(self, message: Message, embeds: list[Json]) -> list[Json]:
        """Gives the embeds' pictures their addresses; such files are no longer listed."""
        files = {attachment.filename: attachment for attachment in message.attachments}
        used: set[str] = set()
        for embed in embeds:
            for part in (embed.get("image"), embed.get("thumbnail")):
                address = (part or {}).get("url") or ""
                name = address.removeprefix("attachment://")
                if part is None or name == address:
                    continue
                if name not in files:
                    self._ledger.blame(f"an embed shows {name}, which isn't attached")
                    continue
                used.add(name)
                part["url"] = part["proxy_url"] = self.world.links.sign(files[name])
        message.attachments = [file for file in message.attachments if file.filename not in used]
        return embeds


def _find(attachments: dict[int, Attachment], attachment_id: int) -> Attachment:
    if attachment_id not in attachments:
        message = f"Attachment data cannot be found for {attachment_id}"
        raise invalid_form("attachments", "ATTACHMENT_NOT_FOUND", message)
    return attachments[attachment_id]
