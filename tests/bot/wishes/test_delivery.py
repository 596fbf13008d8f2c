import pytest

from bot.wishes import Delivery, Shown
from tests.bot.wishes.kept_delivery import KeptDelivery


def test_the_one_of_the_tests_is_one() -> None:
    delivery: Delivery = KeptDelivery()
    assert delivery is not None


def test_where_something_is_shown_needs_no_more_than_its_message() -> None:
    assert Shown(message_id=7).handles == {}
    with pytest.raises(AttributeError):
        Shown(message_id=7).message_id = 8  # type: ignore[misc]
