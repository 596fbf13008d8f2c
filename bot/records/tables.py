"""The records' tables, as the newest migration leaves them."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    MetaData,
    String,
    Table,
    Text,
)

NEWEST_REVISION = "0002"
"""The migration that makes these tables; a file that has it needs none."""

# Constraints have names of their own, so that a later migration can change them anywhere.
metadata = MetaData(naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s"})

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
