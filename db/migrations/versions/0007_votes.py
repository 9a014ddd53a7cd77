"""Votes on topics, how people stood to a decision, and the pulse."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answered",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("answered_meeting_id_exists")),
        sa.PrimaryKeyConstraint("meeting_id", "what", "who", name=op.f("answered_key")),
    )
    # Who rated is known as long as a meeting is open, so that nobody rates twice. Of closed ones it is forgotten.
    op.execute(
        "INSERT INTO answered (meeting_id, what, who) "
        "SELECT meeting_id, 'rating', 'person ' || person_id FROM meeting_rated "
        "WHERE meeting_id IN (SELECT id FROM meeting WHERE is_open = 1)"
    )
    op.drop_table("meeting_rated")
    op.create_table(
        "ballot",
        *_record(),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("ballot_meeting_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("ballot_key")),
        sa.UniqueConstraint("meeting_id", name=op.f("ballot_meeting_id_unique")),
    )
    op.create_table(
        "pulse_answer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "question IN ('common goal', 'openness', 'camaraderie', 'trust')",
            name=op.f("pulse_answer_question"),
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("pulse_answer_meeting_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pulse_answer_key")),
    )
    op.create_index("pulse_answer_meeting_id", "pulse_answer", ["meeting_id"])
    op.create_table(
        "stand",
        *_record(),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.CheckConstraint("answer IN ('yes', 'can live with it', 'no')", name=op.f("stand_answer")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("stand_decision_id_exists")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("stand_person_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("stand_key")),
        sa.UniqueConstraint("decision_id", "who", name=op.f("stand_decision_id_unique")),
    )
    op.create_table(
        "vote",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("voter", sa.String(), nullable=False),
        sa.Column("hands", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("vote_meeting_id_exists")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("vote_topic_id_exists")),
        sa.PrimaryKeyConstraint("meeting_id", "topic_id", "voter", name=op.f("vote_key")),
    )
    op.create_index("vote_topic_id", "vote", ["topic_id"])


def _record() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
    )
