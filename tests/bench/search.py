"""The search over 200,000 entries against a bare look into the same index, which gives ids alone."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from itertools import cycle
from pathlib import Path

from sqlalchemy import insert

from db import search
from db.changes import table_of
from db.engine import Store, connect_sqlite, open_store, prepare_sqlite, reading, transaction
from db.models import FieldNote, Mark
from db.sqlite import driver
from db.upgrade import upgrade
from meeting.search import Found
from meeting.settings import Settings
from meeting.weeks import week_of
from meeting.words import NoteKind
from tests.bench import ten_years
from tests.bench.measuring import SEED, Figure, compared, in_turns, versions

TIMES = 3.0
QUESTIONS = (("word40",), ("word900",), ("word40", "word41"), ("word7",), ("word300", "word20", "word21"))
"""Some common, some rare, some that begin many words."""
ONE = "SELECT DISTINCT entry_id FROM search_word WHERE word >= ? AND word < ?"


def figures(short: bool) -> Iterator[Figure]:
    entries, rounds = (20_000, 20) if short else (200_000, 100)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        settings = Settings(Path(folder) / "meeting.db", None, None)
        upgrade(settings, mark=Mark.TEST)
        store = open_store(settings)
        _say(store, entries)
        with closing(connect_sqlite(Path(store.place))) as connection:
            prepare_sqlite(connection, read_only=True)
            for words in QUESTIONS:
                found = [entry.id for entry in _by_product(store, words).entries]
                if found != [entry_id % 2**36 for entry_id in _bare(connection, words)]:
                    raise AssertionError(f"the two do not find the same for {words}")
            questions, same = cycle(QUESTIONS), cycle(QUESTIONS)
            samples = in_turns(
                rounds,
                measured=_timed(lambda: _by_product(store, next(questions))),
                against=_timed(lambda: _bare(connection, next(same))),
                warm_up=len(QUESTIONS),
            )
        store.close()
    about = {"entries": entries, "seed": SEED, "versions": versions()}
    yield compared("search", samples, bar=TIMES, unit="ms", about=about)


def _say(store: Store, entries: int) -> None:
    """Notes of fifteen words over ten years; few words are common and many are rare, as in any language."""
    chance = random.Random(SEED)
    words = [f"word{number}" for number in range(20_000)]
    weights = [1 / (place + 10) for place in range(len(words))]
    days = (ten_years.AS_OF - timedelta(days=chance.randrange(3_650)) for _ in range(entries))
    values = [
        {
            **FieldNote(
                noted_on=day, noted_week=str(week_of(day)), kind=str(NoteKind.HEARD), text=""
            ).model_dump(),
            "id": number,
            "text": " ".join(chance.choices(words, weights, k=15)),
        }
        for number, day in enumerate(days, start=1)
    ]
    with transaction(store) as session:
        session.connection().execute(insert(table_of(FieldNote)), values)
        search.rebuild(session)


def _by_product(store: Store, words: tuple[str, ...]) -> Found:
    with reading(store) as session:
        return search.find(session, words)


def _bare(connection: driver.Connection, words: tuple[str, ...]) -> list[int]:
    ends = [each for word in words for each in (word, f"{word}\U0010ffff")]
    each = " INTERSECT ".join(ONE for _ in words)
    query = f"SELECT entry_id FROM ({each}) ORDER BY entry_id DESC LIMIT 50"
    return [row[0] for row in connection.execute(query, ends)]


def _timed(work: Callable[[], object]) -> Callable[[], float]:
    def take() -> float:
        begun = time.perf_counter()
        work()
        return 1000 * (time.perf_counter() - begun)

    return take
