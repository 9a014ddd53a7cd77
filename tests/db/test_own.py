"""Own is what one logged, what one owns, and what is about a customer one sold to or looks after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from db.changes import complaints, records
from db.changes.undo import undo_change
from db.engine import transaction
from db.intake.fields import Kind
from db.models import Complaint, Promise
from meeting.errors import NotAllowed, NotUnderstood
from meeting.words import WithdrawnBy
from tests.db.monday import MONDAY, Monday, at
from tests.db.stores import Bring, one_of

WEDNESDAY, LATER = date(2026, 11, 18), date(2026, 12, 4)
FIELDS: dict[Callable[..., str], dict[str, Any]] = {
    records.deliver: {"on": WEDNESDAY},
    records.move: {"to": LATER, "reason": "No parts"},
    records.withdraw: {"on": MONDAY, "by": WithdrawnBy.CUSTOMER, "reason": ""},
    complaints.say_answered: {"on": MONDAY},
    complaints.say_resolved: {"on": MONDAY},
}
OF_PROMISES = (records.deliver, records.move, records.withdraw)
OF_COMPLAINTS = (complaints.say_answered, complaints.say_resolved)


@pytest.fixture
def known(monday: Monday, bring: Bring) -> Monday:
    """From files: two promises to Acme, one of which Ben sold; one to Beta, which Finn looks after; a complaint of
    Acme that Finn owns, and one of nobody's."""
    row = {"promised_on": str(WEDNESDAY), "what": "Oven"}
    sold = [("1", "Acme", "Ben"), ("2", "Acme", ""), ("3", "Beta", "")]
    bring(Kind.PROMISES, [row | {"reference": r, "customer": c, "sales_person": s} for r, c, s in sold])
    told = {"received_on": str(WEDNESDAY), "text": "It hums"}
    said = [("1", "Acme", "Finn"), ("2", "", "")]
    bring(Kind.COMPLAINTS, [told | {"reference": r, "customer": c, "owner": o} for r, c, o in said])
    monday(records.set_turn_to, 2, seen=1, person_id=monday.id_of("Finn"), by="Chloe")
    return monday


def change(known: Monday, what: Callable[..., str], number: int, *, by: str) -> str:
    model = Promise if what in OF_PROMISES else Complaint
    seen = one_of(known.store, model, id=number)["version"]
    with transaction(known.store) as session:
        return what(session, number, seen=seen, today=MONDAY, actor=known.cast[by], now=at(1), **FIELDS[what])


@pytest.mark.parametrize("what", OF_PROMISES)
def test_whoever_sold_to_a_customer_or_looks_after_it_delivers_moves_and_withdraws_its_promises(
    known: Monday, what: Callable[..., str]
) -> None:
    for number, by in ((3, "Ben"), (1, "Finn"), (2, "Finn")):
        with pytest.raises(NotAllowed, match=f"{by} may not .* Nothing was saved"):
            change(known, what, number, by=by)
    for number, by in ((1, "Ben"), (2, "Ben"), (3, "Finn")):
        assert change(known, what, number, by=by)


@pytest.mark.parametrize("what", OF_COMPLAINTS)
def test_a_complaint_is_answered_and_resolved_by_its_owner_and_by_who_sold_to_its_customer(
    known: Monday, what: Callable[..., str]
) -> None:
    for number, by in ((2, "Finn"), (2, "Ben")):
        with pytest.raises(NotAllowed, match=f"{by} may not .* Nothing was saved"):
            change(known, what, number, by=by)
    done = change(known, what, 1, by="Finn")
    known(undo_change, done, by="Ben")
    assert change(known, what, 1, by="Ben")
    assert change(known, what, 2, by="Ana")


def test_what_somebody_else_did_to_ones_own_is_undone_by_who_might_have_done_it(known: Monday) -> None:
    done = change(known, records.deliver, 2, by="Chloe")
    with pytest.raises(NotAllowed, match="Finn may not"):
        known(undo_change, done, by="Finn")
    known(undo_change, done, by="Ben")
    assert one_of(known.store, Promise, id=2)["delivered_on"] is None


def test_the_days_of_a_complaint_are_not_to_come_and_not_before_it_was_received(known: Monday) -> None:
    about: dict[str, Any] = {"seen": 1, "today": MONDAY, "by": "Chloe"}
    with pytest.raises(NotUnderstood, match=r"still to come\. Nothing was saved"):
        known(complaints.say_answered, 1, on=LATER, **about)
    with pytest.raises(NotUnderstood, match="was received on 18 November 2026"):
        known(complaints.say_resolved, 1, on=date(2026, 11, 17), **about)
    known(complaints.say_resolved, 1, on=WEDNESDAY, **about)
    known(complaints.say_resolved, 1, on=None, **about | {"seen": 2})
    assert one_of(known.store, Complaint, id=1)["resolved_on"] is None


def test_what_the_file_says_of_the_days_does_not_undo_what_was_said_by_hand(
    known: Monday, bring: Bring
) -> None:
    change(known, complaints.say_resolved, 1, by="Finn")
    row = {"reference": "1", "received_on": str(WEDNESDAY), "text": "It hums", "resolved_on": ""}
    bring(Kind.COMPLAINTS, [row])
    assert one_of(known.store, Complaint, id=1)["resolved_on"] == MONDAY
