"""Promises without a day of delivery leave the index by that day: only there it misled the search for those open."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

DELIVERED = sa.text("delivered_on IS NOT NULL")


def upgrade() -> None:
    op.drop_index("promise_by_delivery", "promise")
    op.create_index(
        "promise_by_delivery",
        "promise",
        ["delivered_on"],
        sqlite_where=DELIVERED,
        postgresql_where=DELIVERED,
    )
