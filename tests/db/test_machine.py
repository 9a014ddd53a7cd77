"""Three people do anything in any order: what was told is what is there, and the events tell all of it."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase
from hypothesis import settings as tries
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from db import accounts
from db.changes import Changes, records, undo
from db.changes.merging import merge_customers
from db.changes.people import add_person, disable_person
from db.changes.undo import undo_change, undo_import
from db.engine import Store, open_store, transaction
from db.intake.fields import Kind
from db.models import Complaint, Customer, Person, Promise
from meeting.errors import MeetingError, NotAllowed
from meeting.permissions import COMMAND_LINE, Action, Actor, allowed
from meeting.settings import Settings
from meeting.weeks import week_of
from meeting.words import Role, Tier, WithdrawnBy
from tests.db.machine import Model, Place, State
from tests.db.stores import NOON, NOW, TODAY, Bring, contents, one_of, rows_of, wrong

CAST = {"Ben": Role.MEMBER, "Chloe": Role.MANAGER, "Dev": Role.ADMIN}
DAYS = [date(2026, 11, 3), date(2026, 11, 20), date(2026, 11, 30)]
PAST = st.sampled_from(DAYS[:2])
ANY_DAY = st.sampled_from(DAYS)
WHO = st.sampled_from([*CAST])
BEHIND = st.sampled_from([0, 0, 0, 1])
"""How many versions ago somebody looked."""
BACK = st.integers(1, 4)
PROMISE, COMPLAINT, CUSTOMER = (st.sampled_from([f"{letter}{n}" for n in (1, 2, 3)]) for letter in "PTC")
REASON = st.sampled_from(["", "Parts are late"])
SOMEBODY = st.sampled_from([None, *CAST])
TABLES = {"promise": Promise, "complaint": Complaint, "customer": Customer, "person": Person}
POINTS_TO = {"customer": "customer", "merged_into": "customer", "same_as": "complaint", "turn_to": "person"}
FOLLOW = {"promised_on": "promised_week", "first_promised_on": "first_promised_week"}


def _rows(reference: st.SearchStrategy[str], **cells: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    row = st.fixed_dictionaries({"reference": reference, **cells})
    return st.lists(row, min_size=1, max_size=3, unique_by=lambda row: row["reference"])


FILES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.PROMISES: _rows(
        PROMISE,
        customer=CUSTOMER,
        what=st.sampled_from(["Oven", "=Fridge"]),
        promised_on=ANY_DAY.map(str),
        delivered_on=st.sampled_from(["", "", *map(str, DAYS[:2])]),
    ),
    Kind.COMPLAINTS: _rows(
        COMPLAINT,
        customer=CUSTOMER,
        received_on=PAST.map(str),
        severity=st.sampled_from(["minor", "critical"]),
    ),
    Kind.CUSTOMERS: _rows(
        CUSTOMER, name=st.sampled_from(["Acme", "Beta"]), tier=st.sampled_from(["A", "B", ""])
    ),
}


class ThreePeople(RuleBasedStateMachine):
    """Each step is taken by somebody of a role, at a version they saw. What is refused changes nothing."""

    def __init__(self, fresh: Callable[[], Store], steps: Counter[str]) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.store = fresh()
        self.steps = steps
        self.model = Model(TODAY)
        self.is_to_be_looked_at = True
        with transaction(self.store) as session:
            for name, role in CAST.items():
                person_id = self._add(session, name, role, actor=COMMAND_LINE)
                accounts.open_account(session, person_id, hashed="of nobody", now=NOW)

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    def _add(self, session: Session, name: str, role: Role, *, actor: Actor) -> int:
        email = f"{name.lower()}@example.com"
        person_id = add_person(session, name=name, email=email, role=role, actor=actor, now=NOW)
        self.model.change(("person", name), name=name, role=str(role), disabled=False)
        return person_id

    def _do(
        self, step: str, who: str, action: Action, change: Callable[[Actor], Any], *, is_right: bool = True
    ) -> Any:
        """What the change gives back; None where it was refused, as it must be unless it is right and allowed."""
        state = COMMAND_LINE.role if who == COMMAND_LINE.name else self.model.now(("person", who))["role"]
        actor = Actor(who, Role(state), self._id(("person", who)) if who in CAST else None)
        expected = is_right and allowed(actor, action)
        before = None if expected else contents(self.store)
        try:
            done = change(actor)
        except MeetingError as error:
            assert not expected, f"{who} was refused to {step}: {error}"
            assert isinstance(error, NotAllowed) == (not allowed(actor, action))
            assert "Nothing was" in str(error)
            assert contents(self.store) == before, f"{step} was refused and changed something"
            self.steps["refused"] += 1
            return None
        assert expected, f"{who} was not refused to {step}"
        self.steps[step] += 1
        self.is_to_be_looked_at = True
        return done

    def _written(self, change: Callable[..., Any], *given: Any, **named: Any) -> Callable[[Actor], Any]:
        def call(actor: Actor) -> Any:
            with transaction(self.store) as session:
                return change(session, *given, **named, actor=actor, now=NOW)

        return call

    def _id(self, place: Place) -> int:
        what, reference = place
        name = "name" if what == "person" else "reference"
        found: int = one_of(self.store, TABLES[what], **{name: reference})["id"]
        return found

    def _is_out(self, who: str, *places: Place) -> bool:
        """Nothing to do: somebody disabled does not come in, and what nobody ever brought has no page."""
        is_disabled = who in CAST and self.model.now(("person", who))["disabled"]
        return is_disabled or any(place not in self.model.records for place in places)

    def _edit(
        self,
        change: Callable[..., str],
        who: str,
        action: Action,
        place: Place,
        fields: State,
        *,
        behind: int,
        is_right: bool = True,
        **named: Any,
    ) -> None:
        seen = self.model.version(place) - behind
        operation = self._do(
            change.__name__,
            who,
            action,
            self._written(change, self._id(place), seen=seen, **named),
            is_right=is_right and not behind and self.model.is_shown(place),
        )
        if operation is not None:
            self.model.did(operation, change.__name__, self.model.change_by_hand(place, **fields))

    @rule(who=WHO, reference=PROMISE, on=PAST, behind=BEHIND)
    def deliver(self, who: str, reference: str, on: date, behind: int) -> None:
        place = ("promise", reference)
        if not self._is_out(who, place):
            fields = {"delivered_on": on}
            self._edit(records.deliver, who, Action.CORRECT, place, fields, behind=behind, on=on, today=TODAY)

    @rule(who=WHO, reference=PROMISE, on=PAST, by=st.sampled_from(WithdrawnBy), behind=BEHIND)
    def withdraw(self, who: str, reference: str, on: date, by: WithdrawnBy, behind: int) -> None:
        place = ("promise", reference)
        if self._is_out(who, place):
            return
        self._edit(
            records.withdraw,
            who,
            Action.CORRECT,
            place,
            {"withdrawn_on": on, "withdrawn_by": str(by)},
            behind=behind,
            is_right=not self._is_over(place),
            **{"on": on, "by": by, "today": TODAY, "reason": ""},
        )

    @rule(who=WHO, reference=PROMISE, to=ANY_DAY, reason=REASON, behind=BEHIND)
    def move(self, who: str, reference: str, to: date, reason: str, behind: int) -> None:
        place = ("promise", reference)
        if self._is_out(who, place):
            return
        now = self.model.now(place)
        fields = {"promised_on": to}
        if now["moved_on"] is None and to != now["promised_on"]:
            fields["moved_on"] = TODAY
        self._edit(
            records.move,
            who,
            Action.CORRECT,
            place,
            fields,
            behind=behind,
            is_right=not self._is_over(place) and (bool(reason) or now["promised_on"] >= TODAY),
            **{"to": to, "today": TODAY, "reason": reason},
        )

    def _is_over(self, place: Place) -> bool:
        now = self.model.now(place)
        return now["delivered_on"] is not None or now["withdrawn_on"] is not None

    @rule(who=WHO, reference=PROMISE, to=ANY_DAY, reason=REASON, behind=BEHIND)
    def correct_day(self, who: str, reference: str, to: date, reason: str, behind: int) -> None:
        place = ("promise", reference)
        if self._is_out(who, place):
            return
        self._edit(
            records.correct_day,
            who,
            Action.CORRECT_DAY,
            place,
            {"promised_on": to, "first_promised_on": to, "moved_on": None},
            behind=behind,
            is_right=bool(reason),
            **{"to": to, "reason": reason},
        )

    @rule(who=WHO, names=st.sets(CUSTOMER, min_size=1), tier=st.sampled_from([None, *Tier]), behind=BEHIND)
    def set_tier(self, who: str, names: set[str], tier: Tier | None, behind: int) -> None:
        places = [("customer", name) for name in sorted(names)]
        if self._is_out(who, *places):
            return
        seen = [(self._id(place), self.model.version(place) - behind) for place in places]
        operation = self._do(
            "set_tier",
            who,
            Action.CORRECT,
            self._written(records.set_tier, seen, tier=tier),
            is_right=not behind and all(self.model.is_shown(place) for place in places),
        )
        if operation is not None:
            said = str(tier) if tier else None
            touched = [one for place in places for one in self.model.change_by_hand(place, tier=said)]
            self.model.did(operation, "set_tier", touched)

    @rule(who=WHO, reference=CUSTOMER, person=SOMEBODY, behind=BEHIND)
    def set_turn_to(self, who: str, reference: str, person: str | None, behind: int) -> None:
        place = ("customer", reference)
        if self._is_out(who, place):
            return
        self._edit(
            records.set_turn_to,
            who,
            Action.CORRECT,
            place,
            {"turn_to": person},
            behind=behind,
            is_right=person is None or not self.model.now(("person", person))["disabled"],
            person_id=person and self._id(("person", person)),
        )

    @rule(who=WHO, reference=COMPLAINT, other=st.one_of(st.none(), COMPLAINT), behind=BEHIND)
    def mark_same_as(self, who: str, reference: str, other: str | None, behind: int) -> None:
        place = ("complaint", reference)
        if self._is_out(who, place, *([("complaint", other)] if other else [])):
            return
        is_right = other is None or (
            other != reference
            and self.model.is_shown(("complaint", other))
            and self.model.now(("complaint", other))["same_as"] is None
            and all(state["same_as"] != reference for state in self.model.of("complaint").values())
        )
        self._edit(
            records.mark_same_as,
            who,
            Action.CORRECT_DAY,
            place,
            {"same_as": other},
            behind=behind,
            is_right=is_right,
            other_id=other and self._id(("complaint", other)),
        )

    @rule(who=WHO, keep=CUSTOMER, gone=CUSTOMER, behind=BEHIND)
    def merge(self, who: str, keep: str, gone: str, behind: int) -> None:
        places = ("customer", keep), ("customer", gone)
        if self._is_out(who, *places):
            return
        first, second = ((self._id(place), self.model.version(place)) for place in places)
        operation = self._do(
            "merge",
            who,
            Action.CORRECT_DAY,
            self._written(merge_customers, keep=first, gone=(second[0], second[1] - behind)),
            is_right=keep != gone and not behind and all(self.model.is_shown(place) for place in places),
        )
        if operation is not None:
            self.model.did(operation, "merge", self.model.merge(keep, gone))

    @rule(who=WHO, back=BACK)
    def undo_a_change(self, who: str, back: int) -> None:
        if self._is_out(who) or back > len(self.model.operations):
            return
        operation, done, touched = self.model.operations[-back]
        takes = Action.CORRECT_DAY if done in ("correct_day", "mark_same_as", "merge") else Action.CORRECT
        number = self._do(
            "undo_a_change",
            who,
            takes,
            self._written(undo_change, operation),
            is_right=self.model.may_be_undone(touched),
        )
        if number is not None:
            assert number == len(touched)
            self.model.undo(touched)

    @rule(who=WHO, file=st.one_of([st.tuples(st.just(kind), rows) for kind, rows in FILES.items()]))
    def bring_in(self, who: str, file: tuple[Kind, list[dict[str, str]]]) -> None:
        self._bring_in("bring_in", who, *file)

    @rule(who=WHO, back=BACK)
    def bring_in_again(self, who: str, back: int) -> None:
        """What was taken back comes again."""
        if back <= len(self.model.runs):
            run = self.model.runs[-back]
            self._bring_in("bring_in_again", who, Kind(run.kind), run.rows)

    @initialize(promises=FILES[Kind.PROMISES], complaints=FILES[Kind.COMPLAINTS])
    def start(self, promises: list[dict[str, str]], complaints: list[dict[str, str]]) -> None:
        self._bring_in("bring_in", "Chloe", Kind.PROMISES, promises)
        self._bring_in("bring_in", "Chloe", Kind.COMPLAINTS, complaints)

    def _bring_in(self, step: str, who: str, kind: Kind, rows: list[dict[str, str]]) -> None:
        if kind is Kind.CUSTOMERS:
            customers = self.model.of("customer")
            rows = [
                row
                for row in rows
                if customers.get(row["reference"], {"merged_into": None})["merged_into"] is None
            ]
        if self._is_out(who) or not rows:
            return
        bring = Bring(self.store, Path(self.folder.name))
        report = self._do(
            step, who, Action.BRING_IN_FILES, lambda actor: bring(kind, rows, actor=actor)
        )
        if report is None:
            return
        meant = [{name: _meant(name, cell) for name, cell in row.items() if name != "reference"} for row in rows]
        told = self.model.bring_in(report.run_id, kind, rows, meant)
        assert (report.new, report.changed, report.unchanged) == told
        assert report.refused == 0

    @rule(who=WHO, back=BACK)
    def undo_an_import(self, who: str, back: int) -> None:
        if self._is_out(who) or back > len(self.model.runs):
            return
        run = self.model.runs[-back]
        undone = self._do(
            "undo_an_import",
            who,
            Action.BRING_IN_FILES,
            self._written(undo_import, run.id),
            is_right=not run.is_undone,
        )
        if undone is not None:
            assert (undone.hidden, undone.set_back, len(undone.kept)) == self.model.undo_run(run)

    @rule(who=st.sampled_from([*CAST, COMMAND_LINE.name]), name=st.sampled_from([*CAST]), role=st.sampled_from(Role))
    def give_a_role(self, who: str, name: str, role: Role) -> None:
        """To somebody who was disabled, too: they are back."""
        if not self._is_out(who):
            model, self.model = self.model, Model(TODAY)
            self.model = model
            with_session = self._written(lambda session, actor, now: self._add(session, name, role, actor=actor))
            self._do("give_a_role", who, Action.SET_UP, with_session)

    @rule(who=WHO, name=st.sampled_from([*CAST]), taken_over_by=SOMEBODY)
    def disable(self, who: str, name: str, taken_over_by: str | None) -> None:
        if self._is_out(who):
            return
        people = self.model.of("person")
        administrators = {each for each, now in people.items() if now["role"] == "admin" and not now["disabled"]}
        handed_over = self._do(
            "disable",
            who,
            Action.SET_UP,
            self._written(
                disable_person,
                self._id(("person", name)),
                taken_over_by=taken_over_by and self._id(("person", taken_over_by)),
            ),
            is_right=not people[name]["disabled"]
            and administrators != {name}
            and taken_over_by != name
            and (taken_over_by is None or not people[taken_over_by]["disabled"]),
        )
        if handed_over is not None:
            assert handed_over == self.model.disable(name, taken_over_by=taken_over_by)

    @invariant()
    def what_was_told_is_what_is_there(self) -> None:
        if not self.is_to_be_looked_at:
            return
        self.is_to_be_looked_at = False
        assert wrong(self.store) == []
        assert _found(self.store) == {
            place: {**states[-1], "version": len(states)} for place, states in self.model.records.items()
        }


def _meant(name: str, cell: str) -> Any:
    if name.endswith("_on") and cell:
        return date.fromisoformat(cell)
    return cell or None


def _found(store: Store) -> dict[Place, State]:
    """The records as the model has them: names for ids, days in the words of the files."""
    rows = {what: rows_of(store, model) for what, model in TABLES.items()}
    names = {
        what: {row["id"]: row["name" if what == "person" else "reference"] for row in some}
        for what, some in rows.items()
    }

    def plain(name: str, value: Any, what: str) -> Any:
        of = POINTS_TO.get(name)
        return names[of].get(value) if of else value

    found = {}
    for what, some in rows.items():
        for row in some:
            for day, week in FOLLOW.items():
                assert what != "promise" or row[week] == str(week_of(row[day]))
            says = json.loads(row["file_says"] or "{}")
            row["file_says"] = {
                (bare := name.removesuffix("_id")): plain(bare, _day(bare, value), what) for name, value in says.items()
            }
            state = {}
            for name, value in row.items():
                bare = name.removesuffix("_id")
                if bare in SHOWN[what]:
                    state[bare] = plain(bare, value, what)
            found[what, names[what][row["id"]]] = state
    return found


def _day(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name.endswith("_on") and value else value


COMMON = {"hidden", "version", "file_says"}
SHOWN = {
    "promise": COMMON
    | {"customer", "what", "promised_on", "first_promised_on", "moved_on", "delivered_on", "withdrawn_on"}
    | {"withdrawn_by"},
    "complaint": COMMON | {"customer", "received_on", "severity", "same_as"},
    "customer": COMMON | {"name", "tier", "turn_to", "merged_into"},
    "person": COMMON | {"name", "role", "disabled"},
}


def run(template: Path, *, examples: int, steps: int) -> Counter[str]:
    """How many steps of each kind were saved, and how many were refused."""
    counted: Counter[str] = Counter()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "meeting.db"

        def fresh() -> Store:
            shutil.copy(template, path)
            return open_store(Settings(path, None, NOON))

        run_state_machine_as_test(
            lambda: ThreePeople(fresh, counted),
            settings=tries(
                max_examples=examples,
                stateful_step_count=steps,
                derandomize=True,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                report_multiple_bugs=False,
                suppress_health_check=list(HealthCheck),
            ),
        )
    return counted


def test_try(sqlite_template: Path) -> None:
    import time
    t = time.time()
    print(run(sqlite_template, examples=15, steps=30))
    print(time.time() - t)
