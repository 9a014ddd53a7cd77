"""Every command of the documents is run, or known to belong to another program.

One that stands in a document and is not known here fails, and so does one that is known and stands there no more.
"""

from __future__ import annotations

import csv
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from db.__main__ import main
from db.changes import meetings
from db.engine import open_store
from db.upgrade import upgrade
from meeting.settings import Settings
from tests.db.monday import gathered
from tests.db.stores import ROOT
from tests.docs.pages import Block, as_pattern, blocks, code_in_lines, command, steps

DONE, REFUSED_ROWS, NOTHING_DONE = 0, 1, 2
COMMANDS = {
    "python -m db setup-code": DONE,
    'python -m db person add "Olga Berg" olga@example.com --role facilitator --team Service': DONE,
    "python -m db person disable ana@example.com --taken-over-by ben@example.com": DONE,
    "python -m db person reset ana@example.com": DONE,
    "python -m db team add Workshop --side service": DONE,
    "python -m db backup kept.db": DONE,
    "python -m db backup before-upgrade.db": DONE,
    "python -m db check": DONE,
    "python -m db --version": DONE,
    "python -m db upgrade": DONE,
    # Nobody is there who could type the name.
    "python -m db redact person ben@example.com": NOTHING_DONE,
    'python -m db redact customer "Alpha" --yes': DONE,
    "python -m db import orders.csv --kind promises": DONE,
    "python -m db import tickets.csv --kind complaints": DONE,
    "python -m db import wins.csv --kind wins": DONE,
    "python -m db import customers.csv --kind customers": DONE,
    "python -m db import people.csv --kind people": DONE,
    "python -m db import /srv/erp/orders.csv --kind promises --source erp": DONE,
    "python -m db export out.csv --kind promises --source crm": DONE,
    "python -m db export out.xlsx --kind promises --source crm": DONE,
    "python -m db export all": DONE,
    # The store is in use.
    "python -m db demo --from all": NOTHING_DONE,
    "python -m db board --week 2026-W46 --team Service --json": DONE,
    "python -m db board --as-of 2026-11-20": DONE,
    "python -m db actions --owner ana@example.com --due-by 2026-12-04": DONE,
    "python -m db actions --state all --json": DONE,
    "python -m db minutes --out monday.pdf": DONE,
    "python -m db minutes --meeting 1 --version 1 --format md": DONE,
}
"""Each with its exit status, alone at a store with people, a closed meeting and a few rows."""

OF_OTHERS = frozenset(
    {
        "useradd --system --home-dir /opt/monday monday",
        "install -d -o monday -m 700 data",
        "systemctl enable --now monday",
        "systemctl stop monday",
        "systemctl start monday",
        "journalctl --unit monday --follow",
        "sudo -u monday sh -c 'set -a; . /etc/monday.env; exec python -m db check'",
        "git pull",
        "pg_dump --format=custom --file=FILE 'postgresql://user@host/name'",
        "pg_restore --clean --if-exists --single-transaction FILE -d 'postgresql://user@host/name'",
        # Of the tools of this house: they are what runs here, or a server that would not end.
        "python -m pytest tests/db/test_figures.py -q",
        "python -m streamlit run dashboard.py --server.fileWatcherType auto",
    }
)
OPTIONS = {
    '--map promised_on="Delivery promised"': "other.csv --kind promises",
    "--map customer_name=firstName+lastName": "orders.csv --kind promises",
    "--value severity:P1=critical": "graded.csv --kind complaints",
    '--value "delivered_on:in work="': "working.csv --kind promises",
    '--value "status:Cancelled=cancelled"': "standing.csv --kind promises --source standing",
    "--map status=": "standing.csv --kind promises --source other",
    '--map "reference=Order+Line"': "lines.csv --kind promises --source lines",
    "--sheet Orders": "orders.csv --kind promises",
    "--date-format DD/MM/YYYY": "days.csv --kind promises",
    "--encoding cp1250": "orders.csv --kind promises",
    "--source crm": "orders.csv --kind promises",
    "--dry-run": "orders.csv --kind promises",
    "--json": "orders.csv --kind promises",
}
"""Options of files in, each with a file that needs or takes it."""

