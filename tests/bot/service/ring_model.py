"""The fair ring, for tests to compare the quick one with."""


class RingModel:
    """The same order by the plainest means: a list of people, each with a list of chats."""

    def __init__(self) -> None:
        self.people: list[tuple[str, list[tuple[str, list[str]]]]] = []

    def copy(self) -> "RingModel":
        model = RingModel()
        model.people = [
            (person, [(chat, list(jobs)) for chat, jobs in chats]) for person, chats in self.people
        ]
        return model

    def add(self, job: str, person: str, chat: str) -> None:
        chats = next((chats for name, chats in self.people if name == person), None)
        if chats is None:
            chats = []
            self.people.append((person, chats))
        jobs = next((jobs for name, jobs in chats if name == chat), None)
        if jobs is None:
            jobs = []
            chats.append((chat, jobs))
        jobs.append(job)

    def pop(self) -> str | None:
        if not self.people:
            return None
        person, chats = self.people.pop(0)
        chat, jobs = chats.pop(0)
        job = jobs.pop(0)
        if jobs:
            chats.append((chat, jobs))
        if chats:
            self.people.append((person, chats))
        return job

    def remove(self, job: str) -> None:
        for _, chats in self.people:
            for _, jobs in chats:
                if job in jobs:
                    jobs.remove(job)
            chats[:] = [(chat, jobs) for chat, jobs in chats if jobs]
        self.people = [(person, chats) for person, chats in self.people if chats]

    def order(self) -> list[str]:
        model, order = self.copy(), []
        while (job := model.pop()) is not None:
            order.append(job)
        return order

    def count(self, person: str) -> int:
        return sum(len(jobs) for name, chats in self.people if name == person for _, jobs in chats)
