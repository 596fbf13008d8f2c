"""The room's tables in SQLite."""

from sqlalchemy import JSON, Column, Float, ForeignKey, Integer, MetaData, String, Table, Text

SCHEMA_VERSION = 2

metadata = MetaData()

visitors = Table(
    "visitors",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
)

# AUTOINCREMENT keeps SQLite from giving a number twice: clients page and resume by them.
pictures = Table(
    "pictures",
    metadata,
    Column("serial", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("picture_format", String, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    sqlite_autoincrement=True,
)

dreams = Table(
    "dreams",
    metadata,
    Column("id", String, primary_key=True),
    Column("state", String, nullable=False, index=True),
    Column("owner_id", String, nullable=False),
    Column("owner_name", String, nullable=False),
    Column("words", Text, nullable=False),
    Column("photo_id", ForeignKey("pictures.id")),
    Column("guide_id", ForeignKey("pictures.id")),
    Column("result_id", ForeignKey("pictures.id"), index=True),
    Column("preset", String, nullable=False),
    Column("strength", Integer, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("problem", JSON),
)

posts = Table(
    "posts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("revision", Integer, nullable=False, unique=True),
    Column("author_id", String, nullable=False),
    Column("author_name", String, nullable=False),
    Column("posted_at", Float, nullable=False),
    Column("text", Text, nullable=False),
    Column("picture_ids", JSON, nullable=False),
    Column("reply_to_id", ForeignKey("pictures.id")),
    Column("dream_id", ForeignKey("dreams.id"), unique=True),
    sqlite_autoincrement=True,
)

# What is counted for the room as a whole, such as the revision at which something was last removed.
counters = Table(
    "counters",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Integer, nullable=False),
)
