"""A delivery that keeps what it is shown, for tests of whatever shows something."""

from bot.wishes import Content, Glance, Shown


class KeptDelivery:
    """Implements :class:`bot.wishes.Delivery`.

    ``glance`` is what becomes of progress, ``place`` where all is shown; ``error`` is raised
    instead of showing an ending, as long as it is set. One that ``is_there`` shows something
    already.
    """

    def __init__(
        self,
        *,
        glance: Glance = Glance.SHOWN,
        place: Shown | None = None,
        error: Exception | None = None,
        is_there: bool = False,
    ) -> None:
        self.progress: list[Content] = []
        self.closed: list[Content] = []
        self.endings: list[Content] = []
        self.error = error
        self.place = place
        self._glance = glance
        self._is_there = is_there

    @property
    def shown(self) -> Shown | None:
        return self.place if self._is_there else None

    async def show(self, content: Content) -> Glance:
        self.progress.append(content)
        self._is_there = self._glance is Glance.SHOWN
        return self._glance

    async def close(self, content: Content) -> Shown | None:
        self._check()
        self.closed.append(content)
        return self.shown

    async def finish(self, content: Content) -> Shown | None:
        self._check()
        self.endings.append(content)
        self._is_there = True
        return self.shown

    def _check(self) -> None:
        if self.error is not None:
            raise self.error
