"""A weights file that isn't what its row says."""


class UnreadableNetworkError(Exception):
    """Why a file can't be read as a network, as a clause that may follow a colon."""
