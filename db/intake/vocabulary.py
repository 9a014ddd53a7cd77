"""Names of columns as one compares them."""

from __future__ import annotations

import re

from meeting.words import name_key


def column_key(name: str) -> str:
    """`requiredDate`, `Required Date` and `required_date` are one name."""
    return re.sub(r"[^\w]|_", "", name_key(name))
