"""Customers that look like one and are two, as somebody said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "told_apart",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("told_apart_customer_id_exists")),
        sa.ForeignKeyConstraint(["other_id"], ["customer.id"], name=op.f("told_apart_other_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("told_apart_key")),
        sa.UniqueConstraint("customer_id", "other_id", name=op.f("told_apart_customer_id_unique")),
    )
    op.create_index("told_apart_other_id", "told_apart", ["other_id"])
