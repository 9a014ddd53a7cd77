"""All data out into files and back: nothing lost, nothing else, on both databases and across them."""

from __future__ import annotations

import hashlib
import json
import shlex
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from db.__main__ import main
from db.changes import add_team, votes
from db.changes.ratings import rate_meeting
from db.changes.talk import raise_topic
from db.check import differences
from db.demo.fill import fill_from
from db.engine import Store, open_store, reading, transaction
from db.models import Base, Mark
from db.queries import figures
from db.whole import DERIVED, NEW_EXAMPLE, STAYING, export_whole, import_whole, kept_tables
from meeting.errors import NotUnderstood, StoreRefused
from meeting.permissions import COMMAND_LINE, Actor
from meeting.settings import Settings
from meeting.weeks import week_of
from meeting.words import Role, Side
from tests.db.monday import gathered
from tests.db.stores import NOON, NOW, TODAY, contents
from tests.db.test_faults import breaking
from tests.stores import example_store


@pytest.fixture
def new_file(sqlite_template: Path, tmp_path: Path) -> Settings:
    shutil.copy(sqlite_template, tmp_path / "target.db")
    return Settings(tmp_path / "target.db", None, NOON)


@pytest.fixture(params=["new_file", "postgres_settings"], ids=["to_sqlite", "to_postgresql"])
def target(request: pytest.FixtureRequest) -> Iterator[Store]:
    store = open_store(request.getfixturevalue(request.param))
    yield store
    store.close()


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(tmp_path_factory.mktemp("example") / "example.db", None, NOON)
    example_store(settings)
    return settings


@pytest.fixture
def sqlite_target(new_file: Settings) -> Iterator[Store]:
    store = open_store(new_file)
    yield store
    store.close()


@pytest.fixture
def full(store: Store) -> Store:
    """A store with a meeting, people who can sign in, and whatever they wrote."""
    monday = gathered(store)
    monday.start("Ben", "Finn")
    return store


@pytest.fixture
def sqlite_full(sqlite_store: Store) -> Store:
    gathered(sqlite_store).start("Ben")
    return sqlite_store


def exported(store: Store, folder: Path) -> Path:
    export_whole(store, folder / "out", actor=COMMAND_LINE)
    return folder / "out"


