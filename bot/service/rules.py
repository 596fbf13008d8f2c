"""Who may ask at all: the lists that whoever runs the bot has set."""

from dataclasses import dataclass

from bot.errors import BotError, BotErrorCode
from bot.service.asker import Asker


class NotAdmittedError(BotError):
    """The rules leave somebody or some place out; ``subject_id`` says whom."""

    def __init__(self, subject_id: str, reason: str, sentence: str, hint: str, ids: str) -> None:
        super().__init__(
            BotErrorCode.NOT_ADMITTED, sentence, hint, values={"reason": reason, "ids": ids}
        )
        self.subject_id = subject_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Ids of people, chats and servers. Whom ``deny`` names may not ask; where ``allow`` names
    anybody, others may not either.
    """

    allow: frozenset[str] = frozenset()
    deny: frozenset[str] = frozenset()

    def check(self, asker: Asker) -> None:
        """Raises NotAdmittedError."""
        ids = asker.ids
        if denied := next((each for each in ids if each in self.deny), None):
            raise _refuse_denied(denied, asker)
        if self.allow and self.allow.isdisjoint(ids):
            raise _refuse_unlisted(asker)


def _refuse_denied(denied: str, asker: Asker) -> NotAdmittedError:
    is_person = denied == asker.person_id
    return NotAdmittedError(
        denied,
        "person" if is_person else "place",
        "I don't dream for you." if is_person else "I don't dream here.",
        "Whoever runs me can tell you more.",
        denied,
    )


def _refuse_unlisted(asker: Asker) -> NotAdmittedError:
    """Names what could be listed: nobody knows these ids by heart."""
    ids = ", ".join(asker.ids)
    return NotAdmittedError(
        asker.counting_chat_id,
        "unlisted",
        "I dream only for chosen people and places.",
        f"Whoever runs me can choose one of these too: {ids}.",
        ids,
    )
