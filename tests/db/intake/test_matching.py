"""Who and what a row means: customers, people, teams and promises that are known, and those that are new."""

from __future__ import annotations

from typing import Any

import pytest

from db.changes.undo_import import undo_import
from db.engine import Store, transaction
from db.intake.fields import Kind
from db.models import Complaint, Customer, Event, Person, Promise, Team, Win
from meeting.permissions import COMMAND_LINE
from tests.db.stores import NOW, Bring, counts, one_of, rows_of, tables, wrong

PROMISE = {"reference": "1", "customer": "ALFKI", "promised_on": "2026-11-20"}
COMPLAINT = {"reference": "1", "received_on": "2026-11-16"}
WIN = {"reference": "1", "happened_on": "2026-11-17"}


def customers(store: Store) -> list[tuple[Any, ...]]:
    return [(row["source"], row["reference"], row["name"]) for row in rows_of(store, Customer)]


def people(store: Store) -> list[tuple[Any, ...]]:
    return [(row["source"], row["reference"], row["name"], row["email"]) for row in rows_of(store, Person)]


def about(store: Store, reference: str, *, source: str = "main") -> str:
    """The name of the customer a complaint came from."""
    row = one_of(store, Complaint, source=source, reference=reference)
    name: str = one_of(store, Customer, id=row["customer_id"])["name"]
    return name


def test_a_customer_is_known_by_source_and_reference_first(store: Store, bring: Bring) -> None:
    _two_lists(bring)
    complaint = {**COMPLAINT, "customer": "1", "customer_name": "Alpha", "customer_email": "a@example.com"}
    assert counts(bring(Kind.COMPLAINTS, [complaint], source="workshop")) == (1, 0, 0, 0)
    assert about(store, "1", source="workshop") == "Beta"


def test_the_number_of_another_source_is_another_number(store: Store, bring: Bring) -> None:
    bring(Kind.CUSTOMERS, [{"reference": "103", "name": "Atelier graphique"}], source="crm")
    orders = [{**PROMISE, "customer": "103", "customer_name": "Totally Different Ltd"}]
    report = bring(Kind.PROMISES, orders, source="erp")
    assert report.new_customers == ["Totally Different Ltd"]
    assert report.perhaps_the_same == []
    assert customers(store) == [
        ("crm", "103", "Atelier graphique"),
        ("erp", "103", "Totally Different Ltd"),
    ]
    row = one_of(store, Promise, reference="1")
    assert one_of(store, Customer, id=row["customer_id"])["source"] == "erp"
    assert counts(bring(Kind.PROMISES, orders, source="erp")) == (0, 0, 1, 0)
    assert wrong(store) == []


@pytest.mark.parametrize("number", ["103", "77"])
@pytest.mark.parametrize("name", ["Atelier graphique", " ATELIER  Graphique"])
def test_a_customer_of_the_same_name_in_another_source_is_another_until_a_person_says_so(
    store: Store, bring: Bring, number: str, name: str
) -> None:
    bring(Kind.CUSTOMERS, [{"reference": "103", "name": "Atelier graphique"}], source="crm")
    orders = [{**PROMISE, "customer": number, "customer_name": name}]
    report = bring(Kind.PROMISES, orders, source="erp")
    assert (len(customers(store)), report.new_customers) == (2, [name.strip()])
    assert report.perhaps_the_same == [f"{name.strip()} ({number} of erp): Atelier graphique (103 of crm)"]
    assert report.perhaps_the_same[0] in report.in_words()
    again = bring(Kind.PROMISES, orders, source="erp")
    assert (counts(again), again.perhaps_the_same) == ((0, 0, 1, 0), [])


@pytest.mark.parametrize("name", ["Atelier Gräphique", "Atelier graphique SARL", "The Atelier graphique"])
def test_a_name_that_only_looks_like_another_sources_is_another_customer(
    store: Store, bring: Bring, name: str
) -> None:
    bring(Kind.CUSTOMERS, [{"reference": "103", "name": "Atelier graphique"}], source="crm")
    report = bring(Kind.PROMISES, [{**PROMISE, "customer": "103", "customer_name": name}], source="erp")
    assert (len(customers(store)), report.new_customers) == (2, [name])


