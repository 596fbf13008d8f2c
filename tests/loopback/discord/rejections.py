"""How Discord says no: a status, a code and a message."""

from typing import Any


class RejectedError(Exception):
    """An answer of 4xx. ``errors`` says which fields of a form are wrong.

    ``is_fault`` marks what a bot that knows the rules never brings about; without it the world may
    have changed behind the bot's back.
    """

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        *,
        is_fault: bool = False,
        errors: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status = status
        self.code = code
        self.message = message
        self.is_fault = is_fault
        self.errors = errors
        self.headers: dict[str, str] = {}

    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        answer: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.errors:
            answer["errors"] = self.errors
        return answer


def invalid_form(path: str, code: str, message: str) -> RejectedError:
    """50035 for one field, given as ``embeds.0.title``."""
    errors: dict[str, Any] = {"_errors": [{"code": code, "message": message}]}
    for part in reversed(path.split(".")):
        errors = {part: errors}
    return RejectedError(400, 50035, "Invalid Form Body", is_fault=True, errors=errors)


def too_long(path: str, longest: int) -> RejectedError:
    return invalid_form(path, "BASE_TYPE_MAX_LENGTH", f"Must be {longest} or fewer in length.")


def bad_length(path: str, shortest: int, longest: int) -> RejectedError:
    message = f"Must be between {shortest} and {longest} in length."
    return invalid_form(path, "BASE_TYPE_BAD_LENGTH", message)


def missing(path: str) -> RejectedError:
    return invalid_form(path, "BASE_TYPE_REQUIRED", "This field is required")


def unauthorized() -> RejectedError:
    return RejectedError(401, 0, "401: Unauthorized", is_fault=True)


def unknown_route() -> RejectedError:
    return RejectedError(404, 0, "404: Not Found", is_fault=True)


def unknown_channel() -> RejectedError:
    return RejectedError(404, 10003, "Unknown Channel")


def unknown_guild() -> RejectedError:
    return RejectedError(404, 10004, "Unknown Guild")


def unknown_message() -> RejectedError:
    return RejectedError(404, 10008, "Unknown Message")


def unknown_user() -> RejectedError:
    return RejectedError(404, 10013, "Unknown User")


def unknown_webhook() -> RejectedError:
    return RejectedError(404, 10015, "Unknown Webhook", is_fault=True)


def unknown_interaction() -> RejectedError:
    return RejectedError(404, 10062, "Unknown interaction", is_fault=True)


def too_large(*, was_announced: bool) -> RejectedError:
    return RejectedError(413, 40005, "Request entity too large", is_fault=was_announced)


def already_acknowledged() -> RejectedError:
    message = "Interaction has already been acknowledged."
    return RejectedError(400, 40060, message, is_fault=True)


def too_many_followups() -> RejectedError:
    message = "Maximum number of follow-up messages reached for this interaction"
    return RejectedError(400, 40094, message)


def missing_access() -> RejectedError:
    return RejectedError(403, 50001, "Missing Access")


def not_the_author() -> RejectedError:
    message = "Cannot edit a message authored by another user"
    return RejectedError(403, 50005, message, is_fault=True)


def empty_message() -> RejectedError:
    return RejectedError(400, 50006, "Cannot send an empty message", is_fault=True)


def no_direct_messages() -> RejectedError:
    return RejectedError(403, 50007, "Cannot send messages to this user")


def missing_permissions() -> RejectedError:
    return RejectedError(403, 50013, "Missing Permissions")


def expired_token() -> RejectedError:
    return RejectedError(401, 50027, "Invalid Webhook Token")


def archived_thread() -> RejectedError:
    return RejectedError(400, 50083, "Thread is archived")


def invalid_json() -> RejectedError:
    return RejectedError(400, 50109, "The request body contains invalid JSON.", is_fault=True)


def no_common_guild() -> RejectedError:
    message = "Cannot send messages to this user due to having no mutual guilds"
    return RejectedError(403, 50278, message)


def no_history_to_reply() -> RejectedError:
    return RejectedError(400, 160002, "Cannot reply without permission to read message history")


def moderated() -> RejectedError:
    message = "Message was blocked by automatic moderation"
    return RejectedError(400, 200000, message)
