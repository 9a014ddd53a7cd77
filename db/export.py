"""Records out, under the names and in the words a file may use, so that what went out can be brought in again."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from db.changes import table_of
from db.intake.beside import WAITS_FOR
from db.intake.calling import Called
from db.intake.fields import FIELDS, Kind, field_named
from db.intake.lists import in_one_cell
from db.intake.records import MODELS
from db.models import PromiseDay, WinPerson, WinTeam
from meeting.documents.tables import Cell
from meeting.progress import Progress, counting, untold
from meeting.promise_days import Said, in_one_line
from meeting.words import OTHER

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Export:
    """`heading` are the fields of the kind; `unclear` says which cells would be taken for somebody else."""

    heading: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    unclear: tuple[str, ...]


def records_of(session: Session, kind: Kind, *, source: str, progress: Progress = untold) -> Export:
    """What the files of one source are about, by reference. Hidden records stay out.

    Brought in again under the same source it changes nothing; brought into an empty store, after people,
    customers and promises in this order, it gives the same records. Customers and people that no list of theirs
    gave a reference have a row where others name them, not of their own.
    """
    heading = tuple(field.name for field in FIELDS[kind])
    columns = table_of(MODELS[kind]).c
    query = select(*columns).where(columns.source == source, columns.reference.is_not(None), ~columns.hidden)
    names = Called(session, source)
    cells_of = _CELLS[kind](session, names)
    rows = []
    # Sorted here: databases do not agree on the order of text.
    found = sorted(session.execute(query).mappings(), key=lambda record: str(record["reference"]))
    for record in counting(found, total=len(found), progress=progress):
        names.row = record["reference"]
        cells = cells_of(dict(record))
        rows.append(tuple(cells[name] for name in heading))
    return Export(heading, tuple(rows), tuple(names.unclear))


Cells = Callable[[Record], Mapping[str, Cell]]


def _promises(session: Session, names: Called) -> Cells:
    days = _days(session)

    def cells(record: Record) -> dict[str, Cell]:
        customer, customer_name, _ = names.customer(record["customer_id"])
        told = days[record["id"]]
        return {
            **record,
            **{"moved_on": told[-1].said_on, "days": in_one_line(told)},
            **{"customer": customer, "customer_name": customer_name, "team": names.team(record["team_id"])},
            "sales_person": names.person(record["sales_person_id"]),
        }

    return cells


def _days(session: Session) -> dict[int, list[Said]]:
    """Every day of every promise."""
    columns, found = table_of(PromiseDay).c, defaultdict[int, list[Said]](list)
    query = select(columns.promise_id, columns.day, columns.said_on)
    for promise_id, day, said_on in session.execute(query.order_by(columns.promise_id, columns.number)):
        found[promise_id].append(Said(day, said_on))
    return found


def _complaints(session: Session, names: Called) -> Cells:
    def cells(record: Record) -> dict[str, Cell]:
        customer, customer_name, email = names.customer(record["customer_id"], has_email=True)
        return {
            **record,
            **{"customer": customer, "customer_name": customer_name, "customer_email": email},
            **{"breakdown": _breakdown(record), "team": names.team(record["team_id"])},
            **{
                "owner": names.person(record["owner_id"]),
                "promise": names.promise(record["promise_id"], customer_id=record["customer_id"])
                or _promise_to_come(record),
            },
        }

    return cells


def _promise_to_come(record: Record) -> str:
    """The promise a complaint named, as long as no file brought it."""
    return str(json.loads(record["file_says"] or "{}").get(WAITS_FOR, ""))


def _breakdown(record: Record) -> str:
    """The word of the file, unless it was told or corrected to mean something else than it does by itself."""
    field = field_named(Kind.COMPLAINTS, "breakdown")
    said, means = str(record["breakdown_said"]), str(record["breakdown"])
    usual = field.words.get(said.lower(), OTHER) if field else OTHER
    return said if usual == means else means


def _wins(session: Session, names: Called) -> Cells:
    teams = _credited(session, table_of(WinTeam), "team_id")
    people = _credited(session, table_of(WinPerson), "person_id")

    def cells(record: Record) -> dict[str, Cell]:
        return {
            **record,
            "customer": names.customer_in_a_word(record["customer_id"]),
            "team": in_one_cell(sorted(names.team(one) for one in teams[record["id"]])),
            "person": in_one_cell(sorted(names.person(one) for one in people[record["id"]])),
        }

    return cells


def _credited(session: Session, links: Table, column: str) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for win_id, other in session.execute(select(links.c.win_id, links.c[column])):
        found[win_id].append(other)
    return found


def _customers(session: Session, names: Called) -> Cells:
    return dict


def _people(session: Session, names: Called) -> Cells:
    return lambda record: {**record, "team": names.team(record["team_id"])}


_CELLS: dict[Kind, Callable[[Session, Called], Cells]] = {
    Kind.PROMISES: _promises,
    Kind.COMPLAINTS: _complaints,
    Kind.WINS: _wins,
    Kind.CUSTOMERS: _customers,
    Kind.PEOPLE: _people,
}
