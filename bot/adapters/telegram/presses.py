"""What happens when a button is pressed: whose it is, whether they may, and what it does."""

import re
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from telegram import CallbackQuery, Message
from telegram.error import BadRequest

from bot.adapters.telegram.address import Address
from bot.adapters.telegram.askers import check_ask, find_asker
from bot.adapters.telegram.callbacks import (
    BACK,
    LOOKS,
    WishCallback,
    find_preset,
    read_wish_callback,
)
from bot.adapters.telegram.commands.forget import CALLBACK as FORGET
from bot.adapters.telegram.commands.forget import press_forget
from bot.adapters.telegram.commands.presets import CALLBACK as PRESETS
from bot.adapters.telegram.commands.presets import press_preset
from bot.adapters.telegram.commands.settings import CALLBACK as SETTINGS
from bot.adapters.telegram.commands.settings import press_settings
from bot.adapters.telegram.files import send_as_files
from bot.adapters.telegram.host import Host
from bot.adapters.telegram.keyboards import build_looks_keyboard, build_result_keyboard
from bot.adapters.telegram.letter import Letter
from bot.adapters.telegram.markup import MARKUP
from bot.adapters.telegram.people import person_id, person_of
from bot.adapters.telegram.pictures import read_guide_of, read_originals_of, read_results_of
from bot.adapters.telegram.place import PLATFORM, Place, place_of
from bot.adapters.telegram.problems import PressAnswer, answering
from bot.adapters.telegram.shown import guide_id, message_ids
from bot.adapters.telegram.status_message import send_letter
from bot.errors import BotError, BotErrorCode, UsageError
from bot.records import Wish
from bot.texts import Phrases
from bot.wishes import (
    SECOND_THOUGHTS,
    Action,
    Asked,
    actions_of,
    ask_again,
    change_options,
    check_owner,
    find_wish,
    not_under_way,
    wish_unknown,
    write_recipe,
)

