"""What became of a field note, hand-offs, and whether a customer was introduced."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

IDEAS = (
    "'a joint customer visit', 'a day in the other team', 'a newcomer answers complaints for a day', "
    "'thanks from both teams'"
)
STATES = "'open', 'trying', 'done'"


def upgrade() -> None:
    for column in (
        sa.Column("idea", sa.String(), _one_of("idea", IDEAS), nullable=True),
        sa.Column("state", sa.String(), _one_of("state", STATES), server_default="open", nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
    ):
        op.add_column("field_note", column)
    _refer("field_note", owner_id="person", answered_by_id="person", from_team_id="team", to_team_id="team")
    op.create_index("field_note_person_id", "field_note", ["person_id"])
    op.create_table(
        "note_outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("made_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "what IN ('topic', 'action item', 'complaint', 'promise', 'win')", name=op.f("note_outcome_what")
        ),
        sa.ForeignKeyConstraint(["note_id"], ["field_note.id"], name=op.f("note_outcome_note_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("note_outcome_key")),
    )
    op.create_index("note_outcome_note_id", "note_outcome", ["note_id"])
    op.create_index("note_outcome_by_record", "note_outcome", ["what", "made_id"])
    op.add_column("customer", sa.Column("introduced_on", sa.Date(), nullable=True))
    _refer("customer", introduced_by_id="person")


def _refer(table: str, **columns: str) -> None:
    """Add columns that refer to other tables. SQLite adds no reference to a table that is there: it is built anew."""
    with op.batch_alter_table(table) as batch:
        for column, to in columns.items():
            batch.add_column(sa.Column(column, sa.Integer(), nullable=True))
            batch.create_foreign_key(op.f(f"{table}_{column}_exists"), to, [column], ["id"])


def _one_of(column: str, words: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} IN ({words})", name=op.f(f"field_note_{column}"))
