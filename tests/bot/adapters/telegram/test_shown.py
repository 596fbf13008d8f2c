from telegram import Animation, Document, PhotoSize, Video

from bot.adapters.telegram.shown import file_ids, find_file_id, message_ids
from tests.bot.adapters.telegram.looks import make_message


def photo(*file_ids: str) -> tuple[PhotoSize, ...]:
    return tuple(PhotoSize(each, f"u{each}", 10 * n, 10 * n) for n, each in enumerate(file_ids, 1))


PHOTO = make_message(message_id=5, photo=photo("small", "large"))
DOCUMENT = make_message(message_id=6, document=Document("whole", "u"))
WORDS = make_message(message_id=7, text="words")


def test_of_a_photo_the_largest_is_known() -> None:
    assert find_file_id(PHOTO) == "large"
    assert find_file_id(DOCUMENT) == "whole"
    assert find_file_id(WORDS) is None


def test_a_film_is_known_whole() -> None:
    gif = Animation("gif", "u", 9, 9, 1)
    assert find_file_id(make_message(animation=gif, document=Document("whole", "u"))) == "gif"
    assert find_file_id(make_message(video=Video("video", "u", 9, 9, 1))) == "video"


def test_a_wish_that_was_never_shown_leads_nowhere() -> None:
    assert message_ids({}) == []
    assert file_ids({}) == []
