"""Signing in: accounts, signed-in browsers, invitations, failed attempts; and people who left."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("disabled", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "account",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("password", sa.String(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("account_person_id_exists")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("account_key")),
    )
    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("sign_in_person_id_exists")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("sign_in_key")),
    )
    op.create_index("sign_in_person_id", "sign_in", ["person_id"])
    op.create_table(
        "invitation",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("invitation_person_id_exists")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("invitation_key")),
    )
    op.create_index("invitation_person_id", "invitation", ["person_id"])
    op.create_table(
        "known_browser",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("known_browser_person_id_exists")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("known_browser_key")),
    )
    op.create_index("known_browser_person_id", "known_browser", ["person_id"])
    op.create_table(
        "failed_sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("failed_sign_in_key")),
    )
    op.create_index("failed_sign_in_account", "failed_sign_in", ["account", "at"])
    op.create_index("failed_sign_in_address", "failed_sign_in", ["address", "at"])
    op.create_table(
        "setup_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("setup_code_key")),
    )
