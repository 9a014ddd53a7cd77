"""A file can be brought in as often as one likes: only what it says otherwise than before is changed."""

from __future__ import annotations

import json
import random
from datetime import date
from typing import Any

import pytest

from db.changes import Changes, as_json
from db.engine import Store, transaction
from db.intake import taking
from db.intake.fields import Kind
from db.models import Complaint, Event, IntakeRun, Person, Promise, PromiseDay, RefusedRow, Win
from meeting.permissions import COMMAND_LINE
from tests.db.stores import NOW, TODAY, Bring, counts, one_of, rows_of, tables, wrong

PROMISES = [
    {
        **{"reference": str(number), "customer": f"C{number % 4}", "what": f"Order {number}"},
        **{"made_on": "2026-11-02", "promised_on": f"2026-11-{10 + number}", "delivered_on": ""},
        **{"team": "Service", "sales_person": "Ben", "cause": ""},
    }
    for number in range(10)
]
COMPLAINTS = [
    {
        **{"reference": str(number), "customer_name": f"Customer {number % 3}", "received_on": "2026-11-16"},
        **{"breakdown": "Technical issue", "severity": "High", "text": "One\n\n two ", "owner": "Ana"},
    }
    for number in range(5)
]
WINS = [
    {"reference": str(number), "happened_on": "2026-11-17", "team": "Sales; Service", "person": "Ben; Ana"}
    for number in range(3)
]
CUSTOMERS = [{"reference": f"C{number}", "name": f"Customer {number}", "tier": "B"} for number in range(4)]
PEOPLE = [
    {"reference": "7", "name": "Ana Ruiz", "email": "ana@example.com", "team": "Service", "role": "manager"},
    {"reference": "8", "name": "Ben Okri", "email": "", "team": "Sales", "role": ""},
]
FILES: dict[Kind, list[dict[str, str]]] = {
    **{Kind.PROMISES: PROMISES, Kind.COMPLAINTS: COMPLAINTS, Kind.WINS: WINS},
    **{Kind.CUSTOMERS: CUSTOMERS, Kind.PEOPLE: PEOPLE},
}


@pytest.mark.parametrize("kind", Kind)
def test_a_file_goes_in_and_the_run_is_logged(store: Store, bring: Bring, kind: Kind) -> None:
    report = bring(kind, FILES[kind], source="crm", name="first.csv")
    size = len(FILES[kind])
    assert counts(report) == (size, 0, 0, 0)
    (run,) = rows_of(store, IntakeRun)
    assert (run["kind"], run["source"], run["file_name"], run["actor"], run["at"]) == (
        *(kind, "crm", "first.csv", "command line"),
        NOW,
    )
    assert [run[name] for name in ("rows", "new", "changed", "unchanged", "refused")] == [size, size, 0, 0, 0]
    assert wrong(store) == []


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("batch", [2_000, 2])
def test_the_same_file_again_renamed_or_shuffled_changes_nothing(
    store: Store, bring: Bring, kind: Kind, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "BATCH", batch)
    rows = FILES[kind]
    bring(kind, rows)
    before = tables(store), rows_of(store, Event)
    for again, name in ((rows, "file.csv"), (rows, "renamed.csv"), (rows[::-1], "reversed.csv")):
        assert counts(bring(kind, again, name=name)) == (0, 0, len(rows), 0)
    shuffled = random.Random(5).sample(rows, len(rows))
    turned = [dict(reversed(row.items())) for row in shuffled]
    assert counts(bring(kind, turned, name="columns turned.csv")) == (0, 0, len(rows), 0)
    assert (tables(store), rows_of(store, Event)) == before


def test_all_kinds_together_again_change_nothing(store: Store, bring: Bring) -> None:
    for kind, rows in FILES.items():
        bring(kind, rows)
    for kind, rows in FILES.items():
        bring(kind, rows)
    before = tables(store), rows_of(store, Event)
    for kind, rows in reversed(FILES.items()):
        assert counts(bring(kind, rows)) == (0, 0, len(rows), 0)
    assert (tables(store), rows_of(store, Event)) == before


