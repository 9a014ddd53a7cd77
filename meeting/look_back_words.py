"""What a look back says: what changed against the span before, what rose and what went away, what broke most often.

Only what chance does not explain is told as a change; `meeting/judged.py` says of which that holds.
"""

from __future__ import annotations

from collections.abc import Sequence

from meeting.board import RATE_FROM, counted, percent
from meeting.chance import Verdict, wilson
from meeting.judged import began_within, ended_within, judged, new_before, of_two_meetings, over_of
from meeting.look_back import LONG_ENOUGH, LookBack, Turned, halves, totals_of
from meeting.minutes import Minutes
from meeting.promises import PromiseCounts
from meeting.weeks import Week, in_words

FEW = 100
"""Below it one promise more or less moves a rate by more than a hundredth: the interval stands beside it."""
RULE = (
    "A change is told only where chance does not explain it: all of a look back judged together, "
    "at most one in twenty tells of any where nothing changed."
)
RULE_OF_TWO = (
    "Hits and complaints are compared by the week, promises kept by their rate, all three judged together: "
    "more or fewer is told only where chance does not explain it."
)


def changed_in_words(found: LookBack) -> tuple[str, ...]:
    """What changed against the span before, a sentence each; without one to compare with, what it is alone."""
    now, before, said = found.now, found.before, judged(found)
    if before.is_empty:
        return (
            f"{counted(now.hits, 'win')}.",
            f"{_rate(now.promises)}.",
            f"{counted(now.complaints, 'complaint')} received.",
            f"There is nothing in {_named(found)} to compare with.",
        )
    kept = f"{_rate(now.promises)}; {_rate(before.promises)} in {_than(found)}"
    return (
        _counts_in_words("win", now.hits, before.hits, said.hits, found=found),
        kept + _after(_RATES[said.kept]),
        _counts_in_words("complaint", now.complaints, before.complaints, said.complaints, found=found),
    )


def turned_in_words(one: Turned, weeks: Sequence[Week]) -> str:
    """`7 times in the first 6 weeks, 41 times in the last 7 weeks`."""
    earlier, later = (counted(len(half), "week") for half in halves(weeks))
    return f"{_times(one.first)} in the first {earlier}, {_times(one.second)} in the last {later}"


def direction(one: Turned, weeks: Sequence[Week]) -> str:
    """One word for which way something went that chance does not explain, by the week: a half may be longer."""
    earlier, later = (len(half) for half in halves(weeks))
    if not one.second:
        return "went away"
    if not one.first:
        return "new"
    return "rose" if one.second * earlier > one.first * later else "fell"


def why_nothing_turned(found: LookBack) -> str:
    """Why nothing stands under what rose and what went away."""
    if len(halves(found.weeks)[1]) < LONG_ENOUGH:
        return f"Too few weeks to tell: {2 * LONG_ENOUGH - 1} are needed."
    known = [f"{kind} are known from {in_words(week.monday)}" for kind, week in began_within(found).items()]
    known += [
        f"{kind} are known up to {in_words(week.sunday)}"
        for kind, week in ended_within(found).items()
        if kind != "wins"
    ]
    if known:
        return f"Not told: {' and '.join(known)} only."
    return "Nothing that chance does not explain."


def nothing_broke(found: LookBack) -> str:
    """What stands where nothing broke: nothing is claimed of what nobody told of."""
    first, last = (ends.get("complaints") for ends in (found.told_from, found.told_to))
    complaints = bool(found.weeks and first and last and first <= found.weeks[-1] and last >= found.weeks[0])
    promises = over_of(found.now.promises)[1] > 0
    if promises and complaints:
        return "Nothing was missed, and nobody complained."
    if promises:
        return "Nothing was missed. Of complaints nothing is known in these weeks."
    if complaints:
        return "Nobody complained. Of promises nothing is known in these weeks."
    return "Of promises and complaints nothing is known in these weeks."


