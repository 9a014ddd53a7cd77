"""The administrator's command line: `python -m db …`. It acts as "command line" with administrator's rights.

Exit status: 0 done, 1 some rows of a file were refused, 2 nothing was done and the reason stands on stderr.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from db import commands
from meeting.errors import MeetingError
from meeting.settings import Settings

HOME = Path(__file__).resolve().parent.parent
KINDS = ["promises", "complaints", "wins", "customers", "people"]


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    try:
        settings = Settings.read(os.environ, home=HOME)
        status: int = asked.run(settings, asked)
    except MeetingError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader of our output went away, as `| head` does.
        sys.stderr.close()
        return 2
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m db", description="Hits, Runs & Misses: the administrator's commands."
    )
    commands_of = parser.add_subparsers(required=True, metavar="COMMAND")

    upgrade = commands_of.add_parser("upgrade", help="create the store, or bring it to this version")
    upgrade.set_defaults(run=commands.upgrade_store)

    take = commands_of.add_parser("import", help="bring in a file")
    take.add_argument("file", metavar="FILE", type=Path)
    take.add_argument("--kind", required=True, choices=KINDS)
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
    take.add_argument("--dry-run", action="store_true", help="say what would happen and save nothing")
    take.add_argument("--json", action="store_true", help="print the counts as JSON in the last line")
    take.set_defaults(run=commands.import_file)

    give = commands_of.add_parser("export", help="write a file that can be brought in again")
    give.add_argument("file", metavar="FILE", type=Path)
    give.add_argument("--kind", required=True, choices=KINDS)
    give.add_argument("--source", default="main", metavar="NAME", help="whose records (default: main)")
    give.add_argument("--format", choices=["csv", "xlsx"], help="default: as FILE ends, else csv")
    give.set_defaults(run=commands.export_file)

    board = commands_of.add_parser("board", help="the figures of a week")
    board.add_argument("--week", metavar="2026-W46", help="default: the last full week")
    board.add_argument("--team", default="", metavar="NAME")
    board.add_argument(
        "--as-of", metavar="2026-11-22", help="as the facts stood on that day (default: today)"
    )
    board.add_argument("--json", action="store_true")
    board.set_defaults(run=commands.show_board)

    team = commands_of.add_parser("team", help="add a team")
    team.add_argument("add", choices=["add"])
    team.add_argument("name", metavar="NAME")
    team.add_argument("--side", required=True, choices=["sales", "service"])
    team.set_defaults(run=commands.add_team)

    demo = commands_of.add_parser("demo", help="fill an empty store with the example company")
    demo.set_defaults(run=commands.fill_example)

    check = commands_of.add_parser("check-models", help="whether the migrations give exactly the tables")
    check.set_defaults(run=commands.check_models)
    return parser


if __name__ == "__main__":
    sys.exit(main())
