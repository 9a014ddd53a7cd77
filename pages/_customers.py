"""Customers in words: values of meeting/ in, Markdown out. Everything that was typed by people goes through plain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from meeting.board import counted
from meeting.promises import PromiseState, days_late, is_not_known_yet
from meeting.records import (
    ComplaintLine,
    CustomerLine,
    CustomerRecord,
    PersonName,
    PromiseLine,
    Reference,
    WinLine,
)
from meeting.weeks import in_words
from pages import _empty
from pages._plain import plain
from pages._signs import HIT, MISS, RUN

SIGNS = {
    PromiseState.KEPT: f"{RUN} kept",
    PromiseState.MISSED: f"{MISS} missed",
    PromiseState.PENDING: "… still to come",
    PromiseState.WITHDRAWN: "withdrawn",
}


def customer_line(line: CustomerLine) -> str:
    """For a box to tick: its label is read aloud as it is written, so nothing in it is bold."""
    return f"{plain(line.name, most=80)}{tier_words(line.tier)} · {counts(line)}"


def customer_name(line: CustomerLine) -> str:
    return f"**{plain(line.name, most=80)}**{tier_words(line.tier)}"


def tier_words(tier: str | None) -> str:
    return f" ({tier})" if tier else ""


def counts(line: CustomerLine) -> str:
    parts = [
        f"{counted(line.promises, 'promise')}: {line.kept} kept, {line.missed} missed"
        if line.promises
        else "",
        counted(line.complaints, "complaint") if line.complaints else "",
        f"last hit {in_words(line.last_hit)}" if line.last_hit else "no hit yet",
        f"first seen {in_words(line.first_seen)}" if line.first_seen else "",
    ]
    return " · ".join(part for part in parts if part)


def references(found: Sequence[Reference]) -> str:
    """How each source calls the customer, those of customers merged into it too."""
    if not found:
        return _empty.words("No file has named this customer by a reference. A list of customers adds it.")
    lines = [
        f"- {plain(one.source)}: **{plain(one.reference)}**"
        + (f" (was {plain(one.of)}, merged into this one)" if one.of else "")
        for one in found
    ]
    return "\n".join(lines)


def promise_name(line: PromiseLine) -> str:
    return plain(line.what, most=80) or "A promise"


def promise_state(line: PromiseLine, *, as_of: date) -> str:
    """The day it was promised for, and what became of it."""
    state = line.state
    is_beyond = is_not_known_yet(as_of, promised_on=line.promised_on, state=state)
    text = f"promised for {in_words(line.promised_on)} · {'… not known yet' if is_beyond else SIGNS[state]}"
    if state is PromiseState.MISSED and not line.withdrawn_on:
        late = days_late(as_of, promised_on=line.promised_on, delivered_on=line.delivered_on)
        text += f", {counted(late, 'day')} late" if line.delivered_on else ", not delivered yet"
    return text


def complaints(lines: Sequence[ComplaintLine], *, number: int) -> str:
    if not lines:
        return f"#### {MISS} Complaints\nNo complaints."
    shown = [f"{complaint_line(line)} :small[[open](complaint?id={line.id})]" for line in lines]
    return _listed(f"{MISS} Complaints", shown, number)


def complaint_line(line: ComplaintLine, *, most: int = 160) -> str:
    text = f"{in_words(line.received_on)} · {line.severity} · {plain(line.breakdown)}"
    text += f": “{plain(line.text, most=most)}”" if line.text.strip() else ""
    if line.resolved_on:
        text += f" · resolved {in_words(line.resolved_on)}"
    else:
        text += f" · answered {in_words(line.answered_on)}" if line.answered_on else " · **not answered**"
    return text + (" · the same as another" if line.same_as_id else "")


def complaint_name(line: ComplaintLine) -> str:
    """A complaint in a list to choose from, which shows text as it is."""
    text = " ".join(line.text.split())[:80]
    return f"{in_words(line.received_on)}, {line.breakdown}" + (f": {text}" if text else "")


def person(one: PersonName) -> str:
    return plain(one.name) + (f" ({plain(one.team)})" if one.team else "")


def wins(lines: Sequence[WinLine], *, number: int) -> str:
    if not lines:
        return f"#### {HIT} Hits\n" + _empty.words(
            "No hit yet. What this customer thanks us for stands here; Log it adds it."
        )
    shown = [
        f"{in_words(line.happened_on)}"
        + (f" · {line.kind}" if line.kind else "")
        + f": {plain(line.text, most=320) or 'no words yet'} :small[[open](win?id={line.id})]"
        for line in lines
    ]
    return _listed(f"{HIT} Hits", shown, number)


def side_by_side(keep: CustomerRecord, gone: CustomerRecord) -> str:
    """The two customers of a merge."""
    both = (keep, gone)
    rows = {
        "Tier": [one.line.tier or "–" for one in both],
        "E-mail": [plain(one.email or "–") for one in both],
        "Turns to": [person(one.turn_to) if one.turn_to else "–" for one in both],
        "Known as": [", ".join(plain(each.reference) for each in one.references) or "–" for one in both],
        "Promises": [str(one.line.promises) for one in both],
        "Kept": [str(one.line.kept) for one in both],
        "Missed": [str(one.line.missed) for one in both],
        "Complaints": [str(one.line.complaints) for one in both],
        "Last hit": [in_words(one.line.last_hit) if one.line.last_hit else "–" for one in both],
        "First seen": [in_words(one.line.first_seen) if one.line.first_seen else "–" for one in both],
    }
    heading = f"| | {plain(keep.line.name)} (stays) | {plain(gone.line.name)} |\n|:--|:--|:--|\n"
    return heading + "\n".join(f"| {name} | {first} | {second} |" for name, (first, second) in rows.items())


def merge_words(keep: CustomerLine, gone: CustomerLine) -> str:
    """What a merge will do, before it is done."""
    first, second = f"**{plain(keep.name)}**", f"**{plain(gone.name)}**"
    text = (
        f"All promises, complaints and hits of {second} become those of {first}. {second} is no customer of its own "
        f"any more. Its references stay known: the next file that names it means {first}."
    )
    if keep.tier and gone.tier and keep.tier != gone.tier:
        text += f" Tier {keep.tier} stays, tier {gone.tier} is given up."
    elif gone.tier and not keep.tier:
        text += f" Tier {gone.tier} is taken over."
    return text + " It can be undone."


def older(number: int, shown: int) -> str:
    return f"… and {number - shown} more" if number > shown else ""


def _listed(title: str, lines: Sequence[str], number: int) -> str:
    listed = "\n".join(f"- {line}" for line in lines)
    return f"#### {title}: {number}\n{listed}\n\n{older(number, len(lines))}".rstrip()
