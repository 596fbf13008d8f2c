"""What the bot remembers over restarts: what people asked for, and what chats have set."""

from bot.records.chat_settings import ChatSettings, ChatSettingsBook
from bot.records.database import read_address
from bot.records.faults import explain_fault
from bot.records.figures import FINISHED, Count, Figures, read_figures
from bot.records.inbox import Heard, Inbox
from bot.records.inspection import describe_database
from bot.records.journal import SqlJournal
from bot.records.records import Records
from bot.records.wishes import Wish, WishPicture

__all__ = [
    "FINISHED",
    "ChatSettings",
    "ChatSettingsBook",
    "Count",
    "Figures",
    "Heard",
    "Inbox",
    "Records",
    "SqlJournal",
    "Wish",
    "WishPicture",
    "describe_database",
    "explain_fault",
    "read_address",
    "read_figures",
]
