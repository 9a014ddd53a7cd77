"""Customers with what became of their promises: who is found, what is counted, which one an old number means."""

from __future__ import annotations

from datetime import date

import pytest

from db.changes import Changes
from db.changes.merging import merge_customers
from db.changes.people import disable_person
from db.changes.records import edit, mark_same_as, set_turn_to
from db.changes.undo import undo_change
from db.changes.undo_import import undo_import
from db.engine import Store, reading, transaction
from db.intake.fields import Kind
from db.models import Complaint, Customer, IntakeRun, Person
from db.queries.customers import customer_list
from db.queries.one_customer import customer_record, person_names
from meeting.errors import NotAllowed, NotUnderstood
from meeting.permissions import COMMAND_LINE, Actor
from meeting.records import CustomerLine, CustomerList, CustomerRecord, Reference
from meeting.words import Role
from tests.db.stores import NOW, TODAY, Bring, contents, one_of, rows_of, wrong

CUSTOMERS = [
    {"reference": "C-1", "name": "Bakery Müller", "tier": "A"},
    {"reference": "C-2", "name": "Café 100% Zoë", "tier": "B"},
    {"reference": "D-3", "name": "Acme", "tier": ""},
]
PROMISES = [
    {
        "reference": "1",
        "customer": "Acme",
        "promised_on": "2026-11-10",
        "delivered_on": "2026-11-10",
        "made_on": "2026-11-03",
    },
    {"reference": "2", "customer": "Acme", "promised_on": "2026-11-11", "delivered_on": "2026-11-13"},
    {"reference": "3", "customer": "Acme", "promised_on": "2026-11-12"},
    {"reference": "4", "customer": "Acme", "promised_on": "2026-11-30"},
]

EMAIL = "office@acme.example"


@pytest.fixture
def three(store: Store, bring: Bring) -> dict[str, int]:
    """The ids of Acme, the bakery and the café."""
    bring(Kind.CUSTOMERS, CUSTOMERS)
    return {row["name"]: row["id"] for row in rows_of(store, Customer)}


def listed(store: Store, search: str = "", tier: str = "", most: int = 200) -> CustomerList:
    with reading(store) as session:
        return customer_list(session, as_of=TODAY, search=search, tier=tier, most=most)


def names(found: CustomerList) -> list[str]:
    return [line.name for line in found.customers]


def record_of(store: Store, customer_id: int) -> CustomerRecord:
    with reading(store) as session:
        found = customer_record(session, customer_id, as_of=TODAY)
    assert found is not None
    return found


def give_email(store: Store, customer_id: int) -> None:
    with transaction(store) as session:
        changes = Changes(session, actor=COMMAND_LINE, now=NOW)
        edit(changes, Customer, customer_id, seen=1, fields={"email": EMAIL}, action="correct")
        changes.write()


def merge(store: Store, keep: int, gone: int) -> str:
    versions = {row["id"]: row["version"] for row in rows_of(store, Customer)}
    with transaction(store) as session:
        return merge_customers(
            session,
            keep=(keep, versions[keep]),
            gone=(gone, versions[gone]),
            actor=COMMAND_LINE,
            now=NOW,
        )


def test_customers_are_listed_by_name_with_what_became_of_their_promises(
    store: Store, bring: Bring, three: dict[str, int]
) -> None:
    bring(Kind.PROMISES, PROMISES)
    bring(
        Kind.COMPLAINTS,
        [
            {"reference": str(number), "customer": "Acme", "received_on": f"2026-11-0{number}"}
            for number in (1, 2, 3)
        ],
    )
    first, second, _ = (row["id"] for row in rows_of(store, Complaint))
    with transaction(store) as session:
        mark_same_as(session, second, seen=1, other_id=first, actor=COMMAND_LINE, now=NOW)
    bring(
        Kind.WINS,
        [
            {"reference": day, "customer": "Acme", "happened_on": f"2026-11-{day}"}
            for day in ("05", "19", "06")
        ],
    )
    found = listed(store)
    assert names(found) == ["Acme", "Bakery Müller", "Café 100% Zoë"]
    assert found.customers[0] == CustomerLine(
        id=three["Acme"],
        version=1,
        name="Acme",
        tier=None,
        promises=4,
        kept=1,
        missed=2,
        complaints=2,
        first_seen=date(2026, 11, 1),
        last_hit=date(2026, 11, 19),
    )
    nothing = found.customers[1]
    assert (nothing.promises, nothing.kept, nothing.missed, nothing.complaints) == (0, 0, 0, 0)
    assert (nothing.first_seen, nothing.last_hit) == (None, None)


