"""The example company is a consistent world, whatever Sunday it ends on."""

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from db.demo import words_meetings
from db.demo.fill import fill_store
from db.demo.world import World, world
from db.engine import open_store, reading
from db.models import Complaint, Promise, Win
from db.queries import actions as action_queries
from db.queries import meetings as queries
from db.queries.field import found_notes
from db.queries.new_customers import new_customers
from meeting.actions import is_carried
from meeting.field import NoteFilter, Standing
from meeting.settings import Settings
from meeting.words import NoteKind
from tests.db.stores import rows_of, wrong

Row = dict[str, str]

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
# An ordinary one, the turn of a year, the late spring rush, a Christmas week of four days, Easter.
SUNDAYS = (
    date(2026, 11, 22),
    date(2026, 1, 4),
    date(2027, 5, 30),
    date(2026, 12, 27),
    date(2026, 4, 5),
)
FACTS = {
    "promises": ("made_on", "moved_on", "delivered_on", "withdrawn_on"),
    "complaints": ("received_on", "answered_on", "resolved_on"),
    "wins": ("happened_on",),
}
every_sunday = pytest.mark.parametrize("sunday", SUNDAYS, ids=str)


@cache
def example(sunday: date) -> World:
    return world(sunday)


def state(promise: Row, today: date) -> str:
    """The rule of the product, written once more so that the example is not measured by its own yardstick."""
    promised, delivered, withdrawn = promise["promised_on"], promise["delivered_on"], promise["withdrawn_on"]
    if delivered and delivered <= promised and not (withdrawn and withdrawn < delivered):
        return "kept"
    if withdrawn and withdrawn <= promised:
        return "withdrawn"
    return "missed" if promised < today.isoformat() else "pending"


def week_of(day: str) -> date:
    parsed = date.fromisoformat(day)
    return parsed - parsed.weekday() * DAY


def of_last_week(rows: tuple[Row, ...], name: str, sunday: date) -> list[Row]:
    return [row for row in rows if row[name] and week_of(row[name]) == sunday - 6 * DAY]


def due(sunday: date, team: str = "") -> list[Row]:
    """Promised up to the last Sunday."""
    return [
        row
        for row in example(sunday).promises
        if row["promised_on"] <= sunday.isoformat() and team in ("", row["team"])
    ]


def kept_rate(promises: list[Row], sunday: date) -> float:
    states = Counter(state(promise, sunday + DAY) for promise in promises)
    return states["kept"] / (states["kept"] + states["missed"])


def still_owed(sunday: date) -> list[Row]:
    return [
        row
        for row in due(sunday)
        if state(row, sunday + DAY) == "missed" and not row["delivered_on"] and not row["withdrawn_on"]
    ]


def digest(example_world: World) -> str:
    return hashlib.sha256(repr(example_world).encode()).hexdigest()


def test_the_same_sunday_gives_the_same_world_twice() -> None:
    assert world(SUNDAYS[0]) == world(SUNDAYS[0])


def test_the_order_of_sets_and_hashes_does_not_change_the_world() -> None:
    program = (
        "import hashlib; from datetime import date; from db.demo.world import world;"
        "print(hashlib.sha256(repr(world(date(2026, 11, 22))).encode()).hexdigest())"
    )
    root = Path(__file__).parents[2]
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert printed == {digest(example(SUNDAYS[0]))}


def test_a_day_that_is_no_sunday_is_refused() -> None:
    with pytest.raises(ValueError, match="not a Sunday"):
        world(date(2026, 11, 23))


def test_people_and_customers_are_the_same_whatever_the_sunday() -> None:
    first = example(SUNDAYS[0])
    for sunday in SUNDAYS[1:]:
        assert example(sunday).people == first.people
        assert example(sunday).customers == first.customers


def test_the_company_has_24_people_with_a_manager_in_each_team() -> None:
    people = example(SUNDAYS[0]).people
    assert len(people) == 24
    assert Counter(who["role"] for who in people) == {
        "member": 18,
        "manager": 4,
        "facilitator": 1,
        "admin": 1,
    }
    assert {who["team"] for who in people if who["role"] == "manager"} == {"Sales", "Service", "Workshop"}
    assert len({who["email"] for who in people}) == len({who["name"].split()[0] for who in people}) == 24
    assert all(re.fullmatch(r"[a-z.-]+@example\.com", who["email"]) for who in people)


