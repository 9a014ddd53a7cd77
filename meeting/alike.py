"""When two names look as if they were one: a reason to ask a person, never to take one for the other."""

from __future__ import annotations

import re
import unicodedata

_LEGAL = frozenset(
    "the a an and und et y e en & ag bv co company corp corporation eg ek gbr gesellschaft gmbh group gruppe inc kg "
    "kgaa limited llc llp ltd mbh nv ohg oy plc pty sa sarl sas se sl sll slu snc sp spa sprl srl ug vof".split()
)


def look_alike(first: str, second: str) -> bool:
    """Whether two names may be spellings of one: the same but for accents, legal form and little words."""
    return _bare(first) == _bare(second)


def _bare(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter)).replace(".", "")
    words = re.findall(r"\w+", letters)
    return "".join(word for word in words if word not in _LEGAL) or "".join(words)
