"""The administrator's command line: `python -m db …`. It acts as "command line" with administrator's rights.

Exit status: 0 done, 1 some rows of a file were refused or a check found differences,
2 nothing was done and the reason stands on stderr, 130 Ctrl+C ended it and nothing is left of it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from db import (
    commands,
    commands_actions,
    commands_board,
    commands_files,
    commands_minutes,
    commands_people,
    commands_store,
)
from db.terminal import AT_ONCE, STOPPED
from db.versions import newest_version
from meeting.errors import Cancelled, MeetingError, in_full
from meeting.health import PROGRAM
from meeting.settings import Settings

HOME = Path(__file__).resolve().parent.parent
KINDS = ["promises", "complaints", "wins", "customers", "people"]


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    try:
        settings = Settings.read(os.environ, home=HOME)
        status: int = asked.run(settings, asked)
    except Cancelled as error:
        print(error, file=sys.stderr)
        return STOPPED
    except KeyboardInterrupt:
        print(AT_ONCE, file=sys.stderr)
        return STOPPED
    except MeetingError as error:
        print(in_full(error), file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader of our output went away, as `| head` does.
        sys.stderr.close()
        return 2
    return status


class _Version(argparse.Action):
    """Looks through the migrations only when it is asked for: no other command waits for that."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"Hits, Runs & Misses {PROGRAM}, tables of version {newest_version()}")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m db", description="Hits, Runs & Misses: the administrator's commands."
    )
    parser.add_argument(
        "--version", action=_Version, nargs=0, help="the version of the program, and of its tables"
    )
    commands_of = parser.add_subparsers(required=True, metavar="COMMAND")

    upgrade = commands_of.add_parser("upgrade", help="create the store, or bring it to this version")
    upgrade.set_defaults(run=commands.upgrade_store)

    take = commands_of.add_parser("import", help="bring in a file; or a whole export, into a new store")
    take.add_argument("file", metavar="FILE_OR_FOLDER", type=Path)
    take.add_argument("--kind", choices=KINDS, help="what a file holds")
    take.add_argument(
        "--source", default="main", metavar="NAME", help="whose references these are (default: main)"
    )
    take.add_argument(
        "--map", action="append", default=[], metavar="FIELD=COLUMN", help="also FIELD=COLUMN+COLUMN"
    )
    take.add_argument(
        "--value", action="append", default=[], metavar="FIELD:WORD=VALUE", help="what a word means"
    )
    take.add_argument("--date-format", metavar="FORMAT", help="such as DD/MM/YYYY, where no row decides")
    take.add_argument("--encoding", metavar="NAME", help="such as cp1250, where it cannot be told")
    take.add_argument("--sheet", metavar="NAME", help="which sheet of a workbook, where several could be it")
    take.add_argument("--dry-run", action="store_true", help="say what would happen and save nothing")
    take.add_argument("--json", action="store_true", help="print the counts as JSON in the last line")
    take.set_defaults(run=commands_files.import_file)

    give = commands_of.add_parser(
        "export",
        help="write all data into a new folder; or one kind into a file; both can be brought in again",
    )
    give.add_argument("file", metavar="FILE_OR_FOLDER", type=Path)
    give.add_argument("--kind", choices=KINDS, help="one kind, into a file")
    give.add_argument("--source", default="main", metavar="NAME", help="whose records (default: main)")
    give.add_argument("--format", choices=["csv", "xlsx"], help="default: as FILE ends, else csv")
    give.set_defaults(run=commands_files.export_file)

    board = commands_of.add_parser("board", help="the figures of a week")
    board.add_argument("--week", metavar="2026-W46", help="default: the last full week")
    board.add_argument("--team", default="", metavar="NAME")
    board.add_argument(
        "--as-of", metavar="2026-11-22", help="as the facts stood on that day (default: today)"
    )
    board.add_argument("--json", action="store_true")
    board.set_defaults(run=commands_board.show_board)

    items = commands_of.add_parser("actions", help="action items: who does what by when")
    items.add_argument("--owner", metavar="EMAIL", help="of one person (default: everybody's)")
    items.add_argument("--state", default="open", choices=["open", "done", "dropped", "all"])
    items.add_argument("--due-by", metavar="2026-11-27", help="due on that day or before")
    items.add_argument("--json", action="store_true")
    items.set_defaults(run=commands_actions.show_actions)

    kept = commands_of.add_parser("minutes", help="what a closed meeting left, as a file")
    kept.add_argument("--meeting", type=int, metavar="ID", help="default: the last one that was closed")
    kept.add_argument("--version", type=int, metavar="N", help="default: the last one")
    kept.add_argument(
        "--format", choices=["pdf", "html", "md", "csv", "xlsx"], help="default: as FILE ends, else md"
    )
    kept.add_argument("--out", type=Path, metavar="FILE")
    kept.set_defaults(run=commands_minutes.write_minutes)

    team = commands_of.add_parser("team", help="add a team")
    team.add_argument("add", choices=["add"])
    team.add_argument("name", metavar="NAME")
    team.add_argument("--side", required=True, choices=["sales", "service"])
    team.set_defaults(run=commands.add_team)

    _people_commands(commands_of)

    _demo_command(commands_of)
    _add_the_store(commands_of)
    return parser


