"""A look back reads the weeks that are told of, and what broke opens to as many rows as it counts."""

from __future__ import annotations

from collections import Counter
from datetime import date

from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from sqlalchemy import update

from db.changes import table_of
from db.engine import Store, reading, rehearsal
from db.intake.fields import Kind
from db.models import IntakeRun
from db.queries import look_back as queries
from db.queries.house import told_to
from meeting.look_back import LookBack, Span, parse_span
from meeting.weeks import Week, week_of
from tests.db.recount import WEEKS, World, put, worlds
from tests.db.stores import Bring

TODAY = date(2026, 11, 22)
PROMISES = (
    "reference,customer,what,promised_on,delivered_on\n"
    "1,Acme,Oven,2026-09-15,\n"
    "2,Beta,Fridge,2026-10-20,2026-10-20\n"
    "3,Beta,Fridge,2026-11-10,\n"
)
COMPLAINTS = "reference,customer,received_on,breakdown,text\n1,Acme,2026-10-28,billing,Twice\n"


def looked(store: Store, written: str) -> LookBack:
    with reading(store) as session:
        return queries.look_back(session, parse_span(written), today=TODAY)


def test_weeks_before_anything_is_known_are_no_weeks_to_compare_with(store: Store, bring: Bring) -> None:
    bring(Kind.PROMISES, PROMISES)
    bring(Kind.COMPLAINTS, COMPLAINTS)
    found = looked(store, "2026-Q4")
    assert (len(found.weeks), len(found.weeks_before)) == (7, 0)
    third = looked(store, "2026-Q3")
    assert (str(third.weeks[0]), len(third.weeks), third.weeks_before) == ("2026-W38", 2, ())
    assert "(2 weeks of it known)" in third.days_in_words
    assert looked(store, "2025").weeks == ()
    assert found.told_from == {"promises": Week(2026, 38), "complaints": Week(2026, 44)}


def test_a_file_tells_of_the_weeks_up_to_its_own(store: Store, bring: Bring) -> None:
    bring(Kind.COMPLAINTS, COMPLAINTS)
    assert looked(store, "2026").told_to == {"complaints": week_of(TODAY)}
    with rehearsal(store) as session:
        session.execute(update(table_of(IntakeRun)).values(kind=str(Kind.WINS)))
        assert told_to(session) == {"complaints": Week(2026, 44)}


@given(world=worlds())
@tries(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_broke_opens_to_exactly_the_rows_it_counts(store: Store, world: World) -> None:
    with rehearsal(store) as session:
        put(session, world)
        as_of = WEEKS[-1].sunday
        counted: Counter[str] = Counter()
        for (_, breakdown), number in queries.broke(session, WEEKS, as_of=as_of).items():
            counted[breakdown] += number
        for breakdown, number in counted.items():
            rows = queries.rows_of(session, WEEKS, breakdown, as_of=as_of)
            assert sum(len(missed) for _, missed in rows) == number
        assert queries.rows_of(session, WEEKS, "nothing", as_of=as_of) == ()


def test_an_empty_store_looks_back_on_nothing(store: Store) -> None:
    found = looked(store, "2026")
    assert (found.span, found.is_empty, found.broke) == (Span(2026), True, ())
