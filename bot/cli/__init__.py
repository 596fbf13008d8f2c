"""The ``puppyslug`` program. Kept light: workers started with spawn import this module again."""


def main() -> None:
    """Runs the program with the process's arguments and exits with its code."""
    from bot.cli.program import run_program

    run_program()
