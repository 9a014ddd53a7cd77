"""Files in, many times: damaged at random, a million rows long, killed at fifty moments."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any
from zoneinfo import ZoneInfo

from db.engine import open_store
from db.intake.columns import match_columns
from db.intake.fields import Kind
from db.intake.lines import LONGEST_CELL, Line
from db.intake.reading import Table, open_table
from db.intake.rows import Options, Refusal, RowReader
from db.intake.workbook import Sheet
from db.models import Customer, Mark, Promise
from db.upgrade import upgrade
from meeting.documents.guards import unguard
from meeting.errors import UnreadableFile
from meeting.settings import Settings
from tests.bench.promises_file import write_promises
from tests.db.intake.files.workbooks import write_rows
from tests.db.stores import NOON, ROOT, contents, rows_of
from tests.db.stores import killed as killed_at
from tests.endure.damage import damaged, damaged_within

MUTATIONS = 5_000
LONGEST_WAIT = 10
MILLION = 1_000_000
KILLS = 50


def damage(seed: int) -> str:
    """Each damaged file is read with the exact cells of its text, or refused; nothing else, and never for long."""
    random = Random(seed)
    outcomes: Counter[str] = Counter()
    signal.signal(signal.SIGALRM, _too_long)
    with tempfile.TemporaryDirectory() as folder:
        whole = _whole_files(Path(folder), seed)
        for number in range(MUTATIONS):
            kind, name, original = random.choice(whole)
            within = name.endswith(".xlsx") and random.random() < 0.8
            path = Path(folder) / f"damaged{Path(name).suffix}"
            path.write_bytes((damaged_within if within else damaged)(original, random))
            signal.alarm(LONGEST_WAIT)
            try:
                outcomes[_outcome(path, kind)] += 1
            except Exception as error:
                kept = Path(tempfile.gettempdir()) / f"damaged-{seed}-{number}{path.suffix}"
                shutil.copy(path, kept)
                raise AssertionError(f"mutation {number} of {name}, kept as {kept}: {error!r}") from error
            finally:
                signal.alarm(0)
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    return f"{MUTATIONS} mutations of {len(whole)} files, 0 misread, 0 uncaught, 0 above {LONGEST_WAIT} s ({told})"


def _too_long(_: int, __: FrameType | None) -> None:
    raise AssertionError(f"took more than {LONGEST_WAIT} s")


def _whole_files(folder: Path, seed: int) -> list[tuple[Kind, str, bytes]]:
    """The sample files when SAMPLES names them, a made-up one in several encodings, and a workbook."""
    path = folder / "promises.csv"
    write_promises(path, rows=150, seed=seed)
    text = path.read_text(encoding="utf-8")
    rows = list(csv.reader(text.splitlines()))
    found = [
        (Kind.PROMISES, f"{code}.csv", text.encode(code))
        for code in ("utf-8", "utf-8-sig", "utf-16", "cp1252")
    ]
    semicolons = folder / "semicolons.csv"
    with semicolons.open("w", encoding="cp1252", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    found.append((Kind.PROMISES, semicolons.name, semicolons.read_bytes()))
    typed = [
        [date.fromisoformat(cell) if re.fullmatch(r"\d{4}-\d\d-\d\d", cell) else cell for cell in row]
        for row in rows
    ]
    found.append((Kind.PROMISES, "promises.xlsx", write_rows(folder / "promises.xlsx", typed).read_bytes()))
    kinds = {
        "order": Kind.PROMISES,
        "ticket": Kind.COMPLAINTS,
        "customer": Kind.CUSTOMERS,
        "employee": Kind.PEOPLE,
    }
    for sample in sorted(Path(os.environ.get("SAMPLES") or folder / "none").glob("*.csv")):
        kind = next((kind for word, kind in kinds.items() if word in sample.name), Kind.PROMISES)
        with sample.open("rb") as file:
            found.append((kind, sample.name, b"".join(islice(file, 200))))
    return found


def _outcome(path: Path, kind: Kind) -> str:
    """How a damaged file ends. Raises AssertionError where a cell is not what the text has in its place."""
    try:
        table = open_table(path)
        lines = list(table.lines())
    except UnreadableFile as error:
        return _refused(error, "files refused")
    if not isinstance(table, Sheet):
        _compare(path, table, lines)
    try:
        matches = match_columns(kind, table.heading, maps={})
        options = Options({}, {}, None)
        reader = RowReader(table, matches, options=options, zone=ZoneInfo("UTC"), today=date(2030, 1, 1))
        read = list(reader.read())
    except UnreadableFile as error:
        return _refused(error, "columns or days asked for")
    lines = [line for line in lines if line.number not in reader.left_out]
    assert [one.line for one in read] == [line.number for line in lines]
    for line, one in zip(lines, read, strict=True):
        assert one.cells == tuple(line.cells), f"line {line.number} lost or won cells on its way"
        assert isinstance(one, Refusal) or len(one.cells) == len(table.heading)
    refused = any(isinstance(one, Refusal) for one in read)
    return "read with rows refused" if refused else "read whole"


def _refused(error: UnreadableFile, outcome: str) -> str:
    said = str(error)
    assert "Nothing was saved." in said, said
    return outcome


def _compare(path: Path, table: Table, lines: list[Line]) -> None:
    """The text again, read by the csv module alone: the same rows at the same lines, none left out."""
    csv.field_size_limit(LONGEST_CELL)
    text = path.read_bytes().decode(table.encoding)
    physical = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)
    reader = csv.reader(physical, delimiter=table.delimiter, skipinitialspace=table.spaced)
    expected, start = [], 1
    for cells in reader:
        told = [unguard(cell) for cell in cells]
        if start > table.heading_line and any(cell.strip() for cell in told):
            expected.append((start, told))
        start = reader.line_num + 1
    assert [(line.number, line.cells) for line in lines] == expected, (
        "a cell is not what the text has in its place"
    )


def million(seed: int) -> str:
    """A million rows through the command line; what the store then holds against a recount of the file."""
    with tempfile.TemporaryDirectory() as folder:
        path, url = Path(folder) / "promises.csv", f"sqlite:///{folder}/meeting.db"
        write_promises(path, rows=MILLION, seed=seed)
        _command(url, "upgrade")
        said = _command(url, "import", str(path), "--kind", "promises", "--json")
        report = json.loads(said.splitlines()[-1])
        with path.open(encoding="utf-8", newline="") as file:
            expected = Counter(_meaning(row) for row in csv.DictReader(file))
        store = open_store(Settings.read({"DATABASE_URL": url}, home=Path()))
        try:
            names = {row["id"]: row["reference"] for row in rows_of(store, Customer)}
            held = Counter(
                (
                    row["reference"],
                    names[row["customer_id"]],
                    *map(str, (row["promised_on"], row["delivered_on"])),
                )
                for row in rows_of(store, Promise)
            )
        finally:
            store.close()
        assert report["rows"] == report["new"] + report["refused"] == MILLION, said[-500:]
        assert report["refused"] == 0, said[-500:]
        missing, strange = sum((expected - held).values()), sum((held - expected).values())
        assert not missing, f"{missing} of {MILLION} rows are not there as the file has them"
        assert not strange, f"{strange} rows are there that the file does not have"
        return f"{MILLION:,} rows brought in by the command line in {report['seconds']:.0f} s, 0 lost, 0 different"


def _meaning(row: dict[str, str]) -> tuple[str, str, str, str]:
    return row["reference"], row["customer"], row["promised_on"], row["delivered_on"] or "None"


def _command(url: str, *words: str) -> str:
    environment = {**os.environ, "DATABASE_URL": url}
    command = [sys.executable, "-m", "db", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:] or done.stdout[-2000:]
    return done.stdout


def killed(seed: int) -> str:
    """An import killed -9 at fifty moments from its first to its last: all of it is there, or nothing."""
    with tempfile.TemporaryDirectory() as folder:
        scratch, file = Path(folder) / "whole.db", Path(folder) / "promises.csv"
        settings = Settings(scratch, None, NOON)
        upgrade(settings, mark=Mark.TEST)
        write_promises(file, rows=200, seed=seed)
        before = _everything(settings)
        url = f"sqlite:///{folder}/{{}}.db"
        moments = killed_at("import", scratch=f"sqlite:///{scratch}", url=url, times=KILLS, file=file)
        after = _everything(settings)
        found = [_everything(Settings(Path(folder) / f"{moment}.db", None, NOON)) for moment in moments]
    left, came = found.count(before), found.count(after)
    assert before != after, "the import that was not killed brought nothing in"
    assert left + came == len(moments) == KILLS, f"{KILLS - left - came} of {KILLS} imports are half done"
    return f"{KILLS} imports of 200 rows killed, 0 half done ({left} left nothing, {came} left everything)"


def _everything(settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
    store = open_store(settings)
    try:
        return contents(store)
    finally:
        store.close()
