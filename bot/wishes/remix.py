"""From a finished dream to the next one: whose it is, what each button changes."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.commands import DreamOptions
from bot.conversation import Person
from bot.errors import BotError, BotErrorCode
from bot.records import Records, Wish
from bot.service import Asker
from bot.wishes.actions import Action, list_actions
from bot.wishes.asked import Asked, PostedPicture
from bot.wishes.settling import new_seed
from dream_core import BLENDS, Blend, Presets, find_things_of, name_preset_of

AMOUNT_STEP = 25
USUAL_AMOUNT = 100
AMOUNTS = range(25, 201)
"""How much of a dream the buttons show, in percent; in words people may go further down."""


async def find_wish(records: Records, wish_id: str) -> Wish:
    """The wish that a button belongs to; raises BotError with WISH_UNKNOWN."""
    wish = await records.find_wish(wish_id)
    if wish is None:
        raise wish_unknown()
    return wish


def wish_unknown() -> BotError:
    """The answer to a button of a dream that is forgotten."""
    return BotError(
        BotErrorCode.WISH_UNKNOWN,
        "I don't remember this dream any more.",
        "Ask for it again.",
    )


def check_owner(wish: Wish, person_id: str, *, is_moderator: bool) -> None:
    """Whatever the buttons look like: only here is it decided who may. Raises BotError."""
    if wish.person.id != person_id and not is_moderator:
        raise BotError(
            BotErrorCode.NOT_YOURS,
            "That dream is somebody else's.",
            "Ask for one of your own with /dream, or see its recipe.",
        )


def change_options(
    options: DreamOptions, action: Action, *, preset: str | None = None
) -> DreamOptions:
    """The options of the dream that a button asks for; deeper changes the picture alone."""
    match action:
        case Action.STRONGER:
            return replace(options, amount=_limit(amount_of(options) + AMOUNT_STEP))
        case Action.WEAKER:
            return replace(options, amount=_limit(amount_of(options) - AMOUNT_STEP))
        case Action.AGAIN:
            return replace(options, seed=new_seed())
        case Action.COLOURS:
            return replace(options, keep_colours=not options.keep_colours)
        case Action.BLEND:
            return replace(options, blend=next_blend(options))
        case Action.PRESET:
            if options.form == "sheet":  # one is wanted large: its size was that of the small ones
                return replace(options, preset=preset, form=None, size=None)
            return replace(options, preset=preset)
        case Action.DEEPER if options.imagines:
            # What was imagined is a picture now, in which more of the same can grow.
            things = find_things_of(options.preset_name)
            return replace(options, preset=name_preset_of(things))
        case _:
            return options


def list_other_presets(options: DreamOptions, presets: Presets) -> list[str]:
    """The names of those that a dream has not been dreamed with; of a sheet, any is another."""
    own = None if options.form == "sheet" else options.preset_name
    return [name for name in presets if name != own]


def amount_of(options: DreamOptions) -> int:
    """How much of the dream the options show, in percent."""
    return options.amount or USUAL_AMOUNT


def next_blend(options: DreamOptions) -> Blend:
    """The blend that comes after the one that the options mean."""
    now = BLENDS.index(options.blend or BLENDS[0])
    return BLENDS[(now + 1) % len(BLENDS)]


def actions_of(wish: Wish) -> frozenset[Action]:
    """What makes sense of a wish's results, once it has them."""
    return list_actions(wish.options, moves=bool((wish.facts or {}).get("moves")))


def check_action(wish: Wish, action: Action) -> None:
    """Buttons of another version of the bot may ask for what makes no sense; raises BotError."""
    check_offered(actions_of(wish), action)


def check_offered(actions: Collection[Action], action: Action) -> None:
    """The same where it is known what makes sense; raises BotError."""
    if action not in actions:
        raise BotError(
            BotErrorCode.REQUEST_REFUSED,
            "That can't be done with this dream.",
            "Ask for another one with /dream.",
        )


def is_at_limit(options: DreamOptions, action: str) -> bool:
    """Whether the action would change nothing: as much or as little of the dream shows as can."""
    amount = amount_of(options)
    return (action == Action.STRONGER and amount >= AMOUNTS[-1]) or (
        action == Action.WEAKER and amount <= AMOUNTS[0]
    )


def take_picture(wish: Wish, index: int, data: bytes) -> PostedPicture:
    """The bytes of a wish's picture with all that is known of it."""
    picture = wish.picture(index)
    return PostedPicture(
        data=data,
        file_name=picture.file_name,
        description=picture.description,
        is_spoiler=picture.is_spoiler,
        reference=picture.reference,
    )


async def read_originals(records: Records, wish: Wish) -> tuple[PostedPicture, ...]:
    """The pictures that the wish came with; raises BotError with ORIGINAL_GONE."""
    return tuple(
        [
            take_picture(wish, index, await records.read_picture(wish, index))
            for index in range(len(wish.pictures))
        ]
    )


def ask_again(
    wish: Wish,
    person: Person,
    asker: Asker,
    *,
    options: DreamOptions,
    pictures: Sequence[PostedPicture],
    guide: bytes | None,
    language: str,
    is_restricted: bool = False,
    is_second_thought: bool = False,
) -> Asked:
    """The wish anew, as whoever pressed the button; ``asker`` is who that is, and where.

    One that ``is_second_thought`` needs no new dream where the wish's own is still kept.
    """
    return Asked(
        person=person,
        chat_id=asker.chat_id,
        parent_chat_id=asker.parent_chat_id,
        server_id=asker.server_id,
        is_moderator=asker.is_moderator,
        options=options,
        pictures=tuple(pictures),
        guide=guide,
        is_restricted=is_restricted or wish.is_restricted,
        link=wish.link,
        language=language,
        kept_in=wish if is_second_thought else None,
    )


def result_gone() -> BotError:
    """The answer where a dream's own picture can't be found any more."""
    return BotError(
        BotErrorCode.ORIGINAL_GONE,
        "That dream's picture is gone.",
        "Post the picture again.",
    )


def _limit(amount: int) -> int:
    return max(AMOUNTS[0], min(AMOUNTS[-1], amount))