def test_an_order_without_words_is_called_by_its_reference(store: Store, bring: Bring) -> None:
    bring(Kind.PROMISES, [{"reference": "10248", "customer": "VINET", "promised_on": "2026-11-20"}])
    assert one_of(store, Promise, reference="10248")["what"] == "Order 10248"


def test_what_a_file_leaves_out_stays_as_it_is(store: Store, bring: Bring) -> None:
    bring(Kind.PROMISES, [{**PROMISES[0], "cause": "Snow", "need": "need"}])
    before = one_of(store, Promise, reference="0")
    fewer = {name: PROMISES[0][name] for name in ("reference", "customer", "promised_on", "what")}
    assert counts(bring(Kind.PROMISES, [fewer])) == (0, 0, 1, 0)
    assert one_of(store, Promise, reference="0") == before


def test_a_changed_row_updates_its_record_and_no_other(store: Store, bring: Bring) -> None:
    bring(Kind.PROMISES, PROMISES)
    before = {row["reference"]: row for row in rows_of(store, Promise)}
    changed = [{**PROMISES[3], "delivered_on": "2026-11-13", "cause": "Snow"}, *PROMISES[4:]]
    assert counts(bring(Kind.PROMISES, changed)) == (0, 1, 6, 0)
    after = {row["reference"]: row for row in rows_of(store, Promise)}
    assert after["3"] == {
        **before["3"],
        "delivered_on": date(2026, 11, 13),
        "cause": "Snow",
        "version": 2,
    }
    assert {**after, "3": before["3"]} == before
    event = rows_of(store, Event)[-1]
    assert (json.loads(event["before"]), json.loads(event["after"])) == (
        {"delivered_on": None, "cause": ""},
        {"delivered_on": "2026-11-13", "cause": "Snow"},
    )


def test_a_cell_that_was_emptied_empties_its_field(store: Store, bring: Bring) -> None:
    bring(Kind.PROMISES, [{**PROMISES[3], "delivered_on": "2026-11-13", "cause": "Snow"}])
    assert counts(bring(Kind.PROMISES, [PROMISES[3]])) == (0, 1, 0, 0)
    row = one_of(store, Promise, reference="3")
    assert (row["delivered_on"], row["cause"]) == (None, "")


def test_every_field_of_every_kind_can_be_changed_by_its_file(store: Store, bring: Bring) -> None:
    for kind, rows in FILES.items():
        bring(kind, rows[:1])
    promise = {
        **{"reference": "0", "customer": "C3", "what": "Another", "kind": "repair", "made_on": "2026-11-01"},
        "wished_on": "2026-11-05",
        **{"promised_on": "2026-11-09", "delivered_on": "2026-11-08", "withdrawn_on": "2026-11-09"},
        **{
            "withdrawn_by": "us",
            "team": "Workshop",
            "sales_person": "Chloe",
            "cause": "Snow",
            "need": "need",
        },
    }
    complaint = {
        **{"reference": "0", "customer_name": "Customer 9", "received_on": "2026-11-17", "breakdown": "late"},
        **{"severity": "minor", "text": "Three", "team": "Service", "owner": "Ben", "promise": "0"},
        **{"answered_on": "2026-11-18", "resolved_on": "2026-11-19"},
    }
    win = {
        **{"reference": "0", "happened_on": "2026-11-18", "kind": "WOW", "customer": "C1", "team": "Sales"},
        **{"person": "Chloe", "text": "Came on Sunday", "named_by": "customer"},
    }
    assert counts(bring(Kind.PROMISES, [promise])) == (0, 1, 0, 0)
    assert counts(bring(Kind.COMPLAINTS, [complaint])) == (0, 1, 0, 0)
    assert counts(bring(Kind.WINS, [win])) == (0, 1, 0, 0)
    assert counts(bring(Kind.CUSTOMERS, [{"reference": "C0", "name": "Alpha", "tier": ""}])) == (0, 1, 0, 0)
    person = {"reference": "7", "name": "Ana R", "email": "a@b.c", "team": "Sales", "role": "admin"}
    assert counts(bring(Kind.PEOPLE, [person])) == (0, 1, 0, 0)
    named = _named(store)
    assert named[Kind.PROMISES] | promise == named[Kind.PROMISES]
    assert named[Kind.COMPLAINTS] | complaint == named[Kind.COMPLAINTS]
    assert named[Kind.WINS] | win == named[Kind.WINS]
    assert named[Kind.PEOPLE] | person == named[Kind.PEOPLE]
    assert wrong(store) == []


