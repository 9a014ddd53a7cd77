"""From the field, of the last weeks: notes and what became of them, new customers, and hits written down by hand."""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from functools import partial

from sqlalchemy import func, select

from db.changes import field, records, table_of, wins
from db.demo.at_work import Staff
from db.demo.days import DAY, WEEK
from db.demo.words_field import FIELD, HITS, INTRODUCED, Heard, Hit
from db.models import Customer, FieldNote, Promise, Team
from db.queries.new_customers import new_customers
from meeting.words import Origin

_HANDED = ("repair", "installation", "delivery")
"""What one team sells and another keeps."""


def tell_from_the_field(staff: Staff, *, weeks_ago: Container[int], sunday: date) -> None:
    """What belongs to these weeks before the last one, before the meeting that looks at them."""
    teams = _teams(staff)
    for heard in FIELD:
        if heard.weeks_ago in weeks_ago:
            _note(staff, heard, teams, sunday=sunday)
    for hit in HITS:
        if hit.weeks_ago in weeks_ago:
            _log(staff, hit, teams, sunday=sunday)


def _note(staff: Staff, heard: Heard, teams: dict[str, int], *, sunday: date) -> None:
    on = _day(sunday, heard.weeks_ago, heard.day)
    start, end = heard.between or ("", "")
    staff.do(
        field.log_note,
        kind=heard.kind,
        text=heard.text,
        idea=heard.idea,
        customer_id=staff.customers.get(heard.customer),
        from_team_id=teams.get(start),
        to_team_id=teams.get(end),
        today=on,
        by=heard.who,
        on=on,
        after=200,
    )
    note_id = staff.session.scalar(select(func.max(table_of(FieldNote).c.id)))
    then = min(on + heard.after * DAY, sunday)
    if heard.answer:
        who, answer = heard.answer
        staff.do(
            field.answer_question, note_id, seen=1, answer=answer, today=then, by=who, on=then, after=300
        )
    if heard.state:
        state, owner = heard.state
        owner_id = staff.id_of(owner)
        # Whoever sees to it takes it on; nobody else is asked.
        staff.do(
            field.follow_up, note_id, seen=1, state=state, owner_id=owner_id, by=owner, on=then, after=310
        )


def _log(staff: Staff, hit: Hit, teams: dict[str, int], *, sunday: date) -> None:
    on = _day(sunday, hit.weeks_ago, hit.day)
    promises = table_of(Promise).c
    kept = (
        select(promises.id, promises.customer_id)
        .where(
            promises.kind.in_(_HANDED),
            promises.delivered_on.between(on - WEEK, on),
            promises.delivered_on <= promises.promised_on,
            promises.team_id.in_([teams[name] for name in hit.teams]),
        )
        .order_by(promises.delivered_on.desc(), promises.id)
    )
    found = staff.session.execute(kept.limit(1)).first()
    staff.do(
        wins.log_win,
        text=hit.text,
        kind=hit.kind,
        customer_id=found.customer_id if found else None,
        team_ids=[teams[name] for name in hit.teams],
        person_ids=[staff.id_of(name) for name in hit.people],
        named_by=hit.named_by,
        said=hit.said,
        evidence=hit.evidence,
        cited=(Origin.PROMISE, found.id) if found else None,
        happened_on=on,
        today=on,
        by=hit.who,
        on=on,
        after=240,
    )


def introduce(staff: Staff, *, sunday: date) -> None:
    """The first who were new were introduced within a week; the latest wait for it."""
    customers = table_of(Customer).c
    new = sorted(new_customers(staff.session, today=sunday), key=lambda one: (one.first_made_on, one.id))
    for one, (seller, turn_to) in zip(new, INTRODUCED, strict=False):
        on = min(one.first_made_on + 4 * DAY, sunday)
        seen = staff.session.scalar(select(customers.version).where(customers.id == one.id))
        said = partial(records.say_introduced, on=on, to_id=staff.id_of(turn_to))
        staff.do(said, one.id, seen=seen, today=on, by=seller, on=on)
        staff.do(
            records.set_turn_to,
            one.id,
            seen=(seen or 0) + 1,
            person_id=staff.id_of(turn_to),
            by="Katharina Vogt",
            on=on,
            after=60,
        )


def _day(sunday: date, weeks_ago: int, day: int) -> date:
    return sunday - 6 * DAY - weeks_ago * WEEK + day * DAY


def _teams(staff: Staff) -> dict[str, int]:
    columns = table_of(Team).c
    return {row.name: row.id for row in staff.session.execute(select(columns.id, columns.name))}