def test_the_company_has_120_customers_with_names_that_try_the_screen() -> None:
    customers = example(SUNDAYS[0]).customers
    assert len({customer["name"] for customer in customers}) == len(customers) == 120
    assert Counter(customer["tier"] for customer in customers) == {"A": 12, "B": 35, "C": 50, "": 23}
    names = [customer["name"] for customer in customers]
    assert any("'" in name for name in names)
    assert any("&" in name for name in names)
    assert any(not name.isascii() for name in names)
    assert max(map(len, names)) > 100


@every_sunday
def test_a_week_has_about_40_promises_5_complaints_and_6_wins(sunday: date) -> None:
    made_up = example(sunday)
    assert 38 <= len(due(sunday)) / 104 <= 43
    assert 4 <= len(made_up.complaints) / 104 <= 6
    assert 4 <= len(made_up.wins) / 104 <= 8
    weeks = Counter(week_of(promise["promised_on"]) for promise in due(sunday))
    assert len(weeks) == 104
    assert max(weeks.values()) <= 60
    complaints = Counter(week_of(complaint["received_on"]) for complaint in made_up.complaints)
    assert len(complaints) == 104
    assert max(complaints.values()) <= 12
    wins = Counter(week_of(win["happened_on"]) for win in made_up.wins)
    assert {4 <= wins[week] <= 8 for week in weeks} == {True}


@every_sunday
def test_about_nine_of_ten_promises_are_kept(sunday: date) -> None:
    assert 0.88 <= kept_rate(due(sunday), sunday) <= 0.92


@every_sunday
def test_the_rush_brings_more_promises_and_keeps_fewer_of_them(sunday: date) -> None:
    weeks: dict[date, list[Row]] = defaultdict(list)
    for promise in due(sunday):
        weeks[week_of(promise["promised_on"])].append(promise)
    full = [promise for week in weeks.values() if len(week) >= 47 for promise in week]
    calm = [promise for week in weeks.values() if len(week) < 47 for promise in week]
    assert len(full) > 300
    assert kept_rate(full, sunday) < kept_rate(calm, sunday) - 0.03


@every_sunday
def test_no_fact_lies_after_the_last_sunday(sunday: date) -> None:
    made_up = example(sunday)
    for kind, names in FACTS.items():
        for row in getattr(made_up, kind):
            assert all(row[name] <= sunday.isoformat() for name in names), row


@every_sunday
def test_every_promise_tells_its_days_in_order(sunday: date) -> None:
    made_up = example(sunday)
    off = set(made_up.holidays)
    for row in made_up.promises:
        assert row["made_on"] <= row["promised_on"]
        for name in ("made_on", "promised_on", "first_promised_on"):
            day = date.fromisoformat(row[name]) if row[name] else sunday - 2 * DAY
            assert day.weekday() < 5, row
            assert not row[name] or day not in off, row
        assert bool(row["first_promised_on"]) == bool(row["moved_on"])
        if row["moved_on"]:
            assert row["made_on"] <= row["first_promised_on"] < row["promised_on"]
            assert row["made_on"] <= row["moved_on"] <= row["promised_on"]
        assert bool(row["withdrawn_on"]) == bool(row["withdrawn_by"])
        assert not (row["delivered_on"] and row["withdrawn_on"])
        for name in ("delivered_on", "withdrawn_on"):
            assert not row[name] or row[name] >= max(row["made_on"], row["moved_on"]), row
        assert not row["cause"] or state(row, sunday + DAY) == "missed"


@every_sunday
def test_every_complaint_is_answered_before_it_is_resolved_and_owned_in_its_team(sunday: date) -> None:
    made_up = example(sunday)
    team_of = {who["reference"]: who["team"] for who in made_up.people}
    for row in made_up.complaints:
        assert not row["answered_on"] or row["answered_on"] >= row["received_on"]
        assert not row["resolved_on"] or row["resolved_on"] >= row["answered_on"] > ""
        assert team_of[row["owner"]] == row["team"]


