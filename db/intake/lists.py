"""Several names in one cell, as wins have them: set apart by semicolons, for commas belong to names."""

from __future__ import annotations

import re
from collections.abc import Sequence

# A name in quotes, quotes within it doubled, up to a semicolon or the end; or whatever stands up to a semicolon.
_NAME = re.compile(r'\s*(?:"((?:[^"]|"")+)"\s*(?=;|\Z)|([^;]+))')


def names_in(written: str | None) -> list[str]:
    """What is quoted is one name, whatever is in it."""
    found = (
        quoted.replace('""', '"') if quoted else plain.strip()
        for quoted, plain in _NAME.findall(written or "")
    )
    return [name for name in found if name.strip()]


def in_one_cell(names: Sequence[str]) -> str:
    """Names as `names_in` reads them: "Service; North" is quoted, for it is one team."""
    quoted = (
        '"' + name.replace('"', '""') + '"' if ";" in name or name.startswith('"') else name for name in names
    )
    return "; ".join(quoted)
