"""The rows behind minutes as a list for other programs: one line each, whatever it is, under one heading."""

from __future__ import annotations

from collections.abc import Iterable

from meeting.board import ComplaintRow, PromiseRow, WinRow
from meeting.documents.tables import Cell, csv_bytes, xlsx_bytes
from meeting.minutes import Agreed, Minutes, Noted, WeekMinutes
from meeting.minutes_words import decision_in_words, joined, stood_in_words

HEADING = (
    *("part", "week", "number", "who", "customer", "what", "team", "day", "done on", "first day"),
    *("state", "about", "source", "reference", "told on", "told by", "at the top", "again", "said"),
)
"""`day` is the promised, received or due day, or the one it happened on; `done on` when it was delivered, resolved or
done. From `told on` to `again`: what is noted of a miss; `said`: what was typed of an item that is not done."""
Row = tuple[Cell, ...]


def minutes_rows(minutes: Minutes) -> list[Row]:
    """Under HEADING, in the order in which the meeting looked at them."""
    return [
        *(row for week in minutes.weeks for row in _week(week, minutes)),
        *(_promise("still owed", "", row) for row in minutes.owed_rows),
        *(
            _row(
                "decision",
                number=one.id,
                what=decision_in_words(one),
                state=stood_in_words(one),
                about=one.topic,
            )
            for one in minutes.decisions
        ),
        *(_action("action item", one) for one in minutes.actions),
        *(_action("asked about again", one) for one in minutes.carried or ()),
        *(_row("waiting topic", number=one.id, what=one.title) for one in minutes.waiting),
        *(
            _row(
                "field note",
                number=one.id,
                who=one.person,
                customer=one.customer,
                what=one.text,
                team=one.team,
                day=one.noted_on,
                about=one.kind,
            )
            for one in minutes.notes or ()
        ),
        *(
            _row("attendance", who=one.name, team=one.team, state="there" if one.is_here else "away")
            for one in minutes.attendance
        ),
    ]


def minutes_csv(minutes: Minutes) -> bytes:
    return csv_bytes(HEADING, minutes_rows(minutes))


def minutes_xlsx(minutes: Minutes) -> bytes:
    return xlsx_bytes(HEADING, minutes_rows(minutes), title=f"Minutes {minutes.held_on}")


def _week(week: WeekMinutes, minutes: Minutes) -> Iterable[Row]:
    noted = {(one.kind, one.id): one for one in minutes.noted or ()}
    named = str(week.figures.week)
    yield from (_win(named, row) for row in week.wins)
    for part, rows in (
        ("promise kept", week.kept),
        ("promise missed", week.missed),
        ("promise pending", week.pending),
        ("promise withdrawn", week.withdrawn),
        ("promise moved out", week.moved),
    ):
        yield from (_promise(part, named, row, noted.get(("promise", row.id))) for row in rows)
    yield from (_complaint(named, row, noted.get(("complaint", row.id))) for row in week.complaints)


def _win(week: str, row: WinRow) -> Row:
    return _row(
        "win",
        week=week,
        number=row.id,
        who=joined(row.people),
        customer=row.customer or "",
        what=row.text,
        team=joined(row.teams),
        day=row.happened_on,
        about=row.kind or "",
    )


def _promise(part: str, week: str, row: PromiseRow, noted: Noted | None = None) -> Row:
    return _row(
        part,
        week=week,
        number=row.id,
        customer=row.customer,
        what=row.what,
        team=row.team or "",
        day=row.promised_on,
        done_on=row.delivered_on,
        first_day=row.first_promised_on,
        about=row.cause,
        source=row.source,
        reference=row.reference,
        **_noted(noted),
    )


def _noted(noted: Noted | None) -> dict[str, Cell]:
    if noted is None:
        return {}
    again = "; ".join(f"{each.breakdown}, {each.times} times" for each in noted.again)
    return {
        "told_on": noted.told_on,
        "told_by": noted.told_by if noted.told_on else "",
        "at_the_top": noted.told_top,
        "again": again,
    }


def _complaint(week: str, row: ComplaintRow, noted: Noted | None) -> Row:
    return _row(
        "complaint",
        week=week,
        number=row.id,
        customer=row.customer,
        what=row.text,
        team=row.team or "",
        day=row.received_on,
        done_on=row.resolved_on,
        state=row.severity,
        about=row.breakdown,
        source=row.source,
        reference=row.reference,
        **_noted(noted),
    )


def _action(part: str, row: Agreed) -> Row:
    return _row(
        part,
        number=row.id,
        who=row.owner or "",
        what=row.what,
        team=row.team or "",
        day=row.due_on,
        done_on=row.done_on,
        first_day=row.first_due_on,
        state=row.state,
        about=row.about,
        said=" · ".join(row.said),
    )


def _row(part: str, **cells: Cell) -> Row:
    """Days that are not known are empty cells, as words are."""
    return (part, *(cells.get(name.replace(" ", "_"), "") or "" for name in HEADING[1:]))
