"""What Alembic runs to migrate; the connection comes with its configuration."""

from alembic import context

from bot.records.tables import metadata


def migrate() -> None:
    """Runs the steps that Alembic has chosen, all in one transaction."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        # SQLite changes a table only by making it anew.
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()


# Alembic loads this file by its path and under this name; an import alone does nothing.
if __name__ == "env_py":
    migrate()
