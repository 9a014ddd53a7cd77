"""Meetings: attendance, field notes, topics, decisions, action items, ratings; and what is noted of a miss."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting",
        *_record(),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("weeks", sa.Text(), nullable=False),
        sa.Column("is_open", sa.Integer(), nullable=True),
        sa.Column("leader", sa.String(), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("focus", sa.String(), nullable=False),
        sa.Column("used", sa.Text(), nullable=False),
        sa.Column("running_since", UtcDateTime(), nullable=True),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("times_closed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["leader_id"], ["person.id"], name=op.f("meeting_leader_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("meeting_key")),
        sa.UniqueConstraint("is_open", name=op.f("meeting_is_open_unique")),
    )
    op.create_index("meeting_by_day", "meeting", ["held_on"])
    op.create_table(
        "action_item",
        *_record(),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("first_due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("dropped_because", sa.String(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("origin_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "origin IN ('promise', 'complaint', 'note', 'topic', 'decision')", name=op.f("action_item_origin")
        ),
        sa.CheckConstraint("state IN ('open', 'done', 'dropped')", name=op.f("action_item_state")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("action_item_meeting_id_exists")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("action_item_owner_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("action_item_key")),
    )
    op.create_index("action_item_by_origin", "action_item", ["origin", "origin_id"])
    op.create_index("action_item_by_state", "action_item", ["state", "due_on"])
    op.create_index("action_item_meeting_id", "action_item", ["meeting_id"])
    op.create_index("action_item_owner_id", "action_item", ["owner_id"])
    op.create_table(
        "attendance",
        *_record(),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_here", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("attendance_meeting_id_exists")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("attendance_person_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("attendance_key")),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f("attendance_meeting_id_unique")),
    )
    op.create_table(
        "field_note",
        *_record(),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("noted_week", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('heard in the field', 'a pressure on my team', 'a WOW idea', "
            "'a barrier to teamwork', 'a question before promising')",
            name=op.f("field_note_kind"),
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("field_note_customer_id_exists")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("field_note_person_id_exists")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("field_note_team_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("field_note_key")),
    )
    op.create_index("field_note_by_week", "field_note", ["noted_week", "noted_on"])
    op.create_table(
        "meeting_rated",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("meeting_rated_meeting_id_exists")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("meeting_rated_person_id_exists")),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name=op.f("meeting_rated_key")),
    )
    op.create_table(
        "meeting_rating",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("meeting_rating_meeting_id_exists")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("meeting_rating_key")),
    )
    op.create_index("meeting_rating_meeting_id", "meeting_rating", ["meeting_id"])
    op.create_table(
        "topic",
        *_record(),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("raised_in_id", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("origin_id", sa.Integer(), nullable=True),
        sa.Column("done_in_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["done_in_id"], ["meeting.id"], name=op.f("topic_done_in_id_exists")),
        sa.ForeignKeyConstraint(["raised_in_id"], ["meeting.id"], name=op.f("topic_raised_in_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("topic_key")),
    )
    op.create_index("topic_by_place", "topic", ["place"])
    op.create_table(
        "decision",
        *_record(),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("look_again_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("decision_meeting_id_exists")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("decision_topic_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("decision_key")),
    )
    op.create_index("decision_meeting_id", "decision", ["meeting_id"])
    op.add_column("complaint", sa.Column("cause", sa.String(), server_default="", nullable=False))
    op.add_column("complaint", sa.Column("told_on", sa.Date(), nullable=True))
    op.add_column("complaint", sa.Column("told_by", sa.String(), server_default="", nullable=False))
    op.add_column("complaint", sa.Column("told_top", sa.String(), server_default="", nullable=False))
    op.add_column("organisation", sa.Column("ground_rules", sa.Text(), server_default="", nullable=False))
    op.add_column("organisation", sa.Column("agenda", sa.Text(), server_default="", nullable=False))
    op.add_column("promise", sa.Column("told_on", sa.Date(), nullable=True))
    op.add_column("promise", sa.Column("told_by", sa.String(), server_default="", nullable=False))
    op.add_column("promise", sa.Column("told_top", sa.String(), server_default="", nullable=False))


def _record() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
    )
