"""How many action items were done on time, of both teams together and of each team, with the counts behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from db.engine import Look
from db.queries.due import DueRow, first_due
from meeting.on_time import (
    OnTime,
    by_team,
    done_on_time,
    due_row_in_words,
    is_on_time,
    is_over,
    on_time_in_short,
    on_time_of_both,
)
from meeting.weeks import Week
from pages._plain import plain

WEEKS, MOST = 13, 40
Days = tuple[date, date]
"""The first and the last, both counted."""


@dataclass(frozen=True)
class OnTimeFacts:
    """Every item first due in one of the spans, which are named as people read them."""

    rows: tuple[DueRow, ...]
    spans: Mapping[str, Days]
    today: date

    def of(self, span: str) -> OnTime:
        first, last = self.spans[span]
        return done_on_time(self.rows, first=first, last=last, today=self.today)

    @property
    def is_empty(self) -> bool:
        return not any(self.of(span).over for span in self.spans)


def read(
    session: Look, week: Week, *, today: date, team: str = "", also: Mapping[str, Days] | None = None
) -> OnTimeFacts:
    """Of a week and the thirteen that end with it, and of the spans in `also`; `team` is one or all."""
    since = week.up_to_here(WEEKS)[0].monday
    spans = {
        **(also or {}),
        str(week): (week.monday, week.sunday),
        f"{WEEKS} weeks": (since, week.sunday),
    }
    first, last = min(days[0] for days in spans.values()), max(days[1] for days in spans.values())
    return OnTimeFacts(first_due(session, first, last, team=team), spans, today)


def line(facts: OnTimeFacts, week: Week) -> str:
    """All together in one sentence; empty where nothing was due."""
    return on_time_of_both(facts.of(str(week)), facts.of(f"{WEEKS} weeks"), named=str(week), weeks=WEEKS)


def rows(facts: OnTimeFacts, span: str, *, is_linked: bool) -> str:
    """Each item a span counts, those not done on time first; nobody's name stands there, but the team."""
    first, last = facts.spans[span]
    found = [row for row in facts.rows if is_over(row, first=first, last=last, today=facts.today)]
    lines = []
    for row in sorted(found, key=lambda row: (is_on_time(row), row.first_due_on, row.id)):
        what = plain(row.what, most=100)
        shown = f"[{what}](action?id={row.id})" if is_linked else what
        said = due_row_in_words(row, today=facts.today)
        lines.append(f"- {shown} · {plain(row.team or 'no team')} · {said}")
    more = [f"- and {len(lines) - MOST} more"] if len(lines) > MOST else []
    return "\n".join([*lines[:MOST], *more])


def table(facts: OnTimeFacts) -> str:
    """A line for each team, and one for all: what is nobody's, or of somebody without a team, is in that one alone."""
    teams = {
        span: by_team(facts.rows, first=first, last=last, today=facts.today)
        for span, (first, last) in facts.spans.items()
    }
    names = sorted({name for counts in teams.values() for name in counts}, key=str.casefold)
    cells = [(plain(name), [teams[span].get(name, OnTime()) for span in facts.spans]) for name in names]
    cells.append(("All together", [facts.of(span) for span in facts.spans]))
    lines = [
        f"| Done on time | {' | '.join(facts.spans)} |",
        f"|---|{'---|' * len(facts.spans)}",
        *(f"| {name} | {' | '.join(map(on_time_in_short, counts))} |" for name, counts in cells),
    ]
    return "\n".join(lines)
