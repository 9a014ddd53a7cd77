"""A store that is missing, empty, foreign, damaged or of another version is refused and stays as it is."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from db.engine import engines, open_store
from db.sqlite import driver
from db.upgrade import upgrade
from meeting.errors import StoreRefused, in_full
from meeting.settings import Settings
from tests.db.stores import NOON

PAGE = 4096


def _nothing(path: Path) -> None:
    path.unlink()


def _no_bytes(path: Path) -> None:
    path.write_bytes(b"")


def _a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _a_text(path: Path) -> None:
    path.write_text("reference,customer,promised_on\n" * 500)


def _zeros(path: Path) -> None:
    path.write_bytes(bytes(20 * PAGE))


def _random_bytes(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(20 * PAGE))


def _random_after_the_heading(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100] + random.Random(2).randbytes(20 * PAGE - 100))


def _half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _last_page_gone(path: Path) -> None:
    os.truncate(path, path.stat().st_size - PAGE)


def _last_byte_gone(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


def _hundred_bytes(path: Path) -> None:
    os.truncate(path, 100)


def _of_another_program(path: Path) -> None:
    path.unlink()
    with closing(driver.connect(path)) as connection:
        connection.execute("CREATE TABLE organisation (name TEXT)")
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('0001')")
        connection.commit()


def _newer(path: Path) -> None:
    _run(path, "UPDATE alembic_version SET version_num = '9999'")


def _older(path: Path) -> None:
    _run(path, "UPDATE alembic_version SET version_num = '0000'")


def _run(path: Path, statement: str) -> None:
    with closing(driver.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


NOT_OURS = [
    (_no_bytes, r"is empty \(0 bytes\)", r"[Pp]ut a backup in its place"),
    (_a_folder, r"is not a file", r"Name the store's file in DATABASE_URL"),
    (_a_text, r"is damaged or no store at all", r"put the last backup in its place"),
    (_zeros, r"is damaged or no store at all|of another program", r"backup|Name the right file"),
    (_random_bytes, r"is damaged or no store at all", r"put the last backup in its place"),
    (_random_after_the_heading, r"is damaged", r"put the last backup in its place"),
    (_half, r"is damaged", r"put the last backup in its place"),
    (_last_page_gone, r"is damaged", r"put the last backup in its place"),
    (_last_byte_gone, r"is damaged", r"put the last backup in its place"),
    (_hundred_bytes, r"is damaged|of another program", r"backup|Name the right file"),
    (_of_another_program, r"is a database of another program", r"Name the right file in DATABASE_URL"),
    (_newer, r"is of version 9999", r"newer program"),
]
OTHERS = [
    (_nothing, r"There is no store\.", r"python -m db upgrade"),
    (_older, r"is of version 0000, this program of version", r"Run: python -m db upgrade"),
]


@pytest.mark.parametrize(("spoil", "reason", "step"), [*NOT_OURS, *OTHERS])
def test_a_file_that_is_no_store_is_not_opened_and_not_touched(
    sqlite_settings: Settings, spoil: Callable[[Path], None], reason: str, step: str
) -> None:
    path = _spoilt(sqlite_settings, spoil)
    before = _everything_in(path.parent)
    with pytest.raises(StoreRefused) as refused:
        open_store(sqlite_settings)
    _is_complete(refused.value, place=str(path), reason=reason, step=step)
    assert _everything_in(path.parent) == before


@pytest.mark.parametrize(("spoil", "reason", "step"), NOT_OURS)
def test_a_file_that_is_no_store_is_not_upgraded_and_not_touched(
    sqlite_settings: Settings, spoil: Callable[[Path], None], reason: str, step: str
) -> None:
    path = _spoilt(sqlite_settings, spoil)
    before = _everything_in(path.parent)
    with pytest.raises(StoreRefused) as refused:
        upgrade(sqlite_settings)
    _is_complete(refused.value, place=str(path), reason=reason, step=step)
    assert _everything_in(path.parent) == before


def test_each_page_of_a_store_overwritten_is_noticed(sqlite_settings: Settings) -> None:
    path = sqlite_settings.sqlite_path
    assert path is not None
    whole = path.read_bytes()
    assert whole[:16] == b"SQLite format 3\0"
    assert int.from_bytes(whole[16:18], "big") == PAGE
    unnoticed = []
    noise = random.Random(3)
    for page in range(len(whole) // PAGE):
        spoilt = whole[: page * PAGE] + noise.randbytes(PAGE) + whole[(page + 1) * PAGE :]
        path.write_bytes(spoilt)
        try:
            open_store(sqlite_settings).close()
            unnoticed.append(page)
        except StoreRefused:
            assert path.read_bytes() == spoilt
    assert unnoticed == []


def test_a_store_without_its_organisation_is_refused(settings: Settings) -> None:
    _execute(settings, "DELETE FROM organisation")
    with pytest.raises(StoreRefused, match=r"has no organisation\. Nothing was written"):
        open_store(settings)


def test_a_postgresql_database_that_is_not_there_is_refused(postgres_settings: Settings) -> None:
    url = (postgres_settings.postgresql_url or "").replace("/store", "/nosuchstore")
    elsewhere = Settings(None, url, None)
    for attempt in (open_store, upgrade):
        with pytest.raises(StoreRefused, match=r"cannot be reached") as refused:
            attempt(elsewhere)
        _is_complete(refused.value, place="nosuchstore", reason="", step=r"DATABASE_URL")


def test_a_postgresql_that_does_not_run_is_refused(tmp_path: Path) -> None:
    nowhere = Settings(None, f"postgresql+psycopg://postgres@/meeting?host={tmp_path}", None)
    for attempt in (open_store, upgrade):
        with pytest.raises(StoreRefused, match=r"cannot be reached") as refused:
            attempt(nowhere)
        _is_complete(refused.value, place="meeting", reason="", step=r"server is running")


def test_an_empty_postgresql_database_is_refused_until_it_is_upgraded(postgres_url: str) -> None:
    settings = Settings.read({"DATABASE_URL": postgres_url}, home=Path())
    with pytest.raises(StoreRefused, match=r"has no tables yet\. Nothing was written.*python -m db upgrade"):
        open_store(settings)
    assert _table_names(settings) == []


def test_a_postgresql_database_of_another_program_is_left_alone(postgres_url: str) -> None:
    settings = Settings.read({"DATABASE_URL": postgres_url}, home=Path())
    _execute(settings, "CREATE TABLE invoice (number integer)")
    for attempt in (open_store, upgrade):
        with pytest.raises(StoreRefused, match=r"tables of another program\. Nothing was written"):
            attempt(settings)
    assert _table_names(settings) == ["invoice"]


@pytest.mark.parametrize("version", ["0000", "9999"])
def test_a_postgresql_store_of_another_version_is_refused(postgres_settings: Settings, version: str) -> None:
    _execute(postgres_settings, f"UPDATE alembic_version SET version_num = '{version}'")
    with pytest.raises(StoreRefused, match=rf"is of version {version}, this program of version"):
        open_store(postgres_settings)


def test_a_postgresql_store_of_a_newer_version_is_not_upgraded(postgres_settings: Settings) -> None:
    _execute(postgres_settings, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreRefused, match=r"is of version 9999.*Nothing was written"):
        upgrade(postgres_settings)


def _spoilt(settings: Settings, spoil: Callable[[Path], None]) -> Path:
    path = settings.sqlite_path
    assert path is not None
    assert settings.test_now == NOON
    spoil(path)
    return path


def _is_complete(refused: StoreRefused, *, place: str, reason: str, step: str) -> None:
    """In words that anybody may be shown; whoever looks after it is told beside them which store it is."""
    said = str(refused)
    assert place in refused.place
    assert refused.place not in said
    assert in_full(refused) == f"{refused.place}: {said}"
    assert re.search(reason, said)
    assert "Nothing was written" in said
    assert re.search(step, said)


def _everything_in(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b"/"
        for path in folder.rglob("*")
    }


def _execute(settings: Settings, statement: str) -> None:
    write, read = engines(settings)
    with write.begin() as connection:
        connection.execute(text(statement))
    write.dispose()
    read.dispose()


def _table_names(settings: Settings) -> list[str]:
    engine = create_engine(settings.postgresql_url or "")
    names = inspect(engine).get_table_names()
    engine.dispose()
    return names