def test_what_was_taken_back_with_its_import_is_not_counted(
    store: Store, bring: Bring, three: dict[str, int]
) -> None:
    bring(Kind.PROMISES, PROMISES)
    bring(Kind.COMPLAINTS, [{"reference": "1", "customer": "Acme", "received_on": "2026-11-01"}])
    bring(Kind.WINS, [{"reference": "1", "customer": "Acme", "happened_on": "2026-11-02"}])
    runs = [row["id"] for row in rows_of(store, IntakeRun) if row["kind"] != "customers"]
    for run in reversed(runs):
        with transaction(store) as session:
            undo_import(session, run, actor=COMMAND_LINE, now=NOW)
    line = listed(store).customers[0]
    assert (line.name, line.promises, line.complaints) == ("Acme", 0, 0)
    assert (line.first_seen, line.last_hit) == (None, None)
    found = record_of(store, three["Acme"])
    assert (found.promises, found.complaints, found.wins) == ((), (), ())


@pytest.mark.parametrize(
    ("kind", "day", "seen"),
    [
        (Kind.PROMISES, {"made_on": "2026-11-03", "promised_on": "2026-11-10"}, date(2026, 11, 3)),
        (Kind.PROMISES, {"promised_on": "2026-11-10"}, date(2026, 11, 10)),
        (Kind.PROMISES, {"promised_on": "2026-12-10"}, None),
        (Kind.COMPLAINTS, {"received_on": "2026-11-09"}, date(2026, 11, 9)),
        (Kind.WINS, {"happened_on": "2026-11-08"}, date(2026, 11, 8)),
    ],
)
def test_first_seen_is_the_first_day_that_any_record_tells_of(
    store: Store, bring: Bring, kind: Kind, day: dict[str, str], seen: date | None
) -> None:
    bring(kind, [{"reference": "1", "customer": "Acme", **day}])
    (line,) = listed(store).customers
    assert line.first_seen == seen


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("müller", ["Bakery Müller"]),
        ("BAKERY m", ["Bakery Müller"]),
        ("c-", ["Bakery Müller", "Café 100% Zoë"]),
        ("@acme", ["Acme"]),
        ("0%", ["Café 100% Zoë"]),
        ("_", []),
        ("  ", ["Acme", "Bakery Müller", "Café 100% Zoë"]),
        ("nobody", []),
    ],
)
def test_a_part_of_the_name_the_reference_or_the_e_mail_finds_a_customer(
    store: Store, three: dict[str, int], search: str, found: list[str]
) -> None:
    give_email(store, three["Acme"])
    assert names(listed(store, search)) == found


def test_the_tiers_are_told_apart(store: Store, three: dict[str, int]) -> None:
    assert names(listed(store, tier="A")) == ["Bakery Müller"]
    assert names(listed(store, tier="none")) == ["Acme"]
    assert names(listed(store, "c-", "B")) == ["Café 100% Zoë"]
    assert names(listed(store, tier="C")) == []


def test_no_more_are_listed_than_asked_for_and_all_are_counted(store: Store, three: dict[str, int]) -> None:
    found = listed(store, most=2)
    assert (names(found), found.total) == (["Acme", "Bakery Müller"], 3)


def test_the_old_number_name_and_reference_lead_to_the_customer_that_stayed(
    store: Store, bring: Bring, three: dict[str, int]
) -> None:
    bring(Kind.PROMISES, PROMISES)
    keep, gone = three["Bakery Müller"], three["Acme"]
    merge(store, keep, gone)
    assert [names(listed(store, words)) for words in ("acme", "d-3")] == [["Bakery Müller"]] * 2
    assert names(listed(store)) == ["Bakery Müller", "Café 100% Zoë"]
    found = record_of(store, gone)
    assert (found.line.id, found.merged_name, found.line.promises) == (keep, "Acme", 4)
    assert found.references == (Reference("main", "C-1", None), Reference("main", "D-3", "Acme"))
    assert record_of(store, keep).merged_name is None
    # Merged on, the first number leads to the last one.
    merge(store, three["Café 100% Zoë"], keep)
    assert record_of(store, gone).line.id == three["Café 100% Zoë"]


