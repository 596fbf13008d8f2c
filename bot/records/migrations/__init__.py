"""How the records' tables became what they are, step by step; Alembic runs these."""
