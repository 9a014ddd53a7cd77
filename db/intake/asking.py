"""What only a person can say of a file, kept as data: the command line and the page ask for it in their own words."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from meeting.errors import UnreadableFile


class About(StrEnum):
    COLUMN = "column"
    DAYS = "days"
    ENCODING = "encoding"
    SHEET = "sheet"


class Unclear(UnreadableFile):
    """Could be answered, and then the file can be brought in. The text is the command line's, naming its options.

    `happened` says in anybody's words what cannot be told; `fields` are those it is about, where it is about columns.
    `options` and `given` are the command line's alone: what to say, and what was said.
    """

    def __init__(
        self, happened: str, *, about: About, options: str = "", given: str = "", fields: Sequence[str] = ()
    ) -> None:
        super().__init__(f"{given}{happened} Nothing was saved. {options}".rstrip())
        self.happened, self.about, self.fields = happened, about, tuple(fields)