def test_a_number_without_a_name_is_no_number_of_another_source(store: Store, bring: Bring) -> None:
    bring(Kind.CUSTOMERS, [{"reference": "103", "name": "Atelier graphique"}], source="crm")
    report = bring(Kind.PROMISES, [{**PROMISE, "customer": "103"}], source="erp")
    assert (customers(store)[1:], report.new_customers) == ([("erp", "103", "103")], ["103"])
    assert report.perhaps_the_same == ["103 (103 of erp): Atelier graphique (103 of crm)"]
    # A number that nobody knows by a name, either.
    report = bring(Kind.COMPLAINTS, [{**COMPLAINT, "customer": "103"}], source="desk")
    assert (len(customers(store)), report.new_customers) == (3, ["103"])


def test_a_number_with_the_address_of_somebody_else_is_another_customer(store: Store, bring: Bring) -> None:
    complaint = {**COMPLAINT, "customer_name": "Alpha", "customer_email": "a@example.com"}
    bring(Kind.COMPLAINTS, [{**complaint, "customer": "7"}], source="desk")
    report = bring(Kind.COMPLAINTS, [{**complaint, "customer": "7", "customer_name": "Beta"}], source="phone")
    assert (about(store, "1", source="phone"), report.new_customers) == ("Beta", ["Beta"])
    assert report.perhaps_the_same == ["Beta (7 of phone): Alpha (7 of desk)"]


def test_who_was_known_by_a_name_alone_takes_the_number_that_a_row_gives_it(
    store: Store, bring: Bring
) -> None:
    bring(Kind.COMPLAINTS, [{**COMPLAINT, "customer_name": "Alpha"}], source="desk")
    rows = [
        {**PROMISE, "customer": "7", "customer_name": "Alpha"},
        {**PROMISE, "reference": "2", "customer": "7", "customer_name": ""},
    ]
    report = bring(Kind.PROMISES, rows, source="erp")
    assert (customers(store), report.new_customers) == ([("erp", "7", "Alpha")], [])
    assert report.completed == ["customer Alpha: 7"]
    assert counts(bring(Kind.PROMISES, rows[::-1], source="erp")) == (0, 0, 2, 0)
    assert counts(bring(Kind.COMPLAINTS, [{**COMPLAINT, "customer_name": "Alpha"}], source="desk")) == (
        0,
        0,
        1,
        0,
    )
    assert wrong(store) == []


def test_two_lists_that_call_two_customers_alike_are_about_two(store: Store, bring: Bring) -> None:
    bring(Kind.CUSTOMERS, [{"reference": "1", "name": "Alpha GmbH"}], source="crm")
    rows = [{"reference": "1", "name": "Alpha"}, {"reference": "2", "name": "Alpha GmbH"}]
    report = bring(Kind.CUSTOMERS, rows, source="erp")
    assert counts(report) == (2, 0, 0, 0)
    assert report.perhaps_the_same == [
        "Alpha (1 of erp): Alpha GmbH (1 of crm)",
        "Alpha GmbH (2 of erp): Alpha GmbH (1 of crm)",
    ]


def test_a_number_that_was_taken_back_comes_back_before_a_name_is_looked_for(
    store: Store, bring: Bring
) -> None:
    rows = [{"reference": "77", "name": "Alpha"}]
    run = bring(Kind.CUSTOMERS, rows, source="crm").run_id
    with transaction(store) as session:
        undo_import(session, run or 0, actor=COMMAND_LINE, now=NOW)
    bring(Kind.COMPLAINTS, [{**COMPLAINT, "customer_name": "Alpha"}])
    assert counts(bring(Kind.CUSTOMERS, rows, source="crm")) == (1, 0, 0, 0)
    assert wrong(store) == []


