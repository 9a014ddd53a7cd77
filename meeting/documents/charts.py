"""Charts as SVG: bars and lines, drawn here so that a document asks nobody for anything.

The same values give the same text. Colours are told apart by colour-blind eyes and on grey paper, and each is
named beside its line.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from meeting.minutes import Trend

KEPT, MISSED, COMPLAINTS, INK, GREY = "#6f86d6", "#c9551b", "#101821", "#1b2430", "#c9ced6"
WIDTH, HEIGHT = 680, 170
_LEFT, _RIGHT, _TOP, _BOTTOM = 30, 8, 22, 22


def weeks_chart(trend: Sequence[Trend], *, font: str = "Inter, sans-serif") -> str:
    """Kept and missed promises as bars on each other, complaints as a line with points; empty without any."""
    most = max((max(one.kept + one.missed, one.complaints) for one in trend), default=0)
    if not most:
        return ""
    top = _ceiling(most)
    step = (WIDTH - _LEFT - _RIGHT) / len(trend)
    high = HEIGHT - _TOP - _BOTTOM

    def at(value: float) -> float:
        return _TOP + high * (1 - value / top)

    parts = [_line(_LEFT, WIDTH - _RIGHT, at(value), value) for value in (0, top // 2, top)]
    points = []
    for place, one in enumerate(trend):
        left, middle = _LEFT + place * step + step * 0.18, _LEFT + (place + 0.5) * step
        wide = step * 0.64
        parts.append(_bar(left, at(one.kept), wide, high * one.kept / top, KEPT))
        parts.append(_bar(left, at(one.kept + one.missed), wide, high * one.missed / top, MISSED))
        points.append((middle, at(one.complaints)))
        parts.append(_text(middle, HEIGHT - 7, one.week[5:], anchor="middle"))
    drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    parts.append(f'<polyline points="{drawn}" fill="none" stroke="{COMPLAINTS}" stroke-width="1.6"/>')
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{COMPLAINTS}"/>' for x, y in points]
    x = float(_LEFT)
    for colour, name in ((KEPT, "promises kept"), (MISSED, "missed"), (COMPLAINTS, "complaints")):
        parts += [_bar(x, 4, 9, 9, colour), _text(x + 13, 12, name)]
        x += 28 + 6 * len(name)
    said = "; ".join(
        f"{one.week}: {one.kept} kept, {one.missed} missed, {one.complaints} complaints" for one in trend
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="{escape(font)}" font-size="10" fill="{INK}"><title>{escape(said)}</title>{"".join(parts)}</svg>'
    )


def _ceiling(most: int) -> int:
    """An even number a little above the highest bar."""
    unit = next(unit for unit in (2, 10, 20, 50, 100, 200, 1000, 10_000, 10**9) if most <= 10 * unit)
    return -(-most // unit) * unit


def _line(left: float, right: float, y: float, value: int) -> str:
    return (
        f'<line x1="{left}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="{GREY}" stroke-width="0.6"/>'
        f"{_text(left - 5, y + 3.5, str(value), anchor='end')}"
    )


def _bar(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'


def _text(x: float, y: float, text: str, *, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
