"""A delivery that keeps what it is shown, for tests of whatever shows something."""

from bot.wishes import Content, Glance, Shown


class KeptDelivery:
    """Implements :class:`bot.wishes.Delivery`.

    ``glance`` is what becomes of progress, ``shown`` where the ending is; ``error`` is raised
    instead of showing it.
    """

    def __init__(
        self,
        *,
        glance: Glance = Glance.SHOWN,
        shown: Shown | None = None,
        error: Exception | None = None,
    ) -> None:
        self.progress: list[Content] = []
        self.closed: list[Content] = []
        self.endings: list[Content] = []
        self._glance = glance
        self._shown = shown
        self._error = error

    async def show(self, content: Content) -> Glance:
        self.progress.append(content)
        return self._glance

    async def close(self, content: Content) -> None:
        self.closed.append(content)

    async def finish(self, content: Content) -> Shown | None:
        self.endings.append(content)
        if self._error is not None:
            raise self._error
        return self._shown