@every_sunday
def test_references_are_unique_and_lead_somewhere(sunday: date) -> None:
    made_up = example(sunday)
    people = {row["reference"] for row in made_up.people}
    customers = {row["reference"] for row in made_up.customers}
    teams = {name for name, _ in made_up.teams}
    customer_of = {row["reference"]: row["customer"] for row in made_up.promises}
    for rows in (made_up.promises, made_up.complaints, made_up.wins):
        assert len({row["reference"] for row in rows}) == len(rows)
    for row in made_up.promises:
        assert row["customer"] in customers
        assert row["sales_person"] in people
        assert row["team"] in teams
    for row in made_up.complaints:
        assert row["customer"] in customers
        assert not row["promise"] or customer_of[row["promise"]] == row["customer"]
    for row in made_up.wins:
        assert row["customer"] in customers | {""}
        assert set(row["team"].split(";")) <= teams


@every_sunday
def test_a_complaint_about_lateness_follows_its_missed_promise_within_days(sunday: date) -> None:
    made_up = example(sunday)
    promises = {row["reference"]: row for row in made_up.promises}
    late = [row for row in made_up.complaints if row["breakdown"] == "late"]
    assert len(late) > 80
    for row in late:
        promise = promises[row["promise"]]
        assert state(promise, sunday + DAY) == "missed"
        after = date.fromisoformat(row["received_on"]) - date.fromisoformat(promise["promised_on"])
        assert DAY <= after <= 10 * DAY


@every_sunday
def test_the_people_in_the_words_of_a_win_are_the_people_it_thanks(sunday: date) -> None:
    made_up = example(sunday)
    people = {who["reference"]: who for who in made_up.people}
    first_names = {who["name"].split()[0]: who["reference"] for who in made_up.people}
    for row in made_up.wins:
        thanked = [reference for reference in row["person"].split(";") if reference]
        named = {name for name in first_names if re.search(rf"(?<![\w-]){name}(?![\w-])", row["text"])}
        assert {first_names[name] for name in named} == set(thanked), row
        assert not thanked or {people[who]["team"] for who in thanked} == set(row["team"].split(";"))


@every_sunday
def test_some_small_customers_were_promised_nothing_before_the_last_weeks(sunday: date) -> None:
    made_up = example(sunday)
    tiers = {row["reference"]: row["tier"] for row in made_up.customers}
    first = {row["customer"]: row["made_on"] for row in sorted(made_up.promises, key=_made, reverse=True)}
    new = [who for who, day in first.items() if day > (sunday - 7 * WEEK).isoformat()]
    assert 4 <= len(new) <= 8
    assert not [who for who in new if tiers[who]]
    assert not [row for row in made_up.complaints if row["received_on"] < first[row["customer"]]]


def _made(row: Row) -> str:
    return row["made_on"]


@every_sunday
def test_most_complaints_of_a_quarter_are_about_something_promised(sunday: date) -> None:
    began = (sunday - 13 * WEEK).isoformat()
    rows = [row for row in example(sunday).complaints if row["received_on"] > began]
    assert len([row for row in rows if row["promise"]]) > 0.5 * len(rows)


@every_sunday
def test_wrong_bills_come_back_to_the_same_customers_within_8_weeks(sunday: date) -> None:
    days: dict[str, list[date]] = defaultdict(list)
    for row in example(sunday).complaints:
        if row["breakdown"] == "billing":
            days[row["customer"]].append(date.fromisoformat(row["received_on"]))
    again = [
        later
        for received in days.values()
        for earlier, later in pairwise(received)
        if later - earlier <= 8 * WEEK
    ]
    assert len(again) >= 30
    assert any(sunday - 7 * DAY < day <= sunday for day in again)


@every_sunday
def test_the_workshop_gets_better(sunday: date) -> None:
    quarter = 13 * WEEK
    began, last = (sunday - 104 * WEEK).isoformat(), (sunday - quarter).isoformat()
    first = (sunday - 104 * WEEK + quarter).isoformat()
    workshop = due(sunday, "Workshop")
    before = kept_rate([row for row in workshop if began < row["promised_on"] <= first], sunday)
    now = kept_rate([row for row in workshop if row["promised_on"] > last], sunday)
    assert 0.64 <= before <= 0.80
    assert 0.91 <= now <= 0.99


@every_sunday
def test_some_promises_are_still_owed_the_oldest_for_about_7_weeks(sunday: date) -> None:
    owed = sorted(date.fromisoformat(row["promised_on"]) for row in still_owed(sunday))
    assert 6 <= len(owed) <= 10
    assert 6 * WEEK <= sunday - owed[0] <= 8 * WEEK
    assert len({day.isocalendar()[:2] for day in owed}) >= 4