def test_moving_a_promise_keeps_the_day_it_was_first_promised_for(store: Store, bring: Bring) -> None:
    bring(Kind.PROMISES, PROMISES[:1])
    assert counts(bring(Kind.PROMISES, [{**PROMISES[0], "promised_on": "2026-12-01"}])) == (0, 1, 0, 0)
    row = one_of(store, Promise, reference="0")
    assert (row["promised_on"], row["promised_week"]) == (date(2026, 12, 1), "2026-W49")
    assert (row["first_promised_on"], row["first_promised_week"]) == (date(2026, 11, 10), "2026-W46")
    assert said_days(store) == [(date(2026, 11, 10), None), (date(2026, 12, 1), TODAY)]
    bring(Kind.PROMISES, [{**PROMISES[0], "promised_on": "2026-12-08"}])
    assert [day for day, _ in said_days(store)][1:] == [date(2026, 12, 1), date(2026, 12, 8)]
    row = one_of(store, Promise, reference="0")
    assert (row["promised_on"], row["first_promised_on"]) == (date(2026, 12, 8), date(2026, 11, 10))


def test_a_file_may_say_itself_when_and_from_which_day_a_promise_was_moved(
    store: Store, bring: Bring
) -> None:
    said = {"first_promised_on": "2026-11-05", "moved_on": "2026-11-04"}
    bring(Kind.PROMISES, [{**PROMISES[0], **said}])
    row = one_of(store, Promise, reference="0")
    assert (row["first_promised_on"], row["first_promised_week"]) == (date(2026, 11, 5), "2026-W45")
    assert said_days(store) == [(date(2026, 11, 5), None), (date(2026, 11, 10), date(2026, 11, 4))]


def test_of_two_days_at_first_sight_nobody_knows_when_the_second_was_said(store: Store, bring: Bring) -> None:
    bring(Kind.PROMISES, [{**PROMISES[0], "first_promised_on": "2026-11-05"}])
    assert said_days(store) == [(date(2026, 11, 5), None), (date(2026, 11, 10), None)]
    # A later file knows it.
    bring(Kind.PROMISES, [{**PROMISES[0], "first_promised_on": "2026-11-05", "moved_on": "2026-11-06"}])
    assert said_days(store) == [(date(2026, 11, 5), None), (date(2026, 11, 10), date(2026, 11, 6))]


def test_a_file_may_say_every_day_of_a_promise(store: Store, bring: Bring) -> None:
    days = "2026-11-02; 2026-11-05 (said 2026-11-01); 2026-11-10 (said 2026-11-06)"
    bring(Kind.PROMISES, [{**PROMISES[0], "days": days}])
    told = [
        (date(2026, 11, 2), None),
        (date(2026, 11, 5), date(2026, 11, 1)),
        (date(2026, 11, 10), date(2026, 11, 6)),
    ]
    assert said_days(store) == told
    assert one_of(store, Promise, reference="0")["first_promised_on"] == date(2026, 11, 2)
    assert wrong(store) == []


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        ("2026-11-02; soon", "is no list of days"),
        ("2026-11-02; 2026-11-05", "is no list of days"),
        ("2026-11-02; 2026-11-05 (said 2026-11-01)", "does not end with the promised day"),
    ],
)
def test_a_line_of_days_that_says_something_else_is_refused(
    store: Store, bring: Bring, days: str, reason: str
) -> None:
    report = bring(Kind.PROMISES, [{**PROMISES[0], "days": days}])
    assert [(one.column, reason in one.reason) for one in report.refusals] == [("days", True)]


