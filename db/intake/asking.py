"""What only a person can say of a file, kept as data: the command line and the page ask for it in their own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from meeting.errors import UnreadableFile


class About(StrEnum):
    COLUMN = "column"
    DAYS = "days"
    ENCODING = "encoding"
    LINES = "lines"
    SHEET = "sheet"
    WORDS = "words"


@dataclass(frozen=True)
class Answer:
    """`value` is what is kept of it; `option` gives it on the command line; `says` what follows from it."""

    value: str
    option: str
    says: str


@dataclass(frozen=True)
class Question:
    """One thing that a person decides. The likely answer stands first where one is likely.

    `word` is the word of a cell that it is about, as the file writes it.
    """

    about: About
    asks: str
    answers: tuple[Answer, ...]
    field: str
    word: str = ""
    is_likely: bool = True
    is_said: bool = False
    """Whether a person has answered it: the answer stands first, to be seen and changed."""

    def in_words(self) -> str:
        """For the command line: each answer with the option that gives it."""
        first, *others = self.answers
        lines = [f"  {self.asks}", f"    {'likely: ' if self.is_likely else ''}{first.option}   {first.says}"]
        return "\n".join(
            [*lines, *(f"    {'or: ' if self.is_likely else ''}{a.option}   {a.says}" for a in others)]
        )


class Unclear(UnreadableFile):
    """Could be answered, and then the file can be brought in. The text is the command line's, naming its options.

    `happened` says in anybody's words what cannot be told; `fields` are those it is about, where it is about columns.
    `options` and `given` are the command line's alone: what to say, and what was said.
    """

    def __init__(
        self,
        happened: str,
        *,
        about: About,
        options: str = "",
        given: str = "",
        fields: Sequence[str] = (),
        questions: Sequence[Question] = (),
    ) -> None:
        super().__init__(f"{given}{happened} Nothing was saved. {options}".rstrip())
        self.happened, self.about, self.fields = happened, about, tuple(fields)
        self.questions = tuple(questions)


def unanswered(questions: Sequence[Question]) -> Unclear:
    """All of them in one go: nobody is sent back twice."""
    asked = "\n".join(question.in_words() for question in questions)
    columns = sorted({question.field for question in questions if question.about is About.WORDS})
    asked += "".join(f"\n  Where that column says nothing of this: --map {name}=" for name in columns)
    return Unclear(
        " ".join(question.asks for question in questions),
        about=questions[0].about,
        options=f"Say it once; it is remembered for the source:\n{asked}",
        fields=[question.field for question in questions],
        questions=questions,
    )


def as_option(name: str, said: str) -> str:
    """`--map promised_on="Due date"`, as a shell takes it."""
    return f'{name}"{said}"' if set(said) & set(" &;|()<>*?#'$!") else f"{name}{said}"
