"""Measures and prints one line of JSON for each figure: `python -m tests.bench [--short] [NAME …]`.

All but short ones are kept for `make measured`, too. Exit status: 0 when every bar holds, 1 when one does not.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module

from tests.bench.measuring import Figure
from tests.measured.kept import keep

NAMES = {
    "intake": "tests.bench.intake",
    "waiting": "tests.bench.waiting",
    "figures": "tests.bench.figures",
    "board": "tests.bench.board",
    "bell": "tests.bench.bell",
    "meeting": "tests.bench.meeting",
    "actions": "tests.bench.actions",
    "search": "tests.bench.search",
    "screens": "tests.bench.screens",
    "fresh": "tests.bench.fresh",
}
"""Each module has `figures(short)`, which yields its figures one by one."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="How long things take.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; all without one")
    parser.add_argument("--short", action="store_true", help="few rounds and rows, to try the benches out")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.names) - NAMES.keys():
        parser.error(f"no figures are named {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    all_hold = True
    for name in asked.names or NAMES:
        module = import_module(NAMES[name])
        figures: Callable[[bool], Iterator[Figure]] = module.figures
        says = (module.__doc__ or "").partition("\n\n")[0]
        for figure in figures(asked.short):
            print(figure.line(), flush=True)
            if not asked.short:
                keep({"kind": "bench", "bench": name, "says": says, **json.loads(figure.line())})
            all_hold &= figure.holds
    return 0 if all_hold else 1


if __name__ == "__main__":
    sys.exit(main())
