"""Texts that mean something to a browser, to Markdown or to a spreadsheet, and how each must look on a screen.

`typed(number)` has a mark in it by which it is found again wherever it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import takewhile

TEXTS = (
    "<script>window.hit=1</script> @",
    "<img src=x onerror=window.hit=1> @",
    "<svg onload=window.hit=1> @",
    "<a href='javascript:window.hit=1'>@</a>",
    "<iframe src=//evil.example></iframe> @",
    "<style>*{display:none}</style> @",
    "<meta http-equiv=refresh content='0;url=//evil.example'> @",
    '"><script>window.hit=1</script> @',
    "</p></div><h1>@</h1>",
    "<!-- @ -->",
    "&lt;b&gt; &amp; &#60; &copy; &nbsp; @",
    "![@](http://evil.example/a.png)",
    "![@](data:image/svg+xml;base64,PHN2Zy8+)",
    "[@](http://evil.example)",
    "[@](javascript:window.hit=1)",
    "[@][1] and [1]: http://evil.example 'title'",
    "http://evil.example/@ and ftp://evil.example",
    "<http://evil.example/@>",
    "www.evil.example/@",
    "mail@evil.example mailto:@",
    "@[^1] and [^1]: a footnote",
    "# @",
    "###### @ ######",
    "@\n===",
    "@\n---\n***",
    "- @\n- two",
    "1. @\n2) two",
    "+ [x] @",
    "> @",
    "| @ | b |\n|---|---|\n| c | d |",
    "```\n@\n```",
    "    @ as code",
    "`@` and ``two``",
    "**@** __b__ *i* _i_ ~~gone~~",
    "$@^2$ and $$\\int_0^1 x$$ and \\(x\\)",
    "\\@ \\* \\\\ \\n \\",
    ":red[@] :blue-background[b] :small[s] :gray-badge[g]",
    ":material/home: @ :streamlit: :smile:",
    "@ -> b <- c -- d <= e >= f <-> g",
    '=HYPERLINK("http://evil.example","@")',
    "+1-2 @ {{7*7}} ${7*7} %s %(x)s {0}",
    "safe \u202e@gnp.exe\u202c \u2066x\u2069",
    "a\u200bb\u200d@\ufeff\u00ad\u2060 e\u0301\u0308\u0323 Z\u0351\u036b\u0343",
    "\t@\r\nsecond\u2028third\x0bfourth\x07\x1b[31mred\x7f",
    "\U0001f469\u200d\U0001f692 \U00020bb7 @ " + "long " * 300,
)
"""Forty-five, each with an @ where its mark goes."""

E_MAILS = 100_000_000
"""Numbers from here on are of e-mail addresses: few signs are allowed in those, but enough."""

_MARK = re.compile(r"zq(\d+)q")


def typed(number: int) -> str:
    """One of the texts, again and again with growing numbers, with the mark of this number in it."""
    if number >= E_MAILS:
        return f"<img/src=x/onerror=window.hit=1>{mark(number)}@x.example"
    return TEXTS[number % len(TEXTS)].replace("@", mark(number), 1)


def mark(number: int) -> str:
    return f"zq{number}q"


def marks(text: str) -> list[int]:
    """The numbers of the texts that a text has something of, in their order."""
    return [int(found) for found in _MARK.findall(text)]


def as_shown(text: str) -> str:
    """On one line, without what cannot be seen or turns the direction of what follows."""
    unseen = "".join(map(chr, (*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A))))
    return " ".join(text.translate(str.maketrans(unseen, " " * len(unseen))).split())


def amiss(text: str, *, shown: Callable[[str], str]) -> list[str]:
    """Where a mark stands in `text`, but not in the middle of what was typed as `shown` makes it."""
    found, place = [], 0
    for number in marks(text):
        place = text.index(mark(number), place)
        if not _is_whole(text, place, number, shown):
            found.append(repr(text[max(0, place - 60) : place + 60]))
        place += 1
    return found


def _is_whole(text: str, place: int, number: int, shown: Callable[[str], str]) -> bool:
    """Alone or amid others, and at its end perhaps cut."""
    for one in (typed(number), typed(number).replace(";", ",")):
        for whole in (shown(one), shown(f"x {one}")[2:], shown(f"{one} x")[:-2], shown(f"x {one} x")[2:-2]):
            before, after = whole.split(mark(number), 1)
            rest = text[place + len(mark(number)) :]
            pairs = zip(rest, after, strict=False)
            same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
            is_told = same == len(after) or rest[same : same + 1] == "…" or len(one) > 200
            if text[:place].endswith(before) and is_told:
                return True
    return False
