"""The life of a child process: say hello, take orders, end with its parent. Torch-free."""

import gc
import importlib
import logging
import os
import signal
import threading
import time
import traceback
from contextlib import suppress
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Protocol

from dream_core.engine.child_log import ChildLog
from dream_core.engine.faults import unforeseen
from dream_core.engine.messages import (
    Answer,
    ChildPlan,
    Crashed,
    FromChild,
    Hello,
    Logged,
    Order,
    Quit,
    StartDream,
    Stop,
    Stopped,
    ToChild,
    Unfit,
)
from dream_core.errors import DreamError, ErrorCode
from dream_core.request import Failed

OOM_SCORE = "500"
SPIN_COUNT = "10000"

_log = logging.getLogger(__name__)


class StoppedError(Exception):
    """The job at hand is no longer wanted."""


class ParentLink:
    """The child's end of the pipe."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        # Any thread may log, also while something is being sent.
        self._sending = threading.RLock()

    def send(self, message: FromChild | Logged) -> None:
        """Sends a report; raises OSError when the parent is gone."""
        with self._sending:
            self._connection.send(message)

    def next_order(self) -> Order:
        """Waits for an order; raises SystemExit when there will be none."""
        while True:
            message = self._receive()
            # A Stop that crossed the answer to its job on the way means nothing any more.
            if not isinstance(message, Stop):
                return message

    def check_stop(self, job_id: str) -> None:
        """Raises StoppedError if this job should stop, SystemExit if all should."""
        while self._connection.poll():
            message = self._receive()
            if isinstance(message, Stop) and message.job_id == job_id:
                raise StoppedError

    def _receive(self) -> Order | Stop:
        try:
            message: ToChild = self._connection.recv()
        except (EOFError, OSError):
            raise SystemExit from None
        if isinstance(message, Quit):
            raise SystemExit
        return message


class Role(Protocol):
    """What a child does for a living."""

    def hello(self) -> Hello: ...

    def perform(self, order: Order, parent: ParentLink) -> Answer:
        """Does one job; may raise DreamError, or StoppedError from ``parent.check_stop``."""
        ...


class RoleModule(Protocol):
    """The module that a plan names. Imported in the child alone, so that it may import torch."""

    def open_role(self, plan: ChildPlan) -> Role: ...


def run_child(plan: ChildPlan, connection: Connection) -> None:
    """The child's main function."""
    _ignore_signals()
    _share_cores()
    _offer_to_oom_killer()
    _end_with_parent()
    parent = ParentLink(connection)
    log = ChildLog(parent.send, device=plan.device)
    log.take_over(plan.log_level)
    try:
        _work(plan, parent, log)
    except (BrokenPipeError, ConnectionResetError):
        pass  # the parent is gone, or no longer listens
    except SystemExit as end:
        if end.code:
            raise
    # Torch takes a second to take itself apart, and nothing here needs it.
    os._exit(0)


def _work(plan: ChildPlan, parent: ParentLink, log: ChildLog) -> None:
    try:
        role = _open_role(plan)
    except DreamError as error:
        parent.send(Unfit(error=error))
        return
    except Exception:  # noqa: BLE001 (whatever it is, the parent logs it)
        parent.send(Unfit(error=unforeseen(), details=traceback.format_exc()))
        return
    hello = role.hello()
    log.device = hello.device
    log.take_over(plan.log_level)
    parent.send(hello)
    while True:
        order = parent.next_order()
        with log.on_job(order.job_id):
            answer = _tell_of(role, order, parent)
        parent.send(answer)


def _tell_of(role: Role, order: Order, parent: ParentLink) -> Answer:
    """Does one job, and logs its start and its end."""
    # Of photos there are many, and they are done at once.
    level = logging.INFO if isinstance(order, StartDream) else logging.DEBUG
    _log.log(level, "job begun")
    begin = time.monotonic()
    answer = _perform(role, order, parent)
    seconds = round(time.monotonic() - begin, 2)
    _log.log(level, "job done", extra={"code": _name_ending(answer), "seconds": seconds})
    return answer


def _open_role(plan: ChildPlan) -> Role:
    # Torch is half a million objects, which all stay: to look for garbage among them takes an
    # eighth of its import, and then again and again.
    gc.disable()
    try:
        module: RoleModule = importlib.import_module(plan.module)
    finally:
        gc.enable()
    gc.freeze()
    return module.open_role(plan)


def _perform(role: Role, order: Order, parent: ParentLink) -> Answer:
    try:
        return role.perform(order, parent)
    except StoppedError:
        return Stopped(job_id=order.job_id)
    except DreamError as error:
        return Failed(job_id=order.job_id, error=error)
    except Exception:  # noqa: BLE001 (whatever it is, the parent logs it and the child lives on)
        return Crashed(job_id=order.job_id, details=traceback.format_exc())


def _name_ending(answer: Answer) -> str:
    match answer:
        case Failed(error=error):
            return error.code
        case Stopped():
            return "stopped"
        case Crashed():
            return ErrorCode.INTERNAL
    return "finished"


def _ignore_signals() -> None:
    """Ctrl-C and a service manager's TERM reach the whole group: when to end, the parent says."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def _share_cores() -> None:
    """Has OpenMP's threads sleep soon while they wait for each other, unless somebody chose else.

    They would spin for milliseconds, and where anything else wants a core they spin in the way of
    the very thread that they wait for: on two cores with one other busy process, dreams took up
    to ten times as long. A tenth of this count took half as long there, but a third longer on a
    quiet machine, where waking a thread costs more than it waits.
    """
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", SPIN_COUNT)


def _offer_to_oom_killer() -> None:
    """Where memory runs out, Linux should end a child, which is replaced, and not the bot."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(OOM_SCORE, encoding="ascii")


def _end_with_parent() -> None:
    """Even in the middle of a step that takes long; the pipe's end shows only between steps."""
    if (parent := parent_process()) is None:
        return
    sentinel = parent.sentinel

    def watch() -> None:
        wait([sentinel])
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
