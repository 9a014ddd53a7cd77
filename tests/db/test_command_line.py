"""`python -m db`: what it prints, where, and with which exit status it ends."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from db.__main__ import main
from db.models import Mark
from db.upgrade import upgrade
from db.versions import newest_version
from meeting.health import PROGRAM
from meeting.settings import Settings
from tests.db.stores import NOON, ROOT, write_csv

PROMISES = """\
reference,customer,promised_on,delivered_on,team
1,Alpha,2026-11-09,2026-11-09,Service
2,Alpha,2026-11-10,2026-11-12,Service
3,Beta,2026-11-11,,Workshop
4,Beta,2026-11-15,2026-11-14,Service
5,Gamma,2026-11-25,,Service
"""
COMPLAINTS = """\
reference,customer,received_on,resolved_on,promise
1,Alpha,2026-11-12,2026-11-13,2
2,Beta,2026-11-13,,
"""
WINS = """\
reference,happened_on,kind,customer,team,person,text
1,2026-11-12,save,Alpha,Service; Sales,Ben; Ana,Carried it up five floors
"""


@pytest.fixture
def store(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the store that the command line speaks to."""
    path = tmp_path / "data" / "meeting.db"
    path.parent.mkdir()
    shutil.copy(sqlite_template, path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setenv("TEST_NOW", NOON)
    return path


class Run:
    """One call of the command line: its exit status and what it printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> None:
        capsys.readouterr()
        self.status = main([str(argument) for argument in arguments])
        self.out, self.err = capsys.readouterr()

    def last_line(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.out.splitlines()[-1])
        return found


def file(folder: Path, name: str, text: str) -> Path:
    write_csv(folder / name, text)
    return folder / name


def test_an_upgrade_says_what_it_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "meeting.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.delenv("TEST_NOW", raising=False)
    for said in (f"Created the store {path}.\n", f"The store {path} is up to date.\n"):
        run = Run(capsys, "upgrade")
        assert (run.status, run.out, run.err) == (0, said, "")


def test_a_whole_file_ends_with_0_and_prints_its_counts_in_the_last_line(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(tmp_path, "promises.csv", PROMISES)
    run = Run(capsys, "import", path, "--kind", "promises", "--source", "erp", "--json")
    last = run.last_line()
    assert run.status == 0
    assert list(last) == ["kind", "source", "rows", "new", "changed", "unchanged", "refused", "seconds"]
    assert isinstance(last.pop("seconds"), float)
    assert last == {
        **{"kind": "promises", "source": "erp", "rows": 5, "new": 5, "changed": 0},
        **{"unchanged": 0, "refused": 0},
    }
    run = Run(capsys, "import", path, "--kind", "promises", "--source", "erp", "--json")
    assert (run.status, run.last_line()["unchanged"]) == (0, 5)
    assert "Saved: 0 new, 0 changed, 5 unchanged, 0 refused of 5 rows" in run.out


def test_without_a_source_it_is_main_whatever_the_file_is_called(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Run(capsys, "import", file(tmp_path, "a.csv", PROMISES), "--kind", "promises", "--json")
    assert run.last_line()["source"] == "main"
    run = Run(capsys, "import", file(tmp_path, "b.csv", PROMISES), "--kind", "promises", "--json")
    assert run.last_line()["unchanged"] == 5


def test_refused_rows_end_with_1_and_stand_in_a_file_to_mend_and_bring_in_again(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = PROMISES.replace("2026-11-10", "31.11.2026").replace("4,Beta", "4,")
    run = Run(capsys, "import", file(tmp_path, "orders.csv", text), "--kind", "promises", "--json")
    assert (run.status, run.last_line()["new"], run.last_line()["refused"]) == (1, 3, 2)
    assert "line 3, promised_on “31.11.2026”: is no day written like 2026-04-03 (year first)" in run.out
    assert "line 5, customer “”: is empty, and customer is needed" in run.out
    (refused,) = (store.parent / "refused").iterdir()
    assert str(refused) in run.out
    with refused.open(encoding="utf-8-sig", newline="") as opened:
        first, second = csv.DictReader(opened)
    assert (first["why refused"].partition(":")[0], first["reference"]) == (
        "line 3, promised_on “31.11.2026”",
        "2",
    )
    assert (second["reference"], second["promised_on"], second["team"]) == ("4", "2026-11-15", "Service")
    mended = refused.read_text("utf-8-sig").replace("2,Alpha,31.11.2026", "2,Alpha,2026-11-10")
    refused.write_text(mended.replace("4,,", "4,Beta,"), "utf-8-sig")
    run = Run(capsys, "import", refused, "--kind", "promises", "--json")
    assert (run.status, run.last_line()["new"], run.last_line()["refused"]) == (0, 2, 0)
    run = Run(capsys, "import", file(tmp_path, "orders.csv", PROMISES), "--kind", "promises", "--json")
    assert run.last_line()["unchanged"] == 5


def test_refused_rows_of_a_postgresql_stand_in_the_product_folder_wherever_the_command_is_given(
    postgres_settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setattr("db.__main__.HOME", tmp_path / "home")
    monkeypatch.setenv("DATABASE_URL", postgres_settings.postgresql_url or "")
    text = PROMISES.replace("2026-11-10", "31.11.2026")
    run = Run(capsys, "import", file(tmp_path, "orders.csv", text), "--kind", "promises")
    assert run.status == 1
    (refused,) = (tmp_path / "home" / "data" / "refused").iterdir()
    assert str(refused) in run.out
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_file_that_cannot_be_read_ends_with_2_and_says_why_beside_the_output(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = store.read_bytes()
    for path, why in (
        (tmp_path / "nothing.csv", "cannot be read"),
        (file(tmp_path, "empty.csv", ""), "is empty"),
        (file(tmp_path, "other.csv", "colour,size\nred,1\n"), "--map reference=COLUMN"),
        (file(tmp_path, "days.csv", "reference,customer,due\n1,A,03/04/2026\n"), "--date-format"),
    ):
        run = Run(capsys, "import", path, "--kind", "promises", "--json")
        assert (run.status, run.out) == (2, "")
        assert why in run.err
        assert "Nothing was saved" in run.err
    assert store.read_bytes() == before


def test_a_file_of_promises_that_says_nothing_of_deliveries_is_taken_with_a_warning(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "reference,customer,due date,parcel\n1,Alpha,2026-11-10,2026-11-10\n"
    path = file(tmp_path, "orders.csv", text)
    run = Run(capsys, "import", path, "--kind", "promises", "--json")
    assert (run.status, run.last_line()["new"]) == (0, 1)
    careful = "Careful: no column says when it was delivered, so promises of past days count as missed."
    assert f"{careful} Say which: --map delivered_on=COLUMN" in run.out
    assert "Columns not used: parcel." in run.out
    # Whoever has said which, or that it is none, is not told again.
    for column in ("parcel", ""):
        run = Run(capsys, "import", path, "--kind", "promises", "--map", f"delivered_on={column}")
        assert "Careful" not in run.out
    wins = file(tmp_path, "wins.csv", "reference,date\n1,2026-11-10\n")
    assert "Careful" not in Run(capsys, "import", wins, "--kind", "wins").out


def test_options_say_what_the_file_does_not(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "No;Kunde;Wunschtermin;Grund\n1;Alpha;03/04/2026;Straße\n"
    path = tmp_path / "aufträge.csv"
    path.write_bytes(text.encode("cp850"))
    maps = ("--map", "reference=No", "--map", "customer=Kunde", "--map", "promised_on=Wunschtermin")
    run = Run(
        *(capsys, "import", path, "--kind", "promises", *maps, "--map", "cause=Grund"),
        *("--date-format", "DD/MM/YYYY", "--encoding", "cp850", "--json"),
    )
    assert (run.status, run.err) == (0, "")
    run = Run(capsys, "board", "--week", "2026-W14", "--json")
    assert run.last_line()["misses"] == 1
    complaint = file(tmp_path, "complaints.csv", "reference,received_on,severity\n1,2026-11-12,P1\n")
    run = Run(capsys, "import", complaint, "--kind", "complaints", "--value", "severity:P1=critical")
    assert (run.status, run.err) == (0, "")


@pytest.mark.parametrize(
    "option",
    [
        *(("--map", "customer"), ("--map", "colour=customer"), ("--map", "customer=nowhere")),
        *(("--value", "severity:P1=critical"), ("--value", "need"), ("--date-format", "european")),
        *(("--encoding", "klingon"), ("--source", " "), ("--source", "x" * 101)),
    ],
)
def test_an_option_that_means_nothing_ends_with_2_and_says_so(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: tuple[str, str]
) -> None:
    before = store.read_bytes()
    run = Run(capsys, "import", file(tmp_path, "a.csv", PROMISES), "--kind", "promises", *option)
    assert (run.status, run.out) == (2, "")
    assert option[0] in run.err or option[1] in run.err
    assert store.read_bytes() == before


def test_a_dry_run_says_what_would_happen_and_writes_no_file(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = PROMISES.replace("2026-11-10", "soon")
    before = store.read_bytes()
    run = Run(capsys, "import", file(tmp_path, "a.csv", text), "--kind", "promises", "--dry-run", "--json")
    assert (run.status, run.last_line()["new"], run.last_line()["refused"]) == (1, 4, 1)
    assert "Dry run: nothing was saved" in run.out
    assert store.read_bytes() == before
    assert list(store.parent.iterdir()) == [store]


def test_the_board_is_printed_as_json_with_exactly_these_facts(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for kind, text in (("promises", PROMISES), ("complaints", COMPLAINTS), ("wins", WINS)):
        assert Run(capsys, "import", file(tmp_path, "a.csv", text), "--kind", kind).status == 0
    run = Run(capsys, "board", "--week", "2026-W46", "--as-of", "2026-11-22", "--json")
    assert (run.status, run.err, len(run.out.splitlines())) == (0, "", 1)
    assert run.last_line() == {
        **{"week": "2026-W46", "from": "2026-11-09", "to": "2026-11-15", "as_of": "2026-11-22"},
        **{"hits": 1, "runs": 2, "misses": 4, "still_owed": 1},
        "promises": {
            **{"due": 4, "kept": 2, "missed": 2, "pending": 0, "not_known_yet": 0, "withdrawn": 0},
            **{"moved": 0, "moved_afterwards": 0, "on_time_rate": 0.5, "first_promised_rate": 0.5},
        },
        "reach": {"main": "2026-11-22"},
        "came_in_late": [],
        "complaints": {"received": 2, "open": 1},
        "wins": [
            {
                **{"happened_on": "2026-11-12", "kind": "save", "text": "Carried it up five floors"},
                **{"customer": "Alpha", "people": ["Ana", "Ben"], "teams": ["Sales", "Service"]},
            }
        ],
    }
    run = Run(capsys, "board", "--team", " service", "--json", "--week", "2026-W46")
    assert (run.last_line()["runs"], run.last_line()["misses"], run.last_line()["still_owed"]) == (2, 1, 0)


def test_the_board_shows_the_last_full_week_as_of_today_by_default(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert Run(capsys, "import", file(tmp_path, "a.csv", PROMISES), "--kind", "promises").status == 0
    last = Run(capsys, "board", "--json").last_line()
    assert (last["week"], last["as_of"]) == ("2026-W46", "2026-11-22")
    last = Run(capsys, "board", "--as-of", "2026-11-11", "--json").last_line()
    assert (last["week"], last["as_of"], last["misses"]) == ("2026-W45", "2026-11-11", 0)
    last = Run(capsys, "board", "--week", "2026-W46", "--as-of", "2026-11-11", "--json").last_line()
    assert last["promises"] == {
        **{"due": 4, "kept": 1, "missed": 1, "pending": 2, "not_known_yet": 0, "withdrawn": 0},
        **{"moved": 0, "moved_afterwards": 0, "on_time_rate": 0.5, "first_promised_rate": 0.5},
    }


def test_the_board_of_an_empty_week_has_no_rate(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "board", "--week", "2026-W53", "--json")
    promises = run.last_line()["promises"]
    assert isinstance(promises, dict)
    assert (run.status, promises["on_time_rate"], promises["first_promised_rate"]) == (0, None, None)
    assert (promises["due"], run.last_line()["wins"]) == (0, [])


def test_the_board_is_told_in_words(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for kind, text in (("promises", PROMISES), ("complaints", COMPLAINTS)):
        assert Run(capsys, "import", file(tmp_path, "a.csv", text), "--kind", kind).status == 0
    said = Run(capsys, "board").out
    assert "2026-W46: 9 to 15 November 2026, as of 22 November 2026" in said
    assert "Misses 4 (2 missed promises, 2 complaints (1 about the same promise))" in said
    assert "Still owed: 1 promise, the oldest promised for 11 November 2026" in said


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (("--week", "2025-W53"), "There is no week 53 in 2025"),
        (("--week", "last"), "“last” is not a week"),
        (("--team", "Nobody"), "There is no team “Nobody”"),
        (("--as-of", "22.11.2026"), "--as-of 22.11.2026 is not a day"),
    ],
)
def test_a_board_that_cannot_be_ends_with_2_and_says_why(
    store: Path, capsys: pytest.CaptureFixture[str], option: tuple[str, str], said: str
) -> None:
    run = Run(capsys, "board", *option, "--json")
    assert (run.status, run.out) == (2, "")
    assert said in run.err


def test_a_store_that_is_refused_ends_every_command_with_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'nothing.db'}")
    path = file(tmp_path, "a.csv", PROMISES)
    for command in (
        ("board",),
        ("import", path, "--kind", "promises"),
        ("team", "add", "A", "--side", "sales"),
    ):
        run = Run(capsys, *command)
        assert (run.status, run.out) == (2, "")
        assert f"{tmp_path / 'nothing.db'}: There is no store." in run.err
    assert [one.name for one in tmp_path.iterdir()] == ["a.csv"]


def test_files_are_never_mixed_with_the_example_company(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(tmp_path / "example.db", None, NOON)
    upgrade(settings, mark=Mark.EXAMPLE)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{settings.sqlite_path}")
    run = Run(capsys, "import", file(tmp_path, "a.csv", PROMISES), "--kind", "promises")
    assert (run.status, run.out) == (2, "")
    assert "holds the example company" in run.err
    assert "Nothing was saved" in run.err
    assert Run(capsys, "board").status == 0


def test_a_team_is_added_with_its_side(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "team", "add", "Workshop", "--side", "service")
    assert (run.status, run.out) == (0, "Added the team Workshop (service).\n")
    run = Run(capsys, "team", "add", " workshop", "--side", "service")
    assert run.status == 2
    assert "There is a team “workshop” already" in run.err


def test_the_models_are_checked_against_the_migrations(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "check-models")
    assert (run.status, run.out) == (0, "The migrations give exactly the tables of db/models.\n")


def test_the_version_of_the_program_and_of_its_tables_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"Hits, Runs & Misses {PROGRAM}, tables of version {newest_version()}\n"


def test_a_command_that_is_none_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["bored"])
    assert "invalid choice" in capsys.readouterr().err


def test_the_exit_status_reaches_whoever_called(store: Path, tmp_path: Path) -> None:
    orders = file(tmp_path, "a.csv", PROMISES.replace("2026-11-10", "soon"))
    command = [
        sys.executable,
        "-W",
        "error",
        "-m",
        "db",
        "import",
        str(orders),
        "--kind",
        "promises",
        "--json",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert json.loads(done.stdout.splitlines()[-1])["refused"] == 1
