"""What a text for people must say, so that whoever stands before ten others at five past nine knows what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tests.texts.found import Kind, Text

LONGEST = 330
_DONE = "saved|written|changed|undone|done|started|restored|deleted|brought in|read|made|tried"
_STANDS = re.compile(
    rf"\b[Nn]othing (?:was|is) (?:{_DONE})|\b[Nn]othing of it was|as it was\b|is saved\b|not saved yet|is not known"
    r"|still open\b|was left\b|\{saved\}"
)
# One word that begins a sentence which tells somebody to do something.
_VERBS = (
    "Add Answer Ask Bring Change Check Choose Clear Close Copy Correct Count Delete Disable Export Follow Give Go Hand "
    "Import Join Keep Leave Let Look Make Mend Merge Move Name Open Pick Press Put Rate Read Refuse Reload Run Save "
    "Say Set Show Shorten Sign Split Start Stop Swap Take Try Turn Type Undo Unset Update Use Wait Write"
).split()
_BEGINS = re.compile(
    rf"(?:(?:If|In|For|To|With|Until|When) [^.:]*[,:] ?)?(?:first )?(?:{'|'.join(_VERBS)}|python -m)\b", re.I
)
_BLAME = re.compile(
    r"\b(?:you (?:failed|must|forgot)|invalid|illegal|wrongly entered|bad value|your fault|oops)\b", re.I
)
_JARGON = re.compile(
    r"\b(?:NULL|None|NUL|NaN|nil|null|traceback|exception|stack|assert\w*|boolean|integer|string|regex|constraint|"
    r"primary key|foreign key|row_id|session|token|payload|parse[ds]?|timeout|HTTP|JSON|[A-Z]\w+(?:Error|Exception))\b"
)
_FOREIGN = re.compile(
    r"\b(?:tasks?|todos?|tickets?|deals?|users?|delivery date|due date|kpi|score|incident|issue)\b"
)
"""Words that others use for what product words name."""


def breaches(text: Text) -> Iterator[str]:
    """Each rule that a text breaks, in words."""
    for name, rule in RULES.get(text.kind, {}).items():
        if not rule(text.text):
            yield name


def sentences(text: str) -> list[str]:
    """Whatever stands in brackets of either-or is a part of its sentence."""
    return [part for part in re.split(r"(?<=[.?!”)\]])\s+(?=[A-Z“{\[(-])", text) if part]


def _own_words(text: str) -> str:
    """Without names of values, addresses and options."""
    return re.sub(r"\{[^}]*\}|\S+://\S+|--[\w-]+", "", text)


def _longest(text: str) -> str:
    """With the longest of each either-or."""
    return re.sub(r"\[([^\]]*)\]", lambda found: max(found[1].split(" | "), key=len), text)


def _is_whole(text: str) -> bool:
    begins = re.match(r"(?:[*#:_]|:small\[)*\s*(?:[A-Z0-9“{\[]|--\w|…)", text) is not None
    last = sentences(text)[-1]
    return begins and (
        _longest(text).rstrip("*] –").endswith((".", "?", "!", "…", "}")) or ": " in last or "://" in last
    )


def _tells_what_to_do(text: str) -> bool:
    """In a sentence of its own, after a colon or semicolon, or in one that only the program knows."""
    parts = (part for sentence in sentences(text) for part in re.split(r"(?<=[:;]) ", sentence))
    return (
        any(_BEGINS.match(part.strip("[]– ")) for part in parts)
        or re.search(r"[.!] \{\w+\}$", text) is not None
    )


def _is_a_reason(text: str) -> bool:
    """It goes on after `column “value”:`."""
    return text.startswith(
        ("is ", "holds ", "has ", "lies ", "can ", "names ", "{", "[")
    ) and not text.endswith(".")


Rule = Callable[[str], bool]
_WORDS: dict[str, Rule] = {
    "blames nobody": lambda text: not _BLAME.search(text),
    "has no jargon": lambda text: not _JARGON.search(_own_words(text)),
    "keeps to the words of the product": lambda text: not _FOREIGN.search(_own_words(text)),
    "is short enough to be read": lambda text: len(_longest(text)) <= LONGEST,
}
_SAID: dict[str, Rule] = {"is whole sentences": _is_whole, **_WORDS}
_TOLD: dict[str, Rule] = {**_SAID, "says what to do": _tells_what_to_do}
RULES: dict[Kind, dict[str, Rule]] = {
    Kind.WRONG: {**_TOLD, "says whether anything was saved": lambda text: _STANDS.search(text) is not None},
    Kind.ASKED: _TOLD,
    Kind.CELL: {"goes on after the value": _is_a_reason, **_WORDS},
    Kind.BESIDE: _SAID,
    Kind.EMPTY: _SAID,
}
