"""What the bot does with what people send: posts it, answers it, dreams it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.adapters.web.conversation import OpenDreams, WebConversation
from bot.adapters.web.feed import Feed
from bot.adapters.web.files import PictureFiles
from bot.adapters.web.finishing import finish_kept
from bot.adapters.web.housekeeping import Housekeeping
from bot.adapters.web.incoming import Incoming
from bot.adapters.web.keeping import RoomPictures, not_kept, read_wish, write_origin
from bot.adapters.web.masks import Mask, check_masked
from bot.adapters.web.posts import (
    Dream,
    DreamWish,
    Picture,
    Post,
    Visitor,
    is_id,
    new_id,
    person_of,
)
from bot.adapters.web.rules import ROOM_ID, RoomRules
from bot.adapters.web.store import BOT, Store
from bot.commands import (
    ROOM_COMMANDS,
    CancelCommand,
    Command,
    DreamCommand,
    DreamOptions,
    ForgetCommand,
    Grammar,
    NoCommand,
    QueueCommand,
    SettingsCommand,
    choose_motion,
)
from bot.errors import BotError, BotErrorCode, UsageError
from bot.service import (
    Asker,
    DreamOrder,
    DreamService,
    Grant,
    JournalEntry,
    OrderPart,
    Reopened,
    platform_of,
)
from bot.texts import Phrases
from bot.wishes import (
    Action,
    Settled,
    change_options,
    check_offered,
    check_unpictured,
    list_actions,
    settle_sides,
    split_guide,
)
from dream_core import DreamError, Photo, Presets, imagined_side
from dream_core.engine.protocol import DreamEngine


@dataclass(slots=True)
class Reply:
    """What came of a post: the post itself, if it shows, and problems with single dreams."""

    command: Command
    post: Post | None = None
    ordered: int = 0
    problems: list[DreamError | BotError] = field(default_factory=list)
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What a post wants dreamed: each of the sources, None of them for what is imagined."""

    options: DreamOptions
    sources: Sequence[Picture | None]
    guide: Picture | None = None
    mask: Mask | None = None


