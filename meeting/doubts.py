"""Facts that are kept as they were given but look wrong: somebody should check them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

_ORDER = (
    ("made_on", "promised_on"),
    ("made_on", "delivered_on"),
    ("made_on", "withdrawn_on"),
    ("received_on", "answered_on"),
    ("received_on", "resolved_on"),
    ("answered_on", "resolved_on"),
)


def dates_to_check(days: Mapping[str, date | None]) -> str | None:
    """`resolved_on 1 June 2026 before answered_on …`-style words for the first pair out of order; else None."""
    for earlier, later in _ORDER:
        first, second = days.get(earlier), days.get(later)
        if first is not None and second is not None and second < first:
            return f"{later} {second} is before {earlier} {first}"
    return None
