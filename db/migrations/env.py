"""Runs the migrations on the connection it is handed, inside the transaction that is already open on it."""

from __future__ import annotations

from alembic import context

from db.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # Alembic believes SQLite cannot undo DDL. With an explicit BEGIN it can, and a killed upgrade leaves nothing.
    transactional_ddl=True,
    render_as_batch=False,
)
with context.begin_transaction():
    context.run_migrations()
