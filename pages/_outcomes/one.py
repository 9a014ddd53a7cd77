"""One closed meeting on a page to read in two minutes: one's own items first, then what happened and was agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st

from db.engine import Look
from db.queries import actions
from db.queries import minutes as queries
from meeting import minutes_words as words
from meeting.actions import ActionRow
from meeting.board import WeekFigures, counted, kept_in_words, misses_in_words, no_misses_in_words
from meeting.minutes import Decided, Kept, Minutes
from meeting.minutes_since import Different, Record, Stands, became_of
from meeting.misses import Miss
from meeting.weeks import in_words, span_in_words
from pages import _board as lines
from pages import _empty, _saving
from pages._outcomes import files, mine, said, since
from pages._outcomes.looking import Looking, step_keys, to_view
from pages._plain import plain
from pages._signs import HIT, MISS, RUN

FIRST = 12


@dataclass(frozen=True)
class Facts:
    """`kept` is None for a meeting that was closed before minutes were kept. `now` are its action items as they stand
    today; `open_again` says whether it was reopened."""

    kept: Kept | None
    now: dict[int, ActionRow]
    different: tuple[Different, ...] = ()
    owed_still: int = 0
    stands: Mapping[Record, Stands] = field(default_factory=dict)
    reading: said.Reading | None = None


def read(session: Look, looking: Looking) -> Facts:
    chosen = looking.chosen
    version = looking.version if looking.version in chosen.versions else None
    kept = queries.kept_minutes(session, chosen.id, version)
    now = {row.id: row for row in actions.actions_of(session, chosen.id)}
    if kept is None:
        return Facts(None, now)
    return Facts(
        kept,
        now,
        queries.different_today(session, kept.minutes, today=looking.today),
        queries.owed_still(session, kept.minutes, today=looking.today),
        queries.stands_today(session, kept.minutes),
        said.read(session, looking),
    )


def draw(looking: Looking, facts: Facts) -> None:
    _ways(looking)
    if facts.kept is None:
        _before_minutes(looking, facts)
        return
    minutes = facts.kept.minutes
    _head(looking, minutes)
    mine.draw(looking, minutes, facts.now)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(_items(looking, minutes, facts.now), anchors=False)
        st.markdown(_decisions(minutes.decisions, minutes), anchors=False)
    with right:
        st.markdown(_hits(minutes), anchors=False)
    # Where there is more room.
    with left if len(minutes.hits) > len(minutes.actions) + len(minutes.decisions) else right:
        st.markdown(_misses(looking, minutes, facts.stands), anchors=False)
    said.draw(looking, minutes, facts.reading)
    since.draw(looking, minutes, facts.different, owed_still=facts.owed_still)
    files.draw(facts.kept)
    if st.toggle("The rest of the minutes", key="outcomes.rest"):
        st.markdown(_rest(minutes), anchors=False)
    _saving.note({f"action {row.id}": row.version for row in facts.now.values()})


def _ways(looking: Looking) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="outcomes.ways"):
        step_keys(looking)
        to_view("All meetings", "past", icon=":material/calendar_month:")
        to_view("Look back", "back", icon=":material/history:")


def _head(looking: Looking, minutes: Minutes) -> None:
    st.title(words.title(minutes), anchor=False)
    about = [
        f"led by {plain(minutes.leader)}",
        f"{len(minutes.here)} there" if minutes.here else "",
        words.time_in_words(minutes),
    ]
    st.markdown(f":small[{' · '.join(part for part in about if part)}]")
    if looking.chosen.is_open:
        st.info("This meeting was opened again. Closed anew, it has another version beside this one.")
    _versions(looking, minutes)
    brought, agreed = words.what_happened(minutes)
    found = [week.figures for week in minutes.weeks if not week.figures.is_empty]
    # The figures say what the first sentence says: it stands only where there are none.
    said = [agreed] if found else [brought, agreed]
    st.markdown("\n\n".join([*map(_figures, found), f"##### {plain(' '.join(said))}"]), anchors=False)


def _figures(found: WeekFigures) -> str:
    """`9 to 15 November 2026: ★ 7 hits · ✓ 40 runs, …`"""
    days = span_in_words(found.week.monday, found.week.sunday)
    return (
        f"{days}: {HIT} {_bold(found.hits, 'hit')} · "
        f"{RUN} {_bold(found.runs, 'run')} :small[{kept_in_words(found.promises)}] · "
        f"{MISS} {_bold(found.misses, 'miss', 'misses')} :small[{misses_in_words(found)}]"
    )


def _bold(number: int, one: str, many: str | None = None) -> str:
    """`**1** miss`."""
    return f"**{number}** {counted(number, one, many).partition(' ')[2]}"


def _versions(looking: Looking, minutes: Minutes) -> None:
    others = [version for version in looking.chosen.versions if version != minutes.version]
    if not others:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="outcomes.versions"):
        st.markdown(f"This is version {minutes.version}. Beside it:", width="content")
        for version in others:
            address = {"meeting": str(minutes.meeting_id), "version": str(version)}
            st.page_link("outcomes.py", label=f"Version {version}", query_params=address)


def _items(looking: Looking, minutes: Minutes, now: dict[int, ActionRow]) -> str:
    own = looking.actor.person_id
    rows = [one for one in minutes.actions if own is None or one.owner_id != own]
    title = "#### Who does what by when" if len(rows) == len(minutes.actions) else "#### What the others do"
    if not rows:
        none = _empty.words("No action item was given out.")
        return f"{title}\n{'All of it is yours.' if minutes.actions else none}"
    listed = lines.bulleted([mine.line(one, now.get(one.id), minutes, today=looking.today) for one in rows])
    return f"{title}\n{listed}"


def _decisions(decisions: Sequence[Decided], minutes: Minutes) -> str:
    if not decisions:
        return "#### Decisions\n" + _empty.words("No decision was written down.")
    return f"#### Decisions\n{lines.bulleted([_decision(one) for one in decisions])}"


def _decision(one: Decided) -> str:
    beside = [words.stood_in_words(one)]
    if one.look_again_on:
        beside.append(f"looked at again on {in_words(one.look_again_on)}")
    small = plain(" · ".join(part for part in beside if part))
    topic = f"**{plain(one.topic)}**: " if one.topic else ""
    return f"{topic}{plain(words.decision_in_words(one))}" + (f" · :small[{small}]" if small else "")


def _hits(minutes: Minutes) -> str:
    if not minutes.hits:
        return f"#### {HIT} Hits\n" + _empty.words("No win was logged for this meeting.")
    more = len(minutes.hits) - FIRST
    rest = f"\n\n… and {more} more in the files below" if more > 0 else ""
    listed = [lines.win_line(row) for row in minutes.hits[:FIRST]]
    return f"#### {HIT} Hits: thank you\n{lines.bulleted(listed, more=rest)}"


def _misses(looking: Looking, minutes: Minutes, stands: Mapping[Record, Stands]) -> str:
    found = minutes.misses
    if not found:
        return f"#### {MISS} Misses\n" + _empty.words(
            no_misses_in_words([week.figures for week in minutes.weeks], as_of=minutes.as_of)
        )
    rest = f"\n\n… and {len(found) - FIRST} more in the files below" if len(found) > FIRST else ""
    listed = [
        miss_line(miss, minutes) + _since(miss, minutes, stands, looking=looking) for miss in found[:FIRST]
    ]
    return f"#### {MISS} Misses: what broke, not who\n{lines.numbered(listed, more=rest)}"


def miss_line(miss: Miss, minutes: Minutes) -> str:
    """A miss as it was frozen, with what is noted of it: who told the customer, and what happened again."""
    noted = minutes.noted_of(miss)
    told = words.noted_in_words(noted, beside=minutes.as_of)
    said = miss.promise.cause if miss.promise else ""
    causes = [one.cause for one in noted if one.cause.strip() and one.cause != said]
    beside = [f"what broke: {cause}" for cause in dict.fromkeys(causes)] + ([told] if told else [])
    return lines.miss_line(miss, as_of=minutes.as_of) + "".join(
        f" · :small[{plain(part)}]" for part in beside
    )


def _since(miss: Miss, minutes: Minutes, stands: Mapping[Record, Stands], *, looking: Looking) -> str:
    became = became_of(miss, stands, closed=minutes.as_of, today=looking.today)
    return f" · since then: **{plain(became)}**" if became else ""


def _rest(minutes: Minutes) -> str:
    """Every other section that has something in it."""
    day = minutes.held_on
    kept = [
        lines.promise_line(row, as_of=minutes.as_of)
        for week in minutes.weeks
        for row in week.kept[: lines.SHOWN]
    ]
    parts = {
        "Asked about again": [
            f"**{plain(one.owner or 'nobody yet')}**: {plain(one.what)} — "
            f"{plain(words.became_in_words(one, beside=day))} {plain(words.said_in_words(one))}".rstrip()
            for one in minutes.carried or ()
        ],
        "Waiting for the next meeting": [plain(one.title) for one in minutes.waiting],
        "What we do well, as it was read": [
            f"**{plain(one.team)}**: {plain(one.text)}" for one in minutes.read or ()
        ],
        "From the field": [
            f"**{plain(one.kind.capitalize())}**: {plain(one.text)}" for one in minutes.notes or ()
        ],
        "Still owed on that day": [lines.promise_line(row, as_of=minutes.as_of) for row in minutes.owed_rows],
        "Who was there": [plain(words.attended_in_words(minutes.attendance))],
        "Who led": [plain(led)] if (led := words.led_in_words(minutes)) else [],
        "How good was this meeting?": [
            plain(text)
            for text in (
                words.rating_in_words(minutes.rating),
                *(minutes.rating.words if minutes.rating else ()),
            )
            if text
        ],
        "Action items done on time": [plain(words.on_time_in_words(minutes))],
        "Promises kept": kept,
    }
    return "\n".join(f"#### {title}\n{lines.bulleted(found)}\n" for title, found in parts.items() if found)


def _before_minutes(looking: Looking, facts: Facts) -> None:
    chosen = looking.chosen
    st.title(in_words(chosen.held_on), anchor=False)
    st.info(
        "This meeting was closed before minutes were kept. What it was about has changed since, so none are made up "
        "for it now. Its action items stand below as they are today; the board shows its weeks.",
        icon=":material/info:",
    )
    listed = [mine.live_line(row, today=looking.today) for row in facts.now.values()]
    st.markdown(
        f"#### Action items\n{lines.bulleted(listed)}"
        if listed
        else _empty.words("No action item was added in it.")
    )
    st.page_link("home.py", label="The board", icon=":material/dashboard:")