FILES = {
    "orders.csv": (
        "reference,customer,promised_on,delivered_on,team,firstName,lastName",
        "1,C1,2026-11-12,2026-11-12,Service,Al,Pha",
    ),
    "other.csv": ("reference,customer,promised,Delivery promised", "2,C1,2026-11-12,2026-11-13"),
    "graded.csv": ("reference,customer,received_on,severity", "2,C1,2026-11-13,P1"),
    "working.csv": ("reference,customer,promised_on,delivered_on", "4,C1,2026-11-12,in work"),
    "standing.csv": ("reference,customer,promised_on,delivered_on,status", "5,C1,2026-11-12,,Cancelled"),
    "lines.csv": (
        "Order,Line,Customer,Due date,Delivered",
        "6,10,C1,2026-11-12,2026-11-12",
        "6,20,C1,2026-11-12,2026-11-13",
    ),
    "days.csv": ("reference,customer,promised_on", "3,C1,03/04/2026"),
    "tickets.csv": ("reference,customer,received_on,severity", "1,C1,2026-11-13,critical"),
    "wins.csv": (
        "reference,happened_on,team,person,text",
        "1,2026-11-12,Service;Sales,Ben;Ana,Carried it up",
    ),
    "customers.csv": ("reference,name,tier", "C1,Alpha,A"),
    "people.csv": ("reference,name,email,team,role", "P1,Gil,gil@example.com,Service,member"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place to work in: a store with the cast, a closed meeting, a team and a customer, and files to bring in."""
    home = tmp_path_factory.mktemp("docs")
    for name, rows in FILES.items():
        with (home / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(next(csv.reader([row])) for row in rows)
    store_file = home / "data" / "meeting.db"
    settings = Settings(store_file, None, None)
    upgrade(settings)
    store = open_store(settings)
    monday = gathered(store)
    monday(meetings.close_meeting, monday.start("Ana", "Ben"), minute=30)
    store.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", f"sqlite:///{store_file}")
        for line in ("team add Service --side service", f"import {home}/customers.csv --kind customers"):
            assert main(shlex.split(line)) == DONE
    for kept in ("meeting-2026-11-22.db", "data/backups/meeting-2026-11-22.db"):
        (home / kept).parent.mkdir(exist_ok=True)
        shutil.copy(store_file, home / kept)
    (home / "srv" / "erp").mkdir(parents=True)
    shutil.copy(home / "orders.csv", home / "srv" / "erp")
    return home


class Shell:
    """Runs one command after the other in a folder of its own, as somebody types them."""

    def __init__(self, home: Path, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._home, self._patch, self._capsys = home, patch, capsys
        patch.chdir(home)
        patch.setenv("PUBLIC_URL", "https://monday.example.com")
        patch.delenv("TEST_NOW", raising=False)
        self.say("DATABASE_URL", f"sqlite:///{home}/data/meeting.db")

    def say(self, name: str, value: str) -> None:
        # Another file stands in for the other database: tests/db/test_whole.py has both.
        elsewhere = f"sqlite:///{self._home}/other.db"
        self._patch.setenv(name, elsewhere if value.startswith("postgresql:") else self._here(value))

    def run(self, line: str) -> tuple[int, str]:
        """Exit status and what was printed."""
        self._capsys.readouterr()
        try:
            status = main(shlex.split(self._here(line).removeprefix("python -m db")))
        except SystemExit as ended:
            status = int(ended.code or 0)
        out, err = self._capsys.readouterr()
        return status, (out + err).replace(f"{self._home}/srv/", "/srv/")

    def _here(self, line: str) -> str:
        return line.replace("/srv/", f"{self._home}/srv/")


@pytest.fixture
def shell(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    shutil.copytree(folder, tmp_path / "home")
    return Shell(tmp_path / "home", monkeypatch, capsys)


def written() -> set[str]:
    """Each command that stands in a document by itself."""
    found = [
        command(line) for language in ("sh", "crontab") for block in blocks(language) for line in block.lines
    ]
    return {line.rpartition("&& ")[2] if line[0].isdigit() else line for line in found}


def typed() -> set[str]:
    """Each command of a console."""
    return {step.command for block in blocks("console") for step in steps(block)}


def is_make(line: str) -> bool:
    return line.split(maxsplit=1)[0] == "make"


def test_every_command_that_is_written_down_is_known_here() -> None:
    alone = {line for line in written() if not is_make(line)} - OF_OTHERS
    assert alone == set(COMMANDS) - {"python -m db upgrade"}
    others = {line for line in typed() if not line.startswith(("python -m db", "export "))}
    assert others <= OF_OTHERS
    assert written() | typed() >= OF_OTHERS
    options = {re.split(r"\s{2,}", line)[0] for block in blocks("options") for line in block.lines}
    assert options == set(OPTIONS)


@pytest.mark.parametrize(("line", "status"), COMMANDS.items())
def test_a_command_ends_as_it_should(shell: Shell, line: str, status: int) -> None:
    assert shell.run(line)[0] == status


@pytest.mark.parametrize(("option", "file"), OPTIONS.items())
def test_an_option_is_taken(shell: Shell, option: str, file: str) -> None:
    status, said = shell.run(f"python -m db import {file} {option}")
    assert (status, "0 refused" in said) == (DONE, True), said


@pytest.mark.parametrize("block", blocks("console"), ids=lambda block: steps(block)[-1].command)
def test_what_is_seen_in_a_console_is_what_the_document_shows(shell: Shell, block: Block) -> None:
    for step in steps(block):
        if step.command.startswith("export "):
            shell.say(*step.command.removeprefix("export ").split("=", 1))
        elif step.command.startswith("python -m db"):
            status, said = shell.run(step.command)
            assert status == DONE, said
            assert re.fullmatch(as_pattern(step.seen), said), f"{step.command}\n{said}"
        else:
            assert step.seen == ()


@pytest.mark.parametrize("line", sorted(line for line in written() if is_make(line)))
def test_make_knows_what_the_documents_ask_of_it(line: str) -> None:
    done = subprocess.run(
        ["make", "--dry-run", *shlex.split(line)[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_make_lists_all_it_can_do() -> None:
    asked = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert sorted(re.findall(r"^  make (\w+) +\S", said, re.MULTILINE)) == sorted(" ".join(asked).split())


def test_commands_in_a_line_of_text_are_commands_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    known = set(re.findall(r"^    ([a-z-]+)\b", capsys.readouterr().out, re.MULTILINE)) | {"--version", "…"}
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page, text in code_in_lines():
        if found := re.match(r"(?:\.venv/bin/)?python -m db (\S+)", text):
            assert found[1] in known, f"{page}: {text}"
        if found := re.match(r"make (\w+)", text):
            assert found[1] in targets, f"{page}: {text}"
