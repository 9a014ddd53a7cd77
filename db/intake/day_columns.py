"""One column of days: it tells by all its cells how it writes them, asks what it cannot tell, and then reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from db.intake.asking import About, Unclear
from db.intake.cells import CannotRead
from db.intake.columns import Match
from db.intake.day_shapes import Way, is_no_day, looks_like_a_day, readings
from db.intake.days import Telling, read_day
from meeting.weeks import in_words

_MOST_DIFFERENT = 10_000
_MOST_KEPT = 20_000


@dataclass(frozen=True)
class Dating:
    """What holds for all days of a file. `order` is how a person said that they are written."""

    zone: ZoneInfo
    today: date
    order: str | None
    counts_from_1904: bool = False


@dataclass
class DayColumn:
    """`said` is what a person said of words in it: {word: a day as YYYY-MM-DD, or nothing for no day}."""

    match: Match
    dating: Dating
    said: Mapping[str, str]
    examples: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set, repr=False)
    """Different cells so far: what is in it need not be seen again."""
    _ways: tuple[Way, ...] = ()

    def __post_init__(self) -> None:
        self._telling = Telling(zone=self.dating.zone, counts_from_1904=self.dating.counts_from_1904)

    def see(self, written: str) -> None:
        if len(self.seen) < _MOST_DIFFERENT:
            self.seen.add(written)
        self._telling.see(written)

    def decide(self) -> None:
        """After the last cell was seen, before the first is read. Raises Unclear."""
        if not self.dating.order:
            self._ways = self._telling.ways(self.match.heading)
        different = sorted(
            each for each in self.seen if not is_no_day(each) and each.strip().lower() not in self.said
        )
        self.seen.clear()
        self.examples = different[:: max(1, len(different) // 3)]
        self._ask(different)

    def shown(self, most: int) -> list[tuple[str, date | None]]:
        return [(written, self._day(written)) for written in self.examples[:most]]

    def reader(self) -> Callable[[str], date | None]:
        """Reads a cell. What it gives raises CannotRead."""
        known: dict[str, date | str | None] = {}

        def read(written: str) -> date | None:
            if written not in known:
                if len(known) > _MOST_KEPT:
                    known.clear()
                known[written] = self._understood(written)
            found = known[written]
            if isinstance(found, str):
                raise CannotRead(found)
            return found

        return read

    def _understood(self, written: str) -> date | str | None:
        """The day, or why it is none."""
        bare, today = written.strip().lower(), self.dating.today
        if bare in self.said:
            return date.fromisoformat(self.said[bare]) if self.said[bare] else None
        if is_no_day(written):
            return None
        day = self._day(written)
        if day is None:
            like = " or ".join(map(str, self._ways)) or self.dating.order
            return f"is no day written like {like}" if like else "is not a day"
        if self.match.field.never_future and day > today:
            return f"lies in the future: {in_words(day)} is after today, {in_words(today)}"
        return day

    def _day(self, written: str) -> date | None:
        return read_day(
            written,
            zone=self.dating.zone,
            ways=self._ways,
            order=self.dating.order,
            counts_from_1904=self.dating.counts_from_1904,
        )

    def _ask(self, different: list[str]) -> None:
        """Once for the column where most of it is no day, or words stand there that could mean “not yet” or a day.

        A slip such as 31.02.2026, or a word where a day is needed, is refused with its row. Raises Unclear.
        """
        name, heading, is_needed = self.match.field.name, self.match.heading, self.match.field.required
        strange = [each.strip() for each in different if self._is_strange(each)]
        words = [] if is_needed else [each for each in strange if not any(map(str.isdigit, each))]
        days = self._telling.seen.total()
        for_none = "" if is_needed else f" (--map {name}= for none)"
        if len(strange) - len(words) > days or (strange and is_needed and not days):
            raise Unclear(
                f"{heading} holds no days that can be told: {_named(strange, 3)}.",
                about=About.DAYS,
                options=f"Name another column: --map {name}=COLUMN{for_none}.",
                fields=[name],
            )
        if words:
            values = " ".join(f'--value "{name}:{each}="' for each in words[:5])
            raise Unclear(
                f"{heading} holds words where days stand: {_named(words, 5)}.",
                about=About.DAYS,
                options=f"Say which mean no day: {values}; or name another column: "
                f"--map {name}=COLUMN{for_none}.",
                fields=[name],
            )

    def _is_strange(self, written: str) -> bool:
        is_read = readings(written, zone=self.dating.zone)
        return not (is_read or looks_like_a_day(written) or "\0" in written)


def _named(words: list[str], most: int) -> str:
    return ", ".join(f"“{each[:40]}”" for each in words[:most]) + (", …" if len(words) > most else "")
