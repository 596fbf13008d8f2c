import gc

from bot.operations.garbage import GarbageClock


def test_collecting_takes_time_while_somebody_listens() -> None:
    clock = GarbageClock()
    callbacks = list(gc.callbacks)
    clock.start()
    gc.collect()
    taken = clock.seconds
    clock.stop()
    gc.collect()
    assert clock.seconds == taken > 0
    assert gc.callbacks == callbacks
