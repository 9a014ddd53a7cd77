"""A file goes in as a whole or not at all, whatever goes wrong on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from db.engine import Store, open_store
from db.intake import taking
from db.intake.comparing import Taker
from db.intake.fields import Kind
from db.intake.rows import Options
from db.models import Promise
from meeting.errors import NotAllowed, UnreadableFile
from meeting.permissions import COMMAND_LINE, Actor
from meeting.settings import Settings
from meeting.words import Role
from tests.db.stores import NOON, Bring, contents, counts, killed, rows_of, write_csv, wrong
from tests.postgres import Postgres

PROMISES = [
    {
        **{"reference": str(number), "customer": f"C{number % 7}", "promised_on": "2026-11-20"},
        **{"team": f"Team {number % 3}", "sales_person": f"P{number % 4}", "cause": ""},
    }
    for number in range(24)
]
CHANGED = [{**row, "cause": "Snow", "team": "Workshop"} for row in PROMISES[::2]]


@pytest.fixture
def half_known(store: Store, bring: Bring) -> Store:
    """A store that knows some of the promises already, so that a file has new rows and changed ones."""
    bring(Kind.PROMISES, CHANGED)
    return store


class Stop(Exception):
    """Something nobody has thought of."""


def test_an_error_in_a_later_batch_leaves_nothing(
    half_known: Store, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(half_known)
    take, batches = Taker.take, iter(range(9))

    def take_three(self: Taker, rows: Any) -> Any:
        if next(batches) == 3:
            raise Stop
        return take(self, rows)

    monkeypatch.setattr(taking, "BATCH", 5)
    monkeypatch.setattr(Taker, "take", take_three)
    with pytest.raises(Stop):
        bring(Kind.PROMISES, PROMISES)
    assert contents(half_known) == before
    monkeypatch.undo()
    assert counts(bring(Kind.PROMISES, PROMISES)) == (12, 12, 0, 0)


def test_an_error_at_any_statement_leaves_nothing(
    half_known: Store, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "BATCH", 8)
    before = contents(half_known)
    report, statement = None, 0
    while report is None:
        statement += 1
        with _stopping(half_known, at=statement), suppress(Stop):
            report = bring(Kind.PROMISES, PROMISES)
        assert report is not None or contents(half_known) == before, f"statement {statement}"
    assert statement > 20
    assert counts(report) == (12, 12, 0, 0)
    assert wrong(half_known) == []


def test_a_file_that_breaks_off_in_the_middle_leaves_nothing(
    half_known: Store, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "BATCH", 2)
    before = contents(half_known)
    rows = "".join(f"{number},C1,2026-11-20\n" for number in range(300))
    with pytest.raises(UnreadableFile, match=r"cannot be read from line 302 on .*Nothing was saved"):
        bring(Kind.PROMISES, f'reference,customer,promised_on\n{rows}300,"never closed,2026-11-20\n')
    assert contents(half_known) == before


def test_a_dry_run_tells_what_would_happen_and_leaves_nothing(half_known: Store, bring: Bring) -> None:
    before = contents(half_known)
    bad = {**PROMISES[0], "reference": "bad", "promised_on": "soon"}
    report = bring(Kind.PROMISES, [*PROMISES, bad], dry_run=True)
    assert counts(report) == (12, 12, 0, 1)
    assert (
        report.in_words()
        .splitlines()[1]
        .startswith(
            "Dry run: nothing was saved. Would be: 12 new, 12 changed, 0 unchanged, 1 refused of 25 rows"
        )
    )
    assert report.new_teams == ["Team 0 (service)", "Team 1 (service)", "Team 2 (service)"]
    assert contents(half_known) == before
    assert counts(bring(Kind.PROMISES, [*PROMISES, bad])) == (12, 12, 0, 1)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.FACILITATOR])
def test_who_may_not_bring_files_in_changes_nothing(half_known: Store, bring: Bring, role: Role) -> None:
    before = contents(half_known)
    with pytest.raises(NotAllowed, match=r"Eve may not bring in files.*Nothing was saved"):
        bring(Kind.PROMISES, PROMISES, actor=Actor("Eve", role))
    assert contents(half_known) == before


def test_who_may_not_bring_files_in_learns_nothing_about_them(store: Store, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        taking.bring_in(
            store,
            tmp_path / "nothing.csv",
            kind=Kind.PROMISES,
            source="main",
            options=Options({}, {}, None),
            actor=Actor("Eve", Role.MEMBER),
        )


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN])
def test_managers_and_administrators_may_bring_files_in(store: Store, bring: Bring, role: Role) -> None:
    assert counts(bring(Kind.PROMISES, PROMISES, actor=Actor("Ana", role))) == (24, 0, 0, 0)


def test_an_import_into_a_file_killed_at_any_moment_leaves_nothing(
    sqlite_settings: Settings, tmp_path: Path
) -> None:
    file = _promises(tmp_path)
    template = sqlite_settings.sqlite_path
    assert template is not None
    before = _contents(sqlite_settings)
    url = f"sqlite:///{tmp_path}/{{}}.db"
    for moment in killed("import", scratch=f"sqlite:///{template}", url=url, times=5, file=file):
        settings = Settings(tmp_path / f"{moment}.db", None, NOON)
        assert _contents(settings) == before
        assert _taken(settings, file) == 24


def test_an_import_into_postgresql_killed_at_any_moment_leaves_nothing(
    postgres_settings: Settings, postgres_server: Postgres, postgres_template: str, tmp_path: Path
) -> None:
    file = _promises(tmp_path)
    before = _contents(postgres_settings)
    scratch = postgres_server.copy(postgres_template)
    url = (postgres_settings.postgresql_url or "").replace("+psycopg", "")
    killed("import", scratch=scratch, url=url, times=5, file=file)
    postgres_server.drop(scratch)
    assert _contents(postgres_settings) == before
    assert _taken(postgres_settings, file) == 24


@contextmanager
def _stopping(store: Store, *, at: int) -> Iterator[list[str]]:
    """Within it the store's statement of that number raises; gives the statements that were begun."""
    passed: list[str] = []

    def pass_by(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        passed.append(statement)
        if len(passed) == at:
            raise Stop

    event.listen(store.write_engine, "before_cursor_execute", pass_by)
    try:
        yield passed
    finally:
        event.remove(store.write_engine, "before_cursor_execute", pass_by)


def _promises(folder: Path) -> Path:
    path = folder / "promises.csv"
    write_csv(path, PROMISES)
    return path


def _contents(settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
    store = open_store(settings)
    found = contents(store)
    store.close()
    return found


def _taken(settings: Settings, file: Path) -> int:
    store = open_store(settings)
    taking.bring_in(
        store, file, kind=Kind.PROMISES, source="main", options=Options({}, {}, None), actor=COMMAND_LINE
    )
    found = len(rows_of(store, Promise))
    assert wrong(store) == []
    store.close()
    return found
