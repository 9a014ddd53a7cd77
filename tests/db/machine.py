"""Three people at one store, as a machine that Hypothesis drives: see tests/db/test_machine.py."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, Phase
from hypothesis import seed as seeded
from hypothesis import settings as tries
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from db import accounts
from db.changes import records
from db.changes.merging import merge_customers
from db.changes.parting import part_customers
from db.changes.people import add_person, disable_person
from db.changes.undo import undo_change
from db.changes.undo_import import undo_import
from db.engine import Store, reading, transaction
from db.intake.fields import Kind
from db.models import Base, Complaint, Customer, Person, Promise
from db.replay import replay_differences
from meeting.errors import MeetingError, NotAllowed
from meeting.permissions import COMMAND_LINE, Action, Actor, allowed
from meeting.weeks import week_of
from meeting.words import Role, Tier, WithdrawnBy
from tests.db.stores import NOW, TODAY, Bring, one_of, rows_of, tables
from tests.db.what_was_told import Model, Place, State, Touch

CAST = {"Ben": Role.MEMBER, "Chloe": Role.MANAGER, "Dev": Role.ADMIN}
DAYS = [date(2026, 11, 3), date(2026, 11, 20), date(2026, 11, 30)]
PAST = st.sampled_from(DAYS[:2])
ANY_DAY = st.sampled_from(DAYS)
WHO = st.sampled_from(["Dev", "Chloe", "Dev", "Chloe", "Ben"])
ADMIN = st.sampled_from(["Dev", COMMAND_LINE.name, "Chloe", COMMAND_LINE.name])
ROLES = [None, Role.ADMIN, Role.MANAGER, Role.MANAGER, Role.FACILITATOR, Role.MEMBER]
"""None is for somebody who leaves."""
BEHIND = st.sampled_from([0, 0, 0, 0, 0, 1])
"""How many versions ago somebody looked."""
BACK_AGAIN = st.booleans()
"""Whether somebody takes a change back at once."""
BACK = st.sampled_from([1, 1, 1, 2, 3])
"""Which of the last operations or files, counted from the newest."""
CUSTOMERS = ["C1", "C2", "C3"]
TWO = st.permutations(CUSTOMERS).map(lambda all_three: all_three[:2])
TIER = st.sampled_from([None, *Tier])
PROMISE, COMPLAINT, CUSTOMER = (st.sampled_from([f"{letter}{n}" for n in (1, 2, 3)]) for letter in "PTC")
REASON = st.sampled_from(["", "Parts are late"])
NAME = st.sampled_from([*CAST])
SOMEBODY = st.sampled_from([None, *CAST])
TABLES: dict[str, type[Base]] = {
    "promise": Promise,
    "complaint": Complaint,
    "customer": Customer,
    "person": Person,
}
POINTS_TO = {
    **{"customer": "customer", "named": "customer", "merged_into": "customer"},
    **{"same_as": "complaint", "turn_to": "person"},
}
FOLLOW = {"promised_on": "promised_week", "first_promised_on": "first_promised_week"}


Fresh = Callable[[], Store]
"""An empty store of its own for each round."""


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


@dataclass(frozen=True)
class Change:
    """How a promise is changed: what it takes, what is given beside the version seen, and what is different then."""

    function: Callable[..., str]
    given: State
    fields: State
    is_right: bool = True
    action: Action = Action.CORRECT


def _deliver(day: date, now: State) -> Change:
    return Change(records.deliver, {"on": day, "today": TODAY}, {"delivered_on": day}, is_right=day <= TODAY)


def _withdraw(day: date, now: State) -> Change:
    return Change(
        records.withdraw,
        {"on": day, "by": WithdrawnBy.US, "today": TODAY, "reason": ""},
        {"withdrawn_on": day, "withdrawn_by": "us"},
        is_right=day <= TODAY and not _is_over(now),
    )


def _move(day: date, now: State, reason: str = "Parts are late") -> Change:
    said = [] if day == now["promised_on"] else [[str(day), str(TODAY)]]
    return Change(
        records.move,
        {"to": day, "today": TODAY, "reason": reason},
        {"promised_on": day, "days": [*now["days"], *said]},
        is_right=not _is_over(now) and (bool(reason) or now["promised_on"] >= TODAY),
    )


def _correct_day(day: date, now: State, reason: str = "Typed wrongly") -> Change:
    *before, (_, said) = now["days"]
    days = [*before, [str(day), said]]
    return Change(
        records.correct_day,
        {"to": day, "reason": reason},
        {"promised_on": day, "first_promised_on": date.fromisoformat(days[0][0]), "days": days},
        is_right=bool(reason.strip()),
        action=Action.CORRECT_DAY,
    )


def _is_over(now: State) -> bool:
    return now["delivered_on"] is not None or now["withdrawn_on"] is not None


HOW: dict[str, Callable[[date, State], Change]] = {
    **{"deliver": _deliver, "withdraw": _withdraw, "move": _move, "correct": _correct_day},
    "move without a word": partial(_move, reason=""),
    "correct without a word": partial(_correct_day, reason=" "),
}

AT_FIRST = {
    Kind.PROMISES: [
        {"reference": f"P{n}", "customer": f"C{n}", "what": "Oven", "promised_on": str(day)}
        for n, day in enumerate(DAYS, start=1)
    ],
    Kind.COMPLAINTS: [
        {"reference": f"T{n}", "customer": f"C{n}", "received_on": str(day)}
        for n, day in enumerate(DAYS[:2], start=1)
    ],
}


class ThreePeople(RuleBasedStateMachine):
    """Each step is taken by somebody of a role, at a version they saw. What is refused changes nothing."""

    def __init__(self, fresh: Fresh, steps: Counter[str]) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.store = fresh()
        self.steps = steps
        self.model = Model(TODAY)
        self.ids: dict[Place, int] = {}
        self.before: list[list[Any]] | None = None
        self.done_by: dict[str, str] = {}
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
        before = [] if expected else self._everything()
        refused: MeetingError | None = None
        done = None
        try:
            done = change(actor)
        except MeetingError as error:
            refused = error
        if refused is not None:
            assert not expected, f"{who} was refused to {step}: {refused}"
            assert isinstance(refused, NotAllowed) == (not allowed(actor, action)), str(refused)
            assert "Nothing was" in str(refused), str(refused)
            self.before = None
            assert self._everything() == before, f"{step} was refused and changed something"
            self.steps["refused"] += 1
            return None
        assert expected, f"{who} was not refused to {step}"
        self.steps[step] += 1
        self.before = None
        self.is_to_be_looked_at = True
        return done

    def _everything(self) -> list[list[Any]]:
        """Every row of every table, in as little time as it takes: refused steps are many."""
        if self.before is None:
            with reading(self.store) as session:
                asked = session.connection().exec_driver_sql
                self.before = [
                    list(asked(f"SELECT * FROM {table.name}")) for table in Base.metadata.sorted_tables
                ]
        return self.before

    def _written(self, change: Callable[..., Any], *given: Any, **named: Any) -> Callable[[Actor], Any]:
        def call(actor: Actor) -> Any:
            with transaction(self.store) as session:
                return change(session, *given, **named, actor=actor, now=NOW)

        return call

    def _id(self, place: Place) -> int:
        if place not in self.ids:
            what, reference = place
            name = "name" if what == "person" else "reference"
            self.ids[place] = one_of(self.store, TABLES[what], **{name: reference})["id"]
        return self.ids[place]

    def _is_out(self, who: str, *places: Place) -> bool:
        """Nothing to do: somebody disabled does not come in, and what nobody ever brought has no page."""
        is_disabled = who in CAST and self.model.now(("person", who))["disabled"]
        return is_disabled or any(place not in self.model.records for place in places)

    def _edit(self, who: str, place: Place, change: Change, *, behind: int, back: bool) -> None:
        seen = self.model.version(place) - behind
        name = change.function.__name__
        operation = self._do(
            name,
            who,
            Action.CORRECT_OWN
            if change.action is Action.CORRECT and self._is_own(who, place)
            else change.action,
            self._written(change.function, self._id(place), seen=seen, **change.given),
            is_right=change.is_right and not behind and self.model.is_shown(place),
        )
        if operation is not None:
            self._did(operation, name, who, self.model.change_by_hand(place, **change.fields), back=back)

    def _is_own(self, who: str, place: Place) -> bool:
        """A promise to a customer who turns to this person is theirs."""
        if place[0] != "promise":
            return False
        return bool(self.model.now(("customer", self.model.now(place)["customer"]))["turn_to"] == who)

    def _did(self, operation: str, step: str, who: str, touched: list[Touch], *, back: bool) -> None:
        assert bool(operation) == bool(touched), "an operation is given back exactly where something changed"
        if touched:
            self.model.operations.append((operation, step, touched))
            self.done_by[operation] = who
            self.what_was_told_is_what_is_there()
        if touched and back:
            self.undo_a_change(who, 1)

    @rule(
        who=WHO, how=st.sampled_from([*HOW]), reference=PROMISE, day=ANY_DAY, behind=BEHIND, back=BACK_AGAIN
    )
    def change_a_promise(
        self, *, who: str, how: str, reference: str, day: date, behind: int, back: bool
    ) -> None:
        place = ("promise", reference)
        if not self._is_out(who, place):
            change = HOW[how](day, self.model.now(place))
            self._edit(who, place, change, behind=behind, back=back)

    @rule(
        who=WHO,
        names=st.permutations(CUSTOMERS),
        tier=st.sampled_from([None, *Tier]),
        behind=BEHIND,
        back=BACK_AGAIN,
    )
    def set_tier(self, who: str, names: list[str], tier: Tier | None, behind: int, back: bool) -> None:
        places = [("customer", name) for name in names]
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
            self._did(operation, "set_tier", who, touched, back=back)

    @rule(who=WHO, reference=CUSTOMER, person=SOMEBODY, behind=BEHIND, back=BACK_AGAIN)
    def set_turn_to(self, who: str, reference: str, person: str | None, behind: int, back: bool) -> None:
        place = ("customer", reference)
        if self._is_out(who, place):
            return
        is_right = person is None or not self.model.now(("person", person))["disabled"]
        given = {"person_id": person and self._id(("person", person))}
        self._edit(
            who,
            place,
            Change(records.set_turn_to, given, {"turn_to": person}, is_right),
            behind=behind,
            back=back,
        )

    @rule(who=WHO, reference=COMPLAINT, other=st.one_of(st.none(), COMPLAINT), behind=BEHIND, back=BACK_AGAIN)
    def mark_same_as(self, who: str, reference: str, other: str | None, behind: int, back: bool) -> None:
        place = ("complaint", reference)
        if self._is_out(who, place, *([("complaint", other)] if other else [])):
            return
        is_right = other is None or (
            other != reference
            and self.model.is_shown(("complaint", other))
            and self.model.now(("complaint", other))["same_as"] is None
            and all(state["same_as"] != reference for state in self.model.of("complaint").values())
        )
        given = {"other_id": other and self._id(("complaint", other))}
        change = Change(records.mark_same_as, given, {"same_as": other}, is_right, Action.CORRECT_DAY)
        self._edit(who, place, change, behind=behind, back=back)

    @rule(who=WHO, keep=CUSTOMER, gone=CUSTOMER, behind=BEHIND, back=BACK_AGAIN)
    def merge(self, who: str, keep: str, gone: str, behind: int, back: bool) -> None:
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
            self._did(operation, "merge", who, self.model.merge(keep, gone), back=back)

    @rule(who=WHO, name=CUSTOMER, behind=BEHIND, back=BACK_AGAIN)
    def part(self, who: str, name: str, behind: int, back: bool) -> None:
        place = ("customer", name)
        if self._is_out(who, place):
            return
        into = self.model.now(place)["merged_into"]
        operation = self._do(
            "part",
            who,
            Action.CORRECT_DAY,
            self._written(part_customers, self._id(place), seen=self.model.version(place) - behind),
            is_right=into is not None and not behind and self.model.is_shown(("customer", into)),
        )
        if operation is not None:
            self._did(operation, "part", who, self.model.part(name), back=back)

    @rule(who=WHO, back=BACK)
    def undo_a_change(self, who: str, back: int) -> None:
        if self._is_out(who) or back > len(self.model.operations):
            return
        operation, done, touched = self.model.operations[-back]
        takes = (
            Action.CORRECT_DAY if done in ("correct_day", "mark_same_as", "merge", "part") else Action.CORRECT
        )
        if done in ("deliver", "withdraw", "move") and (
            self.done_by[operation] == who or all(self._is_own(who, one.place) for one in touched)
        ):
            takes = Action.CORRECT_OWN
        number = self._do(
            "undo_a_change",
            who,
            takes,
            self._written(undo_change, operation),
            is_right=self.model.may_be_undone(touched)
            and (done != "part" or self.model.may_part_again(touched[-1].place[1], touched)),
        )
        if number is not None:
            assert number == len(touched)
            if done == "merge":
                self.model.return_since(touched[-1].place[1], touched)
            self.model.undo(touched)
            del self.model.operations[-back]

    @rule(who=WHO, file=st.one_of([st.tuples(st.just(kind), rows) for kind, rows in FILES.items()]))
    def bring_in(self, who: str, file: tuple[Kind, list[dict[str, str]]]) -> None:
        self._bring_in("bring_in", who, *file)

    @rule(who=WHO, back=BACK)
    def bring_in_again(self, who: str, back: int) -> None:
        """What was taken back comes again."""
        if back <= len(self.model.runs):
            run = self.model.runs[-back]
            self._bring_in("bring_in_again", who, Kind(run.kind), run.rows)

    @initialize()
    def start(self) -> None:
        for kind, rows in AT_FIRST.items():
            self._bring_in("bring_in", "Chloe", kind, rows)

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
        report = self._do(step, who, Action.BRING_IN_FILES, lambda actor: bring(kind, rows, actor=actor))
        if report is None:
            return
        meant = [
            {name: _meant(name, cell) for name, cell in row.items() if name != "reference"} for row in rows
        ]
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

    @rule(who=ADMIN, name=NAME, role=st.sampled_from(ROLES), taken_over_by=SOMEBODY)
    def change_a_person(self, who: str, name: str, role: Role | None, taken_over_by: str | None) -> None:
        if role is None:
            self._disable(who, name, taken_over_by)
        else:
            self._give_a_role(who, name, role)

    def _give_a_role(self, who: str, name: str, role: Role) -> None:
        """To somebody who was disabled, too: they are back."""
        if not self._is_out(who):
            add = self._written(lambda session, actor, now: self._add(session, name, role, actor=actor))
            is_right = role is Role.ADMIN or self._administrators() != {name}
            self._do("give_a_role", who, Action.SET_UP, add, is_right=is_right)

    def _administrators(self) -> set[str]:
        """The last of them stays one."""
        people = self.model.of("person").items()
        return {name for name, now in people if now["role"] == "admin" and not now["disabled"]}

    def _disable(self, who: str, name: str, taken_over_by: str | None) -> None:
        if self._is_out(who):
            return
        people = self.model.of("person")
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
            and self._administrators() != {name}
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
        with reading(self.store) as session:
            wrong = [str(each) for each in replay_differences(session)]
        assert not wrong, "; ".join(wrong)
        told = {place: {**states[-1], "version": len(states)} for place, states in self.model.records.items()}
        found = _found(self.store, self.model)
        assert found == told, "; ".join(
            f"{place}: {found.get(place)}, told {told.get(place)}"
            for place in (*told, *found)
            if found.get(place) != told.get(place)
        )


def _meant(name: str, cell: str) -> Any:
    if name.endswith("_on") and cell:
        return date.fromisoformat(cell)
    return cell or None


def _found(store: Store, model: Model) -> dict[Place, State]:
    """The records as the model has them: names for ids, days for what a file said in text."""
    rows = {what: rows_of(store, table) for what, table in TABLES.items()}
    names = {
        what: {row["id"]: row["name" if what == "person" else "reference"] for row in some}
        for what, some in rows.items()
    }

    def plain(column: str, value: Any) -> tuple[str, Any]:
        name = column.removesuffix("_id")
        if name.endswith("_on") and isinstance(value, str):
            value = date.fromisoformat(value)
        return name, names[POINTS_TO[name]].get(value) if name in POINTS_TO else value

    found: dict[Place, State] = {}
    days = {row["id"]: row["days"] for row in tables(store)["promise"].values()}
    for what, some in rows.items():
        for row in some:
            for day, week in FOLLOW.items():
                assert what != "promise" or row[week] == str(week_of(row[day]))
            place = what, names[what][row["id"]]
            state = dict(plain(name, value) for name, value in row.items())
            if what == "promise":
                state["days"] = days[row["id"]]
            says = json.loads(state["file_says"] or "{}")
            state["file_says"] = dict(plain(name, value) for name, value in says.items())
            told = {"version", *(model.now(place) if place in model.records else ())}
            found[place] = {name: state[name] for name in told}
    return found


def three_people(
    fresh: Fresh, *, rounds: int, steps: int, seed: int | None = None, makes_it_short: bool = False
) -> Counter[str]:
    """How many steps of each kind were saved, and how many refused. The same rounds each time without a seed."""
    counted: Counter[str] = Counter()

    def machine() -> ThreePeople:
        return ThreePeople(fresh, counted)

    run_state_machine_as_test(
        machine if seed is None else seeded(seed)(machine),  # type: ignore[arg-type]  # a function will do
        settings=tries(
            max_examples=rounds,
            stateful_step_count=steps,
            derandomize=seed is None,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink] if makes_it_short else [Phase.generate],
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return counted
