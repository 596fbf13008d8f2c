"""What an engine itself may have to say about a job, in one place."""

from dream_core.errors import DreamError, ErrorCode, InterruptedDreamError, UnavailableError


def cancelled() -> DreamError:
    """Somebody cancelled the job, or no longer listens."""
    return InterruptedDreamError(ErrorCode.CANCELLED, "The dream was cancelled.")


def engine_closed() -> DreamError:
    """The engine ends, or wasn't entered."""
    return UnavailableError(
        ErrorCode.ENGINE_CLOSED,
        "The dream engine is shut.",
        "Try again when the bot is back.",
    )


def over_time(limit_seconds: float) -> DreamError:
    """The job ran longer than it may."""
    return InterruptedDreamError(
        ErrorCode.TIME_LIMIT,
        f"The dream took longer than {limit_seconds:g} seconds.",
        "Try a smaller size, fewer steps or a faster network.",
    )


def worker_died() -> DreamError:
    """The job's worker died at every attempt."""
    return UnavailableError(
        ErrorCode.WORKER_DIED,
        "The dream's worker died, twice.",
        "Try a smaller size; perhaps the memory didn't suffice.",
    )


def unforeseen() -> DreamError:
    """An error that nobody foresaw; its traceback is in the log."""
    return DreamError(
        ErrorCode.INTERNAL,
        "Something went wrong inside the dream engine.",
        "The bot's log has the details.",
    )


def out_of_memory() -> DreamError:
    """The device's memory, or the machine's, ran out."""
    return UnavailableError(
        ErrorCode.OUT_OF_MEMORY,
        "The memory didn't suffice for this dream.",
        "Try a smaller size.",
    )


def worker_unfit() -> DreamError:
    """No worker can be started."""
    return UnavailableError(
        ErrorCode.WORKER_DIED,
        "The dream worker doesn't start.",
        "The bot's log says why.",
    )