def test_a_reference_that_two_other_sources_have_tells_nothing(store: Store, bring: Bring) -> None:
    _two_lists(bring)
    report = bring(Kind.COMPLAINTS, [{**COMPLAINT, "customer": "1"}])
    assert (about(store, "1"), report.new_customers) == ("1", ["1"])


def test_two_lists_with_the_same_references_are_about_different_customers(store: Store, bring: Bring) -> None:
    _two_lists(bring)
    assert customers(store) == [("shop", "1", "Alpha"), ("workshop", "1", "Beta")]
    assert counts(bring(Kind.CUSTOMERS, [{"reference": "1", "name": "Alpha"}], source="shop")) == (0, 0, 1, 0)
    report = bring(Kind.PEOPLE, [{"reference": "1", "name": "Ana"}], source="shop")
    assert counts(report) == (1, 0, 0, 0)
    assert counts(bring(Kind.PEOPLE, [{"reference": "1", "name": "Ben"}], source="hr")) == (1, 0, 0, 0)


def test_a_customer_is_known_by_an_address_before_a_name(store: Store, bring: Bring) -> None:
    first = [
        {**COMPLAINT, "customer_name": "Alpha", "customer_email": "a@example.com"},
        {**COMPLAINT, "reference": "2", "customer_name": "Beta", "customer_email": "b@example.com"},
        {**COMPLAINT, "reference": "3", "customer_name": "Beta", "customer_email": "A@Example.com "},
    ]
    report = bring(Kind.COMPLAINTS, first)
    assert report.new_customers == ["Alpha", "Beta"]
    assert [about(store, number) for number in "123"] == ["Alpha", "Beta", "Alpha"]


def test_a_customer_is_known_by_a_name_that_just_one_has_case_and_spaces_apart(
    store: Store, bring: Bring
) -> None:
    bring(Kind.CUSTOMERS, [{"reference": "1", "name": "Alfreds Futterkiste"}], source="shop")
    report = bring(Kind.COMPLAINTS, [{**COMPLAINT, "customer_name": " ALFREDS  futterkiste"}])
    assert (about(store, "1"), report.new_customers) == ("Alfreds Futterkiste", [])


def test_a_name_that_two_customers_have_tells_nothing(store: Store, bring: Bring) -> None:
    bring(Kind.CUSTOMERS, [{"reference": "1", "name": "Alpha"}, {"reference": "2", "name": "alpha"}])
    report = bring(Kind.COMPLAINTS, [{**COMPLAINT, "customer_name": "Alpha"}])
    assert report.new_customers == ["Alpha"]
    assert customers(store) == [("main", "1", "Alpha"), ("main", "2", "alpha"), ("main", None, "Alpha")]
    # And the same file again still means the one it made.
    assert counts(bring(Kind.COMPLAINTS, [{**COMPLAINT, "customer_name": "Alpha"}])) == (0, 0, 1, 0)
    assert len(customers(store)) == 3


def test_a_name_does_not_go_before_another_reference_of_the_same_source(store: Store, bring: Bring) -> None:
    bring(Kind.CUSTOMERS, [{"reference": "1", "name": "Alpha"}])
    report = bring(Kind.PROMISES, [{**PROMISE, "customer": "2", "customer_name": "Alpha"}])
    assert report.new_customers == ["Alpha"]
    assert customers(store) == [("main", "1", "Alpha"), ("main", "2", "Alpha")]


def test_a_customer_nobody_knows_is_added_and_listed_to_be_checked(store: Store, bring: Bring) -> None:
    rows = [PROMISE, {**PROMISE, "reference": "2"}, {**PROMISE, "reference": "3", "customer": "ANATR"}]
    report = bring(Kind.PROMISES, rows)
    assert report.new_customers == ["ALFKI", "ANATR"]
    assert "New customers, check (2):\n  ALFKI\n  ANATR" in report.in_words()
    assert customers(store) == [("main", "ALFKI", "ALFKI"), ("main", "ANATR", "ANATR")]
    assert {event["what"] for event in rows_of(store, Event)} == {"organisation", "customer", "promise"}


