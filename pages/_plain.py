"""Stored text on a screen that speaks Markdown: shown as it was typed, never as formatting, link or picture."""

from __future__ import annotations

import re

# Invisible, takes no room, and keeps what stands on its two sides from being read as one sign.
_JOINER = "\N{WORD JOINER}"
# Only what means something: each backslash is one more thing for the browser to read.
_MARKS = re.compile(r"([\\`*_\[\]<>|~$:&!{}])")
_AT_THE_START = re.compile(r"^(\d*)([-+#=.)])")
# Where the text is a heading, these would be taken for the end of its marks.
_AT_THE_END = re.compile(r"(?<= )#(?=#*$)")
# Control characters, and those that turn the direction of the text that follows.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# What is recognised in plain text, even when escaped: addresses, e-mails, :names:, and drawn arrows.
_RECOGNISED = (
    (re.compile(r"(:)(?=[/\w])(?!\d)"), rf"\1{_JOINER}"),
    (re.compile(r"(www)(?=\.)", re.IGNORECASE), rf"\1{_JOINER}"),
    (re.compile(r"(?=@)"), _JOINER),
    (re.compile(r"(?<=[<>~=-])(?=[<>=-])"), _JOINER),
)


def plain(text: str, *, most: int | None = None) -> str:
    """Markdown that shows `text` as typed, on one line; cut with an ellipsis after `most` characters."""
    line = " ".join(_UNSEEN.sub(" ", text).split())
    if most is not None and len(line) > most:
        line = line[: most - 1].rstrip() + "…"
    for pattern, replacement in _RECOGNISED:
        line = pattern.sub(replacement, line)
    return _AT_THE_START.sub(r"\1\\\2", _AT_THE_END.sub(r"\#", _MARKS.sub(r"\\\1", line)))
