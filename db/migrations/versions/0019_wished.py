"""The day a customer wished for, beside the promise: it is kept and shown, and counts for nothing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("promise", sa.Column("wished_on", sa.Date(), nullable=True))
