"""The journal of accepted jobs, what was heard but not yet answered, quotas, and daily figures."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the tables; dreams of an earlier version that were under way aren't in them."""
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("platform", sa.String(16), nullable=False),
        sa.Column("group_id", sa.String(64), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("trigger", sa.String(128)),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.String(64), nullable=False),
        sa.Column("parent_chat_id", sa.String(64)),
        sa.Column("server_id", sa.String(64)),
        sa.Column("preset", sa.String(64), nullable=False),
        sa.Column("recipe", sa.JSON(), nullable=False),
        sa.Column("origin", sa.JSON(), nullable=False),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("result", sa.JSON()),
        sa.Column("problem", sa.JSON()),
        sa.Column("accepted_at", sa.Double(), nullable=False),
        sa.UniqueConstraint("trigger", "part", name="uq_jobs_trigger_part"),
    )
    op.create_index("ix_jobs_group_id", "jobs", ["group_id"])
    op.create_index("ix_jobs_person_id", "jobs", ["person_id"])
    op.create_index("ix_jobs_state_accepted_at", "jobs", ["state", "accepted_at"])
    op.create_table(
        "inbox",
        sa.Column("platform", sa.String(16), primary_key=True),
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("received_at", sa.Double(), nullable=False),
    )
    op.create_table(
        "quotas",
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
    )
    op.create_table(
        "statistics",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("platform", sa.String(16), primary_key=True),
        sa.Column("preset", sa.String(64), primary_key=True),
        sa.Column("code", sa.String(64), primary_key=True),
        sa.Column("dreams", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
    )
    op.add_column("wishes", sa.Column("address", sa.JSON()))


def downgrade() -> None:
    """Removes them: what was accepted and isn't delivered is lost."""
    with op.batch_alter_table("wishes") as wishes:
        wishes.drop_column("address")
    for table in ("statistics", "quotas", "inbox", "jobs"):
        op.drop_table(table)