def test_a_complaint_may_come_from_nobody(store: Store, bring: Bring) -> None:
    empty = {"customer": "", "customer_name": "N/A", "customer_email": "NULL"}
    report = bring(Kind.COMPLAINTS, [{**COMPLAINT, **empty}])
    assert (counts(report), report.new_customers) == ((1, 0, 0, 0), [])
    assert one_of(store, Complaint, reference="1")["customer_id"] is None


def test_a_customer_known_by_name_alone_takes_the_reference_of_its_own_list(
    store: Store, bring: Bring
) -> None:
    bring(Kind.COMPLAINTS, [{**COMPLAINT, "customer_name": "Alpha", "customer_email": "a@example.com"}])
    report = bring(Kind.CUSTOMERS, [{"reference": "77", "name": "Alpha", "tier": "A"}], source="crm")
    assert counts(report) == (0, 1, 0, 0)
    assert customers(store) == [("crm", "77", "Alpha")]
    assert counts(
        bring(Kind.CUSTOMERS, [{"reference": "77", "name": "Alpha", "tier": "A"}], source="crm")
    ) == (
        *(0, 0, 1),
        0,
    )
    again = {**COMPLAINT, "customer_name": "Alpha", "customer_email": "a@example.com"}
    assert counts(bring(Kind.COMPLAINTS, [again])) == (0, 0, 1, 0)


def test_a_customer_named_by_its_reference_in_a_promise_gets_its_name_from_its_list(
    store: Store, bring: Bring
) -> None:
    bring(Kind.PROMISES, [PROMISE])
    report = bring(Kind.CUSTOMERS, [{"reference": "ALFKI", "name": "Alfreds Futterkiste", "tier": "A"}])
    assert counts(report) == (0, 1, 0, 0)
    assert customers(store) == [("main", "ALFKI", "Alfreds Futterkiste")]
    assert counts(bring(Kind.PROMISES, [PROMISE])) == (0, 0, 1, 0)


def test_two_rows_of_one_list_are_two_customers_whatever_their_names(store: Store, bring: Bring) -> None:
    bring(Kind.COMPLAINTS, [{**COMPLAINT, "customer_name": "Alpha"}])
    rows = [{"reference": "1", "name": "Alpha"}, {"reference": "2", "name": "Alpha"}]
    assert counts(bring(Kind.CUSTOMERS, rows)) == (1, 1, 0, 0)
    assert customers(store) == [("main", "1", "Alpha"), ("main", "2", "Alpha")]
    assert counts(bring(Kind.CUSTOMERS, rows[::-1])) == (0, 0, 2, 0)


def test_two_rows_with_the_name_of_another_sources_customer_stay_two_when_they_come_again(
    store: Store, bring: Bring
) -> None:
    bring(Kind.CUSTOMERS, [{"reference": "A", "name": "Alpha"}], source="shop")
    rows = [{"reference": "1", "name": "Alpha"}, {"reference": "2", "name": "Alpha"}]
    assert counts(bring(Kind.CUSTOMERS, rows)) == (2, 0, 0, 0)
    before = tables(store)
    assert counts(bring(Kind.CUSTOMERS, rows)) == (0, 0, 2, 0)
    assert tables(store) == before


def test_the_same_file_means_the_same_customers_whoever_its_words_could_mean_by_now(
    store: Store, bring: Bring
) -> None:
    rows = [
        {**COMPLAINT, "customer_name": "Brian Lee", "customer_email": "first@example.com"},
        # One Brian Lee is known, the address is not: by his name he is the same.
        {**COMPLAINT, "reference": "2", "customer_name": "Brian Lee", "customer_email": "second@example.com"},
        # And now somebody has the address.
        {**COMPLAINT, "reference": "3", "customer_name": "Sandra", "customer_email": "second@example.com"},
    ]
    bring(Kind.COMPLAINTS, rows)
    assert [about(store, number) for number in "123"] == ["Brian Lee", "Brian Lee", "Sandra"]
    before = tables(store)
    for again in (rows, rows[::-1]):
        assert counts(bring(Kind.COMPLAINTS, again)) == (0, 0, 3, 0)
    assert tables(store) == before


