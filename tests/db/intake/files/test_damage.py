"""A few of the many damaged files that `python -m tests.endure damage` makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.intake.lines import Line
from db.intake.reading import Table, open_table
from db.intake.workbook import Sheet
from tests.endure import files


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_damaged_file_is_read_as_it_stands_or_refused(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(files, "MUTATIONS", 60)
    assert files.damage(seed).startswith("60 mutations of ")


def test_a_reader_that_moves_a_cell_is_found_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The guard removed: a reader that drops empty cells must not pass."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    whole = open_table

    def shifting(path: Path) -> Table:
        table = whole(path)
        if not isinstance(table, Sheet):
            told = list(table.lines())
            moved = [Line(line.number, [cell for cell in line.cells if cell]) for line in told]
            monkeypatch.setattr(type(table), "lines", lambda self: iter(moved))
        return table

    monkeypatch.setattr(files, "MUTATIONS", 60)
    monkeypatch.setattr(files, "open_table", shifting)
    with pytest.raises(AssertionError, match="mutation "):
        files.damage(1)
