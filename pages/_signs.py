"""Hits, runs and misses: each has one sign and one colour, on every screen and in every chart.

What the colours are stands in .streamlit/config.toml, for light and for dark; they mean nothing else anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sign:
    """Markdown of a sign in its colour; a word always stands beside it."""

    mark: str
    colour: str

    def __str__(self) -> str:
        return f":{self.colour}[{self.mark}]"

    def said(self, word: str) -> str:
        """Sign and word in the colour; the word is Markdown already."""
        return f":{self.colour}[{self.mark} {word}]"


HIT = Sign("★", "green")
RUN = Sign("✓", "blue")
MISS = Sign("✗", "orange")
