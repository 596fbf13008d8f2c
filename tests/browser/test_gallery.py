"""What stays: the gallery, and every dream's own address."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.pictures import mean_difference, natural_size

PHOTOS = Path(__file__).parents[1] / "photos"
SMALL = "size=160"


def test_an_empty_gallery_says_so(enter: Enter) -> None:
    visitor = enter("/gallery")
    expect(visitor.page.get_by_role("status")).to_contain_text("Nothing has been dreamed")


def test_dreams_hang_beside_their_photos_newest_first_and_link_to_their_own_page(
    enter: Enter,
) -> None:
    visitor = enter()
    for name in ("chelsea.jpg", "coffee.jpg"):
        visitor.dream(f"/dream eyes {SMALL}", PHOTOS / name)
    newest = visitor.newest("result").get_attribute("data-dream")

    guest = enter("/gallery")
    items = guest.find("gallery-item")
    expect(items).to_have_count(2)
    expect(items.first).to_have_attribute("data-dream", newest or "none")
    photo, dream = items.first.get_by_role("img").all()
    assert mean_difference(photo, dream) > 3

    items.first.get_by_role("link").click()
    expect(guest.page).to_have_url(f"{guest.address}/dreams/{newest}")
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("Eyes")
    shown = guest.find("before-after").locator("img.after")
    assert max(natural_size(shown)) == 160


def test_a_dreams_own_address_tells_its_whole_recipe(enter: Enter) -> None:
    visitor = enter()
    dream = visitor.dream(f"/dream eyes strength=3 seed=41 {SMALL}", PHOTOS / "coffee.jpg")
    guest = enter(f"/dreams/{dream.get_attribute('data-dream')}")
    facts = guest.page.get_by_role("main")
    for fact in ("efficientnet-lite0", "41", "160"):
        expect(facts).to_contain_text(fact)


def test_an_address_of_no_dream_says_so(enter: Enter) -> None:
    visitor = enter(None)
    for path in ("/dreams/0123456789abcdef0123", "/dreams/../../etc/passwd"):
        response = visitor.page.goto(visitor.address + path)
        assert response is not None
        assert response.status == 404
    visitor.enter("/dreams/0123456789abcdef0123")
    expect(visitor.page.get_by_role("main")).to_contain_text("no dream here")
