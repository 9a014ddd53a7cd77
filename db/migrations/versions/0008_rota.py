"""Whose turn it is to lead, and to come as one more of each side."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rota_place",
        *_record(),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        _kind("rota_place"),
        _person("rota_place", "person_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("rota_place_key")),
        sa.UniqueConstraint("kind", "person_id", name=op.f("rota_place_kind_unique")),
    )
    op.create_table(
        "absence",
        *_record(),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("absence_days")),
        _person("absence", "person_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("absence_key")),
    )
    op.create_index("absence_person_id", "absence", ["person_id"])
    op.create_table(
        "rota_skip",
        *_record(),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        _kind("rota_skip"),
        _person("rota_skip", "person_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("rota_skip_key")),
        sa.UniqueConstraint("kind", "day", "person_id", name=op.f("rota_skip_kind_unique")),
    )
    op.create_table(
        "rota_swap",
        *_record(),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        _kind("rota_swap"),
        _person("rota_swap", "one_id"),
        _person("rota_swap", "other_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("rota_swap_key")),
    )
    op.create_table(
        "rota_turn",
        *_record(),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_taken", sa.Boolean(), nullable=False),
        _kind("rota_turn"),
        _person("rota_turn", "owner_id"),
        _person("rota_turn", "person_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("rota_turn_key")),
        sa.UniqueConstraint("kind", "day", name=op.f("rota_turn_kind_unique")),
    )
    op.create_table(
        "meeting_led",
        *_record(),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("leader", sa.String(), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("meeting_led_meeting_id_exists")),
        _person("meeting_led", "leader_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("meeting_led_key")),
        sa.UniqueConstraint("meeting_id", name=op.f("meeting_led_meeting_id_unique")),
    )


def _record() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
    )


def _kind(table: str) -> sa.CheckConstraint:
    return sa.CheckConstraint("kind IN ('facilitator', 'sales', 'service')", name=op.f(f"{table}_kind"))


def _person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["person.id"], name=op.f(f"{table}_{column}_exists"))
