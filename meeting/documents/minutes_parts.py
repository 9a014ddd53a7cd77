"""Minutes laid out for reading, the same for every kind of document: values in, plain text in its places out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import TypeVar

from meeting import minutes_words as words
from meeting.board import (
    ComplaintRow,
    PromiseRow,
    WeekFigures,
    WinRow,
    counted,
    hits_in_words,
    kept_in_words,
    misses_in_words,
    no_misses_in_words,
)
from meeting.minutes import Decided, Minutes, Trend
from meeting.misses import Miss, days_open
from meeting.promises import days_late
from meeting.weeks import in_words

T = TypeVar("T")
# Control characters, and those that turn the direction of the text that follows.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
MOST = 60
"""Rows of one list: a director reads no more, and the lists for other programs hold all of them."""


@dataclass(frozen=True)
class Line:
    """`lead` says whose or who, `small` what stands beside it."""

    lead: str
    text: str
    small: str = ""


@dataclass(frozen=True)
class Figure:
    name: str
    value: str
    said: str


@dataclass(frozen=True)
class Section:
    """Without lines it says why."""

    title: str
    lines: tuple[Line, ...]
    empty: str = ""


@dataclass(frozen=True)
class Item:
    """An action item as the table of actions shows it."""

    owner: str
    what: str
    due: str
    about: str


@dataclass(frozen=True)
class Parts:
    """One document: `before` the table of action items, and `after` it."""

    title: str
    organisation: str
    about: str
    sentences: tuple[str, ...]
    figures: tuple[tuple[str, tuple[Figure, ...]], ...]
    trend: tuple[Trend, ...]
    before: tuple[Section, ...]
    items: tuple[Item, ...]
    after: tuple[Section, ...]
    foot: str


def parts_of(minutes: Minutes) -> Parts:
    """Every text on one line, without what cannot be seen: what is left to do is to escape it."""
    return on_one_line(_parts_of(minutes))


def on_one_line(value: T) -> T:
    if isinstance(value, str):
        return type(value)(" ".join(_UNSEEN.sub(" ", value).split()))
    if isinstance(value, tuple):
        return type(value)(on_one_line(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(**{each.name: on_one_line(getattr(value, each.name)) for each in fields(value)})
    return value


def _parts_of(minutes: Minutes) -> Parts:
    day = minutes.held_on
    return Parts(
        title=words.title(minutes),
        organisation=minutes.organisation,
        about=_about(minutes),
        sentences=words.what_happened(minutes),
        figures=tuple((str(week.figures.week), _figures(week.figures)) for week in minutes.weeks),
        trend=minutes.trend,
        before=(
            Section(
                "Hits: thank you",
                cut([win_line(row) for row in minutes.hits]),
                empty="No win was logged for these weeks.",
            ),
            Section(
                "Misses: what broke, not who",
                cut([_miss(miss, minutes) for miss in minutes.misses]),
                empty=no_misses_in_words([week.figures for week in minutes.weeks], as_of=minutes.as_of),
            ),
            Section(
                "Decisions",
                tuple(_decided(one) for one in minutes.decisions),
                empty="No decision was written down.",
            ),
        ),
        items=tuple(
            Item(one.owner or "nobody yet", one.what, words.due_in_words(one, beside=day), one.about)
            for one in minutes.actions
        ),
        after=tuple(section for section in _beside(minutes) if section.lines),
        foot=_foot(minutes),
    )


def _about(minutes: Minutes) -> str:
    said = [
        f"led by {minutes.leader}",
        f"{len(minutes.here)} there" if minutes.here else "",
        words.time_in_words(minutes),
    ]
    return " · ".join(part for part in said if part)


def _figures(found: WeekFigures) -> tuple[Figure, ...]:
    return (
        Figure("Hits", str(found.hits), hits_in_words(found)),
        Figure("Runs", str(found.runs), kept_in_words(found.promises)),
        Figure("Misses", str(found.misses), misses_in_words(found)),
    )


def win_line(row: WinRow) -> Line:
    who, teams = words.joined(row.people), words.joined(row.teams)
    lead = f"{who} ({teams})" if who and teams else who or teams or "Everyone"
    named = {"customer": "named by the customer", "colleague": "named by a colleague"}.get(
        row.named_by or "", ""
    )
    beside = [row.kind or "", row.customer or "", named]
    return Line(lead, row.text.strip() or "no words yet", " · ".join(part for part in beside if part))


def _miss(miss: Miss, minutes: Minutes) -> Line:
    as_of, noted = minutes.as_of, minutes.noted_of(miss)
    told = [_promised(miss.promise, as_of=as_of)] if miss.promise else []
    told += [_complained(row, as_of=as_of) for row in miss.complaints]
    tier = f" ({miss.tier})" if miss.tier else ""
    causes = [miss.promise.cause if miss.promise else "", *(one.cause for one in noted)]
    cause = "; ".join(dict.fromkeys(each for each in causes if each.strip()))
    team = (miss.promise or miss.complaints[0]).team
    told_to = words.noted_in_words(noted, beside=as_of)
    beside = [f"what broke: {cause}" if cause else "", told_to, team or ""]
    return Line(
        f"{miss.customer or 'no customer named'}{tier}",
        " ".join(told),
        " · ".join(part for part in beside if part),
    )


def _promised(row: PromiseRow, *, as_of: date) -> str:
    late = days_late(as_of, promised_on=row.promised_on, delivered_on=row.delivered_on)
    text = f"{row.what}, promised for {words.day_in_words(row.promised_on, beside=as_of)}"
    if row.delivered_on:
        delivered = words.day_in_words(row.delivered_on, beside=as_of)
        return f"{text}, delivered {delivered}, {counted(late, 'day')} late."
    if row.withdrawn_on:
        return f"{text}, withdrawn {words.day_in_words(row.withdrawn_on, beside=as_of)}."
    return f"{text}, not delivered yet, {counted(late, 'day')} late."


def _still_owed(row: PromiseRow, *, as_of: date) -> Line:
    late = days_late(as_of, promised_on=row.promised_on)
    day = words.day_in_words(row.promised_on, beside=as_of)
    return Line(row.customer, row.what, f"promised for {day}, {counted(late, 'day')} late")


def _complained(row: ComplaintRow, *, as_of: date) -> str:
    text = f"{row.severity.capitalize()} complaint, {row.breakdown}: "
    text += f"“{row.text}”" if row.text.strip() else "no words"
    text += f" (said by {row.callers})" if row.callers > 1 else ""
    if row.resolved_on:
        return f"{text}, resolved {words.day_in_words(row.resolved_on, beside=as_of)}."
    state = "answered" if row.answered_on else "not answered"
    return f"{text}, {state}, open {counted(days_open(row, as_of=as_of), 'day')}."


def _decided(one: Decided) -> Line:
    beside = [words.stood_in_words(one)]
    if one.look_again_on:
        beside.append(f"looked at again on {in_words(one.look_again_on)}")
    return Line(one.topic, words.decision_in_words(one), " · ".join(part for part in beside if part))


def _beside(minutes: Minutes) -> Iterable[Section]:
    """What is left out where there is nothing of it."""
    day = minutes.held_on
    yield Section(
        "Asked about again",
        tuple(
            Line(
                one.owner or "nobody yet",
                one.what,
                " · ".join(
                    part
                    for part in (words.became_in_words(one, beside=day), words.said_in_words(one))
                    if part
                ),
            )
            for one in minutes.carried or ()
        ),
    )
    yield Section("Waiting for the next meeting", tuple(Line("", one.title) for one in minutes.waiting))
    yield Section(
        "What we do well, as it was read", tuple(Line(one.team, one.text) for one in minutes.read or ())
    )
    yield Section(
        "From the field",
        cut([Line(one.kind.capitalize(), one.text, one.customer) for one in minutes.notes or ()]),
    )
    yield Section(
        _owed(minutes),
        cut([_still_owed(row, as_of=minutes.as_of) for row in minutes.owed_rows]),
    )
    yield Section("The meeting itself", tuple(_itself(minutes)))


def _itself(minutes: Minutes) -> Iterable[Line]:
    yield Line("", words.attended_in_words(minutes.attendance))
    if led := words.led_in_words(minutes):
        yield Line("Who led", led)
    if rated := words.rating_in_words(minutes.rating):
        said = " ".join(f"“{word}”" for word in (minutes.rating.words if minutes.rating else ()))
        yield Line("Rated", rated, said)
    if minutes.steps:
        taken = [
            f"{step.title} {_minutes(step.used)} of {step.minutes + step.more}" for step in minutes.steps
        ]
        yield Line("Minutes each step took", " · ".join(taken))


def _owed(minutes: Minutes) -> str:
    oldest = minutes.owed.oldest
    return f"Still owed: {minutes.owed.count}" + (f", the oldest since {in_words(oldest)}" if oldest else "")


def _minutes(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def _foot(minutes: Minutes) -> str:
    text = f"As closed on {in_words(minutes.as_of)}. Later changes of the facts do not change these minutes."
    if minutes.redactions:
        text += " Words that somebody has a right to have removed were blacked since."
    return text


def cut(lines: list[Line]) -> tuple[Line, ...]:
    """As many as anybody reads, and how many more there are."""
    rest = len(lines) - MOST
    return (*lines[:MOST], Line("", f"… and {rest} more in the list of rows")) if rest > 0 else tuple(lines)
