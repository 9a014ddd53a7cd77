"""What a person says of a file before it is tried: kind, system, days, which column is what, words of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from db.engine import Store, reading
from db.intake.asking import About, Unclear
from db.intake.candidates import names_in
from db.intake.fields import DELIVERED, Field, Kind
from db.intake.looking import Looked, doubtful, not_chosen, suggested
from db.intake.rows import Options, parse_words
from db.queries import house
from meeting.errors import UnreadableFile
from meeting.permissions import Actor, allowed, to_bring_in
from pages import _intake_fields as fields
from pages._plain import plain

NOT_IN_FILE = "(not in this file)"
NONE_DELIVERED = "(none of them was delivered)"
MAIN = "main"
DATE_FORMATS = {
    "": "As the file tells",
    "DD/MM/YYYY": "Day first: 31/12/2026",
    "MM/DD/YYYY": "Month first: 12/31/2026",
    "YYYY-MM-DD": "Year first: 2026-12-31",
}
HERE = ":red[:material/arrow_upward: **Choose here.**]"


@dataclass(frozen=True)
class Said:
    """`open_fields` are those somebody still has to choose a column for."""

    kind: Kind
    source: str
    options: Options
    open_fields: tuple[str, ...]
    wrong: str


def remembered(store: Store, tried: Mapping[str, Any], *, kind: Kind, source: str) -> Mapping[str, Any]:
    """What was said of such a file before: in this session, else of the last that was brought in."""
    before: Mapping[str, Any] | None = tried.get(f"{kind} {source}")
    if before is not None:
        return before
    with reading(store) as session:
        return house.remembered(session, kind=kind, source=source)


def draw(
    store: Store, actor: Actor, looked: Looked, *, tried: Mapping[str, Any], trouble: Unclear | None
) -> Said:
    """`tried` is what was said of files of each kind and system in this session."""
    kind, source, place = _what(store, actor, looked, start=tried.get("last", ("", MAIN)))
    before = remembered(store, tried, kind=kind, source=source)
    with place:
        date_format = st.selectbox(
            "How it writes days",
            list(DATE_FORMATS),
            index=max(0, [*DATE_FORMATS].index(before.get("date_format") or "")),
            format_func=DATE_FORMATS.__getitem__,
            key=f"bring_in.days.{kind}.{source}",
        )
        if trouble is not None and trouble.about is About.DAYS and not date_format:
            st.markdown(HERE)
    st.markdown("The first rows, as they stand in the file:")
    st.dataframe([dict(zip(looked.heading, row, strict=False)) for row in looked.rows], hide_index=True)
    in_trouble = trouble.fields if trouble else ()
    picked, typed = _columns(kind, source, looked, before=before, in_trouble=in_trouble)
    words, wrong = _words(kind, typed)
    maps = {name: column or "" for name, column in picked.items()}
    encoding = looked.encoding if looked.encoding != "xlsx" else None
    open_fields = tuple(name for name, column in picked.items() if column is None)
    guessed = not_chosen(kind, looked.heading, picked=maps, before=before)
    options = Options(maps, words, date_format or None, encoding, guessed=guessed)
    return Said(kind, source, options, open_fields, wrong)


def _what(store: Store, actor: Actor, looked: Looked, *, start: tuple[str, str]) -> tuple[Kind, str, Any]:
    kinds = [str(kind) for kind in Kind if allowed(actor, to_bring_in(kind))]
    guessed = str(looked.kind) if looked.kind else ""
    if guessed and guessed not in kinds:
        st.info(
            "This looks like a list of people. People come with roles, so an administrator brings them in.",
            icon=":material/info:",
        )
    left, middle, right = st.columns(3)
    first = start[0] or guessed
    kind = Kind(
        left.selectbox(
            "What is in it",
            kinds,
            index=kinds.index(first) if first in kinds else 0,
            key="bring_in.kind",
            help=None if looked.kind else "It could be several kinds: please choose.",
        )
    )
    with reading(store) as session:
        known = house.sources(session)
    choices = list(dict.fromkeys([*known, start[1]]))
    source = middle.selectbox(
        "Which system it comes from",
        choices,
        index=choices.index(start[1]),
        format_func=lambda name: "Our main system" if name == MAIN else name,
        accept_new_options=True,
        key="bring_in.source",
        help="Numbers of orders and customers are those of this system. Type another name for another system.",
    )
    return kind, (source or MAIN).strip() or MAIN, right


@dataclass(frozen=True)
class _Offered:
    """What each field is asked with: the column it seems to be, or those it could be."""

    kind: Kind
    source: str
    heading: tuple[str, ...]
    before: Mapping[str, str]
    guessed: Mapping[str, str]
    several: Mapping[str, Sequence[str]]
    in_trouble: Sequence[str]


def _columns(
    kind: Kind, source: str, looked: Looked, *, before: Mapping[str, Any], in_trouble: Sequence[str]
) -> tuple[dict[str, str | None], str]:
    """A choice for each field, None where one is needed and not made yet; and the words somebody typed."""
    columns: Mapping[str, str] = before.get("columns", {})
    guessed = suggested(kind, looked.heading, said=columns)
    several = doubtful(kind, looked.heading, said=columns)
    offered = _Offered(kind, source, looked.heading, columns, guessed, several, in_trouble)
    front, rest = fields.in_front(kind, {name for name, column in guessed.items() if column} | {*several})
    picked: dict[str, str | None] = {}
    with st.container(border=True):
        st.markdown("**Which column is what.** Needed ones are marked with a star.")
        top = st.container()
        with st.grid(4, min_column_width=180):
            for field in front:
                picked[field.name] = _choose(offered, field)
        with st.expander(f"More: {len(rest)} columns that few files have, and words of your system"):
            with st.grid(4, min_column_width=180):
                for field in rest:
                    picked[field.name] = _choose(offered, field)
            typed = st.text_area(
                f"Words of your system, one a line, such as {_EXAMPLES[kind]}",
                _as_lines(kind, before.get("words", {})),
                key=f"bring_in.words.{kind}.{source}",
                height=80,
            )
        if kind is Kind.PROMISES:
            _ask_for_delivered(top, picked[DELIVERED])
        unused = not_used(looked.heading, [column for column in picked.values() if column])
        if unused:
            st.markdown(f"Not used of your file: {'; '.join(plain(name, most=80) for name in unused)}.")
    return picked, typed


def _choose(offered: _Offered, field: Field) -> str | None:
    """A needed field has no answer but a column; what is not plain has none before somebody gives it."""
    name, found, several = field.name, offered.guessed[field.name], offered.several.get(field.name, ())
    asks_delivered = offered.kind is Kind.PROMISES and name == DELIVERED
    nothing = [] if field.required else [NONE_DELIVERED if asks_delivered else NOT_IN_FILE]
    choices = list(dict.fromkeys(each for each in (*nothing, found, *names_in(offered.heading)) if each))
    is_unsaid = asks_delivered and offered.before.get(name) != ""
    is_open = not found and bool(field.required or several or is_unsaid)
    with st.container(gap="xsmall"):
        picked: str | None = st.selectbox(
            f"{fields.label(offered.kind, name)}{' *' if field.required else ''}",
            choices,
            index=None if is_open else choices.index(found or nothing[0]),
            placeholder=f"{' or '.join(several)}?" if several else "Choose a column",
            key=f"bring_in.{offered.kind}.{offered.source}.{name}.{hash(offered.heading)}",
        )
        if picked is None or name in offered.in_trouble:
            st.markdown(HERE)
    return "" if picked in (NOT_IN_FILE, NONE_DELIVERED) else picked


def _ask_for_delivered(place: Any, picked: str | None) -> None:
    if picked is None:
        place.warning(
            "No column says when it was delivered: all past promises would count as missed. Which column is it? "
            f"Choose it at “{fields.label(Kind.PROMISES, DELIVERED)}”, or say there that none of them was delivered.",
            icon=":material/warning:",
        )
    elif not picked:
        place.markdown(NONE_SAID)


NONE_SAID = "None of them was delivered, as you say: promises of past days count as missed."
_EXAMPLES = {
    Kind.PROMISES: "Team: KD = Service",
    Kind.COMPLAINTS: "Severity: P1 = critical",
    Kind.WINS: "Kind of win: thx = praise",
    Kind.CUSTOMERS: "Tier (A, B or C): gold = A",
    Kind.PEOPLE: "Role: boss = manager",
}


def not_used(heading: Sequence[str], columns: Sequence[str]) -> list[str]:
    used = {part for column in columns for part in (column, *column.split("+"))}
    return [name for name in dict.fromkeys(names_in(heading)) if name and name not in used]


def _as_lines(kind: Kind, words: Mapping[str, str]) -> str:
    """`severity:p1` and `critical`, as they are kept, as `Severity: p1 = critical`."""
    lines = []
    for said, value in words.items():
        field, _, word = said.partition(":")
        lines.append(f"{fields.label(kind, field)}: {word} = {value}")
    return "\n".join(lines)


def _words(kind: Kind, typed: str) -> tuple[dict[tuple[str, str], str], str]:
    """What the lines say, and what is wrong with the first one that says nothing."""
    words: dict[tuple[str, str], str] = {}
    for line in filter(None, (line.strip() for line in typed.splitlines())):
        said, equals, value = line.rpartition("=")
        name, colon, word = said.partition(":")
        field = fields.named(kind, name)
        try:
            if not (equals and colon and field and word.strip()):
                raise UnreadableFile(line)
            words |= parse_words(kind, [f"{field}:{word.strip()}={value.strip()}"])
        except UnreadableFile:
            return words, (
                f"The line “{line[:80]}” of your words is not understood. Nothing was saved. Write it like: "
                f"{_EXAMPLES[kind]}"
            )
    return words, ""
