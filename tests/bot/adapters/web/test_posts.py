import pytest

from bot.adapters.web.posts import is_id, new_id


def test_new_ids_are_ids_and_differ() -> None:
    ids = {new_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(is_id(one) for one in ids)


@pytest.mark.parametrize(
    "text", ["", "../../etc/passwd", "a" * 19, "a" * 21, "G" * 20, "a" * 20 + "\n"]
)
def test_anything_else_is_no_id(text: str) -> None:
    assert not is_id(text)
