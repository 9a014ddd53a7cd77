"""What was measured is kept with its day and machine, and told on a page whether it reached its bar or not."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.bench.measuring import Figure, Samples, compared
from tests.browser.serving import ROOT
from tests.measured import __main__ as script
from tests.measured.kept import keep, kept
from tests.measured.page import page

TOLD = {"kind": "endure", "part": "killed", "holds": True, "seed": 7, "seconds": 1_234, "load": 1.5}
SAYS = {"kind": "bench", "bench": "board", "says": "The board against an empty page."}


def of_bench(figure: Figure) -> dict[str, Any]:
    return {**SAYS, **json.loads(figure.line())}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "measured.jsonl"


def written(path: Path) -> str:
    return page(kept(path), benches=["board", "bell"], parts=["killed", "people"])


def test_the_last_line_of_each_name_is_told_with_its_bar(path: Path) -> None:
    slow = compared("board warm", Samples([900.0], [300.0]), bar=1.35, unit="ms", about={"rows": 20_000})
    quick = compared("board warm", Samples([369.0], [300.0]), bar=1.35, unit="ms", about={"rows": 20_000})
    for each in (slow, quick):
        keep(of_bench(each), path=path)
    said = written(path)
    assert "| board warm | 369 ms | 300 ms | 1.23 | 1.35 times | yes | 1, rows 20,000 |" in said
    assert "900" not in said
    assert "### board\n\nThe board against an empty page." in said
    assert "Not kept yet: bell." in said


def test_figures_of_one_name_in_two_benches_are_both_told(path: Path) -> None:
    missed, reached = (
        compared("warm", Samples([measured], [300.0]), bar=1.35, unit="ms", about={})
        for measured in (900.0, 369.0)
    )
    keep(of_bench(missed), path=path)
    keep(of_bench(reached) | {"bench": "bell"}, path=path)
    said = written(path)
    assert "| warm | 900 ms | 300 ms | 3 | 1.35 times | **no** |" in said
    assert "| warm | 369 ms | 300 ms | 1.23 | 1.35 times | yes |" in said


def test_a_bar_that_was_missed_is_told(path: Path) -> None:
    keep(of_bench(Figure("alone", 12.34, None, bar=12.0, n=100, unit="ms")), path=path)
    keep(TOLD | {"holds": False, "told": "2 of 50 saves | lost"}, path=path)
    said = written(path)
    assert "| alone | 12.3 ms | – | – | 12 ms | **no** | 100 |" in said
    assert "| killed | 2 of 50 saves / lost | **no** | 7 | 1,234 s | 1.5 |" in said


def test_each_line_knows_its_own_machine_and_no_line_whose_it_is(path: Path) -> None:
    where = f"{tempfile.gettempdir()}/bench-1/meeting.db and {ROOT}/data"
    keep(TOLD | {"told": f"not found: {where}"}, path=path)
    other = json.loads(path.read_text("utf-8")) | {"part": "people", "told": "0 lost"}
    other["machine"] = other["machine"] | {"cores": 512}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(other) + "\n")
    said = written(path)
    assert "- Machine 2: 512 processors, " in said
    assert f"| {other['on']} | 1 |\n" in said
    assert f"| {other['on']} | 2 |\n" in said
    assert "not found: …/bench-1/meeting.db and …/data" in said


def test_where_nothing_was_measured_no_page_is_written(
    tmp_path: Path, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert script.main(path, tmp_path / "measured.md") == 2
    assert "Nothing was measured on this machine yet" in capsys.readouterr().err
    keep(TOLD | {"told": "0 lost"}, path=path)
    assert script.main(path, tmp_path / "measured.md") == 0
    assert "| killed | 0 lost | yes |" in (tmp_path / "measured.md").read_text("utf-8")
