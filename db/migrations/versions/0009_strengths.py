"""What each team does well, what shows it, and applause."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "strength",
        *_record(),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_in_id", sa.Integer(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["made_in_id"], ["meeting.id"], name=op.f("strength_made_in_id_exists")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("strength_team_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("strength_key")),
    )
    op.create_index("strength_team_id", "strength", ["team_id", "place"])
    op.create_table(
        "strength_proof",
        *_record(),
        sa.Column("strength_id", sa.Integer(), nullable=False),
        sa.Column("win_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["strength_id"], ["strength.id"], name=op.f("strength_proof_strength_id_exists")
        ),
        sa.ForeignKeyConstraint(["win_id"], ["win.id"], name=op.f("strength_proof_win_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("strength_proof_key")),
        sa.UniqueConstraint("strength_id", "win_id", name=op.f("strength_proof_strength_id_unique")),
    )
    op.create_index("strength_proof_win_id", "strength_proof", ["win_id"])
    op.create_table(
        "strength_reading",
        *_record(),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("strength_id", sa.Integer(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("strength_reading_meeting_id_exists")
        ),
        sa.ForeignKeyConstraint(
            ["strength_id"], ["strength.id"], name=op.f("strength_reading_strength_id_exists")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("strength_reading_team_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("strength_reading_key")),
        sa.UniqueConstraint("meeting_id", "team_id", name=op.f("strength_reading_meeting_id_unique")),
    )
    op.create_index("strength_reading_strength_id", "strength_reading", ["strength_id"])
    op.create_table(
        "applause",
        *_record(),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("guest_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("about IN ('win', 'strength')", name=op.f("applause_about")),
        sa.ForeignKeyConstraint(["guest_id"], ["guest.id"], name=op.f("applause_guest_id_exists")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("applause_meeting_id_exists")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("applause_person_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("applause_key")),
    )
    op.create_index("applause_by_thing", "applause", ["about", "about_id"])


def _record() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
    )