def test_a_file_means_the_same_customer_after_a_second_one_of_that_name_has_come(
    store: Store, bring: Bring
) -> None:
    bring(Kind.CUSTOMERS, [{"reference": "1", "name": "Alpha"}], source="crm")
    complaint = {**COMPLAINT, "customer_name": "Alpha", "owner": "Ana"}
    promise = {**PROMISE, "customer": "X", "customer_name": "Alpha", "sales_person": "Ana"}
    win = {**WIN, "customer": "Alpha", "person": "Ana"}
    bring(Kind.PEOPLE, [{"reference": "1", "name": "Ana"}], source="hr")
    files = [(Kind.COMPLAINTS, complaint), (Kind.PROMISES, promise), (Kind.WINS, win)]
    for kind, row in files:
        assert counts(bring(kind, [row])) == (1, 0, 0, 0)
    # A name alone means the one who has it; a number with a name is another source's own.
    assert (len(customers(store)), len(people(store))) == (2, 1)
    bring(
        Kind.CUSTOMERS, [{"reference": "2", "name": "Alpha"}, {"reference": "X", "name": "Xi"}], source="crm"
    )
    bring(Kind.PEOPLE, [{"reference": "2", "name": "Ana"}], source="hr")
    before = tables(store)
    for kind, row in files:
        assert counts(bring(kind, [row])) == (0, 0, 1, 0)
    assert tables(store) == before


def test_a_row_that_names_another_customer_is_about_another(store: Store, bring: Bring) -> None:
    lists = [
        {"reference": "1", "name": "Alpha"},
        {"reference": "2", "name": "Alpha"},
        {"reference": "3", "name": "Xi"},
    ]
    bring(Kind.CUSTOMERS, lists)
    promise = {**PROMISE, "customer": "1", "customer_name": "Alpha"}
    bring(Kind.PROMISES, [promise])
    for reference in ("2", "3", "1"):
        assert counts(bring(Kind.PROMISES, [{**promise, "customer": reference}])) == (0, 1, 0, 0)
        row = one_of(store, Promise, reference="1")
        assert one_of(store, Customer, id=row["customer_id"])["reference"] == reference
    bring(Kind.COMPLAINTS, [{**COMPLAINT, "customer_name": "Xi", "customer_email": ""}])
    changed = {**COMPLAINT, "customer_name": "Omega", "customer_email": "o@example.com"}
    assert counts(bring(Kind.COMPLAINTS, [changed])) == (0, 1, 0, 0)
    assert about(store, "1") == "Omega"


@pytest.mark.parametrize("written", ["7", "Ana Ruiz", "ana ruiz", "ana@example.com", "Ana@Example.com"])
def test_a_person_is_known_by_reference_address_or_name(store: Store, bring: Bring, written: str) -> None:
    bring(Kind.PEOPLE, [{"reference": "7", "name": "Ana Ruiz", "email": "ana@example.com"}])
    report = bring(Kind.COMPLAINTS, [{**COMPLAINT, "owner": written}])
    assert report.new_people == []
    assert one_of(store, Complaint, reference="1")["owner_id"] == 1


def test_the_number_of_a_person_of_another_source_is_another_number(store: Store, bring: Bring) -> None:
    bring(Kind.PEOPLE, [{"reference": "5", "name": "Ana", "email": "ana@example.com"}], source="hr")
    report = bring(Kind.PROMISES, [{**PROMISE, "sales_person": "5"}], source="erp")
    assert report.new_people == ["5"]
    for number, name in enumerate(("Ana", "ANA@example.com"), start=2):
        promise = {**PROMISE, "reference": str(number), "sales_person": name}
        assert bring(Kind.PROMISES, [promise], source="erp").new_people == []
    assert people(store) == [("hr", "5", "Ana", "ana@example.com"), ("erp", "5", "5", None)]
    sources = {row["id"]: row["source"] for row in rows_of(store, Person)}
    assert [sources[row["sales_person_id"]] for row in rows_of(store, Promise)] == ["erp", "hr", "hr"]


