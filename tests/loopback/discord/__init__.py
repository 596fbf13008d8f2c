"""A strict Discord on this machine, for tests: it rejects what the real one rejects.

It speaks the REST API (version 10), the gateway and the addresses of attachments over real
sockets. Tests make guilds and people there and let these act; what the bot does wrong is kept in
``violations``. Its clock can be moved, its connections broken, its answers made to fail.
"""

from tests.loopback.discord.interactions import Interaction, Suggestion
from tests.loopback.discord.options import NotPossibleError
from tests.loopback.discord.people import Person
from tests.loopback.discord.permissions import INVITED, NOTHING, USUAL, Permission
from tests.loopback.discord.server import LoopbackDiscord
from tests.loopback.discord.world.channels import Channel, ChannelKind
from tests.loopback.discord.world.guilds import Guild, Member, Role
from tests.loopback.discord.world.messages import Attachment, File, Message
from tests.loopback.discord.world.users import User
from tests.loopback.faults import Cut

__all__ = [
    "INVITED",
    "NOTHING",
    "USUAL",
    "Attachment",
    "Channel",
    "ChannelKind",
    "Cut",
    "File",
    "Guild",
    "Interaction",
    "LoopbackDiscord",
    "Member",
    "Message",
    "NotPossibleError",
    "Permission",
    "Person",
    "Role",
    "Suggestion",
    "User",
]
