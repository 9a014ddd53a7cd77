"""Every day a promise was promised for, with the day on which that was said; and how far the facts of a file reach.

Of days there were two, and when the first of them was left. What is known is kept: the days in between and when each
was said are told by the events. What nobody knows stays empty. From then on the days of a promise that has several
are told by an event of their own.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

AT_ONCE = 500
UNKNOWN = date.min
Day = tuple[date, date | None]

_promise = sa.table(
    "promise",
    *(sa.column(name, sa.Integer()) for name in ("id", "version")),
    *(sa.column(name, sa.Date()) for name in ("promised_on", "first_promised_on", "moved_on")),
    *(sa.column(name, sa.String()) for name in ("promised_week", "first_promised_week")),
)
_day = sa.table(
    "promise_day",
    *(sa.column(name, sa.Integer()) for name in ("promise_id", "number")),
    *(sa.column(name, sa.Date()) for name in ("day", "said_on", "replaced_on")),
    sa.column("week", sa.String()),
    sa.column("is_again", sa.Boolean()),
)
_event = sa.table(
    "event",
    *(sa.column(name, sa.Integer()) for name in ("seq", "record_id", "version", "actor_id", "run_id")),
    *(sa.column(name, sa.String()) for name in ("actor", "action", "what", "operation", "reason")),
    *(sa.column(name, sa.Text()) for name in ("before", "after")),
    sa.column("at", UtcDateTime()),
)
_run = sa.table(
    "intake_run",
    sa.column("id", sa.Integer()),
    sa.column("at", UtcDateTime()),
    sa.column("reaches_to", sa.Date()),
)


def upgrade() -> None:
    op.create_table(
        "promise_day",
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=True),
        sa.Column("replaced_on", sa.Date(), nullable=True),
        sa.Column("is_again", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["promise_id"], ["promise.id"], name=op.f("promise_day_promise_id_exists")),
        sa.PrimaryKeyConstraint("promise_id", "number", name=op.f("promise_day_key")),
    )
    op.add_column("intake_run", sa.Column("reaches_to", sa.Date(), nullable=True))
    connection = op.get_bind()
    found = connection.execute(sa.text("SELECT zone FROM organisation")).scalar()
    zone = ZoneInfo(str(found)) if found else ZoneInfo("UTC")
    _tell_how_far_files_reach(connection, zone)
    _tell_only_days(connection)
    _tell_moved_days(connection, zone)
    with op.batch_alter_table("intake_run") as batch:
        batch.alter_column("reaches_to", existing_type=sa.Date(), nullable=False)
    for name in ("promise_by_week", "promise_by_first_week", "promise_open"):
        op.drop_index(name, "promise")
    op.drop_column("promise", "moved_on")
    op.create_index(
        "promise_by_week",
        "promise",
        ["promised_week", "promised_on", "made_on", "team_id", "customer_id", "hidden"],
    )
    op.create_index(
        "promise_by_first_week",
        "promise",
        [
            *("first_promised_week", "first_promised_on", "delivered_on", "withdrawn_on", "made_on"),
            *("source", "team_id", "customer_id", "hidden"),
        ],
    )
    is_open = sa.text("delivered_on IS NULL AND withdrawn_on IS NULL")
    op.create_index(
        "promise_open",
        "promise",
        ["delivered_on", "withdrawn_on", "made_on", "source", "team_id", "customer_id", "hidden"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_index(
        "promise_day_by_week",
        "promise_day",
        ["week", "day", "said_on", "replaced_on", "is_again", "promise_id"],
    )
    op.create_index("intake_run_reach", "intake_run", ["kind", "source", "reaches_to", "undone_at"])


def _tell_how_far_files_reach(connection: sa.Connection, zone: ZoneInfo) -> None:
    for run_id, at in connection.execute(sa.select(_run.c.id, _run.c.at)).all():
        day = at.astimezone(zone).date()
        connection.execute(_run.update().where(_run.c.id == run_id).values(reaches_to=day))


def _tell_only_days(connection: sa.Connection) -> None:
    """Nearly all promises have one day."""
    columns = _promise.c
    told = (columns.id, sa.literal(0), columns.promised_on, columns.promised_week, sa.literal(False))
    only = sa.select(*told).where(
        columns.promised_on == columns.first_promised_on, columns.moved_on.is_(None)
    )
    connection.execute(_day.insert().from_select(["promise_id", "number", "day", "week", "is_again"], only))


def _tell_moved_days(connection: sa.Connection, zone: ZoneInfo) -> None:
    columns = _promise.c
    moved = sa.or_(columns.promised_on != columns.first_promised_on, columns.moved_on.is_not(None))
    found = connection.execute(sa.select(_promise).where(moved).order_by(columns.id)).mappings().all()
    rows = [dict(row) for row in found]
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        told = _events(connection, [row["id"] for row in some])
        days: list[dict[str, Any]] = []
        for row in some:
            known = days_of(row, told[row["id"]], zone=zone)
            days += _rows(row["id"], known)
            if len(known) > 1:
                _note(connection, row, known, at=told[row["id"]][-1][0])
        connection.execute(_day.insert(), days)


def _events(
    connection: sa.Connection, ids: list[int]
) -> Mapping[int, list[tuple[datetime, str, str | None, str]]]:
    columns = _event.c
    query = sa.select(columns.record_id, columns.at, columns.action, columns.before, columns.after).where(
        columns.what == "promise", columns.record_id.in_(ids)
    )
    found: dict[int, list[tuple[datetime, str, str | None, str]]] = defaultdict(list)
    for record_id, *told in connection.execute(query.order_by(columns.seq)):
        found[record_id].append((told[0], told[1], told[2], told[3]))
    return found


def days_of(
    row: Mapping[str, Any], events: Iterable[tuple[datetime, str, str | None, str]], *, zone: ZoneInfo
) -> list[Day]:
    """All days of a promise, each with when it was said: from its events, as far as they lead to what it says now."""
    days: list[Day] = []
    for at, action, before, after in events:
        now = json.loads(after)
        if "promised_on" not in now:
            continue
        to = date.fromisoformat(now["promised_on"])
        first = date.fromisoformat(now["first_promised_on"]) if now.get("first_promised_on") else None
        said = date.fromisoformat(now["moved_on"]) if now.get("moved_on") else None
        if before is None:
            days = [(first, None), (to, said)] if first and first != to else [(to, None)]
        elif first == to:
            days = [(to, None)]
        elif action.startswith("undo") and len(days) > 1 and days[-2][0] == to:
            days.pop()
        else:
            days.append((to, said or at.astimezone(zone).date()))
    first, last = row["first_promised_on"], row["promised_on"]
    if days and days[0][0] == first and days[-1][0] == last:
        return _in_order(days)
    return [(first, None), (last, row["moved_on"])] if first != last else [(last, None)]


def _in_order(days: list[Day]) -> list[Day]:
    """None is said before the one before it."""
    found: list[Day] = []
    latest: date | None = None
    for day, said in days:
        is_earlier = latest is not None and (said is None or said < latest)
        latest = latest if is_earlier else said
        found.append((day, latest))
    return found


def _rows(promise_id: int, days: list[Day]) -> list[dict[str, Any]]:
    replaced: list[date | None] = [*(said or UNKNOWN for _, said in days[1:]), None]
    return [
        {
            **{"promise_id": promise_id, "number": number, "day": day, "week": _week(day)},
            **{"said_on": said, "replaced_on": left, "is_again": _stands_already(days, replaced, number)},
        }
        for number, ((day, said), left) in enumerate(zip(days, replaced, strict=True))
    ]


def _stands_already(days: list[Day], replaced: list[date | None], number: int) -> bool:
    return any(
        day == days[number][0] and left is not None and left > day
        for (day, _), left in zip(days[:number], replaced, strict=False)
    )


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def _note(connection: sa.Connection, row: Mapping[str, Any], days: list[Day], *, at: datetime) -> None:
    told = [[str(day), str(said) if said else None] for day, said in days]
    before = {"days": [[str(row["promised_on"]), None]]}
    connection.execute(
        _event.insert().values(
            **{"at": at, "actor": "upgrade", "actor_id": None, "action": "keep days"},
            **{"what": "promise", "record_id": row["id"], "version": row["version"] + 1, "reason": ""},
            **{"before": json.dumps(before), "after": json.dumps({"days": told}), "run_id": None},
            operation=f"days-of-promise-{row['id']}/1",
        )
    )
    connection.execute(_promise.update().where(_promise.c.id == row["id"]).values(version=row["version"] + 1))
