"""Records out and in again, and what a store tells apart from its ids: to compare one store with another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db.engine import Store, reading
from db.export import Export, records_of
from db.intake.fields import Kind
from db.intake.report import Report
from db.intake.rows import Options
from db.intake.taking import bring_in
from meeting.documents.tables import csv_bytes, xlsx_bytes
from meeting.permissions import COMMAND_LINE
from tests.db.stores import Bring, tables

IN_ORDER = (Kind.PEOPLE, Kind.CUSTOMERS, Kind.PROMISES, Kind.COMPLAINTS, Kind.WINS)


def bring_bytes(bring: Bring, kind: Kind, content: bytes, *, source: str = "main") -> Report:
    """The content of a file, in whatever format it is."""
    path = bring.folder / "export"
    path.write_bytes(content)
    report, _ = bring_in(
        bring.store, path, kind=kind, source=source, options=Options({}, {}, None), actor=COMMAND_LINE
    )
    return report


def exported(store: Store, kind: Kind, *, source: str = "main") -> Export:
    with reading(store) as session:
        return records_of(session, kind, source=source)


def as_csv(store: Store, kind: Kind, *, source: str = "main") -> bytes:
    found = exported(store, kind, source=source)
    assert not found.unclear
    return csv_bytes(found.heading, found.rows)


def as_xlsx(store: Store, kind: Kind) -> bytes:
    found = exported(store, kind)
    return xlsx_bytes(found.heading, found.rows, title=kind)


def told(store: Store) -> dict[str, dict[Any, dict[str, Any]]]:
    """The records by source and reference, with names for ids; how often each was changed does not count."""
    found = tables(store)
    names: dict[str, dict[int, Any]] = {
        name: {
            one: row["name"] if name == "team" else (row["source"], row["reference"] or row["name"])
            for one, row in found[name].items()
        }
        for name in ("team", "person", "customer", "promise", "complaint", "win")
    }
    return {
        name: {
            names[name][one]: {
                field: _named(field, value, names)
                for field, value in row.items()
                if field not in {"id", "version", "file_says"}
            }
            for one, row in found[name].items()
        }
        for name in names
    }


_POINTS_TO = {
    **{"customer_id": "customer", "team_id": "team", "sales_person_id": "person", "owner_id": "person"},
    **{"promise_id": "promise", "same_as_id": "complaint", "turn_to_id": "person"},
    **{"merged_into_id": "customer", "teams": "team", "people": "person"},
}


def _named(field: str, value: Any, names: Mapping[str, Mapping[int, Any]]) -> Any:
    if field not in _POINTS_TO or value is None:
        return value
    of = names[_POINTS_TO[field]]
    return sorted(of[one] for one in value) if isinstance(value, list) else of[value]
