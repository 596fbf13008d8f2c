from telegram import Chat, User

from bot.adapters.telegram.people import (
    author_of,
    language_code_of,
    person_id,
    person_of,
)
from tests.bot.adapters.telegram.looks import make_message

ANN = User(id=7, first_name="Ann", last_name="Lee", is_bot=False, language_code="de-AT")
ROBOT = User(id=8, first_name="Robot", is_bot=True)
ANONYMOUS = User(id=1087968824, first_name="Group", is_bot=True)
GROUP = Chat(id=-100, type="supergroup", title="Home")
CHANNEL = Chat(id=-200, type="channel", title="News")


def test_a_person_is_known_by_number_and_called_by_name() -> None:
    person = person_of(ANN)
    assert (person.id, person.name) == ("telegram:7", "Ann Lee") == (person_id(7), "Ann Lee")
    assert author_of(make_message(from_user=ANN)) == person


def test_other_bots_and_nobody_are_not_authors() -> None:
    assert author_of(make_message(from_user=ROBOT)) is None
    assert author_of(make_message(from_user=None)) is None


def test_an_anonymous_administrator_is_the_group() -> None:
    author = author_of(make_message(chat=GROUP, from_user=ANONYMOUS, sender_chat=GROUP))
    assert author is not None
    assert (author.id, author.name) == ("telegram:-100", "Home")


def test_whoever_posts_as_a_channel_is_that_channel() -> None:
    author = author_of(make_message(chat=GROUP, from_user=ROBOT, sender_chat=CHANNEL))
    assert author is not None
    assert author.id == "telegram:-200"


def test_what_a_channel_passes_on_by_itself_is_nobodys() -> None:
    message = make_message(
        chat=GROUP, from_user=ROBOT, sender_chat=CHANNEL, is_automatic_forward=True
    )
    assert author_of(message) is None


def test_telegram_may_tell_a_persons_language() -> None:
    assert language_code_of(ANN) == "de-AT"
    assert language_code_of(User(id=7, first_name="A", is_bot=False)) == ""
    assert language_code_of(None) == ""