def test_a_person_nobody_knows_is_added_listed_and_cannot_sign_in(store: Store, bring: Bring) -> None:
    report = bring(Kind.COMPLAINTS, [{**COMPLAINT, "owner": "Ana"}])
    assert report.new_people == ["Ana"]
    assert "cannot sign in until invited" in report.in_words()
    assert people(store) == [("main", "Ana", "Ana", None)]
    assert one_of(store, Person, name="Ana")["role"] == "member"


def test_a_person_named_anywhere_is_added_once_and_known_from_then_on(store: Store, bring: Bring) -> None:
    bring(
        Kind.PROMISES, [{**PROMISE, "sales_person": "5"}, {**PROMISE, "reference": "2", "sales_person": "5"}]
    )
    bring(Kind.COMPLAINTS, [{**COMPLAINT, "owner": "Ana"}, {**COMPLAINT, "reference": "2", "owner": "ANA"}])
    bring(Kind.WINS, [{**WIN, "person": "Ana; Ana ;5"}])
    assert people(store) == [("main", "5", "5", None), ("main", "Ana", "Ana", None)]
    assert len(tables(store)["win"][1]["people"]) == 2
    rows = [{"reference": "5", "name": "Ben Okri"}, {"reference": "9", "name": "Ana"}]
    assert counts(bring(Kind.PEOPLE, rows)) == (0, 2, 0, 0)
    assert people(store) == [("main", "5", "Ben Okri", None), ("main", "9", "Ana", None)]
    assert counts(bring(Kind.PEOPLE, rows)) == (0, 0, 2, 0)
    bring(Kind.WINS, [{**WIN, "person": "Ben Okri"}])
    assert tables(store)["win"][1]["people"] == [one_of(store, Person, reference="5")["id"]]


def test_a_name_that_two_people_have_is_taken_for_neither(store: Store, bring: Bring) -> None:
    bring(Kind.PEOPLE, [{"reference": "1", "name": "Ana"}, {"reference": "2", "name": "Ana"}])
    report = bring(Kind.COMPLAINTS, [{**COMPLAINT, "owner": "Ana"}])
    assert report.new_people == ["Ana"]
    assert counts(bring(Kind.COMPLAINTS, [{**COMPLAINT, "owner": "Ana"}])) == (0, 0, 1, 0)
    assert len(people(store)) == 3


def test_an_address_that_belongs_to_somebody_else_is_refused(store: Store, bring: Bring) -> None:
    rows = [
        {"reference": "1", "name": "Ana", "email": "ana@example.com"},
        {"reference": "2", "name": "Ben", "email": "ANA@example.com"},
        {"reference": "3", "name": "Chloe", "email": "chloe@example.com"},
    ]
    report = bring(Kind.PEOPLE, rows)
    assert counts(report) == (2, 0, 0, 1)
    assert [(one.line, one.column, one.value, one.reason) for one in report.refusals] == [
        (3, "email", "ana@example.com", "belongs to another person already")
    ]
    report = bring(Kind.PEOPLE, [{**rows[2], "email": "ana@example.com"}])
    assert counts(report) == (0, 0, 0, 1)
    assert one_of(store, Person, name="Chloe")["email"] == "chloe@example.com"


