"""Field notes in the store: answered, followed up, corrected, and made into something; hand-offs; new customers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from db.changes import actions, by_hand, field, house, merging, people, records, talk, wins
from db.changes.core import ChangedMeanwhile
from db.changes.undo import undo_change
from db.engine import transaction
from db.intake.fields import Kind
from db.models import Complaint, FieldNote, NoteOutcome, Person, Promise
from db.queries import field as queries
from db.queries.handoffs import troubles
from db.queries.history import note_history
from db.queries.new_customers import new_customers
from meeting.errors import MeetingError, NotAllowed, NotUnderstood
from meeting.field import Note, NoteFilter, Standing
from meeting.handoffs import Arose, table
from meeting.permissions import COMMAND_LINE
from meeting.weeks import Week, week_of
from meeting.words import Idea, NoteKind, NoteState, Origin, Outcome, Role, Side, WinKind
from tests.db.monday import EIGHT, FRIDAY, MONDAY, Monday
from tests.db.stores import Bring, contents, one_of, rows_of

ABOUT: dict[str, Any] = {"actor": COMMAND_LINE, "now": EIGHT}
SALES, WORKSHOP = "Sales", "Workshop"


@pytest.fixture
def teams(monday: Monday) -> dict[str, int]:
    """Ben sells, Finn repairs; the others are of no team."""
    with transaction(monday.store) as session:
        ids = {
            SALES: house.add_team(session, name=SALES, side=Side.SALES, **ABOUT),
            WORKSHOP: house.add_team(session, name=WORKSHOP, side=Side.SERVICE, **ABOUT),
        }
        for name, team in (("Ben", SALES), ("Finn", WORKSHOP)):
            row = one_of(monday.store, Person, name=name)
            people.change_person(
                session,
                row["id"],
                seen=row["version"],
                name=name,
                email=row["email"],
                role=Role.MEMBER,
                team=team,
                **ABOUT,
            )
    return ids


def note(monday: Monday, kind: NoteKind = NoteKind.HEARD, *, by: str = "Ben", **named: Any) -> int:
    named = {"text": "They open on Sundays", "today": MONDAY, **named}
    monday(field.log_note, kind=kind, by=by, **named)
    last: int = max(row["id"] for row in rows_of(monday.store, FieldNote))
    return last


def found(monday: Monday, note_id: int) -> Note:
    one: Note | None = monday.look(queries.one_note, note_id)
    assert one is not None
    return one


def refused(monday: Monday, error: type[MeetingError], match: str, call: Callable[[], object]) -> None:
    before = contents(monday.store)
    with pytest.raises(error, match=match):
        call()
    assert contents(monday.store) == before


def test_a_question_is_answered_by_the_other_side_and_the_asker_hears(
    monday: Monday, teams: dict[str, int]
) -> None:
    asked = note(monday, NoteKind.QUESTION, text="Can we deliver on Friday?")
    by_sales: dict[str, Any] = {"seen": 1, "answer": "Sure", "today": MONDAY}
    refused(
        monday,
        NotUnderstood,
        "answered by the other side",
        lambda: monday(field.answer_question, asked, by="Ben", **by_sales),
    )
    monday(field.answer_question, asked, seen=1, answer=" From noon on ", today=MONDAY, by="Finn")
    (heard,) = monday.look(queries.answers_for, monday.id_of("Ben"), since=MONDAY)
    assert (heard.answer, heard.answered_by, heard.answered_on) == ("From noon on", "Finn", MONDAY)
    assert monday.look(queries.answers_for, monday.id_of("Ben"), since=FRIDAY) == ()
    assert monday.look(queries.answers_for, monday.id_of("Finn"), since=MONDAY) == ()


def test_who_runs_the_meeting_writes_down_whose_answer_it_is(monday: Monday, teams: dict[str, int]) -> None:
    asked = note(monday, NoteKind.QUESTION)
    given: dict[str, Any] = {"seen": 1, "answer": "From noon on", "today": MONDAY}
    finn = monday.id_of("Finn")
    refused(
        monday,
        NotAllowed,
        "run the meeting",
        lambda: monday(field.answer_question, asked, by_id=finn, by="Ben", **given),
    )
    monday(field.answer_question, asked, by_id=finn, by="Ana", **given)
    assert found(monday, asked).answered_by == "Finn"


def test_another_answer_is_given_by_who_gave_the_first_or_corrects_entries(monday: Monday) -> None:
    asked = note(monday, NoteKind.QUESTION, by="Ana")
    monday(field.answer_question, asked, seen=1, answer="Noon", today=MONDAY, by="Finn")
    ben: dict[str, Any] = {"seen": 2, "answer": "Never", "today": MONDAY, "by": "Ben"}
    refused(monday, NotAllowed, "correct an entry", lambda: monday(field.answer_question, asked, **ben))
    monday(field.answer_question, asked, seen=2, answer="One", today=FRIDAY, by="Finn")
    assert found(monday, asked).answered_on == FRIDAY


def test_what_makes_no_sense_is_refused(monday: Monday, teams: dict[str, int]) -> None:
    heard, sales = note(monday), teams[SALES]
    barrier: dict[str, Any] = {"kind": NoteKind.BARRIER, "text": "Keys", "today": MONDAY}
    follow: dict[str, Any] = {"seen": 1, "state": NoteState.DONE, "owner_id": None}
    for match, call in (
        ("Only a question", lambda: monday(field.answer_question, heard, seen=1, answer="Yes", today=MONDAY)),
        ("Only ideas", lambda: monday(field.follow_up, heard, **follow)),
        ("Name two", lambda: monday(field.log_note, from_team_id=sales, to_team_id=sales, **barrier)),
        ("no such team", lambda: monday(field.log_note, from_team_id=99, **barrier)),
        ("cannot be stored", lambda: note(monday, text="a\0b")),
        ("not there any more", lambda: monday(field.follow_up, 99, **follow)),
    ):
        refused(monday, NotUnderstood, match, call)


def test_a_ready_idea_needs_no_words(monday: Monday) -> None:
    idea = found(monday, note(monday, NoteKind.IDEA, idea=Idea.SWAP, text=""))
    assert (idea.idea, idea.text, idea.standing) == (Idea.SWAP, "A day in the other team", Standing.OPEN)
    refused(monday, NotUnderstood, "Say what was heard", lambda: note(monday, NoteKind.IDEA, text=""))


def test_only_a_barrier_names_a_hand_off(monday: Monday, teams: dict[str, int]) -> None:
    ends: dict[str, Any] = {"from_team_id": teams[SALES], "to_team_id": teams[WORKSHOP]}
    assert found(monday, note(monday, NoteKind.BARRIER, **ends)).hand_off == "Sales → Workshop"
    assert found(monday, note(monday, NoteKind.HEARD, **ends)).hand_off == ""


def test_ones_own_note_is_corrected_and_anybodys_by_who_corrects_entries(monday: Monday) -> None:
    heard = note(monday)
    right: dict[str, Any] = {"kind": NoteKind.PRESSURE, "text": "Nobody answers at noon"}
    refused(
        monday,
        NotAllowed,
        "correct an entry",
        lambda: monday(field.correct_note, heard, seen=1, by="Finn", **right),
    )
    done = monday(field.correct_note, heard, seen=1, by="Ben", **right)
    assert (found(monday, heard).kind, found(monday, heard).text) == (
        NoteKind.PRESSURE,
        "Nobody answers at noon",
    )
    refused(
        monday, ChangedMeanwhile, "Look again", lambda: monday(field.correct_note, heard, seen=1, **right)
    )
    monday(undo_change, done, by="Ben")
    assert found(monday, heard).text == "They open on Sundays"


def test_an_answered_question_stays_a_question(monday: Monday) -> None:
    asked = note(monday, NoteKind.QUESTION)
    monday(field.answer_question, asked, seen=1, answer="Yes", today=MONDAY)
    wrong: dict[str, Any] = {"seen": 2, "kind": NoteKind.HEARD, "text": "Heard"}
    refused(monday, NotUnderstood, "stays a question", lambda: monday(field.correct_note, asked, **wrong))


def test_anybody_takes_on_what_is_nobodys(monday: Monday) -> None:
    idea = note(monday, NoteKind.IDEA, by="Ana")
    finn, ben = monday.id_of("Finn"), monday.id_of("Ben")
    trying: dict[str, Any] = {"state": NoteState.TRYING}
    refused(
        monday,
        NotAllowed,
        "correct an entry",
        lambda: monday(field.follow_up, idea, seen=1, owner_id=ben, by="Finn", **trying),
    )
    monday(field.follow_up, idea, seen=1, owner_id=finn, by="Finn", **trying)
    refused(
        monday,
        NotAllowed,
        "correct an entry",
        lambda: monday(field.follow_up, idea, seen=2, owner_id=ben, by="Ben", **trying),
    )
    monday(field.follow_up, idea, seen=2, owner_id=finn, state=NoteState.DONE, by="Finn")
    assert (found(monday, idea).standing, found(monday, idea).owner) == (Standing.DONE, "Finn")


def test_who_leaves_hands_on_the_ideas_and_barriers_that_are_not_done(monday: Monday) -> None:
    finn, chloe = monday.id_of("Finn"), monday.id_of("Chloe")
    for state in (NoteState.TRYING, NoteState.DONE):
        idea = note(monday, NoteKind.IDEA)
        monday(field.follow_up, idea, seen=1, state=state, owner_id=finn)
    monday(people.disable_person, finn, taken_over_by=chloe, by="Dev")
    assert [row["owner_id"] for row in rows_of(monday.store, FieldNote)] == [chloe, finn]


def made(monday: Monday, note_id: int, what: Outcome, *, operation: str = "pressed", by: str = "Ben") -> str:
    makes: dict[Outcome, Any] = {
        Outcome.COMPLAINT: (
            by_hand.log_complaint,
            {"words": "Late", "customer_id": 1, "received_on": MONDAY},
        ),
        Outcome.PROMISE: (
            by_hand.record_promise,
            {"what": "Oven", "customer_id": 1, "promised_on": FRIDAY, "made_on": MONDAY},
        ),
        Outcome.WIN: (wins.log_win, {"text": "They love it", "kind": WinKind.PRAISE}),
    }
    change, named = makes[what]

    def make(session: Any, operation: str) -> object:
        about = {"operation": operation, "actor": monday.cast[by], "now": EIGHT}
        return change(session, today=MONDAY, **named, **about)

    done: str = monday(field.make_of_note, note_id, what=what, make=make, operation=operation, by=by)
    return done


@pytest.mark.parametrize("what", [Outcome.COMPLAINT, Outcome.PROMISE, Outcome.WIN])
def test_what_is_made_of_a_note_and_the_note_know_each_other(
    monday: Monday, bring: Bring, what: Outcome
) -> None:
    bring(Kind.CUSTOMERS, "reference,name\nC1,Acme\n")
    heard = note(monday, by="Ana")
    operation = made(monday, heard, what)
    assert made(monday, heard, what) == operation, "pressed twice"
    refused(
        monday,
        NotUnderstood,
        f"became a {what} already",
        lambda: made(monday, heard, what, operation="again"),
    )
    (became,) = found(monday, heard).became
    assert (became.what, found(monday, heard).standing) == (what, Standing.BECAME)
    origin = monday.look(queries.note_of, what, became.id)
    assert (origin.id, origin.person) == (heard, "Ana")
    monday(undo_change, operation, by="Ben")
    assert found(monday, heard).became == ()
    assert monday.look(queries.note_of, what, became.id) is None
    assert all(row["hidden"] for row in rows_of(monday.store, NoteOutcome))
    made(monday, heard, what, operation="once more")
    assert len(found(monday, heard).became) == 1


def test_what_was_refused_leaves_the_note_as_it_is(monday: Monday) -> None:
    heard = note(monday)
    refused(monday, NotUnderstood, "customer", lambda: made(monday, heard, Outcome.PROMISE))


def test_topics_and_action_items_say_themselves_which_note_they_come_from(monday: Monday) -> None:
    heard = note(monday, by="Ana")
    monday(talk.raise_topic, title="Sundays", origin=(Origin.NOTE, heard))
    monday(
        actions.add_action,
        what="Ring them",
        owner_id=monday.id_of("Ben"),
        due_on=FRIDAY,
        origin=(Origin.NOTE, heard),
        today=MONDAY,
    )
    told = found(monday, heard).became
    assert [(one.what, one.words) for one in told] == [
        (Outcome.TOPIC, "Sundays"),
        (Outcome.ACTION, "Ring them"),
    ]
    for one in told:
        assert monday.look(queries.note_of, one.what, one.id).person == "Ana"


def test_a_list_finds_notes_by_words_kind_team_week_and_standing(
    monday: Monday, teams: dict[str, int]
) -> None:
    """And says of each what the note says of itself."""
    question = note(monday, NoteKind.QUESTION, text="Können sie Freitag?")
    answered = note(monday, NoteKind.QUESTION, by="Finn")
    monday(field.answer_question, answered, seen=1, answer="ÄPFEL", today=MONDAY, by="Ben")
    idea = note(monday, NoteKind.IDEA, by="Ana", team_id=teams[WORKSHOP])
    monday(field.follow_up, idea, seen=1, state=NoteState.TRYING, owner_id=None, by="Ana")
    barrier = note(monday, NoteKind.BARRIER, today=MONDAY - timedelta(days=7))
    done = note(monday, NoteKind.BARRIER)
    monday(field.follow_up, done, seen=1, state=NoteState.DONE, owner_id=None)
    topic = note(monday)
    monday(talk.raise_topic, title="Sundays", origin=(Origin.NOTE, topic))
    win = note(monday)
    made(monday, win, Outcome.WIN)
    heard = note(monday)

    def ids(**wanted: str) -> set[int]:
        rows, total = monday.look(queries.found_notes, NoteFilter(**wanted), most=50)
        assert total == len(rows)
        return {row.id for row in rows}

    everything = {question, answered, idea, barrier, done, topic, win, heard}
    assert ids() == everything
    assert ids(text="kÖNNEN") == {question}
    assert ids(text="äpfel") == {answered}
    assert ids(text="finn") == {answered}
    assert ids(kind=NoteKind.BARRIER) == {barrier, done}
    assert ids(team=WORKSHOP) == {answered, idea}
    assert ids(week=str(week_of(MONDAY).shifted(-1))) == {barrier}
    for standing in Standing:
        stands = {number for number in everything if found(monday, number).standing is standing}
        assert stands
        assert ids(standing=standing) == stands
    newest, total = monday.look(queries.found_notes, NoteFilter(), most=2)
    assert ([row.id for row in newest], total) == ([heard, win], len(everything))
    (waiting,) = monday.look(queries.waiting_for_an_answer, side=Side.SERVICE)
    assert waiting.id == question
    assert monday.look(queries.waiting_for_an_answer, side=Side.SALES) == ()


def test_the_history_of_a_note_tells_names_and_not_numbers(monday: Monday, teams: dict[str, int]) -> None:
    barrier = note(monday, NoteKind.BARRIER, from_team_id=teams[SALES], to_team_id=teams[WORKSHOP])
    monday(field.follow_up, barrier, seen=1, state=NoteState.TRYING, owner_id=monday.id_of("Finn"))
    told = monday.look(note_history, barrier)
    assert told.changes[0].fields == {"state": ("open", "trying"), "owner": (None, "Finn")}
    assert (told.fields["from_team"], told.fields["to_team"], told.fields["person"]) == (
        SALES,
        WORKSHOP,
        "Ben",
    )


PROMISES = (
    "reference,customer,promised_on,delivered_on,team,sales_person\n"
    "late,Acme,2026-11-17,2026-11-19,Workshop,Ben\n"
    "owed,Acme,2026-11-18,,Workshop,Ben\n"
    "kept,Acme,2026-11-18,2026-11-18,Workshop,Ben\n"
    "long ago,Acme,2026-06-17,,Workshop,Ben\n"
    "still to come,Acme,2026-11-27,,Workshop,Ben\n"
    "own,Acme,2026-11-18,,Sales,Ben\n"
    "nobody sold it,Acme,2026-11-18,,Workshop,\n"
)
COMPLAINTS = (
    "reference,customer,received_on,text,team,promise\n"
    "about it,Acme,2026-11-19,Where is it?,,late\n"
    "of another team,Acme,2026-11-19,Rude,Sales,late\n"
    "about nothing,Acme,2026-11-19,Where is it?,Workshop,\n"
    "the same,Acme,2026-11-19,Where is it?,,late\n"
)


def test_misses_and_complaints_stand_where_one_team_handed_on_to_another(
    monday: Monday, teams: dict[str, int], bring: Bring
) -> None:
    bring(Kind.PROMISES, PROMISES)
    bring(Kind.COMPLAINTS, COMPLAINTS)
    ids = {row["reference"]: row["id"] for row in rows_of(monday.store, Complaint)}
    seen = one_of(monday.store, Complaint, id=ids["the same"])["version"]
    monday(records.mark_same_as, ids["the same"], seen=seen, other_id=ids["about it"], by="Chloe")
    barrier = note(monday, NoteKind.BARRIER, from_team_id=teams[WORKSHOP], to_team_id=teams[SALES])
    weeks = Week(2026, 48).up_to_here(13)
    seen_rows = monday.look(troubles, weeks, as_of=MONDAY)
    found_table = table(seen_rows)
    there, back = found_table.hand_offs
    names = {row["id"]: row["reference"] for row in rows_of(monday.store, Promise)}
    assert there.name == "Sales → Workshop"
    assert {names[row.id] for row in there.of(Arose.MISS)} == {"late", "owed"}
    assert [row.id for row in there.of(Arose.COMPLAINT)] == [ids["about it"]]
    assert [row.id for row in back.rows] == [barrier]
    elsewhere = {(row.what, row.id) for row in found_table.elsewhere}
    assert elsewhere == {
        *((Arose.MISS, number) for number, name in names.items() if name in ("own", "nobody sold it")),
        (Arose.COMPLAINT, ids["of another team"]),
        (Arose.COMPLAINT, ids["about nothing"]),
    }


def test_a_customer_is_new_until_eight_weeks_after_the_first_promise(monday: Monday, bring: Bring) -> None:
    bring(
        Kind.PROMISES,
        "reference,customer,made_on,promised_on\n"
        "1,New,2026-11-16,2026-11-20\n"
        "2,Old,2026-11-16,2026-11-20\n"
        "3,Old,2026-01-16,2026-01-20\n"
        "4,No day given,,2026-11-20\n"
        "5,Known before,2026-11-16,2026-11-20\n"
        "6,Known before,,2026-01-20\n"
        "7,To come,2026-11-30,2026-12-20\n"
        "8,Just now,2026-09-29,2026-12-01\n"
        "9,Just not,2026-09-28,2026-12-01\n",
    )
    names = [one.name for one in monday.look(new_customers, today=MONDAY)]
    assert names == ["No day given", "New", "Just now"]


def test_nobody_is_called_new_before_eight_weeks_of_promises_are_known(monday: Monday, bring: Bring) -> None:
    heading, first = "reference,customer,made_on,promised_on\n", "1,New,2026-11-16,2026-11-20\n"
    bring(Kind.PROMISES, f"{heading}{first}2,Else,2026-09-29,2026-12-01\n")
    assert monday.look(new_customers, today=MONDAY) == ()
    bring(Kind.PROMISES, f"{heading}{first}3,Old,2026-09-28,2026-12-01\n")
    assert [one.name for one in monday.look(new_customers, today=MONDAY)] == ["New", "Else"]


def test_a_new_customer_is_introduced_to_somebody_by_somebody_on_a_day(monday: Monday, bring: Bring) -> None:
    bring(
        Kind.PROMISES,
        "reference,customer,made_on,promised_on\n1,New,2026-11-16,2026-11-20\n2,Old,,2026-01-20\n",
    )
    (new,) = monday.look(new_customers, today=MONDAY)
    finn = monday.id_of("Finn")
    late: dict[str, Any] = {"seen": new.version, "on": FRIDAY, "to_id": finn, "today": MONDAY}
    refused(monday, NotUnderstood, "still to come", lambda: monday(records.say_introduced, new.id, **late))
    about: dict[str, Any] = {"seen": new.version, "on": MONDAY, "today": MONDAY}
    refused(
        monday,
        NotUnderstood,
        "Say to whom",
        lambda: monday(records.say_introduced, new.id, **about, by="Ben"),
    )
    gone: dict[str, Any] = {**about, "to_id": 77}
    refused(
        monday,
        NotUnderstood,
        "not there any",
        lambda: monday(records.say_introduced, new.id, **gone, by="Ben"),
    )
    done = monday(records.say_introduced, new.id, **about, to_id=finn, by="Ben")
    monday(undo_change, done, by="Chloe")
    (new,) = monday.look(new_customers, today=MONDAY)
    assert new.introduced_on is None
    about["seen"] = new.version
    monday(records.say_introduced, new.id, **about, to_id=finn, by_id=monday.id_of("Ben"), by="Chloe")
    bring(Kind.CUSTOMERS, "reference,name\nC1,New\n")
    (told,) = monday.look(new_customers, today=MONDAY)
    assert (told.introduced_on, told.introduced_by, told.introduced_to) == (MONDAY, "Ben", "Finn")


def test_notes_of_merged_customers_follow(monday: Monday, bring: Bring) -> None:
    bring(Kind.CUSTOMERS, "reference,name\nC1,Acme\nC2,Acme Ltd\n")
    heard = note(monday, customer_id=2)
    done = monday(merging.merge_customers, keep=(1, 1), gone=(2, 1), by="Chloe")
    assert found(monday, heard).customer == "Acme"
    monday(undo_change, done, by="Chloe")
    assert found(monday, heard).customer == "Acme Ltd"
