"""Runs the long counts and prints one line for each: `python -m tests.endure [--seed N] [NAME …]`.

Each is kept for `make measured`, too. Exit status: 0 when every part holds, 1 when one does not.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from random import SystemRandom

from tests.measured.kept import keep, load

PARTS = {
    "damage": "tests.endure.files",
    "million": "tests.endure.files",
    "killed": "tests.endure.files",
    "shuffled": "tests.endure.orders",
    "backup": "tests.endure.backup",
    "writer": "tests.endure.writer",
    "people": "tests.endure.machine",
    "hostile": "tests.endure.hostile",
    "meeting": "tests.endure.meeting",
    "actions": "tests.endure.actions",
    "passwords": "tests.endure.passwords",
}
"""Each module has a function for each of its names: given a seed it tells its counts, or raises AssertionError."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.endure", description="The same guards, many times."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PARTS)}; all without one")
    parser.add_argument("--seed", type=int, help="to do again what a seed did before")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.names) - PARTS.keys():
        parser.error(f"no part is named {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    seed = SystemRandom().randrange(1_000_000) if asked.seed is None else asked.seed
    all_hold = True
    for name in asked.names or PARTS:
        part: Callable[[int], str] = getattr(import_module(PARTS[name]), name)
        started = time.perf_counter()
        try:
            told, holds = part(seed), "holds"
        except AssertionError as error:
            told, holds, all_hold = str(error), "FAILS", False
        seconds = round(time.perf_counter() - started)
        print(f"{name}: {holds}, seed {seed}, {seconds} s: {told}", flush=True)
        found = {"part": name, "holds": holds == "holds", "seed": seed, "seconds": seconds, "told": told}
        keep({"kind": "endure", **found, "load": load()})
    return 0 if all_hold else 1


if __name__ == "__main__":
    sys.exit(main())