_Presser = Callable[[CallbackQuery, Message, re.Match[str], Host, PressAnswer], Awaitable[None]]
_OTHERS: Sequence[tuple[re.Pattern[str], _Presser]] = (
    (FORGET, press_forget),
    (PRESETS, press_preset),
    (SETTINGS, press_settings),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Press:
    """A button below a wish that somebody pressed."""

    query: CallbackQuery
    message: Message
    callback: WishCallback
    wish: Wish
    place: Place
    phrases: Phrases

    @property
    def person_id(self) -> str:
        return person_id(self.query.from_user.id)


async def press(query: CallbackQuery, host: Host) -> None:
    """Does what the button says, and answers whoever pressed it in any case."""
    async with answering(query, host) as answer:
        data, message = query.data or "", query.message
        if not isinstance(message, Message):
            raise UsageError("This message is too old for its buttons.", "Send the command again.")
        if (callback := read_wish_callback(data)) is not None:
            await _press_wish(query, message, callback, host, answer)
            return
        for pattern, do in _OTHERS:
            if match := pattern.fullmatch(data):
                await do(query, message, match, host, answer)
                return
        # A button of another version of the bot.
        raise UsageError("This button doesn't work any more.", "Send the command again.")


async def _press_wish(
    query: CallbackQuery,
    message: Message,
    callback: WishCallback,
    host: Host,
    answer: PressAnswer,
) -> None:
    place = place_of(message)
    under_way = host.dreaming.wishes.find(callback.wish_id)
    wish = under_way or await host.records.find_wish(callback.wish_id)
    if wish is None and await host.records.journal.knows(_offer_trigger(callback.wish_id)):
        return  # an offer that was taken just now
    if wish is None or wish.chat_id != place.scope_id:
        raise wish_unknown()  # whoever presses may send what no button carries
    if callback.verb == Action.CANCEL and under_way is not None:
        await _cancel(query, callback, place, host)
        return
    if under_way is not None:
        await host.dreaming.wishes.wait_ended(wish.id)
        wish = await find_wish(host.records, wish.id)
    pressed = _Press(
        query=query,
        message=message,
        callback=callback,
        wish=wish,
        place=place,
        phrases=host.access.phrases_for(query.from_user, place),
    )
    if callback.verb == Action.RECIPE:
        await answer.give()
        await _show_recipe(pressed, host)
        return
    await _check_owner(pressed, host)
    await _do(pressed, host, answer)


async def _do(pressed: _Press, host: Host, answer: PressAnswer) -> None:
    """What only a dream's owner and administrators may."""
    match pressed.callback.verb:
        case Action.DELETE:
            await answer.give()
            await _delete(pressed, host)
        case Action.CANCEL:
            await _remove_stray(pressed, host, answer)
        case verb if verb in (LOOKS, BACK):
            _check_sense(pressed)
            await answer.give()
            await _turn_buttons(pressed, host)
        case Action.FILE:
            await answer.give()
            await _send_files(pressed, host)
        case _:
            _check_sense(pressed)
            await check_ask(pressed.person_id, pressed.place, host)
            await _dream_again(pressed, host, answer)


def _check_sense(pressed: _Press) -> None:
    """Another version of the bot may have drawn a button that makes no sense of such a dream.

    Raises UsageError.
    """
    verb = pressed.callback.verb
    wanted = Action.PRESET if verb == LOOKS else verb
    if verb != BACK and wanted not in actions_of(pressed.wish):
        raise UsageError("That can't be done with this dream.", "Ask for another one.")


async def _cancel(query: CallbackQuery, callback: WishCallback, place: Place, host: Host) -> None:
    person = person_id(query.from_user.id)
    try:
        await host.dreaming.wishes.cancel(callback.wish_id, person, is_moderator=False)
    except BotError:
        if not await host.access.is_moderator(place, query.from_user.id):
            raise
        await host.dreaming.wishes.cancel(callback.wish_id, person, is_moderator=True)


async def _check_owner(pressed: _Press, host: Host) -> None:
    """Telegram is asked who somebody is only where it matters."""
    if pressed.wish.person.id == pressed.person_id:
        return
    is_moderator = await host.access.is_moderator(pressed.place, pressed.query.from_user.id)
    check_owner(pressed.wish, pressed.person_id, is_moderator=is_moderator)


async def _dream_again(pressed: _Press, host: Host, answer: PressAnswer) -> None:
    wish, verb = pressed.wish, Action(pressed.callback.verb)
    usual = host.access.settings_at(pressed.place).preset
    preset = find_preset([*host.presets, *([usual] if usual else [])], pressed.callback.key)
    if verb is Action.PRESET and preset is None:
        raise UsageError("That preset isn't there any more.", "Choose another one.")
    if verb is Action.PRESET and _is_offer(wish):
        await _take_offer(pressed, preset, host, answer)
        return
    await answer.give()
    if verb is Action.PRESET:
        await _show_buttons(pressed)
    asked = await _ask_again(pressed, verb, host, preset=preset)
    guide = guide_id(wish.handles)
    await host.dreaming.begin(asked, Address.below(pressed.message, guide=guide))


async def _take_offer(pressed: _Press, preset: str | None, host: Host, answer: PressAnswer) -> None:
    """The offer becomes the status of the dream; it can be taken once, whoever presses what."""
    await answer.give()
    asked = await _ask_again(pressed, Action.PRESET, host, preset=preset)
    asked = replace(asked, trigger=_offer_trigger(pressed.wish.id))
    await host.dreaming.begin(asked, Address.within(pressed.message))
    await host.records.remove_wish(pressed.wish.id)


def _offer_trigger(wish_id: str) -> str:
    return f"{PLATFORM}:offer:{wish_id}"


async def _ask_again(
    pressed: _Press, verb: Action, host: Host, *, preset: str | None = None
) -> Asked:
    wish = pressed.wish
    is_deeper = verb is Action.DEEPER
    read = read_results_of if is_deeper else read_originals_of
    asked = ask_again(
        wish,
        person_of(pressed.query.from_user),
        await find_asker(pressed.person_id, pressed.place, host),
        options=change_options(wish.options, verb, preset=preset),
        pictures=await read(wish, host),
        guide=await read_guide_of(wish, host),
        language=host.access.language_for(pressed.query.from_user, pressed.place),
        is_second_thought=verb in SECOND_THOUGHTS,
    )
    return replace(asked, trigger=f"{PLATFORM}:press:{pressed.query.id}")


async def _show_recipe(pressed: _Press, host: Host) -> None:
    text = write_recipe(pressed.wish, host.presets, pressed.phrases, markup=MARKUP)
    reply_to = pressed.message.message_id
    await send_letter(host.bot, pressed.place, Letter(text=text), reply_to=reply_to)


async def _send_files(pressed: _Press, host: Host) -> None:
    """The dreams as they were made; once they are purged, they are dreamed once more."""
    if await send_as_files(pressed.wish, pressed.place, host, reply_to=pressed.message.message_id):
        return
    asked = await _ask_again(pressed, Action.FILE, host)
    guide = guide_id(pressed.wish.handles)
    await host.dreaming.begin(asked, Address.below(pressed.message, kind="document", guide=guide))


async def _turn_buttons(pressed: _Press, host: Host) -> None:
    if pressed.callback.verb == BACK:
        await _show_buttons(pressed)
        return
    keyboard = build_looks_keyboard(pressed.wish, host.presets, pressed.phrases)
    await pressed.message.edit_reply_markup(keyboard)


async def _show_buttons(pressed: _Press) -> None:
    phrases = Phrases(pressed.wish.language)
    with suppress(BadRequest):  # somebody was quicker
        await pressed.message.edit_reply_markup(
            build_result_keyboard(pressed.wish, phrases, actions=actions_of(pressed.wish))
        )


async def _remove_stray(pressed: _Press, host: Host, answer: PressAnswer) -> None:
    """The message says that it is dreamed, and it isn't; where the dream is shown elsewhere,
    Telegram took this message without saying so.
    """
    if pressed.wish.message_id == pressed.message.message_id:
        raise not_under_way()  # it ended just now
    await answer.give()
    await _delete_messages(pressed.place, {pressed.message.message_id}, host)


async def _delete(pressed: _Press, host: Host) -> None:
    """The messages first: whoever wants them gone sees that at once."""
    found = {pressed.message.message_id, *message_ids(pressed.wish.handles)}
    await _delete_messages(pressed.place, found, host)
    await host.records.remove_wish(pressed.wish.id)


async def _delete_messages(place: Place, found: Collection[int], host: Host) -> None:
    try:
        await host.bot.delete_messages(place.chat_id, sorted(found))
    except BadRequest as error:
        if "not found" not in error.message.lower():  # somebody was quicker
            raise BotError(
                BotErrorCode.REQUEST_REFUSED,
                "Telegram lets me delete only what is younger than two days.",
                "Delete it yourself, or ask an administrator.",
            ) from error


def _is_offer(wish: Wish) -> bool:
    """Whether it waits for its first preset."""
    return wish.options.preset is None
