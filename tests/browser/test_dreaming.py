"""A person with a photo: drops it, dreams it, watches, changes their mind, gets it wrong."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Enter
from tests.browser.pictures import mean_difference, natural_size
from tests.browser.visitors import DREAM_MILLISECONDS, QUICK_MILLISECONDS, Visitor

PHOTOS = Path(__file__).parents[1] / "photos"
CAT = PHOTOS / "chelsea.jpg"
CUP = PHOTOS / "coffee.jpg"
SMALL = "size=160"

# Notes each change of a dream's progress and preview, however briefly it shows.
_WATCH_GROWTH = """
() => {
  const seen = (window.seen = { fractions: [], previews: [] });
  const note = (list, value) => value && value !== list.at(-1) && list.push(value);
  new MutationObserver(() => {
    const dream = document.querySelector("[data-testid=progress]");
    note(seen.fractions, dream?.querySelector("progress").value);
    note(seen.previews, dream?.querySelector("[data-testid=preview]").getAttribute("src"));
  }).observe(document.body, { subtree: true, childList: true, attributes: true });
}
"""


def watch_growth(page: Page) -> None:
    page.evaluate(_WATCH_GROWTH)


def read_growth(page: Page) -> tuple[list[float], list[str]]:
    seen = page.evaluate("window.seen")
    return seen["fractions"], seen["previews"]


def start_long_dream(visitor: Visitor) -> Locator:
    """A dream that nobody waits for, once it has begun to grow."""
    visitor.drop_photo(CUP)
    visitor.say("/dream eyes strength=10 size=2048")
    progress = visitor.find("progress")
    expect(progress).to_contain_text("Dreaming", timeout=DREAM_MILLISECONDS)
    return progress


def test_a_dropped_photo_grows_into_a_dream_of_its_own_size(enter: Enter) -> None:
    visitor = enter()
    watch_growth(visitor.page)
    dream = visitor.dream("/dream eyes", CAT)

    fractions, previews = read_growth(visitor.page)
    assert len(fractions) >= 3
    assert fractions == sorted(fractions)
    assert len(previews) >= 2
    assert all(address.startswith("blob:") for address in previews)

    # The photo is fetched when somebody first looks at it.
    dream.get_by_role("slider").press("End")
    after, before = dream.locator("img.after"), dream.locator("img.before")
    with Image.open(CAT) as photo:
        assert natural_size(after) == natural_size(before) == photo.size
    assert mean_difference(after, before) > 5
    expect(dream).to_contain_text(visitor.find("name").inner_text())

    more = (after.get_attribute("alt") or "").partition(". More: ")[2]
    assert more
    dream.get_by_test_id("facts").locator("summary").click()
    expect(dream.get_by_test_id("facts").get_by_text(more, exact=True)).to_be_visible()


def test_everybody_in_the_room_sees_the_dream_grow_and_finish(enter: Enter) -> None:
    visitor, other = enter(), enter()
    watch_growth(other.page)
    photos, dreams = other.find("photo").count(), other.find("result").count()
    visitor.dream("/dream eyes", CUP)

    expect(other.find("result")).to_have_count(dreams + 1)
    expect(other.find("photo")).to_have_count(photos + 1)
    fractions, previews = read_growth(other.page)
    assert fractions
    assert previews
    shown = other.newest("result").locator("img.after")
    assert natural_size(shown) == natural_size(visitor.newest("result").locator("img.after"))


def test_only_who_asked_for_a_dream_can_cancel_it_and_the_next_one_works(enter: Enter) -> None:
    visitor, other = enter(), enter()
    progress = start_long_dream(visitor)
    expect(other.find("progress")).to_contain_text("Dreaming")
    expect(other.find("cancel")).to_have_count(0)

    progress.get_by_test_id("cancel").click()
    for witness in (visitor, other):
        expect(witness.newest("post")).to_contain_text("cancelled this dream")
        expect(witness.find("progress")).to_have_count(0)
    visitor.dream(f"/dream eyes {SMALL}", CUP)


def test_a_text_file_named_jpg_is_refused_in_words_and_the_next_photo_works(enter: Enter) -> None:
    visitor = enter()
    posts = visitor.find("post").count()
    visitor.drop(("holiday.jpg", "image/jpeg", b"Dear diary, this is no picture at all."))
    visitor.say(f"/dream eyes {SMALL}")

    error = visitor.find("error")
    expect(error).to_be_visible()
    assert len(error.inner_text()) > 30
    expect(visitor.find("post")).to_have_count(posts)
    expect(visitor.find("attachment")).to_have_count(0)

    visitor.dream(f"/dream eyes {SMALL}", CUP)
    expect(visitor.find("error")).to_have_count(0)


@pytest.mark.parametrize(
    ("words", "named"),
    [("/dream eyse", "eyes"), ("/dream strength=99", "strength"), ("/draem", "Did you mean dream")],
)
def test_a_mistyped_command_names_what_was_meant_and_keeps_words_and_photo(
    enter: Enter, words: str, named: str
) -> None:
    visitor = enter()
    visitor.drop_photo(CAT)
    visitor.say(words)
    expect(visitor.find("error")).to_contain_text(named)
    expect(visitor.words).to_have_value(words)
    expect(visitor.find("attachment")).to_have_count(1)


def test_a_reply_dreams_the_picture_that_it_answers(enter: Enter) -> None:
    visitor = enter()
    before = visitor.find("photo").count()
    for count, photo in enumerate((CAT, CUP), 1):
        visitor.drop_photo(photo)
        visitor.say("what a day")
        expect(visitor.find("photo")).to_have_count(before + count)
    earlier = visitor.find("photo").nth(-2)
    answered = earlier.get_attribute("data-picture")
    earlier.get_by_test_id("reply").click()
    expect(visitor.find("reply-chip")).to_be_visible()
    expect(visitor.words).to_have_value("/dream ")

    dream = visitor.dream(f"/dream eyes {SMALL}")
    expect(dream.locator("img.before")).to_have_attribute("src", f"/pictures/{answered}")
    expect(visitor.find("reply-chip")).to_have_count(0)


def test_a_dream_is_kept_by_downloading_it(enter: Enter) -> None:
    visitor = enter()
    dream = visitor.dream(f"/dream eyes {SMALL}", CAT)
    with visitor.page.expect_download() as started:
        dream.get_by_test_id("download").click()
    with Image.open(io.BytesIO(started.value.path().read_bytes())) as kept:
        assert max(kept.size) == 160
        assert not kept.getexif()
    assert started.value.suggested_filename.startswith("puppyslug")


def test_a_preset_is_picked_by_its_picture(enter: Enter) -> None:
    visitor = enter()
    visitor.drop_photo(CAT)
    visitor.find("dream-attached").click()
    picker = visitor.find("preset-picker")
    expect(picker).to_be_visible()
    assert picker.get_by_role("radio").count() >= 2
    visitor.page.keyboard.press("Escape")
    expect(picker).to_have_count(0)
    expect(visitor.find("attachment")).to_have_count(1)


def test_the_code_of_a_recipe_asks_for_the_same_dream(enter: Enter) -> None:
    visitor = enter()
    # A result's place among all results, since the newest is another one soon.
    visitor.dream(f"/dream eyes strength=7 amount=60 blend=soft-light {SMALL}", CAT)
    first = visitor.find("result").nth(visitor.find("result").count() - 1)
    first.get_by_test_id("facts").locator("summary").click()
    code = first.get_by_test_id("facts").locator("code").inner_text()
    assert code.startswith("/dream eyes#")
    again = visitor.dream(code, CAT)
    again.get_by_test_id("facts").locator("summary").click()
    expect(again.get_by_test_id("facts").locator("code")).to_have_text(code)
    expect(again.get_by_test_id("facts")).to_contain_text("amount=60 blend=soft-light")
    assert mean_difference(first.locator("img.after"), again.locator("img.after")) == 0
    visitor.say("/dream eyes#7777777")
    expect(visitor.newest("error")).to_contain_text("no whole recipe")


def test_a_dream_again_is_finished_as_the_one_before(enter: Enter) -> None:
    visitor = enter()
    first = visitor.dream(f"/dream eyes amount=60 blend=screen {SMALL}", CAT)
    count = visitor.find("result").count()
    first.get_by_test_id("again").click()
    expect(visitor.find("result")).to_have_count(count + 1, timeout=DREAM_MILLISECONDS)
    expect(visitor.newest("result").get_by_test_id("facts")).to_contain_text(
        "amount=60 blend=screen"
    )


def test_second_thoughts_of_a_dream_are_shown_at_once(enter: Enter) -> None:
    visitor = enter()
    visitor.dream(f"/dream eyes {SMALL}", CAT)
    results = visitor.find("result")
    dream = results.nth(results.count() - 1).locator("img.after")
    watch_growth(visitor.page)
    differences = []
    for press, told in (
        ("weaker", "Dream 75 %"),
        ("weaker", "Dream 50 %"),
        ("blend", "Blend: multiply"),
    ):
        count = results.count()
        results.nth(count - 1).get_by_test_id(press).click()
        expect(results).to_have_count(count + 1, timeout=QUICK_MILLISECONDS)
        expect(results.nth(count)).to_contain_text(told)
        differences.append(mean_difference(results.nth(count).locator("img.after"), dream))
    # Each step leads further away from the dream as it was.
    assert differences == sorted({0.0, *differences})[1:]
    # Nothing was dreamed for it.
    assert read_growth(visitor.page) == ([], [])