def kept(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    return {name: rows for name, rows in contents(store).items() if name not in STAYING - DERIVED}


def test_what_went_out_comes_back_the_same(full: Store, target: Store, tmp_path: Path) -> None:
    import_whole(target, exported(full, tmp_path), actor=COMMAND_LINE)
    assert kept(target) == kept(full)


def test_nobody_can_come_in_with_what_went_out(full: Store, tmp_path: Path) -> None:
    names = {path.stem for path in exported(full, tmp_path).iterdir()}
    assert names & STAYING == set()


def test_who_rated_or_voted_in_a_meeting_that_runs_stays_in_the_store(full: Store, tmp_path: Path) -> None:
    about: dict[str, Any] = {"actor": Actor("Ben", Role.MEMBER, 2), "now": NOW}
    with transaction(full) as session:
        raise_topic(session, title="Parts", actor=COMMAND_LINE, now=NOW)
        votes.ask_for_votes(session, 1, actor=Actor("Ana", Role.FACILITATOR, 1), now=NOW)
        votes.vote(session, 1, topics=[1], **about)
        rate_meeting(session, 1, rating=3, **about)
    folder = exported(full, tmp_path)
    assert '"rating": 3' in (folder / "meeting_rating.jsonl").read_text()
    left = [path.name for path in folder.glob("*.jsonl") if "person 2" in path.read_text()]
    assert left == []


def test_every_table_goes_out_or_is_named_as_staying() -> None:
    assert {table.name for table in kept_tables()} | STAYING == set(Base.metadata.tables)


def test_after_it_came_in_work_goes_on(full: Store, target: Store, tmp_path: Path) -> None:
    import_whole(target, exported(full, tmp_path), actor=COMMAND_LINE)
    with transaction(target) as session:
        add_team(session, actor=COMMAND_LINE, now=NOW, name="Night shift", side=Side.SERVICE)
    with reading(target) as session:
        assert list(differences(session)) == []


def test_every_board_of_two_years_is_the_same(example: Settings, target: Store, tmp_path: Path) -> None:
    weeks = [week_of(TODAY - timedelta(weeks=back)) for back in range(105)]
    source = open_store(example)
    try:
        folder = exported(source, tmp_path)
        with reading(source) as session:
            boards = figures.week_figures(session, weeks, as_of=TODAY)
    finally:
        source.close()
    _as_a_test(folder)
    import_whole(target, folder, actor=COMMAND_LINE)
    with reading(target) as session:
        assert figures.week_figures(session, weeks, as_of=TODAY) == boards
    assert sum(board.promises.kept for board in boards) > 1000


def _as_a_test(folder: Path) -> None:
    """The example with the mark of a store for tests, so that it may go into one."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    for name in ("organisation", "event"):
        path = folder / f"{name}.jsonl"
        written = path.read_text("utf-8")
        for quote in ('"', '\\"'):
            written = written.replace(f"mark{quote}: {quote}example", f"mark{quote}: {quote}test")
            written = written.replace(f"mark{quote}:{quote}example", f"mark{quote}:{quote}test")
        path.write_text(written, "utf-8")
        manifest["tables"][name]["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def test_a_store_in_use_takes_nothing_in(full: Store, tmp_path: Path) -> None:
    before = contents(full)
    with pytest.raises(NotUnderstood, match="in use already"):
        import_whole(full, exported(full, tmp_path), actor=COMMAND_LINE)
    assert contents(full) == before


@pytest.mark.parametrize("spoil", ["cut", "change", "remove", "version", "no manifest", "forge"])
def test_what_is_not_as_it_was_written_changes_nothing(
    sqlite_full: Store, sqlite_target: Store, tmp_path: Path, spoil: str
) -> None:
    folder, before = exported(sqlite_full, tmp_path), contents(sqlite_target)
    people, manifest = folder / "person.jsonl", folder / "manifest.json"
    written = people.read_text("utf-8")
    if spoil == "cut":
        people.write_text(written[: len(written) // 2], "utf-8")
    elif spoil == "change":
        people.write_text(written.replace("Ben", "Eve"), "utf-8")
    elif spoil == "remove":
        people.unlink()
    elif spoil == "version":
        manifest.write_text(manifest.read_text("utf-8").replace('"version": "', '"version": "9'), "utf-8")
    elif spoil == "no manifest":
        manifest.unlink()
    else:
        # With a manifest that fits, and people the events do not tell of.
        people.write_text(written.replace("Ben", "Eve"), "utf-8")
        told = json.loads(manifest.read_text("utf-8"))
        told["tables"]["person"]["sha256"] = hashlib.sha256(people.read_bytes()).hexdigest()
        manifest.write_text(json.dumps(told), "utf-8")
    with pytest.raises(NotUnderstood, match="Nothing was saved"):
        import_whole(sqlite_target, folder, actor=COMMAND_LINE)
    assert contents(sqlite_target) == before


@pytest.mark.parametrize("at", [1, 5, 40, 100, 150])
def test_coming_in_cut_at_any_call_leaves_nothing(
    sqlite_full: Store, sqlite_target: Store, tmp_path: Path, at: int
) -> None:
    folder, before = exported(sqlite_full, tmp_path), contents(sqlite_target)
    with breaking(sqlite_target, at=at), pytest.raises(StoreRefused, match="Nothing was saved"):
        import_whole(sqlite_target, folder, actor=COMMAND_LINE)
    assert contents(sqlite_target) == before


def test_a_folder_that_holds_something_is_not_written_into(sqlite_full: Store, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("mine", "utf-8")
    with pytest.raises(NotUnderstood, match="not empty"):
        exported(sqlite_full, tmp_path)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["letter.txt"]


def test_an_export_of_the_example_comes_back_by_the_one_command_its_message_names(
    example: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{example.sqlite_path}")
    monkeypatch.setenv("TEST_NOW", NOON)
    assert main(["export", "taken out"]) == 0
    said = capsys.readouterr().out.splitlines()[-1]
    named, *words = shlex.split(said.removeprefix("It comes back into a new example store with: "))
    assert words[:3] == ["python", "-m", "db"]
    # Into a store for real work it does not come, and the refusal names the same command.
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'real.db'}")
    monkeypatch.delenv("TEST_NOW")
    assert main(["upgrade"]) == 0
    assert main(["import", "taken out"]) == 2
    assert shlex.join(words) in capsys.readouterr().err
    assert named == f"DATABASE_URL={NEW_EXAMPLE}"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'new' / 'example-back.db'}")
    monkeypatch.setenv("TEST_NOW", NOON)
    assert main(words[3:]) == 0
    back = open_store(Settings(tmp_path / "new" / "example-back.db", None, NOON))
    try:
        there = open_store(example)
        try:
            assert (kept(back), back.mark) == (kept(there), Mark.EXAMPLE)
        finally:
            there.close()
    finally:
        back.close()
    # Never over what is there.
    assert main(words[3:]) == 2
    assert "in use already" in capsys.readouterr().err


def test_an_export_of_a_company_comes_back_as_no_example(sqlite_full: Store, tmp_path: Path) -> None:
    folder = exported(sqlite_full, tmp_path)
    settings = Settings(tmp_path / "back.db", None, NOON)
    with pytest.raises(NotUnderstood, match="holds no example company"):
        fill_from(settings, folder)
    assert not (tmp_path / "back.db").exists()


def test_the_example_comes_back_into_a_store_that_was_just_made(
    example: Settings, target: Store, tmp_path: Path
) -> None:
    store = open_store(example)
    try:
        folder = exported(store, tmp_path)
        import_whole(target, folder, actor=COMMAND_LINE, as_example=True)
        assert kept(target) == kept(store)
    finally:
        store.close()
