"""What the big screen shows on a step, in a few lines for a phone: the same facts, without what only leading needs."""

from __future__ import annotations

from collections.abc import Callable

from db.engine import Look
from meeting.board import Organisation, counted, kept_in_words, misses_in_words, no_misses_in_words
from meeting.field import Standing
from meeting.weeks import short_day
from pages import _empty, _field
from pages._monday import carried, field, looking, misses
from pages._monday.stage import Stage
from pages._plain import plain

FIRST = 3


def words(session: Look, on: Stage, organisation: Organisation) -> str:
    """Markdown, with all that people typed made plain; empty for a step that says enough by itself."""
    say = _SAID.get(on.meeting.current.key)
    return say(session, on, organisation) if say else ""


def _runs(session: Look, on: Stage, organisation: Organisation) -> str:
    facts = looking.read_runs(session, on, organisation)
    kept = "; ".join(kept_in_words(found.promises) for found in facts.weeks)
    ahead = [
        f"- **{short_day(day.day, beside=on.today)}**: {plain(day.promises[0].customer, most=60)}"
        + (f" and {len(day.promises) - 1} more" if len(day.promises) > 1 else "")
        for day in facts.ahead[:FIRST]
    ]
    coming = (
        "\n".join(["Coming up:", *ahead])
        if ahead
        else _empty.words("Nothing is promised for the next two weeks.")
    )
    return f"**{kept}**\n\n{coming}"


def _misses(session: Look, on: Stage, organisation: Organisation) -> str:
    facts = misses.read(session, on, organisation)
    if not facts.misses:
        return _empty.words(no_misses_in_words(facts.weeks, as_of=on.today))
    said = "; ".join(misses_in_words(found) for found in facts.weeks)
    title, below = misses.in_two(facts.misses[facts.at], as_of=on.today, is_linked=False)
    return f"{said}. What broke, not who.\n\n{facts.at + 1} of {len(facts.misses)}: {title}\n\n{below}"


def _field_notes(session: Look, on: Stage, organisation: Organisation) -> str:
    notes = sorted(
        field.read(session, on, organisation).notes, key=lambda note: note.standing is not Standing.ASKED
    )
    if not notes:
        return _empty.words("Nothing was noted yet. What did you hear from customers? Add it below.")
    lines = [f"- **{_field.kind_words(note)}**: {plain(note.text, most=160)}" for note in notes[:FIRST]]
    return "\n".join([*lines, *([f"- and {len(notes) - FIRST} more"] if len(notes) > FIRST else [])])


def _carried(session: Look, on: Stage, organisation: Organisation) -> str:
    facts = carried.read(session, on, organisation)
    if facts.at < 0:
        return _empty.words("Nothing to ask about: no action item is open whose day has come.")
    row = facts.carried[facts.at].row
    asked = sum(facts.is_asked(one, on) for one in facts.carried)
    return (
        f"{counted(asked, 'item')} to ask about. Now:\n\n"
        f"**{plain(row.owner or 'nobody yet')}**: {plain(row.what, most=200)}"
    )


_SAID: dict[str, Callable[[Look, Stage, Organisation], str]] = {
    "runs": _runs,
    "misses": _misses,
    "field": _field_notes,
    "actions": _carried,
}
