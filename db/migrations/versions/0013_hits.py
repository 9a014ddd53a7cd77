"""Hits that show what they stand on: the customer's own words, and the promise or complaint that is cited."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("win", sa.Column("said", sa.Text(), server_default="", nullable=False))
    # SQLite adds no reference to a table that is there: it is built anew.
    with op.batch_alter_table("win") as batch:
        for column, to in (("promise_id", "promise"), ("complaint_id", "complaint")):
            batch.add_column(sa.Column(column, sa.Integer(), nullable=True))
            batch.create_foreign_key(op.f(f"win_{column}_exists"), to, [column], ["id"])
    for column in ("promise_id", "complaint_id"):
        op.create_index(f"win_{column}", "win", [column])