def test_a_moved_promise_whose_file_has_an_empty_column_for_that_stays_as_it_is(
    store: Store, bring: Bring
) -> None:
    empty = {"first_promised_on": "", "moved_on": ""}
    bring(Kind.PROMISES, [{**PROMISES[0], **empty}])
    moved = {**PROMISES[0], **empty, "promised_on": "2026-12-01"}
    assert counts(bring(Kind.PROMISES, [moved])) == (0, 1, 0, 0)
    assert counts(bring(Kind.PROMISES, [moved])) == (0, 0, 1, 0)
    row = one_of(store, Promise, reference="0")
    assert row["first_promised_on"] == date(2026, 11, 10)
    assert said_days(store) == [(date(2026, 11, 10), None), (date(2026, 12, 1), TODAY)]


def test_a_field_edited_by_hand_stays_and_is_listed(store: Store, bring: Bring) -> None:
    bring(Kind.PROMISES, PROMISES)
    _edit(store, "3", {"cause": "The bridge was closed", "promised_on": date(2026, 11, 16)})
    before = one_of(store, Promise, reference="3")
    report = bring(Kind.PROMISES, [{**PROMISES[3], "cause": "Weather", "what": "Order three"}])
    assert counts(report) == (0, 1, 0, 0)
    row = one_of(store, Promise, reference="3")
    assert (row["cause"], row["what"]) == ("The bridge was closed", "Order three")
    assert (row["promised_on"], row["promised_week"]) == (before["promised_on"], before["promised_week"])
    assert report.kept_by_hand == [
        "line 2, 3: cause is The bridge was closed, file says Weather",
        "line 2, 3: promised_on is 2026-11-16, file says 2026-11-13",
    ]
    assert "file says Weather" in report.in_words()
    assert json.loads(row["file_says"]) == {"cause": "Weather", "promised_on": "2026-11-13"}
    assert wrong(store) == []


def test_a_field_edited_by_hand_stays_however_often_the_file_comes(store: Store, bring: Bring) -> None:
    bring(Kind.PROMISES, PROMISES)
    _edit(store, "3", {"cause": "The bridge was closed"})
    row = one_of(store, Promise, reference="3")
    for _ in range(3):
        report = bring(Kind.PROMISES, PROMISES)
        assert counts(report) == (0, 0, 10, 0)
        assert len(report.kept_by_hand) == 1
    assert one_of(store, Promise, reference="3") == row


def test_a_field_edited_by_hand_that_the_file_comes_to_agree_with_follows_it_again(
    store: Store, bring: Bring
) -> None:
    bring(Kind.PROMISES, PROMISES)
    _edit(store, "3", {"cause": "Snow"})
    report = bring(Kind.PROMISES, [{**PROMISES[3], "cause": "Snow"}])
    assert (counts(report), report.kept_by_hand) == ((0, 0, 1, 0), [])
    assert one_of(store, Promise, reference="3")["file_says"] is None
    assert counts(bring(Kind.PROMISES, [{**PROMISES[3], "cause": "Ice"}])) == (0, 1, 0, 0)
    assert one_of(store, Promise, reference="3")["cause"] == "Ice"


def test_credits_edited_by_hand_stay_too(store: Store, bring: Bring) -> None:
    bring(Kind.WINS, WINS)
    bring(Kind.PEOPLE, PEOPLE)
    win = tables(store)["win"][1]
    ids = {row["name"]: row["id"] for row in rows_of(store, Person)}
    with transaction(store) as session:
        by_hand = Changes(session, actor=COMMAND_LINE, now=NOW)
        by_hand.update(
            Win,
            1,
            version=win["version"],
            before={"people": win["people"], "file_says": None},
            after={"people": [ids["Ana Ruiz"]], "file_says": json.dumps({"people": win["people"]})},
            action="edit",
        )
        by_hand.write()
    report = bring(Kind.WINS, [{**WINS[0], "team": "Sales"}, *WINS[1:]])
    assert counts(report) == (0, 1, 2, 0)
    assert [text.partition(":")[0] for text in report.kept_by_hand] == ["line 2, 0"]
    after = tables(store)["win"][1]
    assert after["people"] == [ids["Ana Ruiz"]]
    assert len(after["teams"]) == 1


