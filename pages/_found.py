"""Text with the words in it that somebody looked for: every piece goes through the escape helper by itself."""

from __future__ import annotations

from meeting.search import marked
from pages._plain import plain


def words_found(text: str, asked: tuple[str, ...]) -> str:
    """Markdown on one line that shows `text` as typed, with the words found in it on yellow."""
    shown = []
    for part in marked(" ".join(text.split()), asked):
        # The spaces at both ends stand outside of the marks, which hold only between words.
        before, after = (" " if part.text[:1] == " " else ""), (" " if part.text[-1:] == " " else "")
        inside = plain(part.text)
        found = f":yellow-background[{inside}]" if part.is_found else inside
        shown.append(f"{before}{found}{after}")
    return "".join(shown)
