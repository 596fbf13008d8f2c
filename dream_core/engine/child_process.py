"""A child process seen from the event loop, which it never blocks."""

import asyncio
import atexit
import multiprocessing
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from types import ModuleType

from dream_core.engine.child import run_child
from dream_core.engine.child_log import relay
from dream_core.engine.messages import ChildPlan, FromChild, Logged, Quit, ToChild

EXIT_SECONDS = 2.0
_SPAWN = multiprocessing.get_context("spawn")


class ChildEndedError(Exception):
    """The child process is gone, or not fit to go on."""


class ChildProcess:
    """One process from its start to its end, with a thread for each direction of its pipe.

    Threads, because a picture of many megabytes is neither written nor read at once, and because
    they work alike on every system. Made and used on the event loop.
    """

    def __init__(self, plan: ChildPlan, *, name: str) -> None:
        self.ended = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._inbox: asyncio.Queue[FromChild | None] = asyncio.Queue()
        self._outbox: SimpleQueue[ToChild | None] = SimpleQueue()
        self._connection, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(
            target=run_child, args=(plan, theirs), name=name, daemon=True
        )
        with _own_main_hidden(), _interrupts_held():
            self._process.start()
        theirs.close()
        self.pid = self._process.pid
        # Children ignore TERM, which is all that multiprocessing sends when an interpreter exits.
        atexit.register(self._process.kill)
        self._writer = threading.Thread(target=self._write, name=f"{name}-writer", daemon=True)
        self._reader = threading.Thread(target=self._read, name=f"{name}-reader", daemon=True)
        self._writer.start()
        self._reader.start()

    @property
    def ending(self) -> str:
        """How the process ended, for the log."""
        code = self._process.exitcode
        return f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"

    def send(self, message: ToChild) -> None:
        """Queues a message; one that the child no longer takes is lost with it."""
        self._outbox.put(message)

    async def receive(self) -> FromChild:
        """The child's next message; raises ChildEndedError when there will be none."""
        message = None if self.ended.is_set() else await self._inbox.get()
        if message is None:
            raise ChildEndedError(self.ending)
        return message

    def kill(self) -> None:
        """Ends the process at once; whoever waits for a message is told."""
        if not self.ended.is_set():
            self._process.kill()

    async def close(self, *, patience_seconds: float) -> None:
        """Asks the child to end, and makes it end when the time is over."""
        self.send(Quit())
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_seconds):
                await self.ended.wait()
        self.kill()
        await self.ended.wait()

    def _write(self) -> None:
        with suppress(OSError):
            while (message := self._outbox.get()) is not None:
                self._connection.send(message)

    def _read(self) -> None:
        try:
            with suppress(EOFError, OSError):
                while True:
                    message = self._connection.recv()
                    # Here rather than on the loop: a log may be slow.
                    if isinstance(message, Logged):
                        relay(message)
                    else:
                        self._post(message)
        finally:
            self._bury()

    def _bury(self) -> None:
        self._process.join(EXIT_SECONDS)
        self._process.kill()
        self._process.join()
        atexit.unregister(self._process.kill)
        self._outbox.put(None)
        self._writer.join()
        self._connection.close()
        self._post(None)

    def _post(self, message: FromChild | None) -> None:
        # A closed loop has nobody left who would want it.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._receive_now, message)

    def _receive_now(self, message: FromChild | None) -> None:
        self._inbox.put_nowait(message)
        if message is None:
            self.ended.set()


@contextmanager
def _own_main_hidden() -> Iterator[None]:
    """Spawn has a child import the parent's main module anew, here the whole shell and bot.

    It does so for objects defined there, and no message of ours is one: an empty main module
    spares every child that time and memory.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """A child inherits the held Ctrl-C, which else would end it before it can ignore it, loudly."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
