"""An admission that tells a test who asked."""

from typing import Any

from bot.service import Admission, Asker, Grant


class NotingAdmission(Admission):
    """``askers`` are those of whom something was admitted, in order."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.askers: list[Asker] = []

    async def admit(self, asker: Asker, pictures: int = 1) -> Grant:
        grant = await super().admit(asker, pictures)
        self.askers.append(asker)
        return grant
