"""The engine of one machine: a process per worker, one that develops photos, one for films."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Self

from dream_core.engine.desk import DeskEngine
from dream_core.engine.devices import count_cores, count_threads, guess_gpus, plan_devices
from dream_core.engine.faults import unforeseen
from dream_core.engine.line import JobLine
from dream_core.engine.messages import ChildPlan
from dream_core.engine.protocol import EngineStatus
from dream_core.engine.settings import EngineSettings
from dream_core.engine.supervisor import Patience, WorkerHandle

WORKER_MODULE = "dream_core.engine.worker"
DARKROOM_MODULE = "dream_core.engine.darkroom"

_log = logging.getLogger(__name__)


class ProcessEngine(DeskEngine):
    """A DreamEngine over child processes, started with spawn. Entering it waits for none of them.

    Jobs go to free workers first come, first served. A worker that dies is replaced, and its job
    tried once more.
    """

    def __init__(self, settings: EngineSettings, *, patience: Patience | None = None) -> None:
        super().__init__(settings.networks, max_pixels=settings.max_pixels)
        self._settings = settings
        self._patience = patience or Patience()
        self._cores = count_cores()
        self._workers: list[WorkerHandle] = []
        self._darkroom: WorkerHandle | None = None
        self._cutting_room: WorkerHandle | None = None
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def status(self) -> EngineStatus:
        """The workers as they are now; the darkrooms are none of them."""
        return EngineStatus(
            devices=tuple(worker.device for worker in self._workers),
            ready=sum(worker.ready for worker in self._workers),
            busy=sum(worker.busy for worker in self._workers),
            restarts=sum(worker.restarts for worker in self._workers),
        )

    @property
    def pids(self) -> Mapping[str, int]:
        """The process id of each child that lives now, by its name."""
        places = [*self._workers, self._darkroom, self._cutting_room]
        return {place.name: place.pid for place in places if place and place.pid is not None}

    async def __aenter__(self) -> Self:
        self._desk.open()
        plan = self._plan(DARKROOM_MODULE, device="cpu", threads=1)
        self._darkroom = self._hire(plan, self._desk.photos, name="darkroom")
        # Films are rare and leave a process of hundreds of megabytes behind.
        self._cutting_room = self._hire(plan, self._desk.films, name="cutting-room", on_call=True)
        self._hire_workers(guess_gpus())
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        self._desk.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        self._workers.clear()
        self._darkroom = self._cutting_room = None

    def _hire_workers(self, gpus: int | None) -> None:
        """Starts the workers that the plan has and that don't run yet."""
        devices = plan_devices(
            self._settings.device, workers=self._settings.workers, cores=self._cores, gpus=gpus
        )
        for device in devices[len(self._workers) :]:
            threads = count_threads(cores=self._cores, workers=len(devices))
            plan = self._plan(WORKER_MODULE, device=device, threads=threads)
            name = f"worker-{len(self._workers)}"
            self._workers.append(self._hire(plan, self._desk.dreams, name=name))

    def _plan(self, module: str, *, device: str, threads: int) -> ChildPlan:
        return ChildPlan(
            module=module,
            device=device,
            threads=threads,
            settings=self._settings,
            log_level=_log.getEffectiveLevel(),
        )

    def _hire(
        self, plan: ChildPlan, line: JobLine, *, name: str, on_call: bool = False
    ) -> WorkerHandle:
        place = WorkerHandle(
            plan,
            line,
            name=name,
            on_change=lambda: self._review(line),
            patience=self._patience,
            on_call=on_call,
        )
        task = asyncio.create_task(place.run(), name=name)
        task.add_done_callback(lambda task: self._note_end(task, line))
        self._tasks.append(task)
        return place

    def _review(self, line: JobLine) -> None:
        """Opens a line that somebody can work on; closes one that nobody can."""
        on_dreams = line is self._desk.dreams
        room = self._cutting_room if line is self._desk.films else self._darkroom
        places = self._workers if on_dreams else [room]
        errors = [place.unfit for place in places if place and place.unfit]
        if len(errors) == len(places):
            line.close(errors[0])
            return
        line.open()
        first = self._workers[0]
        if on_dreams and first.gpus is not None:
            self._hire_workers(first.gpus)

    def _note_end(self, task: asyncio.Task[None], line: JobLine) -> None:
        if not task.cancelled() and (error := task.exception()):
            _log.error("%s's supervision failed", task.get_name(), exc_info=error)
            line.close(unforeseen())