@every_sunday
def test_nothing_promised_until_the_last_sunday_is_pending_on_monday(sunday: date) -> None:
    assert "pending" not in {state(row, sunday + DAY) for row in due(sunday)}


@every_sunday
def test_the_last_week_is_worth_a_meeting(sunday: date) -> None:
    made_up = example(sunday)
    promises = of_last_week(made_up.promises, "promised_on", sunday)
    states = Counter(state(row, sunday + DAY) for row in promises)
    assert states["kept"] in (40, 41)
    assert states["missed"] in (3, 4)
    assert states["kept"] + states["missed"] == 44
    missed = [row for row in promises if state(row, sunday + DAY) == "missed"]
    assert sum(bool(row["cause"]) for row in missed) >= 2
    assert len([row for row in still_owed(sunday) if row in missed]) == 1

    moved = of_last_week(made_up.promises, "first_promised_on", sunday)
    assert len(moved) in (2, 3)
    assert all(row["promised_on"] > sunday.isoformat() for row in moved)
    assert any(row["moved_on"] > row["first_promised_on"] for row in moved)

    complaints = of_last_week(made_up.complaints, "received_on", sunday)
    assert len(complaints) in (4, 5)
    assert sum(row["severity"] == "critical" for row in complaints) == 1
    assert len([row for row in complaints if row["promise"] in {one["reference"] for one in missed}]) == 1
    assert any(not row["answered_on"] for row in complaints)
    assert any(row["answered_on"] and not row["resolved_on"] for row in complaints)

    wins = of_last_week(made_up.wins, "happened_on", sunday)
    assert 5 <= len(wins) <= 8
    side = dict(made_up.teams)
    assert any(row["named_by"] == "customer" for row in wins)
    assert any({side[team] for team in row["team"].split(";")} == {"sales", "service"} for row in wins)


@every_sunday
def test_the_next_two_weeks_are_full_and_the_ones_after_them_thin_out(sunday: date) -> None:
    ahead = Counter(
        (week_of(row["promised_on"]) - sunday).days // 7 + 1
        for row in example(sunday).promises
        if row["promised_on"] > sunday.isoformat()
    )
    assert set(ahead) == {1, 2, 3, 4, 5, 6}
    assert min(ahead[1], ahead[2]) >= 18
    assert ahead[1] + ahead[2] > 1.6 * sum(ahead[week] for week in (3, 4, 5, 6))
    pending = [row for row in example(sunday).promises if state(row, sunday + DAY) == "pending"]
    assert len(pending) >= 60


@every_sunday
@pytest.mark.parametrize("kind", ["complaints", "wins"])
def test_no_text_comes_twice_in_a_week_and_few_come_back(sunday: date, kind: str) -> None:
    name = {"complaints": "received_on", "wins": "happened_on"}[kind]
    rows: tuple[Row, ...] = getattr(example(sunday), kind)
    in_week = Counter((week_of(row[name]), row["text"]) for row in rows)
    assert max(in_week.values()) == 1
    texts = Counter(row["text"] for row in rows)
    assert max(texts.values()) <= 6
    assert len(texts) > 0.75 * len(rows)


@every_sunday
def test_texts_are_finished_sentences_of_different_length(sunday: date) -> None:
    made_up = example(sunday)
    texts = [row["text"] for row in (*made_up.complaints, *made_up.wins)]
    texts += [row["what"] for row in made_up.promises]
    texts += [row["cause"] for row in made_up.promises if row["cause"]]
    assert not [text for text in texts if re.search(r"[{}]|  |\b(\w+) \1\b", text)]
    assert all(not text[0].islower() for text in texts)
    lengths = [len(row["text"]) for row in made_up.complaints]
    assert min(lengths) < 40
    assert max(lengths) > 110


@every_sunday
def test_two_meetings_were_held_on_working_days_of_the_last_two_weeks(sunday: date) -> None:
    made_up = example(sunday)
    past = made_up.past
    assert [week_of(str(day)) for day in past.held_on] == [sunday - 13 * DAY, sunday - 6 * DAY]
    for day in (*past.held_on, past.next_on):
        assert day.weekday() < 5
        assert day not in made_up.holidays
    assert past.next_on > sunday


