from bot.service.open_orders import OpenOrders


def test_an_order_is_known_from_before_it_is_kept_until_it_is_closed() -> None:
    orders = OpenOrders()
    assert "1" not in orders
    orders.add("1")
    assert "1" in orders
    orders.discard("1")
    orders.discard("1")
    assert "1" not in orders


def test_the_last_ending_is_the_orders() -> None:
    orders = OpenOrders()
    orders.add("1")
    for job in "ab":
        orders.await_ending("1", job)
    orders.add("1")
    assert not orders.note_told("1", "a")
    assert orders.note_told("1", "b")
    assert "1" in orders  # until the journal knows


def test_what_ends_while_somebody_reads_the_journal_is_known_until_they_are_through() -> None:
    orders = OpenOrders()
    orders.add("1")
    with orders.reading():
        with orders.reading():
            orders.discard("1")
            assert "1" in orders
        assert "1" in orders
    assert "1" not in orders
