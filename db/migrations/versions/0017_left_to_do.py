"""Action items of which a part is done: they stay one item, and say what is left."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("action_item", sa.Column("left_to_do", sa.Text(), server_default="", nullable=False))
