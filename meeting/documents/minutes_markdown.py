"""Minutes as Markdown, for wherever notes are kept. What people typed stays text: no link or picture comes of it."""

from __future__ import annotations

import re

from meeting.documents.minutes_parts import Figure, Item, Line, Section, parts_of
from meeting.minutes import Minutes

_MARKS = re.compile(r"([\\`*_\[\]<>|~$&!{}#^])")
# What many programs make links of, escaped or not, unless a backslash stands in the middle.
_LINKS = re.compile(r"(?i)(?<=www)\.|:(?=/|\w)|(?<=\w)@(?=\w)")
_AT_THE_START = re.compile(r"^(\d*)([-+=.)])")


def minutes_markdown(minutes: Minutes) -> bytes:
    parts = parts_of(minutes)
    blocks = [
        f"# {_said(parts.title)}",
        f"{_said(parts.organisation)} · Minutes of the Monday meeting · {_said(parts.about)}",
        f"> {_said(' '.join(parts.sentences))}",
        *(_week(week, figures, is_one=len(parts.figures) == 1) for week, figures in parts.figures),
        *(_section(section) for section in parts.before),
        _items(parts.items),
        *(_section(section) for section in parts.after),
        f"---\n\n{_said(parts.foot)}",
    ]
    return ("\n\n".join(blocks) + "\n").encode()


def _week(week: str, figures: tuple[Figure, ...], *, is_one: bool) -> str:
    title = "" if is_one else f"## Week {_said(week)}\n\n"
    return title + "\n".join(f"- {one.name} **{one.value}**: {_said(one.said)}" for one in figures)


def _section(section: Section) -> str:
    lines = "\n".join(f"- {_line(line)}" for line in section.lines)
    return f"## {_said(section.title)}\n\n{lines or _said(section.empty)}"


def _line(line: Line) -> str:
    lead = f"**{_said(line.lead)}**: " if line.lead else ""
    small = f" ({_said(line.small)})" if line.small else ""
    return f"{lead}{_said(line.text)}{small}"


def _items(items: tuple[Item, ...]) -> str:
    title = "## Who does what by when"
    if not items:
        return f"{title}\n\nNo action item was given out."
    rows = "\n".join(
        f"| {_said(one.owner)} | {_said(one.what)}{f' (about {_said(one.about)})' if one.about else ''} "
        f"| {_said(one.due)} |"
        for one in items
    )
    return f"{title}\n\n| Who | What | By when |\n|:--|:--|:--|\n{rows}"


def _said(text: str) -> str:
    """With a backslash before whatever means something."""
    return _AT_THE_START.sub(r"\1\\\2", _LINKS.sub(r"\\\g<0>", _MARKS.sub(r"\\\1", text)))
