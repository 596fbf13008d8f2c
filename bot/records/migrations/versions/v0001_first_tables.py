"""Wishes, chats' settings, and single facts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the first tables."""
    op.create_table(
        "wishes",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.String(64), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("pictures", sa.JSON(), nullable=False),
        sa.Column("has_guide", sa.Boolean(), nullable=False),
        sa.Column("has_files", sa.Boolean(), nullable=False),
        sa.Column("is_restricted", sa.Boolean(), nullable=False),
        sa.Column("link", sa.Text()),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("facts", sa.JSON()),
        sa.Column("created_at", sa.Double(), nullable=False),
    )
    op.create_index("ix_wishes_person_id", "wishes", ["person_id"])
    op.create_index("ix_wishes_has_files_created_at", "wishes", ["has_files", "created_at"])
    op.create_table(
        "chat_settings",
        sa.Column("scope_id", sa.String(64), primary_key=True),
        sa.Column("settings", sa.JSON(), nullable=False),
    )
    op.create_table(
        "facts",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    """Removes them, with all that is in them."""
    for table in ("facts", "chat_settings", "wishes"):
        op.drop_table(table)