@every_sunday
def test_there_are_action_items_in_every_state_and_some_to_ask_for(sunday: date) -> None:
    past = example(sunday).past
    items = [*past.items[0], *past.items[1], past.own]
    assert 10 <= len(items) == len({item.what for item in items})
    assert all(item.due_on.weekday() < 5 and item.due_on not in example(sunday).holidays for item in items)
    done = [item for item in items if item.state == "done" and item.ended_on]
    assert all(item.ended_on <= sunday for item in done if item.ended_on)
    late = [item for item in done if item.ended_on and item.ended_on > item.due_on]
    assert (len(done) > 2 * len(late), len(late)) == (True, 1)
    assert [item.state for item in items].count("moved") == 1
    assert [bool(item.reason) for item in items if item.state == "dropped"] == [True]
    waiting = [item for item in items if item.state in ("open", "moved")]
    to_ask = [item for item in waiting if (item.moved_to or item.due_on) < past.next_on]
    assert 3 <= len(to_ask) < len(waiting)
    # One comes back for the second time.
    assert len([item for item in to_ask if item.state == "open" and item.due_on < past.held_on[1]]) == 1


@every_sunday
def test_who_meets_notes_and_acts_is_of_the_company(sunday: date) -> None:
    made_up = example(sunday)
    names = {who["name"] for who in made_up.people}
    assert {item.owner for said in made_up.past.items for item in said} - names == {""}
    assert {note.who for note in made_up.past.notes} <= names
    assert {*words_meetings.EXPECTED, *(who for came in words_meetings.CAME_TOO for who in came)} <= names
    assert {who for rated in words_meetings.RATINGS for who, *_ in rated} <= names
    assert {who for told in words_meetings.TOLD_BY for who in told} <= names
    for away, rated in zip(words_meetings.AWAY, words_meetings.RATINGS, strict=True):
        assert not set(away) & {who for who, *_ in rated}


@every_sunday
def test_notes_of_every_kind_came_from_the_field_last_week(sunday: date) -> None:
    notes = example(sunday).past.notes
    last = [note for note in notes if week_of(str(note.noted_on)) == sunday - 6 * DAY]
    assert {note.kind for note in last} == set(NoteKind)
    assert all(sunday - 13 * DAY <= note.noted_on <= sunday for note in notes)
    customers = {customer["reference"] for customer in example(sunday).customers}
    assert {note.customer for note in notes} <= customers | {""}
    for note in notes:
        assert not re.search(r"[{}]|  |\b(\w+) \1\b", note.text)
        assert not note.text[0].islower()


def test_the_store_of_the_example_holds_its_past_told_in_events(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "example.db", None, "2026-11-23T08:00:00+00:00")
    fill_store(settings)
    store = open_store(settings)
    assert wrong(store) == []
    with reading(store) as session:
        last = queries.last_closed(session)
        assert last is not None
        assert (last.held_on, last.leader) == (date(2026, 11, 16), words_meetings.LEADER)
        assert [round(seconds) for seconds in last.used] == list(words_meetings.SECONDS[1])
        assert queries.open_meeting(session) is None
        rating = queries.rating_of(session, last.id)
        assert (rating.raters, round(rating.average or 0, 1)) == (7, 8.6)
        assert len(queries.decisions_of(session, last.id)) == 2
        assert len(queries.waiting_topics(session)) == 2
        rows = action_queries.all_actions(session)
        assert len(rows) == 12
        assert all(row.owner and row.due_on and row.first_due_on for row in rows)
        assert Counter(row.state for row in rows) == {"open": 6, "done": 5, "dropped": 1}
        assert sum(is_carried(row, held_on=date(2026, 11, 23)) for row in rows) == 4
        assert queries.template(session)[1] == words_meetings.GROUND_RULES
        notes, _ = found_notes(session, NoteFilter(), most=99)
        assert {note.standing for note in notes} >= {*Standing} - {Standing.BECAME}
        assert len([note for note in notes if note.hand_off]) == 4
        new = new_customers(session, today=date(2026, 11, 23))
        assert [bool(one.introduced_on) for one in new] == [False] * (len(new) - 3) + [True] * 3
        assert len(new) > 4
    heroes = [row for row in rows_of(store, Win) if row["said"] and row["evidence"] and row["promise_id"]]
    assert [row["named_by"] for row in heroes] == ["customer"]
    assert [row["happened_on"] for row in heroes] == [date(2026, 11, 19)]
    told = [row for kind in (Promise, Complaint) for row in rows_of(store, kind) if row["told_on"]]
    assert len(told) == 6
    store.close()
