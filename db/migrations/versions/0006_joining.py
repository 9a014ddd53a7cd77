"""Guests: the code of a meeting, and the phones that joined by it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_hash", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.CheckConstraint("side IN ('sales', 'service')", name=op.f("guest_side")),
        sa.CheckConstraint("state IN ('asks', 'in', 'refused', 'left')", name=op.f("guest_state")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("guest_meeting_id_exists")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("guest_person_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("guest_key")),
    )
    op.create_index("guest_meeting_id", "guest", ["meeting_id", "state"])
    op.create_index(
        "guest_once",
        "guest",
        ["meeting_id", "name_hash"],
        unique=True,
        sqlite_where=sa.text("state IN ('asks', 'in')"),
        postgresql_where=sa.text("state IN ('asks', 'in')"),
    )
    op.create_table(
        "guest_phone",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("guest_id", sa.Integer(), nullable=False),
        sa.Column("times_closed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["guest_id"], ["guest.id"], name=op.f("guest_phone_guest_id_exists")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("guest_phone_key")),
    )
    op.create_index("guest_phone_guest_id", "guest_phone", ["guest_id"])
    op.create_table(
        "join_code",
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("times_closed", sa.Integer(), nullable=False),
        sa.Column("lets_in_all", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("join_code_meeting_id_exists")),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("join_code_key")),
    )
    op.create_table(
        "wrong_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("wrong_code_key")),
    )
