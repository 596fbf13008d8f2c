"""What a platform needs to find all of a wish that it shows."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds the column; wishes that are there need nothing in it."""
    op.add_column("wishes", sa.Column("handles", sa.JSON()))


def downgrade() -> None:
    """Removes it: what is shown in several messages is found by its first one alone."""
    with op.batch_alter_table("wishes") as wishes:
        wishes.drop_column("handles")
