"""The local room: a group chat in the browser where posted pictures become dreams."""

from bot.adapters.web.room import Room
from bot.adapters.web.settings import RoomSettings

__all__ = ["Room", "RoomSettings"]