def test_a_person_may_be_given_another_address(store: Store, bring: Bring) -> None:
    bring(Kind.PEOPLE, [{"reference": "1", "name": "Ana", "email": "ana@example.com"}])
    changed = [{"reference": "1", "name": "Ana", "email": "ruiz@example.com"}]
    assert counts(bring(Kind.PEOPLE, changed)) == (0, 1, 0, 0)
    freed = [{"reference": "2", "name": "Ben", "email": "ana@example.com"}]
    assert counts(bring(Kind.PEOPLE, freed)) == (1, 0, 0, 0)
    assert [person[2:] for person in people(store)] == [
        ("Ana", "ruiz@example.com"),
        ("Ben", "ana@example.com"),
    ]


def test_a_team_nobody_knows_is_added_with_the_side_its_name_tells_and_listed(
    store: Store, bring: Bring
) -> None:
    names = ["Sales", "Service", "Inside sales", "Vertrieb Süd", "Workshop", "SERVICE ", "Key Accounts"]
    rows = [{**PROMISE, "reference": str(number), "team": name} for number, name in enumerate(names)]
    report = bring(Kind.PROMISES, rows)
    assert report.new_teams == [
        *("Sales (sales)", "Service (service)", "Inside sales (sales)", "Vertrieb Süd (sales)"),
        *("Workshop (service)", "Key Accounts (sales)"),
    ]
    assert "New teams, check their side" in report.in_words()
    assert [(row["name"], row["side"]) for row in rows_of(store, Team)][:2] == [
        ("Sales", "sales"),
        ("Service", "service"),
    ]
    assert one_of(store, Promise, reference="5")["team_id"] == one_of(store, Team, name="Service")["id"]
    assert bring(Kind.PROMISES, rows).new_teams == []


def test_several_teams_and_people_of_a_win_are_set_apart_by_semicolons(store: Store, bring: Bring) -> None:
    bring(Kind.WINS, [{**WIN, "team": "Sales; Service;; sales", "person": "Okri, Ben;Ruiz, Ana"}])
    assert [row["name"] for row in rows_of(store, Team)] == ["Sales", "Service"]
    assert [row["name"] for row in rows_of(store, Person)] == ["Okri, Ben", "Ruiz, Ana"]
    win = tables(store)["win"][1]
    assert (win["teams"], win["people"]) == ([1, 2], [1, 2])
    assert one_of(store, Win, reference="1")["customer_id"] is None


def test_a_complaint_is_tied_to_the_promise_of_its_source_first(store: Store, bring: Bring) -> None:
    for source in ("shop", "main"):
        bring(Kind.PROMISES, [{**PROMISE, "reference": "10248"}], source=source)
    bring(Kind.COMPLAINTS, [{**COMPLAINT, "promise": "10248"}])
    bring(Kind.COMPLAINTS, [{**COMPLAINT, "promise": "10248"}], source="shop")
    ours = one_of(store, Promise, source="main", reference="10248")["id"]
    theirs = one_of(store, Promise, source="shop", reference="10248")["id"]
    assert one_of(store, Complaint, source="main", reference="1")["promise_id"] == ours
    assert one_of(store, Complaint, source="shop", reference="1")["promise_id"] == theirs


def test_a_complaint_is_tied_to_a_promise_that_only_one_source_has(store: Store, bring: Bring) -> None:
    bring(Kind.PROMISES, [{**PROMISE, "reference": "10248"}], source="shop")
    report = bring(Kind.COMPLAINTS, [{**COMPLAINT, "promise": "10248"}])
    assert (report.unknown_promises, report.of_another_source) == ([], ["line 2: promise 10248 of shop"])
    assert report.of_another_source[0] in report.in_words()
    assert one_of(store, Complaint, reference="1")["promise_id"] == 1
    again = bring(Kind.COMPLAINTS, [{**COMPLAINT, "promise": "10248"}])
    assert (counts(again), again.of_another_source) == ((0, 0, 1, 0), [])


