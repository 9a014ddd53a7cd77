"""Which encoding a file is in, told from its bytes for certain or not at all."""

from __future__ import annotations

import re
from pathlib import Path

_BLOCK = 1 << 20


NO_ENCODINGS = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7"})
"""Names Python takes for encodings that no table is written in: they turn plain text into something else."""


def by_mark(start: bytes) -> str | None:
    """Encodings that show themselves by a byte order mark."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\x00\x00\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if start.startswith(mark):
            return encoding
    return None


def told_by_zeros(sample: bytes) -> str | None:
    """Two-byte text without a mark: every other byte of its plain letters is zero, the first two among them."""
    if len(sample) < 4 or len(sample) % 2:
        return None
    zeros = sample[0::2].count(0), sample[1::2].count(0)
    if max(zeros) > len(sample) * 0.05 and min(zeros) < max(zeros) * 0.1:
        if sample[0] == sample[2] == 0:
            return "utf-16-be"
        if sample[1] == sample[3] == 0:
            return "utf-16-le"
    return None


def utf8_or_none(sample: bytes) -> str | None:
    """Text of two or four bytes a letter can pass for UTF-8, but no table starts with zeros."""
    return None if b"\0" in sample[:4] else "utf-8"


# What other encodings look like when they are read as Western European text: marks between or right before letters,
# capitals after a small letter, letters that cp1252 has but Western languages hardly use, and letters in places where
# the languages that have them never put them: õ not as in Portuguese, ñ before no vowel, œ before or after no vowel,
# ì and ù within a word, ø beside vowels, á after a (the ß of cp437 in “Straße”), two marks side by side.
# One such place asks for the encoding; who has real Icelandic or a real “Škoda” says --encoding cp1252.
# What cannot be told: a file whose only foreign letters are ones that two languages share, such as a single ę of
# cp1250 (ê), a single Č (È) or a ß of cp850 elsewhere (á). ISO 8859-1 is read as cp1252, which holds all of it.
_NOT_WESTERN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f]"
    "|[a-zß-öø-ÿ][\u0080-\u009f€‚ƒ„…†‡ˆ‰‹“”•–—˜™›¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿×÷][a-zß-öø-ÿ]"
    "|[a-zß-öø-ÿ][ŒÀ-ÖØ-Þ](?![A-ZÀ-ÖØ-Þ])"
    "|[A-Za-zÀ-ÖØ-öø-ÿ](?:[“”„‚‹›†‡‰€¡¢£¤¥¦§¨¬¯±µ¶¸¹¼½¾¿÷]+[A-Za-zÀ-ÖØ-öø-ÿ]|[‚„¿¡])"
    "|[¢£¥¦¬¯±¸¹¼½¾×÷†‡‰™][A-Za-zÀ-ÖØ-öø-ÿ]|€[a-zß-öø-ÿ]|(?<![\\w.!?…])…[a-zß-öø-ÿ]"
    "|[¤ƒˆ˜ŠšŽžŸÐðÞþÝý]|[õÕ](?![eE])|[À-ÖØ-öø-ÿ]{3}"
    "|[ñÑ](?![aeiouáéíóúüAEIOUÁÉÍÓÚÜ])|œ(?![a-zéè])|[œŒ][bfghjkmoqrvwxyz]|[ìù][a-zß-öø-ÿ]|[aoáíéì]ø|ø[áíéýìùo]"
    "|aá|[¢-¦¨-ª¬-¶¸-º¼-¾]{2}"
)


def western(path: Path) -> str | None:
    """cp1252 when the whole file reads as Western European text in it; None when something speaks against it."""
    try:
        with path.open(encoding="cp1252", errors="strict", newline="") as file:
            while text := file.read(_BLOCK):
                if _NOT_WESTERN.search(text):
                    return None
    except UnicodeDecodeError:
        return None
    return "cp1252"
