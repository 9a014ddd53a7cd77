"""What people of the example company heard, asked and tried in the last weeks, and the hits written down by hand."""

from dataclasses import dataclass
from typing import Final

from db.demo.words import SALES, SERVICE, WORKSHOP
from meeting.words import Idea, NamedBy, NoteKind, NoteState, WinKind


@dataclass(frozen=True)
class Heard:
    """A note of a day (0 is Monday), weeks before the last one.

    `answer` is by whom and what, `state` where it stands and who sees to it; both were said `after` so many days.
    """

    kind: NoteKind
    who: str
    weeks_ago: int
    day: int
    text: str
    customer: str = ""
    between: tuple[str, str] | None = None
    idea: Idea | None = None
    answer: tuple[str, str] | None = None
    state: tuple[NoteState, str] | None = None
    after: int = 1


QUESTION, IDEA, BARRIER = NoteKind.QUESTION, NoteKind.IDEA, NoteKind.BARRIER
FIELD: Final = (
    Heard(
        BARRIER,
        "Goran Petrović",
        5,
        1,
        "We hear of a sold installation when the customer rings to ask where we are.",
        between=(SALES, SERVICE),
        state=(NoteState.DONE, "Jonas Lindqvist"),
        after=9,
    ),
    Heard(
        QUESTION,
        "Tobias Kern",
        3,
        2,
        "Six ovens in the busy weeks: can the workshop take in two of them at a time?",
        customer="C-1003",
        answer=("Yusuf Kaya", "Two at a time from the second week on. In the first, one."),
    ),
    Heard(
        IDEA,
        "Rosa Giménez",
        3,
        3,
        "Ring the customer an hour before we come, and say who is coming.",
        state=(NoteState.DONE, "Rosa Giménez"),
        after=6,
    ),
    Heard(
        BARRIER,
        "Björn Eklund",
        2,
        1,
        "Machines arrive without a word on what is wrong with them. We start by guessing.",
        between=(SERVICE, WORKSHOP),
        state=(NoteState.TRYING, "Amira Haddad"),
        after=3,
    ),
    Heard(
        IDEA,
        "Fatou Diallo",
        2,
        2,
        "",
        idea=Idea.SWAP,
        state=(NoteState.TRYING, "Zoë Aebischer"),
        after=2,
    ),
    Heard(
        QUESTION,
        "Pieter van den Berg",
        1,
        1,
        "May we promise a loan machine with every repair that takes over three days?",
        answer=("Stefan Huber", "Yes, while one of our four is free. Look at the list before you say it."),
    ),
    Heard(
        BARRIER,
        "Aylin Demir",
        1,
        3,
        "Nobody tells us that a repair will be late. The customer does.",
        between=(WORKSHOP, SALES),
        state=(NoteState.TRYING, "Yusuf Kaya"),
        after=2,
    ),
    Heard(
        QUESTION,
        "Hanna Wójcik",
        0,
        0,
        "They ask us for a price on the second machine. May we name one, or does sales?",
        customer="C-1014",
        answer=("Luca Ferrante", "Name none, ring me: I am there the same day and you get the thanks."),
    ),
    Heard(
        IDEA,
        "Jonas Lindqvist",
        0,
        2,
        "Take a photo of the fuse box with every quote, so that nobody drives out twice.",
        state=(NoteState.TRYING, "Jonas Lindqvist"),
        after=1,
    ),
    Heard(
        QUESTION,
        "Luca Ferrante",
        0,
        3,
        "The hotel opens again in two weeks. Can we have everything running two days before?",
        customer="C-1025",
    ),
    Heard(
        BARRIER,
        "Nils Brandt",
        0,
        3,
        "The quote promised a lift. There is none, and two of us carried an oven up the stairs.",
        between=(SALES, SERVICE),
    ),
)


@dataclass(frozen=True)
class Hit:
    """A hit written down by somebody, on a day weeks before the last one, about a promise kept by then."""

    who: str
    weeks_ago: int
    day: int
    kind: WinKind
    text: str
    teams: tuple[str, ...]
    people: tuple[str, ...]
    named_by: NamedBy | None = None
    said: str = ""
    evidence: str = ""


HITS: Final = (
    Hit(
        "Zoë Aebischer",
        0,
        3,
        WinKind.WOW,
        "Everything stood and ran an hour before the doors opened, and nobody outside noticed.",
        (SALES, SERVICE),
        ("Fatou Diallo", "Marek Nowak"),
        NamedBy.CUSTOMER,
        said="They came early and stayed until it ran. I told everybody at the table about you.",
        evidence="The customer rang on the same evening",
    ),
    Hit(
        "Katharina Vogt",
        1,
        2,
        WinKind.SALE,
        "A three-year contract, because the workshop showed the machine running first.",
        (SALES, WORKSHOP),
        ("Luca Ferrante", "Linh Nguyen"),
        NamedBy.COLLEAGUE,
        evidence="Signed on the way out of the workshop",
    ),
    Hit(
        "Stefan Huber",
        2,
        1,
        WinKind.PRAISE,
        "One person to ring, from the quote to the last screw.",
        (SALES, SERVICE),
        ("Jonas Lindqvist",),
        NamedBy.CUSTOMER,
        said="I never had to tell my story twice.",
    ),
)

INTRODUCED: Final = (
    ("Aylin Demir", "Amira Haddad"),
    ("Marie-Claire Dubois", "Seán O'Connor"),
    ("Tobias Kern", "Thandiwe Mokoena"),
)
"""Who introduced a new customer, and to whom it turns since. The other new ones wait."""
