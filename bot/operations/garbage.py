"""How long Python's garbage collector holds everything up."""

import gc
import time
from collections.abc import Mapping
from typing import Any, Literal


class GarbageClock:
    """Adds up ``seconds`` for which a processor collected, in whichever thread, while started."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._began_at = 0.0

    def start(self) -> None:
        """Listens from now on."""
        gc.callbacks.append(self._note)

    def stop(self) -> None:
        """Listens no more."""
        gc.callbacks.remove(self._note)

    def _note(self, phase: Literal["start", "stop"], _info: Mapping[str, Any]) -> None:
        if phase == "start":
            self._began_at = time.thread_time()
        else:
            self.seconds += time.thread_time() - self._began_at