def test_rows_gone_from_a_file_stay(store: Store, bring: Bring) -> None:
    bring(Kind.PROMISES, PROMISES)
    before = rows_of(store, Promise)
    assert counts(bring(Kind.PROMISES, PROMISES[:1])) == (0, 0, 1, 0)
    assert rows_of(store, Promise) == before


def test_a_row_is_known_by_its_source_too(store: Store, bring: Bring) -> None:
    bring(Kind.PROMISES, PROMISES, source="shop")
    report = bring(Kind.PROMISES, [{**PROMISES[0], "what": "Repair"}], source="workshop")
    assert counts(report) == (1, 0, 0, 0)
    assert one_of(store, Promise, source="shop", reference="0")["what"] == "Order 0"
    assert one_of(store, Promise, source="workshop", reference="0")["what"] == "Repair"


@pytest.mark.parametrize("batch", [2_000, 2])
def test_a_line_that_stands_twice_with_the_same_contents_is_taken_once(
    store: Store, bring: Bring, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "BATCH", batch)
    for kind, rows in reversed(FILES.items()):
        report = bring(kind, [*rows, rows[0], rows[-1], rows[0]])
        assert counts(report) == (len(rows), 0, 3, 0)
    assert [len(rows_of(store, model)) for model in (Promise, Complaint, Win)] == [10, 5, 3]


def test_lines_with_one_reference_and_different_contents_are_all_refused(store: Store, bring: Bring) -> None:
    report = bring(Kind.PROMISES, [*PROMISES[:3], {**PROMISES[1], "what": "Something else"}])
    assert counts(report) == (2, 0, 0, 2)
    assert [refusal.line for refusal in report.refusals] == [3, 5]
    assert [row["reference"] for row in rows_of(store, Promise)] == ["0", "2"]


def test_refused_rows_are_kept_with_their_run_and_the_rest_goes_in(store: Store, bring: Bring) -> None:
    bad = [
        {**PROMISES[1], "promised_on": "soon"},
        {**PROMISES[2], "customer": ""},
        {**PROMISES[3], "delivered_on": "2026-11-23"},
        {**PROMISES[4], "what": "a NUL: \0"},
    ]
    report = bring(Kind.PROMISES, [PROMISES[0], *bad, PROMISES[5]])
    assert counts(report) == (2, 0, 0, 4)
    (run,) = rows_of(store, IntakeRun)
    assert [run[name] for name in ("rows", "new", "refused")] == [6, 2, 4]
    found = [(row["run_id"], row["line"], row["column"], row["value"]) for row in rows_of(store, RefusedRow)]
    assert found == [
        (run["id"], 3, "promised_on", "soon"),
        (run["id"], 4, "customer", ""),
        (run["id"], 5, "delivered_on", "2026-11-23"),
        (run["id"], 6, "what", "a NUL: \N{REPLACEMENT CHARACTER}"),
    ]
    reasons = [row["reason"] for row in rows_of(store, RefusedRow)]
    assert all(reasons)
    assert "line 5, delivered_on “2026-11-23”: lies in the future" in report.in_words()


def test_a_column_whose_name_holds_a_nul_does_no_harm(store: Store, bring: Bring) -> None:
    text = "reference,customer,promised\0_on\n1,A,soon\n2,A,2026-11-20\n"
    assert counts(bring(Kind.PROMISES, text)) == (1, 0, 0, 1)
    assert rows_of(store, RefusedRow)[0]["column"] == "promised\N{REPLACEMENT CHARACTER}_on"


