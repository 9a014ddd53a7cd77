"""What people at a store were told was saved, kept beside it: small enough to be seen to be right.

It knows no events, no SQL and no code of the store. Each record is the list of its states, one for each version, so
that undoing is: as it was one version before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

State = dict[str, Any]
Place = tuple[str, str]
"""What it is and its reference: ("promise", "P1")."""

NEW: dict[str, State] = {
    "promise": {"delivered_on": None, "withdrawn_on": None, "withdrawn_by": None},
    "complaint": {"same_as": None, "severity": "minor"},
    "customer": {"tier": None, "turn_to": None, "merged_into": None},
    "person": {"disabled": False},
}
COMMON: State = {"hidden": False, "file_says": {}}


@dataclass(frozen=True)
class Touch:
    """A record as an operation or a file left it."""

    place: Place
    version: int
    was_new: bool = False


@dataclass
class Run:
    """One file that was brought in."""

    id: int
    kind: str
    rows: list[dict[str, str]]
    touched: list[Touch]
    is_undone: bool = False


@dataclass
class Model:
    today: date
    records: dict[Place, list[State]] = field(default_factory=dict)
    operations: list[tuple[str, str, list[Touch]]] = field(default_factory=list)
    """Each with its name, what was done, and the records it changed."""
    runs: list[Run] = field(default_factory=list)
    merges: dict[str, tuple[str, set[str], State]] = field(default_factory=dict)
    """Of each customer the last merge that made it part of another: of whom, who followed it, what was taken over."""

    def now(self, place: Place) -> State:
        return self.records[place][-1]

    def version(self, place: Place) -> int:
        return len(self.records.get(place, ()))

    def is_shown(self, place: Place) -> bool:
        return place in self.records and not self.now(place)["hidden"]

    def of(self, what: str) -> dict[str, State]:
        return {reference: states[-1] for (kind, reference), states in self.records.items() if kind == what}

    def change(self, place: Place, **fields: Any) -> list[Touch]:
        """One more version, where anything is different."""
        if place not in self.records:
            self.records[place] = [NEW[place[0]] | COMMON | fields]
            return [Touch(place, 1, was_new=True)]
        after = self.now(place) | fields
        if after == self.now(place):
            return []
        self.records[place].append(after)
        return [Touch(place, self.version(place))]

    def change_by_hand(self, place: Place, **fields: Any) -> list[Touch]:
        """What is changed by hand keeps the file's word beside it, until both are the same again."""
        now = self.now(place)
        says = dict(now["file_says"])
        for name, value in fields.items():
            # No file speaks of all the days by itself: they follow from the promised one.
            is_in_files = name != "days"
            if is_in_files and value != now[name] and says.setdefault(name, now[name]) == value:
                del says[name]
        return self.change(place, **fields, file_says=says)

    def may_be_undone(self, touched: Iterable[Touch]) -> bool:
        return all(self.version(one.place) == one.version for one in touched)

    def undo(self, touched: Iterable[Touch]) -> None:
        for one in touched:
            self.records[one.place].append(self.records[one.place][one.version - 2])

    def merge(self, keep: str, gone: str) -> list[Touch]:
        first, second = self.now(("customer", keep)), self.now(("customer", gone))
        touched = []
        for place, states in self.records.items():
            if states[-1].get("customer") == gone:
                says = {"named": gone} | states[-1]["file_says"]
                touched += self.change(place, customer=keep, file_says=says)
            if place[0] == "customer" and states[-1]["merged_into"] == gone:
                touched += self.change(place, merged_into=keep)
        filled = {name: second[name] for name in ("tier", "turn_to") if first[name] is None}
        followed = {one.place[1] for one in touched if one.place[0] == "customer"}
        self.merges[gone] = (
            keep,
            followed,
            {name: value for name, value in filled.items() if value is not None},
        )
        touched += self.change(("customer", keep), **filled)
        return touched + self.change(("customer", gone), hidden=True, merged_into=keep)

    def part(self, part: str) -> list[Touch]:
        """Whatever its files named goes with it, and so does who had become part of it and still was."""
        whole = self.now(("customer", part))["merged_into"]
        into, _, filled = self.merges[part]
        family = self.family(part)
        touched = self._return(whole, part, family, but=())
        for one in family - {part}:
            touched += self.change(("customer", one), merged_into=part)
        now, was = self.now(("customer", whole)), self.now(("customer", part))
        given = {
            name: None for name, value in filled.items() if into == whole and now[name] == value == was[name]
        }
        touched += self.change(("customer", whole), **given)
        return touched + self.change(("customer", part), hidden=False, merged_into=None)

    def family(self, part: str) -> set[str]:
        whole = self.now(("customer", part))["merged_into"]
        _, followed, _ = self.merges[part]
        return {part} | {one for one in followed if self.now(("customer", one))["merged_into"] == whole}

    def return_since(self, part: str, touched: Iterable[Touch]) -> None:
        """What files brought since a merge that is undone."""
        whole = self.now(("customer", part))["merged_into"]
        self._return(whole, part, self.family(part), but={one.place for one in touched})

    def _return(self, whole: str, part: str, family: set[str], *, but: Collection[Place]) -> list[Touch]:
        touched: list[Touch] = []
        for place, states in self.records.items():
            now = states[-1]
            named = now["file_says"].get("named")
            if place not in but and now.get("customer") == whole and named in family:
                says = {
                    name: said for name, said in now["file_says"].items() if (name, said) != ("named", part)
                }
                touched += self.change(place, customer=part, file_says=says)
        return touched

    def may_part_again(self, part: str, touched: Iterable[Touch]) -> bool:
        """Whether undoing a parting leaves nobody behind."""
        places = {one.place for one in touched}
        whole = self.records["customer", part][-2]["merged_into"]
        return self.is_shown(("customer", whole)) and not any(
            place not in places
            and (
                (self.is_shown(place) and states[-1].get("customer") == part)
                or states[-1].get("merged_into") == part
            )
            for place, states in self.records.items()
        )

    def disable(self, person: str, *, taken_over_by: str | None) -> int:
        """How many customers were handed over."""
        theirs = [name for name, state in self.of("customer").items() if state["turn_to"] == person]
        for name in theirs:
            self.change(("customer", name), turn_to=taken_over_by)
        self.change(("person", person), disabled=True)
        return len(theirs)

    def bring_in(
        self, run_id: int, kind: str, rows: Sequence[Mapping[str, str]], meant_so: Sequence[State]
    ) -> tuple[int, int, int]:
        """A file whose rows are `meant_so`; returns how many records are new, changed, unchanged."""
        touched: list[Touch] = []
        counts = {"new": 0, "changed": 0, "unchanged": 0}
        for row, says in zip(rows, meant_so, strict=True):
            if "customer" in says:
                meant = self._named(says["customer"], touched)
                named = None if meant == says["customer"] else says["customer"]
                says = {**says, "customer": meant, "named": named}  # noqa: PLW2901
            counts[
                self._tell(("promise" if kind == "promises" else kind[:-1], row["reference"]), says, touched)
            ] += 1
        self.runs.append(Run(run_id, kind, [dict(row) for row in rows], touched))
        return counts["new"], counts["changed"], counts["unchanged"]

    def _named(self, reference: str, touched: list[Touch]) -> str:
        """The customer that a row names: new, back again, or the one it became part of."""
        place = ("customer", reference)
        if place not in self.records:
            touched += self.change(place, name=reference)
        elif self.now(place)["merged_into"] is not None:
            return str(self.now(place)["merged_into"])
        elif self.now(place)["hidden"]:
            touched += self.change(place, hidden=False)
        return reference

    def _tell(self, place: Place, says: State, touched: list[Touch]) -> str:
        named = {"named": says.pop("named")} if says.get("named") else {}
        says.pop("named", None)
        if place not in self.records:
            first: State = {}
            if place[0] == "promise":
                day = says["promised_on"]
                first = {"first_promised_on": day, "days": [[str(day), None]]}
            touched += self.change(place, **says, **first, file_says=named)
            return "new"
        now = self.now(place)
        by_hand, after = dict(now["file_says"]), {}
        for name, value in says.items():
            if now[name] == value:
                by_hand.pop(name, None)
            elif name in by_hand:
                by_hand[name] = value
            else:
                after[name] = value
        if "customer" in says:
            by_hand.pop("named", None)
            by_hand |= named
        if "promised_on" in after:
            after["days"] = [*now["days"], [str(after["promised_on"]), str(self.today)]]
        touched += self.change(place, **after, hidden=False, file_says=by_hand)
        if now["hidden"]:
            return "new"
        return "changed" if after else "unchanged"

    def undo_run(self, run: Run) -> tuple[int, int, int]:
        """How many records are hidden, set back, kept."""
        hidden = set_back = kept = 0
        for what in ("complaint", "promise", "customer"):
            touched = [one for one in run.touched if one.place[0] == what]
            used = {one.place for one in touched if self._is_used(one.place)}
            for one in touched:
                if self.version(one.place) != one.version or (one.was_new and one.place in used):
                    kept += 1
                elif one.was_new:
                    self.change(one.place, hidden=True)
                    hidden += 1
                else:
                    self.undo([one])
                    set_back += 1
        run.is_undone = True
        return hidden, set_back, kept

    def _is_used(self, place: Place) -> bool:
        what, reference = place
        by = {"customer": ("customer", "merged_into"), "complaint": ("same_as",), "promise": ()}[what]
        return any(
            self.is_shown(other) and any(states[-1].get(name) == reference for name in by)
            for other, states in self.records.items()
        )