def _demo_command(commands_of: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    demo = commands_of.add_parser("demo", help="fill an empty store with the example company")
    demo.add_argument(
        "--from",
        dest="folder",
        type=Path,
        metavar="FOLDER",
        help="bring an export of the example company back into a new store instead",
    )
    demo.set_defaults(run=commands.fill_example)


def _add_the_store(commands_of: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    whole = commands_of.add_parser("check", help="whether the store is whole and holds what its events tell")
    whole.add_argument("--json", action="store_true")
    whole.set_defaults(run=commands_store.check_store)

    back_up = commands_of.add_parser("backup", help="write a backup while work goes on")
    back_up.add_argument("path", metavar="PATH", type=Path)
    back_up.add_argument("--force", action="store_true", help="replace a file that is there")
    back_up.set_defaults(run=commands_store.back_up_store)

    restore = commands_of.add_parser(
        "restore", help="put a backup in the store's place; stop the program first"
    )
    restore.add_argument("path", metavar="PATH", type=Path)
    restore.set_defaults(run=commands_store.restore_store)

    redact = commands_of.add_parser("redact", help="remove the words about somebody for good")
    redact.add_argument("what", choices=["person", "customer"])
    redact.add_argument("who", metavar="ID_OR_NAME_OR_EMAIL")
    redact.add_argument("--yes", action="store_true", help="do not ask")
    redact.set_defaults(run=commands_store.redact_record)

    check = commands_of.add_parser("check-models", help="whether the migrations give exactly the tables")
    check.set_defaults(run=commands.check_models)


def _people_commands(commands_of: Any) -> None:
    person = commands_of.add_parser("person", help="add, disable or give a new password to a person")
    does = person.add_subparsers(required=True, metavar="WHAT")
    one = does.add_parser("add", help="add a person and print a link to set a password")
    one.add_argument("name", metavar="NAME")
    one.add_argument("email", metavar="EMAIL")
    one.add_argument("--role", default="member", choices=["member", "manager", "facilitator", "admin"])
    one.add_argument("--team", default="", metavar="NAME")
    one.set_defaults(run=commands_people.add)
    one = does.add_parser("disable", help="close an account, in every open tab")
    one.add_argument("email", metavar="EMAIL")
    one.add_argument("--taken-over-by", default="", metavar="EMAIL", help="who gets the open work")
    one.set_defaults(run=commands_people.disable)
    one = does.add_parser("reset", help="end every way in and print a new link")
    one.add_argument("email", metavar="EMAIL")
    one.set_defaults(run=commands_people.reset)

    code = commands_of.add_parser("setup-code", help="print a new code for the page /setup")
    code.set_defaults(run=commands_people.new_setup_code)


if __name__ == "__main__":
    sys.exit(main())
