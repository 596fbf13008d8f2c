import pytest

from bot.adapters.fake import FakeConversation
from bot.service import DreamInput, platform_of
from tests.bot.service.ordering import make_order


@pytest.mark.parametrize(
    ("chat_id", "platform"),
    [("discord:42", "discord"), ("telegram:-100:7", "telegram"), ("web:room", "web")],
)
def test_the_platform_is_the_chats_first_word(chat_id: str, platform: str) -> None:
    assert platform_of(chat_id) == platform
    assert make_order(chat_id=chat_id).to(FakeConversation()).platform == platform


def test_pictures_never_reach_the_log() -> None:
    assert "secret" not in repr(DreamInput(picture=b"secret", guide=b"secret too"))
