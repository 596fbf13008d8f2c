"""How a platform writes words that mean more than their letters."""

from typing import Protocol


class Markup(Protocol):
    """Turns plain texts into the platform's markup, in which they can't do anything by accident."""

    def escape(self, text: str) -> str:
        """Plain text, shown letter by letter; nobody is mentioned by it."""
        ...

    def link(self, label: str, address: str) -> str:
        """Words that lead somewhere, without a preview of what is there."""
        ...

    def code(self, text: str) -> str:
        """A line to be copied as it is."""
        ...

    def inline_code(self, text: str) -> str:
        """Some letters within a line, to be copied as they are."""
        ...
