"""What the journal is to know of each part of a new order."""

import secrets
from dataclasses import replace

from bot.service.inspection import Refusal
from bot.service.journal import JobState, JournalEntry, KeptProblem, ResultFacts
from bot.service.orders import DreamOrder
from bot.service.reservations import Reservation


def make_entry(
    order: DreamOrder,
    number: int,
    place: Reservation | Refusal | None,
    *,
    accepted_at: float,
    is_first: bool,
) -> JournalEntry:
    """Part ``number`` of the order, which has a place in the queue, was refused, or needs none."""
    part = order.parts[number]
    entry = JournalEntry(
        job_id=secrets.token_hex(8),
        group_id=order.group_id,
        part=number,
        platform=order.platform,
        person=order.person,
        chat_id=order.chat_id,
        preset=order.preset,
        recipe=part.recipe,
        accepted_at=accepted_at,
        trigger=order.trigger,
        origin=order.origin,
        parent_chat_id=order.parent_chat_id,
        server_id=order.server_id,
        is_first=is_first,
    )
    if isinstance(place, Refusal):
        return replace(entry, state=JobState.FAILED, problem=KeptProblem.of(place))
    if part.result is not None:
        return replace(entry, state=JobState.FINISHED, result=ResultFacts.of(part.result))
    return entry