def test_one_customer_has_everything_newest_first(store: Store, bring: Bring, three: dict[str, int]) -> None:
    give_email(store, three["Acme"])
    bring(Kind.PROMISES, PROMISES)
    bring(
        Kind.COMPLAINTS,
        [
            {"reference": "1", "customer": "Acme", "received_on": "2026-11-01", "text": "Bent"},
            {"reference": "2", "customer": "Acme", "received_on": "2026-11-02", "text": "Still bent"},
        ],
    )
    bring(Kind.WINS, [{"reference": "1", "customer": "Acme", "happened_on": "2026-11-05", "text": "Thanks"}])
    first = one_of(store, Complaint, reference="1")["id"]
    with transaction(store) as session:
        second = one_of(store, Complaint, reference="2")["id"]
        mark_same_as(session, second, seen=1, other_id=first, actor=COMMAND_LINE, now=NOW)
    found = record_of(store, three["Acme"])
    assert found.email == EMAIL
    assert [line.promised_on.day for line in found.promises] == [30, 12, 11, 10]
    assert [(line.text, line.same_as_id, line.is_first, line.version) for line in found.complaints] == [
        ("Still bent", first, False, 2),
        ("Bent", None, True, 1),
    ]
    assert [line.text for line in found.wins] == ["Thanks"]
    with reading(store) as session:
        short = customer_record(session, three["Acme"], as_of=TODAY, most=1)
        assert customer_record(session, 999, as_of=TODAY) is None
    assert short is not None
    assert (len(short.promises), len(short.complaints), short.line.promises) == (1, 1, 4)


def test_a_customer_taken_back_with_its_import_is_not_there(store: Store, three: dict[str, int]) -> None:
    with transaction(store) as session:
        undo_import(session, one_of(store, IntakeRun)["id"], actor=COMMAND_LINE, now=NOW)
    assert listed(store) == CustomerList((), 0)
    with reading(store) as session:
        assert customer_record(session, three["Acme"], as_of=TODAY) is None


PEOPLE = [{"reference": "P1", "name": "Zoe Ruiz", "team": "Service"}, {"reference": "P2", "name": "Ana Ruiz"}]


def test_a_customer_turns_to_a_person_of_the_organisation(
    store: Store, bring: Bring, three: dict[str, int]
) -> None:
    bring(Kind.PEOPLE, PEOPLE)
    with reading(store) as session:
        people = person_names(session)
    assert [one.name for one in people] == ["Ana Ruiz", "Zoe Ruiz"]
    fay = Actor("Fay", Role.FACILITATOR)
    with transaction(store) as session:
        operation = set_turn_to(session, three["Acme"], seen=1, person_id=people[1].id, actor=fay, now=NOW)
    assert record_of(store, three["Acme"]).turn_to == people[1]
    with transaction(store) as session:
        assert set_turn_to(session, three["Acme"], seen=2, person_id=people[1].id, actor=fay, now=NOW) == ""
    with transaction(store) as session:
        undo_change(session, operation, actor=fay, now=NOW)
    assert record_of(store, three["Acme"]).turn_to is None
    assert wrong(store) == []


@pytest.mark.parametrize("gone", ["unknown", "disabled"])
def test_nobody_who_is_not_there_is_turned_to(
    store: Store, bring: Bring, three: dict[str, int], gone: str
) -> None:
    bring(Kind.PEOPLE, PEOPLE)
    person = one_of(store, Person, reference="P1")["id"] if gone == "disabled" else 999
    if gone == "disabled":
        with transaction(store) as session:
            disable_person(session, person, taken_over_by=None, actor=COMMAND_LINE, now=NOW)
        with reading(store) as session:
            assert person not in [one.id for one in person_names(session)]
    before = contents(store)
    with pytest.raises(NotUnderstood, match="not there any more"), transaction(store) as session:
        set_turn_to(session, three["Acme"], seen=1, person_id=person, actor=COMMAND_LINE, now=NOW)
    assert contents(store) == before


def test_who_may_not_correct_names_nobody_to_turn_to(
    store: Store, bring: Bring, three: dict[str, int]
) -> None:
    bring(Kind.PEOPLE, PEOPLE)
    person, ben = one_of(store, Person, reference="P1")["id"], Actor("Ben", Role.MEMBER)
    before = contents(store)
    with pytest.raises(NotAllowed), transaction(store) as session:
        set_turn_to(session, three["Acme"], seen=1, person_id=person, actor=ben, now=NOW)
    assert contents(store) == before
