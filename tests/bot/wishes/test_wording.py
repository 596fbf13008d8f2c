from collections.abc import Callable, Sequence

from bot.commands import DreamOptions
from bot.conversation import Queued
from bot.errors import BotError, BotErrorCode
from bot.records import Wish, WishPicture
from bot.texts import Phrases
from bot.wishes.wording import Wording
from dream_core import DreamError, DreamResult, ErrorCode, Progress
from tests.bot.wishes.plain_markup import MARKUP

MakeWish = Callable[..., Wish]
MakeResult = Callable[..., DreamResult]

GROWING = Progress(job_id="1", fraction=0.4, octave=1, octaves=4, step=4, steps=10)
NEXT = Queued(job_id="1", position=1, wait_seconds=None)
CANCELLED = DreamError(ErrorCode.CANCELLED, "The dream was cancelled.")
FULL = BotError(BotErrorCode.TOO_MANY_WAITING, "You have 5 waiting already.", "Wait.")
LINK = "https://chat.example/1/2/3"


def write(wish: Wish, *, links: Sequence[str] = (), notes: Sequence[str] = ()) -> Wording:
    return Wording(wish, Phrases(), markup=MARKUP, links=links, notes=notes)


def test_one_picture_speaks_for_itself(make_wish: MakeWish) -> None:
    wording = write(make_wish())
    assert wording.status((0, NEXT), {}) == "You are next."
    assert wording.status((0, GROWING), {}) == "Dreaming cats: 40 %."


def test_in_an_album_the_picture_at_hand_is_numbered(make_wish: MakeWish) -> None:
    wording = write(make_wish(pictures=(WishPicture(),) * 3))
    text = wording.status((1, GROWING), {2: FULL})
    assert text.splitlines() == [
        "2 of 3: Dreaming cats: 40 %.",
        "3 of 3: You have 5 waiting already. Wait.",
    ]


def test_notes_stand_below_until_the_end(make_wish: MakeWish, make_result: MakeResult) -> None:
    wording = write(make_wish(), notes=["The largest size here is 512 pixels."])
    for text in (wording.status((0, NEXT), {}), wording.ending([make_result()], {})):
        assert text.splitlines()[-1] == "The largest size here is 512 pixels."


def test_a_dream_that_went_on_after_a_restart_says_so_until_it_is_dreamed(
    make_wish: MakeWish, make_result: MakeResult
) -> None:
    wording = Wording(make_wish(), Phrases(), markup=MARKUP, is_resumed=True)
    for state in (NEXT, GROWING):
        _, note = wording.status((0, state), {}).splitlines()
        assert note == "I was restarted meanwhile; your dream goes on."
    assert "restarted" not in wording.ending([make_result()], {})


def test_a_bot_that_leaves_tells_why_some_will_not_be_dreamed(make_wish: MakeWish) -> None:
    wording = write(make_wish(pictures=(WishPicture(),) * 2), notes=["The largest size is 512."])
    assert wording.suspended({1: FULL}).splitlines() == [
        "I'm being restarted. Your dream goes on by itself when I'm back.",
        "2 of 2: You have 5 waiting already. Wait.",
        "The largest size is 512.",
    ]


def test_a_result_links_to_its_original_without_a_preview(
    make_wish: MakeWish, make_result: MakeResult
) -> None:
    text = write(make_wish(), links=[LINK]).ending([make_result()], {})
    assert text.startswith("cats, 512 × 384")
    assert text.endswith(f"[original]({LINK})")
    assert "original" not in write(make_wish()).ending([make_result()], {})


def test_a_result_carries_its_recipes_code(make_wish: MakeWish, make_result: MakeResult) -> None:
    wording = Wording(make_wish(), Phrases(), markup=MARKUP, code="cats#7K2F9", links=[LINK])
    assert wording.ending([make_result()], {}).endswith(f" <cats#7K2F9> [original]({LINK})")
    assert "cats#" not in wording.ending([], {0: CANCELLED})


def test_several_originals_are_numbered(make_wish: MakeWish, make_result: MakeResult) -> None:
    wording = write(make_wish(pictures=(WishPicture(),) * 2), links=["a", "b"])
    text = wording.ending([make_result(), make_result()], {})
    assert text.endswith("[original 1](a) [original 2](b)")


def test_an_album_tells_of_all_and_of_what_is_missing(
    make_wish: MakeWish, make_result: MakeResult
) -> None:
    wording = write(make_wish(pictures=(WishPicture(),) * 3))
    text = wording.ending([make_result(), make_result()], {1: CANCELLED})
    first, second = text.splitlines()
    assert first.startswith("cats, 2 pictures, dreamed in 8 seconds")
    assert second == "2 of 3: Cancelled."


def test_one_reason_for_all_is_told_once(make_wish: MakeWish) -> None:
    wording = write(make_wish(pictures=(WishPicture(),) * 2))
    assert wording.ending([], {0: CANCELLED, 1: CANCELLED}) == "Cancelled."
    assert len(wording.ending([], {0: CANCELLED, 1: FULL}).splitlines()) == 2


def test_the_alt_text_keeps_the_originals_own(make_wish: MakeWish) -> None:
    wording = write(make_wish(pictures=(WishPicture(description="a *dog*"),)))
    assert wording.describe(0) == "Dreamed with cats: a *dog*"
    assert write(make_wish()).describe(0) == "A dream of cats."
    assert "cats" in wording.describe_preview()


def test_what_there_is_more_of_is_told_to_all_who_see_and_who_do_not(
    make_wish: MakeWish, make_result: MakeResult
) -> None:
    wording = write(make_wish(pictures=(WishPicture(description="a *dog*"),)))
    result = make_result(saw=("beagle", "altar"))
    assert "More: beagle, altar." in wording.ending([result], {})
    assert wording.describe(0, result.saw) == "Dreamed with cats: a *dog*. More: beagle, altar."
    assert write(make_wish()).describe(0, ("altar",)) == "A dream of cats. More: altar."


def test_an_album_names_what_each_picture_has_most_of(
    make_wish: MakeWish, make_result: MakeResult
) -> None:
    seen = [("beagle", "altar"), ("macaw", "beagle"), ()]
    wording = write(make_wish(pictures=(WishPicture(),) * 3))
    assert "More: beagle, macaw, altar." in wording.ending(
        [make_result(saw=saw) for saw in seen], {}
    )


def test_a_dream_of_things_is_called_by_them(make_wish: MakeWish, make_result: MakeResult) -> None:
    wish = make_wish(options=DreamOptions(preset="of-banana-and-sea-lion", seed=1))
    assert write(wish).ending([make_result()], {}).startswith("banana and sea lion, ")
    assert write(wish).describe(0) == "A dream of banana and sea lion."


def test_a_sheets_alt_text_says_that_it_is_many_pictures(make_wish: MakeWish) -> None:
    sheet = DreamOptions(form="sheet", seed=1)
    wording = write(make_wish(options=sheet, pictures=(WishPicture(description="a dog"),)))
    assert wording.describe(0) == "In many looks, side by side: a dog"
    assert write(make_wish(options=sheet)).describe(0) == "One picture in many looks, side by side."


def test_what_people_wrote_can_not_mark_up(make_wish: MakeWish) -> None:
    problem = BotError(BotErrorCode.USAGE, "I don't know “**x**”.")
    text = write(make_wish()).ending([], {0: problem})
    assert "**" not in text
