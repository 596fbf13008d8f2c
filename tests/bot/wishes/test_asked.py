"""What leads people to the originals of a dream, and what must not."""

from dataclasses import replace

from bot.commands import DreamOptions
from bot.conversation import Person
from bot.wishes import Asked, PostedPicture

POST = "https://discord.com/channels/1/2/3"
FILE = "https://cdn.discordapp.com/ephemeral-attachments/1/2/cat.jpg"

ASKED = Asked(
    person=Person(id="discord:1", name="Ann"),
    chat_id="discord:2",
    options=DreamOptions(),
    pictures=(PostedPicture(data=b"photo", address=FILE),),
)


def test_a_post_is_linked_rather_than_its_files() -> None:
    assert replace(ASKED, link=POST).links == (POST,)


def test_files_of_a_command_are_linked_themselves() -> None:
    assert ASKED.links == (FILE,)


def test_nothing_leads_past_a_spoiler_or_out_of_a_restricted_channel() -> None:
    hidden = replace(ASKED.pictures[0], is_spoiler=True)
    assert replace(ASKED, pictures=(hidden,)).links == ()
    assert replace(ASKED, is_restricted=True).links == ()


def test_a_picture_that_was_kept_has_no_address() -> None:
    assert replace(ASKED, pictures=(PostedPicture(data=b"photo"),)).links == ()