class Chat:
    """The room's conversation between people and the bot."""

    def __init__(
        self,
        *,
        store: Store,
        files: PictureFiles,
        feed: Feed,
        rules: RoomRules,
        engine: DreamEngine,
        service: DreamService,
        presets: Presets,
        dreams: OpenDreams,
        housekeeping: Housekeeping,
    ) -> None:
        self._store = store
        self._files = files
        self._feed = feed
        self._rules = rules
        self._engine = engine
        self._service = service
        self._presets = presets
        self._dreams = dreams
        self._housekeeping = housekeeping
        self.grammar = Grammar(presets, commands=ROOM_COMMANDS)

    def understand(self, text: str) -> Command:
        """What the words ask for; raises UsageError, also for a slash command there isn't."""
        return self.grammar.parse(text, addressed=text.startswith("/"))

    async def take(self, visitor: Visitor, incoming: Incoming) -> Reply:
        """Posts what somebody sent and does what it asks for.

        Words that only ask the bot for something are not posted: the dream shows them.
        """
        command = self.understand(incoming.text)
        if isinstance(command, ForgetCommand):
            await self._housekeeping.forget(visitor)
            return Reply(command=command, answer=self._rules.phrases.say("room-forgotten"))
        reply_to = await self.find_picture(incoming.reply_to) if incoming.reply_to else None
        replied = [reply_to] if reply_to else []
        if isinstance(command, DreamCommand) and command.is_guided:
            split_guide(replied, incoming.photos)  # refuses what has no guide before it is posted
        if isinstance(command, DreamCommand) and command.takes_no_picture:
            check_unpictured(command.options, has_picture=bool(replied or incoming.photos))
        if isinstance(command, DreamCommand) and incoming.mask:
            check_masked(command.options)
        reply = Reply(command=command)
        pictures = [await self._keep(photo) for photo in incoming.photos]
        if pictures or isinstance(command, NoCommand):
            reply.post = await self._post(visitor, incoming, pictures, reply_to)
        if isinstance(command, DreamCommand):
            asked = await self._choose(command, replied, pictures)
            asked = replace(asked, mask=incoming.mask)
            words = "" if pictures else incoming.text
            await self._order_all(visitor, asked, words=words, reply=reply)
        elif isinstance(command, QueueCommand):
            reply.answer = self._rules.phrases.queue(self._service.view(person_of(visitor).id))
        elif isinstance(command, CancelCommand):
            reply.answer = await self._cancel_newest(visitor)
        elif isinstance(command, SettingsCommand):
            reply.answer = await self._set(visitor, command)
        return reply

    async def order(
        self,
        visitor: Visitor,
        options: DreamOptions,
        photo: Picture | None,
        *,
        guide: Picture | None = None,
        mask: Mask | None = None,
        words: str = "",
        grant: Grant | None = None,
    ) -> str:
        """Asks for a dream of a picture in the room, or of none where it is imagined, all over or
        where the mask is white; returns what is to be said of it, if anything.

        Raises BotError where it isn't accepted, DreamError for a dream that can't be.
        """
        if mask is not None:
            check_masked(options)
        check_unpictured(options, has_picture=photo is not None or guide is not None)
        settled = settle_sides(
            options,
            self._rules.settings,
            [max(photo.width, photo.height) if photo else imagined_side("auto")],
            presets=self._presets,
        )
        choose_motion(settled.options)
        wish = DreamWish(
            id=new_id(),
            result_id=new_id(),
            owner=visitor,
            photo=photo,
            guide=guide,
            options=settled.options,
            recipe=settled.recipes[0],
            mask=mask.digest if mask else None,
            words=words,
        )
        for picture in wish.sources:
            await self._files.check(picture)
        kept = None
        if options.seed is not None:
            kept = await finish_kept(
                wish, store=self._store, files=self._files, engine=self._engine
            )
        order = DreamOrder(
            group_id=wish.id,
            person=person_of(visitor),
            chat_id=ROOM_ID,
            preset=settled.options.counted_name,
            parts=(
                OrderPart(
                    recipe=wish.recipe,
                    pictures=RoomPictures(self._files, self._presets, wish),
                    conversation=self._open_conversation(wish),
                    result=kept,
                ),
            ),
            origin=write_origin(wish),
        )
        try:
            if mask is not None:
                await self._keep_mask(wish, mask)
            await self._service.order(order, grant=grant)
        except BaseException:
            del self._dreams[wish.id]
            if mask is not None:
                await self._files.remove([wish.id])
            raise
        return self._note_lowered(settled)

    async def resume(self) -> None:
        """Goes on with what was under way when the room was closed; what can't go on is marked.

        Raises BotError where the records can't be read.
        """
        resumed: set[str] = set()

        async def reopen(entries: Sequence[JournalEntry]) -> Sequence[Reopened] | None:
            (entry,) = entries
            wish = await read_wish(entry, self._store)
            if wish is None:
                return None
            resumed.add(wish.id)
            pictures = RoomPictures(self._files, self._presets, wish)
            return [
                Reopened(
                    conversation=self._open_conversation(wish, is_resumed=True),
                    pictures=pictures,
                    result=await pictures.recall(entry.result) if entry.result else None,
                )
            ]

        await self._service.resume(platform_of(ROOM_ID), reopen)
        await self._store.interrupt_dreams(but=resumed)
        await self._housekeeping.remove_leftovers()

    async def cancel(self, visitor: Visitor, dream_id: str) -> None:
        """Ends a dream; raises BotError if it isn't under way or is somebody else's."""
        conversation = self._dreams.get(dream_id)
        if conversation is None or conversation.job_id is None:
            raise BotError(BotErrorCode.JOB_UNKNOWN, "That dream isn't under way any more.")
        await self._service.cancel(conversation.job_id, person_of(visitor).id)

    async def find_picture(self, picture_id: str) -> Picture:
        """A picture of the room; raises BotError if there is none with this id."""
        picture = await self._store.picture(picture_id) if is_id(picture_id) else None
        if picture is None:
            raise BotError(
                BotErrorCode.NOT_FOUND, "That picture isn't in the room.", "Choose another one."
            )
        return picture

    async def choose_preset(self, visitor: Visitor, dream_id: str, preset: str) -> str:
        """Asks for a dream of the same picture in another look; of a sheet, for one look large.

        Returns and raises what :meth:`order` does, and BotError where there is no such dream, or
        none that has another look.
        """
        _, dream = await self.find_dream(dream_id)
        check_offered(list_actions(dream.options, moves=dream.moves), Action.PRESET)
        return await self.order(
            visitor,
            change_options(dream.options, Action.PRESET, preset=preset),
            dream.photo,
            guide=dream.guide,
            mask=await self.find_mask(dream_id) if dream.mask else None,
        )

    async def find_dream(self, dream_id: str) -> tuple[Post, Dream]:
        """A dream and its post; raises BotError if there is none with this id."""
        post = await self._store.dream_post(dream_id) if is_id(dream_id) else None
        if post is None or post.dream is None:
            raise BotError(
                BotErrorCode.NOT_FOUND, "There is no dream here.", "Look in the gallery."
            )
        return post, post.dream

    async def find_mask(self, dream_id: str) -> Mask:
        """Where a dream of the room grew; raises BotError if there is none with this id, or it
        grew all over.
        """
        post = await self._store.dream_post(dream_id) if is_id(dream_id) else None
        if post is None or post.dream is None or post.dream.mask is None:
            raise BotError(
                BotErrorCode.NOT_FOUND,
                "Nothing was painted for that dream.",
                "Paint where it should grow.",
            )
        return Mask(await self._files.read_mask(dream_id))

    async def _keep_mask(self, wish: DreamWish, mask: Mask) -> None:
        try:
            await self._files.save_mask(wish.id, mask.data)
        except OSError as error:
            raise not_kept("what was painted", error) from error

    def _open_conversation(self, wish: DreamWish, *, is_resumed: bool = False) -> WebConversation:
        return WebConversation(
            wish,
            store=self._store,
            files=self._files,
            feed=self._feed,
            dreams=self._dreams,
            rules=self._rules,
            engine=self._engine,
            is_resumed=is_resumed,
        )

    async def _keep(self, photo: Photo) -> Picture:
        picture = Picture(
            id=new_id(),
            picture_format=photo.picture_format,
            width=photo.width,
            height=photo.height,
        )
        await self._files.save(picture, photo.picture, photo.thumbnail)
        return picture

    async def _post(
        self,
        visitor: Visitor,
        incoming: Incoming,
        pictures: Sequence[Picture],
        reply_to: Picture | None,
    ) -> Post:
        if not pictures and not incoming.text:
            raise UsageError("There is nothing to post.", "Write something, or add a picture.")
        post = await self._store.add_message(
            visitor, incoming.text, pictures=pictures, reply_to=reply_to
        )
        self._feed.tell_post(post)
        return post

    async def _choose(
        self, command: DreamCommand, replied: Sequence[Picture], pictures: Sequence[Picture]
    ) -> _Asked:
        """What is to be dreamed, of the pictures that a post answers and of its own."""
        options = command.options
        if command.is_guided:
            sources, guide = split_guide(replied, pictures)
            return _Asked(options=options, sources=sources, guide=guide)
        if options.imagines:
            return _Asked(options=options, sources=[None])
        return _Asked(
            options=options, sources=pictures or replied or [await self._newest_picture()]
        )

    async def _order_all(
        self,
        visitor: Visitor,
        asked: _Asked,
        *,
        words: str,
        reply: Reply,
    ) -> None:
        try:
            asker = Asker(person_id=person_of(visitor).id, chat_id=ROOM_ID)
            if asked.mask is not None and len(asked.sources) > 1:
                raise UsageError(
                    "What was painted is for one picture.", "Dream the others without it."
                )
            async with await self._service.admission.admit(asker, len(asked.sources)) as grant:
                for source in asked.sources[: grant.pictures]:
                    note = await self.order(
                        visitor,
                        asked.options,
                        source,
                        guide=asked.guide,
                        mask=asked.mask,
                        words=words,
                        grant=grant,
                    )
                    reply.answer = reply.answer or note
                    reply.ordered += 1
        except (BotError, DreamError) as problem:
            reply.problems.append(problem)  # the others would be refused for the same reason
        else:
            if grant.refusal is not None:
                reply.problems.append(grant.refusal)

    async def _set(self, visitor: Visitor, command: SettingsCommand) -> str:
        """Answers with what holds, or after a change posts that for everybody to see.

        Whoever is in the room sits at this machine or holds its key: anybody may change it.
        """
        if not command.changes:
            say = self._rules.phrases.say
            return f"{self._rules.write(say('room-settings'))}\n{say('room-settings-help')}"
        await self._rules.change(command.changes)
        title = self._rules.phrases.say("room-settings-changed", name=visitor.name)
        self._feed.tell_post(await self._store.add_message(BOT, self._rules.write(title)))
        return ""

    def _note_lowered(self, settled: Settled) -> str:
        if settled.lowered_to is None:
            return ""
        return self._rules.phrases.say("dream-size-lowered", size=str(settled.lowered_to))

    async def _newest_picture(self) -> Picture:
        picture = await self._store.newest_picture()
        if picture is None:
            raise BotError(
                BotErrorCode.NO_PICTURE,
                "There is no picture in the room yet.",
                "Drop one here, then ask again.",
            )
        return picture

    async def _cancel_newest(self, visitor: Visitor) -> str:
        jobs = self._service.jobs_of(person_of(visitor).id)
        if not jobs:
            raise BotError(BotErrorCode.JOB_UNKNOWN, Phrases().nothing_to_cancel())
        await self._service.cancel(jobs[-1], person_of(visitor).id)
        return self._rules.phrases.cancelled()
