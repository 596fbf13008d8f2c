"""What an engine itself may have to say about a job, in one place."""

from dream_core.errors import DreamError, ErrorCode, InterruptedDreamError, UnavailableError


def cancelled() -> DreamError:
    return InterruptedDreamError(ErrorCode.CANCELLED, "The dream was cancelled.")


def engine_closed() -> DreamError:
    return UnavailableError(
        ErrorCode.ENGINE_CLOSED,
        "The dream engine is shut.",
        "Try again when the bot is back.",
    )


def over_time(limit_seconds: float) -> DreamError:
    return InterruptedDreamError(
        ErrorCode.TIME_LIMIT,
        f"The dream took longer than {limit_seconds:g} seconds.",
        "Try a smaller size, fewer steps or a faster network.",
    )


def worker_died() -> DreamError:
    return UnavailableError(
        ErrorCode.WORKER_DIED,
        "The dream's worker died, twice.",
        "Try a smaller size; perhaps the memory didn't suffice.",
    )


def unforeseen() -> DreamError:
    return DreamError(
        ErrorCode.INTERNAL,
        "Something went wrong inside the dream engine.",
        "The bot's log has the details.",
    )


def out_of_memory() -> DreamError:
    return UnavailableError(
        ErrorCode.OUT_OF_MEMORY,
        "The memory didn't suffice for this dream.",
        "Try a smaller size.",
    )


def worker_unfit() -> DreamError:
    return UnavailableError(
        ErrorCode.WORKER_DIED,
        "The dream worker doesn't start.",
        "The bot's log says why.",
    )
