"""Two sources with numbers and names that overlap, as a machine that Hypothesis drives: see test_two_sources.py.

The promise of it: no record is ever a customer's that its own file calls otherwise, unless a person said that the two
are one.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, Phase
from hypothesis import seed as seeded
from hypothesis import settings as tries
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from db.changes import ChangedMeanwhile
from db.changes.merging import merge_customers, merge_pairs, tell_apart
from db.changes.parting import part_customers
from db.changes.undo import undo_change
from db.changes.undo_import import undo_import
from db.engine import Store, reading, transaction
from db.intake.fields import Kind
from db.models import Complaint, Customer, Event, Promise
from db.queries.alike import alike, clear_merges
from db.replay import replay_differences
from meeting.errors import NotUnderstood
from meeting.permissions import COMMAND_LINE
from meeting.words import name_key
from tests.db.stores import NOW, Bring, rows_of

SOURCES = ["crm", "erp"]
NUMBERS = ["1", "2", "103"]
NAMES = ["Alpha", "Beta", "ALPHA", "Alpha GmbH"]
Row = dict[str, str]
Fresh = Callable[[], Store]

SOURCE = st.sampled_from(SOURCES)
BACK = st.sampled_from([1, 1, 2, 3])
CALLED = {"customer": st.sampled_from(NUMBERS), "customer_name": st.sampled_from(NAMES)}


def _rows(**cells: st.SearchStrategy[str]) -> st.SearchStrategy[list[Row]]:
    row = st.fixed_dictionaries(cells)
    return st.lists(row, min_size=1, max_size=3, unique_by=lambda row: row["reference"])


FILES = st.one_of(
    st.tuples(
        st.just(Kind.CUSTOMERS), _rows(reference=st.sampled_from(NUMBERS), name=st.sampled_from(NAMES))
    ),
    st.tuples(
        st.just(Kind.PROMISES),
        _rows(
            reference=st.sampled_from(["P1", "P2", "P3"]),
            promised_on=st.just("2026-11-20"),
            customer=st.sampled_from([*NUMBERS, *NAMES]),
            customer_name=st.just(""),
        ),
    ),
    st.tuples(
        st.just(Kind.PROMISES),
        _rows(reference=st.sampled_from(["P1", "P2", "P3"]), promised_on=st.just("2026-11-20"), **CALLED),
    ),
    st.tuples(
        st.just(Kind.COMPLAINTS),
        _rows(
            reference=st.sampled_from(["T1", "T2"]),
            received_on=st.just("2026-11-18"),
            customer=st.sampled_from(["", *NUMBERS]),
            customer_name=st.sampled_from(NAMES),
            promise=st.sampled_from(["", "P1", "P2"]),
        ),
    ),
)


class TwoSources(RuleBasedStateMachine):
    def __init__(self, fresh: Fresh, steps: Counter[str]) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.store, self.steps = fresh(), steps
        self.bring = Bring(self.store, Path(self.folder.name))
        self.said: dict[tuple[str, str, str], Row] = {}
        """What the last file said of each record."""
        self.files: list[tuple[str, Kind, list[Row], int]] = []
        self.operations: list[str] = []
        self.is_to_be_looked_at = False

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    def _did(self, step: str) -> None:
        self.steps[step] += 1
        self.is_to_be_looked_at = True

    @rule(source=SOURCE, file=FILES)
    def bring_in(self, source: str, file: tuple[Kind, list[Row]]) -> None:
        self._bring_in(source, *file)

    @rule(back=BACK)
    def bring_in_again(self, back: int) -> None:
        """At once twice: the second changes nothing."""
        if back <= len(self.files):
            source, kind, rows, _ = self.files[-back]
            self._bring_in(source, kind, rows)
            again = self.bring(kind, rows, source=source)
            assert (again.new, again.changed) == (0, 0), again.in_words()
            assert again.new_customers == [], again.in_words()
            self._did("bring_in_again")

    def _bring_in(self, source: str, kind: Kind, rows: list[Row]) -> None:
        report = self.bring(kind, rows, source=source)
        assert report.refused == 0, report.in_words()
        self.files.append((source, kind, rows, report.run_id or 0))
        if kind is not Kind.CUSTOMERS:
            self.said |= {(str(kind), source, row["reference"]): row for row in rows}
        self._did("bring_in")

    @rule(back=BACK)
    def undo_an_import(self, back: int) -> None:
        if back > len(self.files):
            return
        _, kind, rows, run_id = self.files.pop(-back)
        with transaction(self.store) as session:
            undo_import(session, run_id, actor=COMMAND_LINE, now=NOW)
        # What it said last is not known any more: what stays is not looked at until a file says it again.
        for key in [key for key in self.said if self.said[key] in rows and key[0] == str(kind)]:
            del self.said[key]
        self._did("undo_an_import")

    def _shown(self) -> list[dict[str, Any]]:
        return [row for row in rows_of(self.store, Customer) if not row["hidden"]]

    @rule(pick=st.randoms(use_true_random=False))
    def merge(self, pick: Any) -> None:
        shown = self._shown()
        if len(shown) < 2:
            return
        keep, gone = pick.sample(shown, 2)
        with transaction(self.store) as session:
            operation = merge_customers(
                session,
                keep=(keep["id"], keep["version"]),
                gone=(gone["id"], gone["version"]),
                actor=COMMAND_LINE,
                now=NOW,
            )
        self.operations.append(operation)
        self._did("merge")

    @rule()
    def say_that_all_are_the_same(self) -> None:
        with reading(self.store) as session:
            clear = clear_merges(alike(session))
        if clear:
            pairs = [
                ((pair.first.id, pair.first.version), (pair.second.id, pair.second.version)) for pair in clear
            ]
            with transaction(self.store) as session:
                self.operations.append(merge_pairs(session, pairs, actor=COMMAND_LINE, now=NOW))
            self._did("say_that_all_are_the_same")

    @rule(pick=st.integers(0, 5))
    def say_that_two_are_two(self, pick: int) -> None:
        with reading(self.store) as session:
            pairs = alike(session)
        if not pairs:
            return
        pair = pairs[pick % len(pairs)]
        with transaction(self.store) as session:
            operation = tell_apart(session, pair.first.id, pair.second.id, actor=COMMAND_LINE, now=NOW)
        self.operations.append(operation)
        with reading(self.store) as session:
            left = {(one.first.id, one.second.id) for one in alike(session)}
        assert (pair.first.id, pair.second.id) not in left
        self._did("say_that_two_are_two")

    @rule(pick=st.integers(0, 5))
    def part(self, pick: int) -> None:
        rows = {row["id"]: row for row in rows_of(self.store, Customer)}
        merged = [
            row
            for row in rows.values()
            if row["merged_into_id"] is not None and not rows[row["merged_into_id"]]["hidden"]
        ]
        if not merged:
            return
        one = merged[pick % len(merged)]
        with transaction(self.store) as session:
            operation = part_customers(session, one["id"], seen=one["version"], actor=COMMAND_LINE, now=NOW)
        self.operations.append(operation)
        self._did("part")

    @rule(back=BACK)
    def undo(self, back: int) -> None:
        if back > len(self.operations):
            return
        try:
            with transaction(self.store) as session:
                undo_change(session, self.operations[-back], actor=COMMAND_LINE, now=NOW)
        except (ChangedMeanwhile, NotUnderstood):
            self.steps["refused"] += 1
            return
        del self.operations[-back]
        self._did("undo")

    @invariant()
    def nobody_has_what_is_anothers(self) -> None:
        if not self.is_to_be_looked_at:
            return
        self.is_to_be_looked_at = False
        with reading(self.store) as session:
            wrong = [str(each) for each in replay_differences(session)]
        assert not wrong, "; ".join(wrong)
        customers = {row["id"]: row for row in rows_of(self.store, Customer)}
        called = self._ever_called()
        for kind, model in ((Kind.PROMISES, Promise), (Kind.COMPLAINTS, Complaint)):
            for row in rows_of(self.store, model):
                said = self.said.get((str(kind), row["source"], row["reference"]))
                if said is None or row["hidden"]:
                    continue
                found = customers[row["customer_id"]]
                assert not found["hidden"], f"{row} is of a customer who is gone"
                assert any(
                    self._is_called_so(one, said, called[one["id"]], source=row["source"])
                    for one in customers.values()
                    if one is found or one["merged_into_id"] == found["id"]
                ), f"{said} of {row['source']} hangs on {found}, of {[*customers.values()]}"

    def _ever_called(self) -> dict[int, set[str]]:
        """Its own list may call a customer otherwise some day: it stays the one that was meant."""
        found: dict[int, set[str]] = {}
        for event in rows_of(self.store, Event):
            after = json.loads(event["after"])
            if event["what"] == "customer" and "name_key" in after:
                found.setdefault(event["record_id"], set()).add(after["name_key"])
        return found

    def _is_called_so(self, customer: dict[str, Any], said: Row, called: set[str], *, source: str) -> bool:
        """By its own number, whatever that is called by now; else by its name."""
        number, name = said["customer"], said["customer_name"]
        if number in NUMBERS and customer["source"] == source and customer["reference"] == number:
            return True
        if number in NUMBERS and customer["reference"] in NUMBERS:
            return False
        return name_key(name or number) in called


def two_sources(fresh: Fresh, *, rounds: int, steps: int, seed: int | None = None) -> Counter[str]:
    """How many steps of each kind were taken. The same rounds each time without a seed."""
    counted: Counter[str] = Counter()

    def machine() -> TwoSources:
        return TwoSources(fresh, counted)

    run_state_machine_as_test(
        machine if seed is None else seeded(seed)(machine),  # type: ignore[arg-type]  # a function will do
        settings=tries(
            max_examples=rounds,
            stateful_step_count=steps,
            derandomize=seed is None,
            deadline=None,
            database=None,
            phases=[Phase.generate] if seed is None else [Phase.generate, Phase.shrink],
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return counted