def most_often_in_words(broke: Sequence[Turned]) -> str:
    """`Most often: late and billing, 4 times each.`: whatever shares the first place is named. Empty for one thing."""
    if len(broke) < 2:
        return ""
    most = max(one.all for one in broke)
    names = sorted(one.breakdown for one in broke if one.all == most)
    if len(names) == 1:
        return f"Most often: {names[0]}, {_times(most)}."
    listed = f"{', '.join(names[:-1])} and {names[-1]}"
    return f"Most often: {listed}, {_times(most)} each."


def compared_in_words(left: Minutes, right: Minutes) -> dict[str, str]:
    """What is to be said of two meetings, by the name of the figure: of what happened in the weeks they reviewed."""
    verdicts = zip(("Hits", "Promises kept", "Complaints"), of_two_meetings(left, right), strict=True)
    said = {name: (_RATES if name == "Promises kept" else _COUNTS)[verdict] for name, verdict in verdicts}
    before, now = (totals_of(week.figures for week in each.weeks) for each in (left, right))
    same = {
        "Hits": before.hits == now.hits,
        "Promises kept": over_of(before.promises) == over_of(now.promises),
        "Complaints": before.complaints == now.complaints,
    }
    is_as_long = len(left.weeks) == len(right.weeks)
    return {name: "as many" if same[name] and is_as_long else words for name, words in said.items()}


def kept_of(minutes: Minutes) -> str:
    """`38 of 39`: the promises that were due in the weeks of a meeting, and how many of them were kept."""
    kept, over = over_of(totals_of(week.figures for week in minutes.weeks).promises)
    return f"{kept} of {over}"


_BY_CHANCE = "that may be chance"
"""Of two that differ no more than that: neither more nor fewer is said of them."""
_COUNTS = {
    Verdict.MORE: "more than chance explains",
    Verdict.FEWER: "fewer than chance explains",
    Verdict.CHANCE: _BY_CHANCE,
    Verdict.UNTOLD: "",
}
_RATES = {
    **_COUNTS,
    Verdict.MORE: "kept more often than chance explains",
    Verdict.FEWER: "kept less often than chance explains",
}


def _counts_in_words(what: str, now: int, before: int, verdict: Verdict, *, found: LookBack) -> str:
    received = " received" if what == "complaint" else ""
    weeks = f" in {counted(len(found.weeks), 'week')}" if len(found.weeks) != len(found.weeks_before) else ""
    until = ended_within(found).get(f"{what}s")
    known = f", known up to {in_words(until.sunday)}" if until else ""
    said = f"{counted(now, what)}{received}{weeks}{known}; "
    since = new_before(found).get(f"{what}s")
    if since is not None and not before:
        return f"{said}none is known of {_than(found)}."
    if since is not None:
        return f"{said}{before} in {_than(found)}, known from {in_words(since.monday)} on."
    if not weeks and not until and now == before:
        return f"{said}as many in {_than(found)}."
    return f"{said}{before} in {_than(found)}{_after(_COUNTS[verdict])}"


def _after(words: str) -> str:
    return f": {words}." if words else "."


def _than(found: LookBack) -> str:
    before = found.span.before
    named, number = before.label.lower(), len(found.weeks_before)
    if found.weeks_before == before.weeks:
        return named
    weeks = counted(number, "week")
    if found.weeks_before != before.weeks[:number]:
        return f"the {weeks} known of {named}"
    return f"the first {weeks if number > 1 else 'week'} of {named}"


def _named(found: LookBack) -> str:
    return found.span.before.label.lower() if not found.weeks_before else _than(found)


def _times(number: int) -> str:
    return counted(number, "time") if number else "not once"


def _rate(promises: PromiseCounts) -> str:
    """`9 of 10 promises kept (90 %, likely 60 to 98 %)`."""
    kept, over = over_of(promises)
    if not over:
        return "no promises due"
    return f"{kept} of {counted(over, 'promise')} kept{rate_in_words(kept, over)}"


def rate_in_words(kept: int, over: int) -> str:
    """The rate in brackets where there are enough for one, with the interval of 95 % where they are few."""
    if over < RATE_FROM:
        return ""
    if over >= FEW:
        return f" ({percent(kept / over)})"
    low, high = wilson(kept, over)
    return f" ({percent(kept / over)}, likely {100 * low:.0f} to {percent(high)})"