def test_dates_that_cannot_be_right_are_kept_and_listed(store: Store, bring: Bring) -> None:
    wrong = {**COMPLAINTS[0], "answered_on": "2026-11-18", "resolved_on": "2026-11-17"}
    report = bring(Kind.COMPLAINTS, [wrong])
    assert counts(report) == (1, 0, 0, 0)
    assert report.check_the_dates == ["line 2, 0: resolved_on 2026-11-17 is before answered_on 2026-11-18"]
    row = one_of(store, Complaint, reference="0")
    assert (row["answered_on"], row["resolved_on"]) == (date(2026, 11, 18), date(2026, 11, 17))


def test_texts_are_stored_exactly_as_they_stand_in_the_file(store: Store, bring: Bring) -> None:
    text = '  One,\r\n\r\n"two"\ttwo \n \u202ethree\u202c <b>&amp;</b> =1+1 🙂\n'
    bring(Kind.COMPLAINTS, [{**COMPLAINTS[0], "text": text}])
    assert one_of(store, Complaint, reference="0")["text"] == text


def test_the_word_of_the_file_for_a_breakdown_is_kept(store: Store, bring: Bring) -> None:
    bring(Kind.COMPLAINTS, COMPLAINTS[:1])
    row = one_of(store, Complaint, reference="0")
    assert (row["breakdown"], row["breakdown_said"], row["severity"]) == (
        "other",
        "Technical issue",
        "serious",
    )


def _edit(store: Store, reference: str, fields: dict[str, Any]) -> None:
    """An edit by hand: it writes down what the file had said, so that a file can tell it from its own word."""
    row = one_of(store, Promise, reference=reference)
    said = as_json({name: row[name] for name in fields})
    days = {"promised_week": "2026-W47", "days": [["2026-11-16", None]]} if "promised_on" in fields else {}
    after = {**fields, **days, "file_says": said}
    with transaction(store) as session:
        changes = Changes(session, actor=COMMAND_LINE, now=NOW)
        before = {name: row.get(name, [[str(row["promised_on"]), None]]) for name in after}
        changes.update(Promise, row["id"], version=row["version"], before=before, after=after, action="edit")
        changes.write()


def said_days(store: Store) -> list[tuple[date, date | None]]:
    return [(row["day"], row["said_on"]) for row in rows_of(store, PromiseDay)]


def _named(store: Store) -> dict[Kind, dict[str, str]]:
    """The first record of each kind in words, as a file would write it."""
    found = tables(store)
    names = {
        "team_id": ("team", "name"),
        "owner_id": ("person", "reference"),
        "sales_person_id": ("person", "reference"),
        "promise_id": ("promise", "reference"),
    }
    kinds = {
        Kind.PROMISES: "promise",
        Kind.COMPLAINTS: "complaint",
        Kind.WINS: "win",
        Kind.PEOPLE: "person",
    }
    told = {}
    for kind, table in kinds.items():
        row = next(row for row in found[table].values() if row["reference"] in ("0", "7"))
        words = {name: str(value) for name, value in row.items()}
        for column, (other, name) in names.items():
            if row.get(column):
                words[column.removesuffix("_id")] = found[other][row[column]][name]
        if row.get("customer_id"):
            customer = found["customer"][row["customer_id"]]
            words |= {"customer": str(customer["reference"]), "customer_name": customer["name"]}
        for name, other in (("teams", "team"), ("people", "person")):
            if name in row:
                words[other] = "; ".join(found[other][one]["name"] for one in row[name])
        told[kind] = words
    return told


def test_the_day_a_customer_wished_for_is_kept_beside_the_promise_and_counts_for_nothing(
    store: Store, bring: Bring
) -> None:
    wished = {**PROMISES[0], "wished_on": "2026-11-02"}
    bring(Kind.PROMISES, [wished])
    assert counts(bring(Kind.PROMISES, [{**wished, "wished_on": "2026-11-03"}])) == (0, 1, 0, 0)
    row = one_of(store, Promise, reference="0")
    assert (row["wished_on"], row["promised_on"]) == (date(2026, 11, 3), date(2026, 11, 10))
    assert row["first_promised_on"] == date(2026, 11, 10)
    assert wrong(store) == []
