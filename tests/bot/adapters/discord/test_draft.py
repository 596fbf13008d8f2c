import discord
import pytest

from bot.adapters.discord.draft import Draft, clip, escape, make_file
from bot.wishes import ContentPicture


def make_picture(**values: object) -> ContentPicture:
    usual: dict[str, object] = {"data": b"bytes", "file_name": "cats.jpg", "description": "a cat"}
    return ContentPicture(**usual | values)  # type: ignore[arg-type]


def test_a_spoiler_is_named_as_one() -> None:
    assert make_file(make_picture(is_spoiler=True)).filename == "SPOILER_cats.jpg"
    assert make_file(make_picture()).filename == "cats.jpg"


def test_the_alt_text_fits_discord() -> None:
    long = make_file(make_picture(description="x" * 3000)).description
    assert long is not None
    assert len(long) == 1024
    assert make_file(make_picture(description="")).description is None


def test_each_try_sends_a_file_of_its_own() -> None:
    picture = make_picture()
    first, second = make_file(picture), make_file(picture)
    assert first.fp.read() == second.fp.read() == b"bytes"


def test_nobody_is_notified_by_a_message_or_an_edit() -> None:
    draft = Draft(content="@everyone <@1> <@&2>")
    for arguments in (draft.for_edit(), draft.for_post()):
        allowed = arguments["allowed_mentions"].to_dict()
        assert allowed["parse"] == []
        assert not allowed.get("replied_user")


def test_an_edit_leaves_the_pictures_that_are_there_unless_told() -> None:
    assert "attachments" not in Draft(content="").for_edit()
    assert Draft(content="", pictures=()).for_edit()["attachments"] == []


async def test_an_edit_without_buttons_takes_them_away() -> None:
    assert Draft(content="").for_edit()["view"] is None
    assert "view" not in Draft(content="").for_post()
    view = discord.ui.View(timeout=None)
    assert Draft(content="", view=view).for_post()["view"] is view


def test_words_are_cut_where_discord_would_refuse_them() -> None:
    content = Draft(content="y" * 2001).for_post()["content"]
    assert len(content) == 2000
    assert content.endswith("…")
    assert clip("short", 5) == "short"


def test_the_upload_is_all_pictures_together() -> None:
    assert Draft(content="", pictures=(make_picture(), make_picture())).picture_bytes == 10
    assert Draft(content="").picture_bytes == 0


@pytest.mark.parametrize("text", ["**bold**", "`code`", "||spoiler||", "~~gone~~", "_so_", "> q"])
def test_markup_in_words_is_shown_letter_by_letter(text: str) -> None:
    escaped = escape(text)
    assert escaped != text
    assert escaped.replace("\\", "") == text


@pytest.mark.parametrize(
    "text", ["@everyone", "@here", "<@123456789012345678>", "<@&12345678901234567>"]
)
def test_names_in_words_are_no_mentions(text: str) -> None:
    assert text not in escape(text)
