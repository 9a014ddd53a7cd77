"""The board in words: values of meeting/ in, Markdown out. Everything that was typed by people goes through plain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from meeting.board import (
    ComplaintRow,
    DayAhead,
    Freshness,
    PromiseRow,
    StillOwed,
    WeekFigures,
    WinRow,
    counted,
    no_misses_in_words,
    percent,
    reach_in_words,
)
from meeting.hits import hero_in_words, shown_in_words
from meeting.misses import Miss, days_open
from meeting.promises import days_late
from meeting.weeks import in_words, short_day
from pages import _empty
from pages._plain import plain
from pages._signs import HIT, MISS

SHOWN = 200
FIRST = 5
EXCERPT = 160
_NAMED = {"customer": "named by the customer", "colleague": "named by a colleague"}


def numbered(lines: Sequence[str], *, more: str = "") -> str:
    return "\n".join(f"{place}. {line}" for place, line in enumerate(lines, start=1)) + more


def bulleted(lines: Sequence[str], *, more: str = "") -> str:
    return "\n".join(f"- {line}" for line in lines) + more


def misses_list(misses: Sequence[Miss], *, as_of: date, found: WeekFigures) -> str:
    """The first misses to talk about, of one week."""
    if not misses:
        return f"#### {MISS} Misses\n{no_misses_in_words([found], as_of=as_of)}"
    more = f"\n\n… and {len(misses) - FIRST} more behind the figure above" if len(misses) > FIRST else ""
    lines = [miss_line(miss, as_of=as_of) for miss in misses[:FIRST]]
    return f"#### {MISS} Misses: what broke, not who\n{numbered(lines, more=more)}"


def hits_list(hits: Sequence[WinRow]) -> str:
    if not hits:
        return f"#### {HIT} Hits\n" + _empty.words(
            "No hits logged for this week yet. Who deserves a thank-you? Log it adds it."
        )
    more = f"\n\n… and {len(hits) - FIRST} more behind the figure above" if len(hits) > FIRST else ""
    return f"#### {HIT} Hits: thank you\n{bulleted([win_line(hit) for hit in hits[:FIRST]], more=more)}"


def standing(found: WeekFigures, owed: StillOwed, *, as_of: date) -> str:
    return f"#### Still owed\n{owed_words(owed, as_of=as_of)}\n#### Complaints\n{complaints_words(found)}"


def ahead_list(days: Sequence[DayAhead], *, today: date) -> str:
    if not days:
        return "#### Coming up from today\nNothing is promised for the next two weeks."
    number = sum(len(day.promises) for day in days)
    lines = bulleted([day_ahead_line(day, today=today) for day in days])
    return f"#### Coming up from today: {counted(number, 'promise')} in two weeks\n{lines}"


def promise_line(row: PromiseRow, *, as_of: date) -> str:
    """Customer, what, promised, delivered, days late, what broke, team, source."""
    return (
        _customer(row.customer, row.tier)
        + _promised(row, as_of=as_of)
        + _source(row.source, row.reference, page=f"promise?id={row.id}")
    )


def _promised(row: PromiseRow, *, as_of: date) -> str:
    text = f" · {plain(row.what, most=EXCERPT)} — promised {short_day(row.promised_on, beside=as_of)}"
    if row.promised_on != row.first_promised_on:
        text += f" (first {short_day(row.first_promised_on, beside=row.promised_on)})"
    if row.moved_to is not None:
        text += f", moved to {short_day(row.moved_to, beside=row.promised_on)}{_when_moved(row)}"
    if row.withdrawn_on:
        by = f" by {'the customer' if row.withdrawn_by == 'customer' else 'us'}" if row.withdrawn_by else ""
        text += f", withdrawn {short_day(row.withdrawn_on, beside=row.promised_on)}{by}"
    late = days_late(as_of, promised_on=row.promised_on, delivered_on=row.delivered_on)
    if row.delivered_on:
        text += f", delivered {short_day(row.delivered_on, beside=row.promised_on)}"
        text += f", **{counted(late, 'day')} late**" if late else ""
    elif late and not row.withdrawn_on:
        text += f", **not delivered yet, {counted(late, 'day')} late**"
    if row.cause:
        text += f". What broke: {plain(row.cause, most=EXCERPT)}"
    return text + (f" · {plain(row.team)}" if row.team else "")


def _when_moved(row: PromiseRow) -> str:
    if row.moved_on is None:
        return " (nobody knows when that was said, so it counts as in time)"
    after = ", after the day" if row.moved_on > row.promised_on else ""
    return f" (said {short_day(row.moved_on, beside=row.promised_on)}{after})"


def miss_line(miss: Miss, *, as_of: date) -> str:
    first = miss.complaints[0] if miss.complaints else None
    source = miss.promise or first
    text = "**‼ critical** · " if miss.is_critical else ""
    text += _customer(miss.customer, miss.tier)
    if miss.promise:
        text += _promised(miss.promise, as_of=as_of)
    for complaint in miss.complaints:
        text += _complained(complaint, as_of=as_of)
    if source is None:
        return text
    page = f"{'promise' if miss.promise else 'complaint'}?id={source.id}"
    return text + _source(source.source, source.reference, page=page)


def complaint_line(row: ComplaintRow, *, as_of: date) -> str:
    return (
        _customer(row.customer, row.tier)
        + _complained(row, as_of=as_of)
        + _source(row.source, row.reference, page=f"complaint?id={row.id}")
    )


def _complained(row: ComplaintRow, *, as_of: date) -> str:
    broke = plain(row.breakdown)
    if row.breakdown_said and row.breakdown_said.casefold() != row.breakdown.casefold():
        broke += f" ({plain(row.breakdown_said, most=60)})"
    text = f" · {row.severity} complaint {short_day(row.received_on, beside=as_of)}, {broke}"
    text += f" (said by {row.callers})" if row.callers > 1 else ""
    text += f": “{plain(row.text, most=EXCERPT)}”" if row.text.strip() else ""
    open_for = days_open(row, as_of=as_of)
    if row.resolved_on:
        text += f" — resolved {short_day(row.resolved_on, beside=row.received_on)}"
    elif row.answered_on:
        text += f" — answered {short_day(row.answered_on, beside=row.received_on)}, **open {counted(open_for, 'day')}**"
    else:
        text += f" — **not answered, open {counted(open_for, 'day')}**"
    return text + (f" · {plain(row.team)}" if row.team else "")


def win_line(row: WinRow, *, is_linked: bool = True) -> str:
    """Who is thanked first, then what happened, the customer's own words, who said so, and what shows it.

    `is_linked` leads to the page of the win.
    """
    thanked = plain(", ".join(row.people))
    teams = plain(" and ".join(row.teams))
    who = f"**{thanked}** ({teams})" if thanked and teams else f"**{thanked or teams or 'Everyone'}**"
    text = f"{who}: {plain(row.text, most=2 * EXCERPT) or 'no words yet'}"
    if row.said.strip():
        text += f" “{plain(row.said, most=EXCERPT)}”"
    hero = hero_in_words(row.named_by, row.people)
    shown = plain(shown_in_words(row.cited, row.evidence), most=EXCERPT)
    about = [
        row.kind or "",
        plain(row.customer or ""),
        _NAMED.get(row.named_by or "", ""),
        f"**{HIT} {hero}**" if hero else "",
        f"shown by {shown}" if shown else "",
        f":small[[open](win?id={row.id})]" if is_linked else "",
    ]
    return text + f" · {' · '.join(part for part in about if part)}"


def day_ahead_line(day: DayAhead, *, today: date) -> str:
    """The first promise of a day by name, short enough for one line."""
    first, more = day.promises[0], len(day.promises) - 1
    named = f"{plain(first.customer, most=40)}, {plain(first.what, most=32)}"
    return f"**{short_day(day.day, beside=today)}: {len(day.promises)}** — {named}" + (
        f"; and {more} more" if more else ""
    )


def why_fewer(asked: str, found: WeekFigures) -> str:
    """Why the rows of the misses are fewer than their figure; empty otherwise."""
    if asked != "Misses" or not found.about_the_same:
        return ""
    about = counted(found.about_the_same, "complaint")
    return f" for {counted(found.misses, 'miss', 'misses')}, as {about} stands with the promise it is about"


def kept_rule(found: WeekFigures) -> str:
    """The rule beside the rate, and what stands beside it."""
    promises, first = found.promises, found.first_promised
    ahead = promises.pending - promises.not_known_yet
    beside = [
        f"{ahead} still pending" if ahead else "",
        f"{promises.withdrawn} withdrawn" if promises.withdrawn else "",
        f"{found.moved} moved out of this week" if found.moved else "",
        f"{found.moved_afterwards} missed and promised for another day since"
        if found.moved_afterwards
        else "",
    ]
    rule = "On time = kept ÷ (kept + missed): delivered on or before the promised day."
    as_first = ""
    if first.kept + first.missed:
        as_first = f" As first promised: {first.kept} of {first.kept + first.missed}"
        as_first += f" ({percent(first.on_time_rate)})." if first.kept + first.missed >= 5 else "."
    said = "; ".join(part for part in beside if part)
    reach = f" **{plain(reach_in_words(found))}**" if found.reach or promises.not_known_yet else ""
    return rule + as_first + (f" Beside it: {said}." if said else "") + reach


def owed_words(owed: StillOwed, *, as_of: date) -> str:
    if not owed.count or owed.oldest is None:
        return _empty.words("Nothing is still owed: every missed promise was delivered or withdrawn.")
    age = (as_of - owed.oldest).days
    return (
        f"**{counted(owed.count, 'promise')} still owed today**, whichever week they were missed in. "
        f"The oldest was promised for {in_words(owed.oldest)}, {counted(age, 'day')} ago."
    )


def complaints_words(found: WeekFigures) -> str:
    counts = found.complaints
    if not counts.received:
        return _empty.words("No complaints received in this week.")
    return (
        f"**{counted(counts.received, 'complaint')} received**: {counts.answered} answered, {counts.resolved} "
        f"resolved, {counts.open} open."
    )


def freshness_words(runs: Sequence[Freshness], *, day_of: dict[Freshness, date], today: date) -> str:
    """How fresh the data is, and what was refused; empty without files."""
    parts = []
    for run in runs:
        refused = f", **{counted(run.refused, 'row')} refused**" if run.refused else ""
        source = "" if run.source in ("main", "example") else f" from {plain(run.source)}"
        parts.append(
            f"{run.kind}{source} {short_day(day_of[run], beside=today)} ({counted(run.rows, 'row')}{refused})"
        )
    return "Brought in last: " + " · ".join(parts) if parts else ""


def _customer(name: str, tier: str | None) -> str:
    return f"**{plain(name) or 'no customer named'}**" + (f" ({tier})" if tier else "")


def _source(source: str, reference: str, *, page: str) -> str:
    """Where a row comes from, linked to the page of its record. The framework opens links in a tab of their own."""
    name = f"{plain(source)} {plain(reference)}" if reference else "by hand"
    return f" · :small[[{name}]({page})]"
