import pickle

import pytest

from dream_core import errors
from dream_core.errors import DreamError, ErrorCode

KINDS = [DreamError, *DreamError.__subclasses__()]


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_crosses_processes_whole(kind: type[DreamError]) -> None:
    error = kind(ErrorCode.PICTURE_EMPTY, "The file is empty.", "Send another.")
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is kind
    assert (copy.code, copy.sentence, copy.hint) == (error.code, error.sentence, error.hint)


def test_an_error_reads_as_sentence_and_hint() -> None:
    assert str(DreamError(ErrorCode.INTERNAL, "It broke.", "Try again.")) == "It broke. Try again."
    assert str(DreamError(ErrorCode.INTERNAL, "It broke.")) == "It broke."


def test_codes_are_written_as_scripts_see_them() -> None:
    assert f"{ErrorCode.PICTURE_TOO_LARGE}" == "picture_too_large"
    assert all(code.value == code.name.lower() for code in ErrorCode)


def test_every_error_of_the_module_is_a_dream_error() -> None:
    raised = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, Exception)
    ]
    assert len(raised) > 5
    assert all(issubclass(kind, DreamError) for kind in raised)
