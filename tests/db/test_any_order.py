"""A set of rows leads to one store: whatever their order, the files they come in, and how often they come."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from db.engine import Store, open_store
from db.intake.fields import FIELDS, Kind
from meeting.documents.tables import csv_bytes
from meeting.settings import Settings
from tests.db.round_trip import IN_ORDER, as_csv, bring_bytes, told
from tests.db.stores import NOON, Bring

Row = dict[str, str]
File = tuple[Kind, list[Row]]

# One name and address each, people by reference: of two names the first stays, and who is named by a reference here
# and by an e-mail there, before a list says that these are one, stays two people.
CUSTOMERS = [
    ("C1", "=Acme", "acme@x"),
    ("C2", "Beta; Söhne", "b@x"),
    ("007", "Gamma", ""),
    ("C4", "C4", "c4@x"),
]
PEOPLE = [("E1", "Ana", "ana@x"), ("E2", "@Ben", ""), ("E3", "Chloe; Dee", "c@x")]
TEAMS = ["Service", "SERVICE", "service ", "Sales", "North; South", ""]
DAYS = ["2026-11-03", "2026-11-10", "2026-11-20"]


def _references(word: str, most: int = 6) -> st.SearchStrategy[list[str]]:
    return st.lists(st.integers(1, 9), unique=True, max_size=most).map(
        lambda found: [f"{word}{one}" for one in found]
    )


@st.composite
def some_rows(draw: st.DrawFn) -> dict[Kind, list[Row]]:
    """Rows of every kind, each reference once."""

    def of(*choices: str) -> str:
        return draw(st.sampled_from(choices))

    def person() -> str:
        return of(*(reference for reference, _, _ in PEOPLE), "")

    def customer() -> Row:
        reference, name, email = draw(st.sampled_from(CUSTOMERS))
        return {"customer": reference, "customer_name": of(name, ""), "customer_email": of(email, "")}

    promises = [
        {
            **{"reference": reference, "promised_on": of(*DAYS), "delivered_on": of("", *DAYS)},
            **{"what": of("=1", "'=1", "two\r\nlines", ""), "team": of(*TEAMS), "sales_person": person()},
            **customer(),
        }
        for reference in draw(_references("P"))
    ]
    complaints = [
        {
            **{"reference": reference, "received_on": of(*DAYS), "breakdown": of("late", "odd", "")},
            **{"text": of(" -1", '"; "', "🎉"), "team": of(*TEAMS), "owner": person()},
            **{"promise": of("", "P0", *(row["reference"] for row in promises)), **customer()},
        }
        for reference in draw(_references("T"))
    ]
    wins = [
        {
            **{"reference": reference, "happened_on": of(*DAYS), "text": of("+1", "\t")},
            **{"person": f"{person()}; {person()}", "customer": customer()["customer"]},
        }
        for reference in draw(_references("W", 3))
    ]
    people = [
        {"reference": reference, "name": name, "email": email, "team": of(*TEAMS[:3])}
        for reference, name, email in PEOPLE
    ]
    customers = [
        {"reference": reference, "name": name, "tier": of("A", "")} for reference, name, _ in CUSTOMERS
    ]
    # Without their list, customers are what promises and complaints tell of them.
    customers = draw(st.sampled_from([customers, []]))
    return dict(zip(IN_ORDER, (people, customers, promises, complaints, wins), strict=True))


@st.composite
def told_anyhow(draw: st.DrawFn, rows: dict[Kind, list[Row]]) -> list[File]:
    """All of the rows, shuffled, split into files that come in any order, some of them again."""
    files: list[File] = []
    for kind, all_rows in rows.items():
        shuffled = draw(st.permutations(all_rows))
        cuts = sorted(draw(st.lists(st.integers(0, len(shuffled)), max_size=2)))
        parts = [shuffled[start:end] for start, end in zip([0, *cuts], [*cuts, len(shuffled)], strict=True)]
        more = draw(st.lists(st.sampled_from(all_rows), max_size=3)) if all_rows else []
        files += [(kind, list(part)) for part in (*parts, more) if part]
    return list(draw(st.permutations(files)))


@contextmanager
def fresh(template: Path) -> Iterator[Bring]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "meeting.db"
        shutil.copy(template, path)
        store = open_store(Settings(path, None, NOON))
        try:
            yield Bring(store, Path(folder))
        finally:
            store.close()


def bring_all(bring: Bring, files: Sequence[File]) -> Store:
    for kind, rows in files:
        heading = [field.name for field in FIELDS[kind] if field.name in rows[0]]
        content = csv_bytes(heading, [[row[name] for name in heading] for row in rows])
        report = bring_bytes(bring, kind, content)
        assert report.refused == 0, report.in_words()
    return bring.store


def leads_to_the_same_store(template: Path, data: st.DataObject) -> None:
    rows = data.draw(some_rows())
    files = data.draw(told_anyhow(rows))
    out = data.draw(st.sets(st.sampled_from(Kind)))
    with fresh(template) as plain, fresh(template) as shuffled:
        expected = told(bring_all(plain, [(kind, rows[kind]) for kind in IN_ORDER if rows[kind]]))
        store = bring_all(shuffled, files)
        assert told(store) == expected
        for kind in out:
            bring_bytes(shuffled, kind, as_csv(store, kind))
        assert told(store) == expected


@given(st.data())
@tries(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_splitting_and_repetition_of_rows_gives_the_same_store(
    sqlite_template: Path, data: st.DataObject
) -> None:
    leads_to_the_same_store(sqlite_template, data)
