"""How Telegram says no: a status and a description."""

from http import HTTPStatus
from typing import Any

TERMINATED = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)


class RejectedError(Exception):
    """An answer of 4xx or 5xx. ``parameters`` are Telegram's ResponseParameters.

    ``is_fault`` marks what a bot that knows the rules never brings about; without it the world may
    have changed behind the bot's back.
    """

    def __init__(
        self,
        status: int,
        description: str,
        *,
        is_fault: bool = False,
        parameters: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{int(status)} {description}")
        self.status = int(status)
        self.description = description
        self.is_fault = is_fault
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        answer: dict[str, Any] = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad_request(reason: str, *, is_fault: bool = True) -> RejectedError:
    return RejectedError(HTTPStatus.BAD_REQUEST, f"Bad Request: {reason}", is_fault=is_fault)


def happens(reason: str) -> RejectedError:
    """400 for what a bot can't always know."""
    return bad_request(reason, is_fault=False)


def forbidden(reason: str) -> RejectedError:
    return RejectedError(HTTPStatus.FORBIDDEN, f"Forbidden: {reason}")


def conflict(reason: str) -> RejectedError:
    return RejectedError(HTTPStatus.CONFLICT, f"Conflict: {reason}")


def unauthorized() -> RejectedError:
    return RejectedError(HTTPStatus.UNAUTHORIZED, "Unauthorized")


def not_found(*, is_fault: bool = True) -> RejectedError:
    return RejectedError(HTTPStatus.NOT_FOUND, "Not Found", is_fault=is_fault)


def too_large(*, is_fault: bool) -> RejectedError:
    return RejectedError(413, "Request Entity Too Large", is_fault=is_fault)


def too_many_requests(retry_after: int) -> RejectedError:
    description = f"Too Many Requests: retry after {retry_after}"
    parameters = {"retry_after": retry_after}
    return RejectedError(HTTPStatus.TOO_MANY_REQUESTS, description, parameters=parameters)


def migrated(chat_id: int) -> RejectedError:
    """The group's settings and people are in another chat now."""
    return RejectedError(
        HTTPStatus.BAD_REQUEST,
        "Bad Request: group chat was upgraded to a supergroup chat",
        parameters={"migrate_to_chat_id": chat_id},
    )


def not_modified() -> RejectedError:
    return bad_request(
        "message is not modified: specified new message content and reply markup are exactly the"
        " same as a current content and reply markup of the message"
    )


def chat_not_found() -> RejectedError:
    return bad_request("chat not found")


def thread_not_found(*, is_fault: bool) -> RejectedError:
    return bad_request("message thread not found", is_fault=is_fault)


def wrong_file() -> RejectedError:
    return bad_request("wrong file identifier/HTTP URL specified")


def query_too_old(*, is_fault: bool) -> RejectedError:
    return bad_request(
        "query is too old and response timeout expired or query ID is invalid", is_fault=is_fault
    )
