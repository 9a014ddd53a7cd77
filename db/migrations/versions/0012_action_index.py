"""Action items are counted by their first due day, and a person's customers are found by what they sold."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("action_item_by_first_due", "action_item", ["first_due_on"])
    op.drop_index("promise_customer_id", "promise")
    op.create_index("promise_by_customer", "promise", ["customer_id", "sales_person_id"])
