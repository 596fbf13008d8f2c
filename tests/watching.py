"""Has the bots that tests start watch their event loops, where the run wants it."""

import os

FOLDER_VARIABLE = "STALL_DIR"
"""Names the folder for their reports, in the environment of the tests."""


def watch_settings() -> dict[str, str]:
    """The settings of a bot that is watched; none where no plugin collects the reports."""
    folder = os.environ.get(FOLDER_VARIABLE)
    return {"PUPPYSLUG_STALL_DIR": folder} if folder else {}
