"""The ``puppyslug`` program. Kept light: workers started with spawn import this module again."""

import gc

OBJECTS_UNTIL_COLLECTION = 1_000_000
"""While the program starts. What is imported stays, and to look for garbage in it time and again
takes a tenth of the start."""


def main() -> None:
    """Runs the program with the process's arguments and exits with its code."""
    gc.set_threshold(OBJECTS_UNTIL_COLLECTION)
    from bot.cli.program import run_program

    try:
        run_program()
    finally:
        # An interpreter that ends would look for garbage in everything once more: a third of a
        # second.
        gc.freeze()
