"""Field notes in words: values of meeting/ in, Markdown out. All that people typed goes through plain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from meeting.field import Made, NewCustomer, Note, Standing, from_a_note
from meeting.handoffs import Arose, Trouble
from meeting.weeks import in_words, short_day
from meeting.words import Idea, NoteKind, Outcome
from pages._plain import plain

TO_CHOOSE: dict[str, tuple[NoteKind, Idea | None]] = {
    **{str(kind): (kind, None) for kind in NoteKind},
    **{f"{NoteKind.IDEA}: {idea}": (NoteKind.IDEA, idea) for idea in Idea},
}
"""Kinds of notes as somebody chooses one, ready ideas with them."""
PAGE_OF = {
    Outcome.ACTION: "action",
    Outcome.COMPLAINT: "complaint",
    Outcome.PROMISE: "promise",
    Outcome.WIN: "win",
}
ROW_PAGE = {Arose.MISS: "promise", Arose.COMPLAINT: "complaint", Arose.BARRIER: "note"}
_SIGNS = {
    Standing.ASKED: "**?** waiting for an answer",
    Standing.ANSWERED: "✓ answered",
    Standing.OPEN: "○ open",
    Standing.TRYING: "◐ trying",
    Standing.DONE: "● done",
}
TEACH = (
    "Nothing was noted. What did you hear from customers? What is a pressure on your team? Is there a question to ask "
    "before the next promise? Say it, and it is written down below."
)


def note_line(note: Note, *, today: date | None = None, is_link: bool = True, most: int | None = None) -> str:
    """Kind, words, whom it is about, how it stands and what became of it."""
    about = [note.customer, note.team, note.person, short_day(note.noted_on, beside=today)]
    small = " · ".join(plain(part) for part in about if part)
    words = plain(note.text, most=most)
    words = f"[{words}](note?id={note.id})" if is_link else words
    parts = [standing_words(note), became_words(note.became)]
    told = "".join(f" · {part}" for part in parts if part)
    return f"**{kind_words(note)}**: {words}{told} · :small[{small}]{answer_words(note)}"


def kind_words(note: Note) -> str:
    """`A WOW idea`: the first letter alone is made large."""
    return str(note.kind)[0].upper() + str(note.kind)[1:]


def standing_words(note: Note) -> str:
    """How a question, an idea or a barrier stands, by sign and word; empty for other notes."""
    said = _SIGNS.get(note.standing, "")
    if said and note.is_followed_up and note.owner:
        said += f", {plain(note.owner)}"
    return f"{said} · {plain(note.hand_off)}" if said and note.hand_off else said


def answer_words(note: Note) -> str:
    """`Chloe, 24 November: only with a date from the workshop`; empty while nobody has answered."""
    if note.answered_on is None:
        return ""
    who = plain(note.answered_by) or "Answered"
    return f"\n  - **{who}**, {short_day(note.answered_on, beside=note.noted_on)}: {plain(note.answer)}"


def became_words(became: Sequence[Made]) -> str:
    return ", ".join(f"became {made_words(made)}" for made in became)


def made_words(made: Made) -> str:
    article = "an" if made.what is Outcome.ACTION else "a"
    page = PAGE_OF.get(made.what)
    return f"{article} [{made.what}]({page}?id={made.id})" if page else f"{article} {made.what}"


def origin_line(note: Note | None) -> str:
    """For the page of a record that was made of a note; empty for any other."""
    if note is None:
        return ""
    came = plain(from_a_note(note.person, note.noted_on))
    return f":material/link: [{came}](note?id={note.id}): {plain(note.text, most=160)}"


def new_line(one: NewCustomer) -> str:
    tier = f" ({one.tier})" if one.tier else ""
    turns = f"turns to **{plain(one.turn_to)}**" if one.turn_to else "**turns to nobody yet**"
    if one.introduced_on:
        to = f" to **{plain(one.introduced_to)}**" if one.introduced_to else ""
        by = f" by {plain(one.introduced_by)}" if one.introduced_by else ""
        introduced = f"✓ introduced{to}{by}, {in_words(one.introduced_on)}"
    else:
        introduced = "○ not introduced yet"
    return (
        f"[{plain(one.name, most=80)}](customers?id={one.id}){tier} · first promise {short_day(one.first_made_on)} · "
        f"{turns} · {introduced}"
    )


def trouble_line(row: Trouble) -> str:
    words = plain(row.words, most=160) or "no words yet"
    return f"{short_day(row.day)}: [{words}]({ROW_PAGE[row.what]}?id={row.id})"
