"""Writes docs/measured.md from data/measured.jsonl: `make measured`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.bench.__main__ import NAMES
from tests.browser.serving import ROOT
from tests.endure.__main__ import PARTS
from tests.measured.kept import LINES, kept
from tests.measured.page import page

PAGE = ROOT / "docs" / "measured.md"


def main(lines: Path = LINES, written: Path = PAGE) -> int:
    found = kept(lines)
    if not found:
        print(
            "Nothing was measured on this machine yet. Nothing was written. First: make bench, make endure",
            file=sys.stderr,
        )
        return 2
    written.write_text(page(found, benches=NAMES, parts=PARTS), encoding="utf-8")
    print(f"{written.name}: {len(found)} lines were kept.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
