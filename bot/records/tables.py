"""The records' tables, as the newest migration leaves them."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

NEWEST_REVISION = "0003"
"""The migration that makes these tables; a file that has it needs none."""

# Constraints have names of their own, so that a later migration can change them anywhere.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

wishes = Table(
    "wishes",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("person_id", String(64), nullable=False, index=True),
    Column("person_name", Text, nullable=False),
    Column("chat_id", String(64), nullable=False),
    Column("options", JSON, nullable=False),
    Column("pictures", JSON, nullable=False),
    Column("has_guide", Boolean, nullable=False),
    Column("has_files", Boolean, nullable=False),
    Column("is_restricted", Boolean, nullable=False),
    Column("link", Text),
    Column("language", String(16), nullable=False),
    Column("message_id", BigInteger),
    Column("handles", JSON(none_as_null=True)),
    Column("facts", JSON(none_as_null=True)),
    Column("created_at", Double, nullable=False),
    Column("address", JSON(none_as_null=True)),
    Index(None, "has_files", "created_at"),
)

chat_settings = Table(
    "chat_settings",
    metadata,
    Column("scope_id", String(64), primary_key=True),
    Column("settings", JSON, nullable=False),
)

facts = Table(
    "facts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("platform", String(16), nullable=False),
    Column("group_id", String(64), nullable=False, index=True),
    Column("part", Integer, nullable=False),
    Column("trigger", String(128)),
    Column("person_id", String(64), nullable=False, index=True),
    Column("person_name", Text, nullable=False),
    Column("chat_id", String(64), nullable=False),
    Column("parent_chat_id", String(64)),
    Column("server_id", String(64)),
    Column("preset", String(64), nullable=False),
    Column("recipe", JSON, nullable=False),
    Column("origin", JSON, nullable=False),
    Column("is_first", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("starts", Integer, nullable=False),
    Column("result", JSON(none_as_null=True)),
    Column("problem", JSON(none_as_null=True)),
    Column("accepted_at", Double, nullable=False),
    UniqueConstraint("trigger", "part"),
    Index(None, "state", "accepted_at"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("platform", String(16), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("payload", JSON, nullable=False),
    Column("received_at", Double, nullable=False),
)

quotas = Table(
    "quotas",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("count", BigInteger, nullable=False),
    Column("expires_at", Double, nullable=False),
)

statistics = Table(
    "statistics",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("platform", String(16), primary_key=True),
    Column("preset", String(64), primary_key=True),
    Column("code", String(64), primary_key=True),
    Column("dreams", BigInteger, nullable=False),
    Column("seconds", Double, nullable=False),
)
