"""What came of a file: for the person who brought it in, for a program, and the refused rows to mend."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from db.intake.asking import Question
from db.intake.cells import Why
from db.intake.decisions import Decision
from db.intake.fields import DELIVERED, Kind
from db.intake.rows import Refusal
from meeting.documents.tables import csv_bytes
from meeting.weeks import Week

SHOWN = 20
_ALWAYS = ("kept", "missed")
STANDS = "What its status says"
LEFT_OUT = "Left out, as they are no rows of the list"
UNKNOWN_PROMISES = (
    "Complaints about promises not known here for certain, taken in without the link until they are"
)
OF_ANOTHER_SOURCE = "Complaints tied to promises of another source, the only ones that can be meant"
PERHAPS_THE_SAME = "Perhaps the same customer twice, kept apart until you say so on the page Customers"
COMPLETED = "Known better now than from earlier files"


@dataclass
class Report:
    """Counts of rows, and what a person should look at. `rows` = new + changed + unchanged + refused."""

    kind: Kind
    source: str
    file_name: str
    heading: tuple[str, ...] = ()
    run_id: int | None = None
    dry_run: bool = False
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    seconds: float = 0.0
    matched: list[str] = field(default_factory=list)
    not_used: list[str] = field(default_factory=list)
    """Columns of the file that no field takes."""
    left_out: list[str] = field(default_factory=list)
    """Titles above the heading, sums and notes among the rows, other sheets: what is no part of the list."""
    questions: list[Question] = field(default_factory=list)
    """What a person has to say before it is brought in; tried with the likely answers."""
    answered: list[Question] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    weeks: set[Week] = field(default_factory=set, repr=False)
    """Those that promises of the file fall in."""
    stands: list[str] = field(default_factory=list)
    """What the words of a status did."""
    board: dict[str, int] = field(default_factory=dict)
    """Of a trial: what the board would say of these weeks."""
    is_delivery_unsaid: bool = False
    """No column says when promises were delivered, and nobody said that none was."""
    unknown_words: dict[str, list[str]] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    new_customers: list[str] = field(default_factory=list)
    perhaps_the_same: list[str] = field(default_factory=list)
    """New customers, and whom they look like: a person says on the page whether they are the same."""
    new_people: list[str] = field(default_factory=list)
    new_teams: list[str] = field(default_factory=list)
    kept_by_hand: list[str] = field(default_factory=list)
    check_the_dates: list[str] = field(default_factory=list)
    unknown_promises: list[str] = field(default_factory=list)
    of_another_source: list[str] = field(default_factory=list)
    completed: list[str] = field(default_factory=list)
    """What the file told of records that earlier files only named."""
    days_shown: dict[str, list[tuple[str, date | None]]] = field(default_factory=dict)
    refused_file: Path | None = None

    @property
    def refused(self) -> int:
        return len(self.refusals)

    def as_json(self) -> str:
        names = ("kind", "source", "rows", "new", "changed", "unchanged", "refused", "seconds")
        return json.dumps({name: getattr(self, name) for name in names})

    def board_in_words(self) -> str:
        """`kept 41, missed 3`: what is nought is said of these two alone."""
        said = (f"{name} {count}" for name, count in self.board.items() if count or name in _ALWAYS)
        return ", ".join(said)

    def in_words(self) -> str:
        saved = "Dry run: nothing was saved. Would be" if self.dry_run else "Saved"
        lines = [
            f"{self.file_name} as {self.kind} from source {self.source}: columns {', '.join(self.matched)}.",
            f"{saved}: {self.new} new, {self.changed} changed, {self.unchanged} unchanged, {self.refused} refused "
            f"of {self.rows} rows, in {self.seconds:.2f} s.",
        ]
        if self.is_delivery_unsaid:
            lines.append(
                f"Careful: no column says when it was delivered, so promises of past days count as missed. Say which: "
                f"--map {DELIVERED}=COLUMN (--map {DELIVERED}= if none of them was delivered)."
            )
        lines += [f"  {decision.says}" for decision in self.decisions]
        if self.board:
            lines.append(f"The board of these weeks would say: {self.board_in_words()}.")
        if self.questions:
            lines.append("To be said before it can be brought in; tried with the likely answers:")
            lines += [question.in_words() for question in self.questions]
        if self.not_used:
            lines.append(f"Columns not used: {', '.join(self.not_used)}.")
        lines += _listed(LEFT_OUT, self.left_out)
        lines += _listed(STANDS, self.stands)
        lines += _listed("New customers, check", self.new_customers)
        lines += _listed(PERHAPS_THE_SAME, self.perhaps_the_same)
        lines += _listed("New people, check (they cannot sign in until invited)", self.new_people)
        lines += _listed("New teams, check their side", self.new_teams)
        lines += _listed("Kept as changed by hand", self.kept_by_hand)
        lines += _listed("Check the dates", self.check_the_dates)
        lines += _listed(UNKNOWN_PROMISES, self.unknown_promises)
        lines += _listed(OF_ANOTHER_SOURCE, self.of_another_source)
        lines += _listed(COMPLETED, self.completed)
        lines += _listed("Refused", [in_words(refusal) for refusal in self.refusals])
        if self.refused_file is not None:
            lines.append(f"The refused rows, to mend and bring in again: {self.refused_file}")
        return "\n".join(lines)


def in_words(refusal: Refusal) -> str:
    """`line 7, promised_on “31.02.2026”: is not a day`, for the command line."""
    said = refusal.reason
    if refusal.why is Why.UNKNOWN_WORD:
        said += f". Say what it means: --value {refusal.field}:{refusal.value.strip()}=…"
    return where(refusal) + said


def where(refusal: Refusal) -> str:
    value = refusal.value if len(refusal.value) <= 60 else refusal.value[:59] + "…"
    cell = f", {refusal.column} “{value}”" if refusal.column else ""
    return f"line {refusal.line}{cell}: "


def _listed(title: str, entries: Sequence[str]) -> list[str]:
    if not entries:
        return []
    shown = [f"  {entry}" for entry in entries[:SHOWN]]
    more = [f"  … and {len(entries) - SHOWN} more"] if len(entries) > SHOWN else []
    return [f"{title} ({len(entries)}):", *shown, *more]


def refused_csv(
    heading: Sequence[str], refusals: Sequence[Refusal], *, told: Callable[[Refusal], str] = in_words
) -> bytes:
    """The refused rows as they stood, the reason in front: mended, the file can be brought in as it is."""
    rows = [(told(refusal), *refusal.cells) for refusal in refusals]
    return csv_bytes(["why refused", *heading], rows)


def write_refused(path: Path, heading: Sequence[str], refusals: Sequence[Refusal]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(refused_csv(heading, refusals))
