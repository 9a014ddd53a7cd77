"""Minutes: what a closed meeting left, frozen.

Meetings closed before get none: what they were about has changed since.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("minutes_meeting_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("minutes_key")),
        sa.UniqueConstraint("meeting_id", "version", name=op.f("minutes_meeting_id_unique")),
    )
    op.create_table(
        "read_tick",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("read_tick_meeting_id_exists")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("read_tick_person_id_exists")),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name=op.f("read_tick_key")),
    )
