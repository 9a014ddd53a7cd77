"""Who was not heard when a meeting went on with a decision, and to whom a new customer was introduced."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stand", sa.Column("is_unheard", sa.Boolean(), server_default=sa.false(), nullable=False))
    # SQLite adds no reference to a table that is there: it is built anew.
    with op.batch_alter_table("customer") as batch:
        batch.add_column(sa.Column("introduced_to_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("customer_introduced_to_id_exists"), "person", ["introduced_to_id"], ["id"]
        )
    # Whoever owns a complaint sees it in their week.
    op.create_index("complaint_owner_id", "complaint", ["owner_id"])