def test_a_promise_that_is_another_customers_is_not_the_one_a_complaint_names(
    store: Store, bring: Bring
) -> None:
    order = {**PROMISE, "reference": "10248", "customer": "7", "customer_name": "Alpha GmbH"}
    bring(Kind.PROMISES, [order], source="shop")
    rows = [
        {**COMPLAINT, "promise": "10248", "customer_name": "Beta"},
        {**COMPLAINT, "reference": "2", "promise": "10248", "customer_name": "Alpha"},
        {**COMPLAINT, "reference": "3", "promise": "10248", "customer_name": ""},
    ]
    report = bring(Kind.COMPLAINTS, rows, source="desk")
    assert report.unknown_promises == ["line 2: promise 10248, which shop promised to Alpha GmbH"]
    assert [row["promise_id"] for row in rows_of(store, Complaint)] == [None, 1, 1]
    # Nor when the promise comes after the complaint.
    bring(Kind.PROMISES, [{**order, "reference": "10249"}], source="shop")
    assert [row["promise_id"] for row in rows_of(store, Complaint)] == [None, 1, 1]
    assert counts(bring(Kind.COMPLAINTS, rows, source="desk")) == (0, 0, 3, 0)
    assert wrong(store) == []


def test_of_two_sources_that_have_a_promises_number_the_one_of_the_customer_is_meant(
    store: Store, bring: Bring
) -> None:
    for source, name in (("shop", "Alpha"), ("workshop", "Beta")):
        row = {**PROMISE, "reference": "10248", "customer": "7", "customer_name": name}
        bring(Kind.PROMISES, [row], source=source)
    bring(Kind.COMPLAINTS, [{**COMPLAINT, "promise": "10248", "customer_name": "Beta"}], source="desk")
    found = one_of(store, Complaint, reference="1")["promise_id"]
    assert found == one_of(store, Promise, source="workshop")["id"]


def test_a_complaint_stays_with_its_promise_when_another_source_brings_that_number(
    store: Store, bring: Bring
) -> None:
    bring(Kind.PROMISES, [{**PROMISE, "reference": "10248"}], source="shop")
    bring(Kind.COMPLAINTS, [{**COMPLAINT, "promise": "10248"}], source="desk")
    bring(Kind.PROMISES, [{**PROMISE, "reference": "10248"}], source="workshop")
    before = tables(store)
    assert counts(bring(Kind.COMPLAINTS, [{**COMPLAINT, "promise": "10248"}], source="desk")) == (0, 0, 1, 0)
    assert tables(store) == before


def test_a_complaint_about_a_promise_nobody_knows_is_taken_without_it_and_listed(
    store: Store, bring: Bring
) -> None:
    for source in ("shop", "workshop"):
        bring(Kind.PROMISES, [{**PROMISE, "reference": "10248"}], source=source)
    rows = [{**COMPLAINT, "promise": "10248"}, {**COMPLAINT, "reference": "2", "promise": "99999"}]
    report = bring(Kind.COMPLAINTS, rows)
    assert counts(report) == (2, 0, 0, 0)
    assert report.unknown_promises == [
        "line 2: promise 10248, which shop and workshop have",
        "line 3: promise 99999",
    ]
    assert "taken in without the link" in report.in_words()
    assert [row["promise_id"] for row in rows_of(store, Complaint)] == [None, None]
    # Once the promise comes, the two are tied together, and the same file again changes nothing.
    report = bring(Kind.PROMISES, [{**PROMISE, "reference": "99999"}])
    assert report.completed == ["complaint 2: about promise 99999"]
    assert report.completed[0] in report.in_words()
    promise = one_of(store, Promise, reference="99999")
    assert one_of(store, Complaint, reference="2")["promise_id"] == promise["id"]
    assert counts(bring(Kind.COMPLAINTS, rows)) == (0, 0, 2, 0)
    assert wrong(store) == []


def _two_lists(bring: Bring) -> None:
    """Two sources that both know a customer 1, and mean different ones."""
    for source, name in (("shop", "Alpha"), ("workshop", "Beta")):
        report = bring(Kind.CUSTOMERS, [{"reference": "1", "name": name}], source=source)
        assert counts(report) == (1, 0, 0, 0)
