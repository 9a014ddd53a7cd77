"""The only reader of the clock. Rules and the store take `now` or `today` as an argument."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from meeting.errors import NotUnderstood


@dataclass(frozen=True)
class Clock:
    """The machine's clock, or one that stands still where a test or the example asks for it."""

    fixed: datetime | None = None

    def now(self) -> datetime:
        """This moment, with the offset of UTC."""
        return self.fixed or datetime.now(UTC)


def clock_from(written: str | None) -> Clock:
    """The clock for a `TEST_NOW` such as `2026-11-23T09:00:00+01:00`; the machine's own without one."""
    if not written:
        return Clock()
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise NotUnderstood(
            f"TEST_NOW={written} is not a moment with an offset. Nothing was started. Write it like "
            "2026-11-23T09:00:00+01:00."
        )
    return Clock(moment.astimezone(UTC))


def day_in(zone: str, *, moment: datetime) -> date:
    """The calendar day of a moment in a named zone such as `Europe/Berlin`."""
    return moment.astimezone(ZoneInfo(zone)).date()
