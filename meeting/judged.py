"""What of a look back, and of two meetings side by side, chance does not explain.

All of one page is judged together: where nothing changed at all, no more than one page in twenty says otherwise
(meeting/chance.py). What the board shows of one week beside the next is no matter of these rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from meeting.chance import LEVEL, Compared, Verdict, counts, rates, verdicts
from meeting.look_back import LONG_ENOUGH, LookBack, Turned, halves, totals_of
from meeting.minutes import Minutes
from meeting.promises import PromiseCounts
from meeting.weeks import Week


@dataclass(frozen=True)
class Judged:
    """`rose` and `fell` are what broke more and less often in the later half, the strongest first."""

    hits: Verdict
    kept: Verdict
    complaints: Verdict
    rose: tuple[Turned, ...]
    fell: tuple[Turned, ...]


def judged(found: LookBack) -> Judged:
    """What of a look back chance does not explain."""
    now, before = found.now, found.before
    weeks = (len(found.weeks_before), len(found.weeks))
    untold = {**new_before(found), **ended_within(found)}
    broke = [_turn(one, weeks=found.weeks) if can_turn(found) else None for one in found.broke]
    asked = [
        None if "wins" in untold else counts(before.hits, now.hits, weeks=weeks),
        rates(over_of(before.promises), over_of(now.promises)),
        None if "complaints" in untold else counts(before.complaints, now.complaints, weeks=weeks),
    ]
    hits, kept, complaints, *turns = verdicts([*asked, *broke])

    def gone(verdict: Verdict) -> tuple[Turned, ...]:
        told = [
            (compared.by_chance, one.breakdown, one)
            for one, compared, turn in zip(found.broke, broke, turns, strict=True)
            if turn is verdict and compared is not None
        ]
        return tuple(one for _, _, one in sorted(told, key=lambda each: each[:2]))

    return Judged(hits, kept, complaints, gone(Verdict.MORE), gone(Verdict.FEWER))


def can_turn(found: LookBack) -> bool:
    """Whether anything can be said to have risen or gone away within these weeks."""
    is_long = len(halves(found.weeks)[1]) >= LONG_ENOUGH
    return is_long and not began_within(found) and not {"promises", "complaints"} & set(ended_within(found))


def began_within(found: LookBack) -> dict[str, Week]:
    """What breaks promises or brings complaints, and was told of from some week of these on only, with that week."""
    numbers = {"promises": found.now.promises.due, "complaints": found.now.complaints}
    return _cut_short(found.weeks, numbers, found.told_from, is_silent=lambda week, first: week < first)


def new_before(found: LookBack) -> dict[str, Week]:
    """Wins or complaints, where they were told of from some week of the span before on only, or not even then."""
    numbers = {"wins": found.before.hits, "complaints": found.before.complaints}
    return _cut_short(
        found.weeks_before, numbers, found.told_from, is_silent=lambda week, first: week < first
    )


def ended_within(found: LookBack) -> dict[str, Week]:
    """Any kind that was told of up to some week of these only, with that week: no file came since, and nobody wrote."""
    now = found.now
    numbers = {"promises": now.promises.due, "complaints": now.complaints, "wins": now.hits}
    return _cut_short(found.weeks, numbers, found.told_to, is_silent=lambda week, last: week > last)


def _cut_short(
    weeks: Sequence[Week],
    numbers: Mapping[str, int],
    ends: Mapping[str, Week],
    *,
    is_silent: Callable[[Week, Week], bool],
) -> dict[str, Week]:
    """Kinds of which all there is fell into a part of the weeks, where that is no chance."""
    found = {}
    for kind, number in numbers.items():
        if kind in ends:
            silent = sum(is_silent(week, ends[kind]) for week in weeks)
            is_all = silent == len(weeks)
            if silent and (is_all or (1 - silent / len(weeks)) ** number <= LEVEL):
                found[kind] = ends[kind]
    return found


def of_two_meetings(left: Minutes, right: Minutes) -> tuple[Verdict, ...]:
    """Hits by the week, promises by their rate, complaints by the week: of the weeks two meetings reviewed."""
    before, now = (totals_of(week.figures for week in minutes.weeks) for minutes in (left, right))
    weeks = (len(left.weeks), len(right.weeks))
    return verdicts(
        [
            counts(before.hits, now.hits, weeks=weeks),
            rates(over_of(before.promises), over_of(now.promises)),
            counts(before.complaints, now.complaints, weeks=weeks),
        ]
    )


def over_of(promises: PromiseCounts) -> tuple[int, int]:
    """Kept, of those kept or missed: a rate as two counts."""
    return promises.kept, promises.kept + promises.missed


def _turn(one: Turned, *, weeks: Sequence[Week]) -> Compared | None:
    earlier, later = halves(weeks)
    return counts(one.first, one.second, weeks=(len(earlier), len(later)))
