"""The colours can be read and told apart, in light and in dark, by every kind of eye. Run with -s, it says how well.

Contrast is that of WCAG 2; colour-blind eyes are simulated as by Machado, Oliveira and Fernandes (2009), at full
strength; how far two colours lie apart is CIEDE2000.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from meeting.documents import charts
from pages._signs import HIT, MISS, RUN
from pages._trend import trend_chart
from pages._web.plain_pages import STYLE

ROOT = Path(__file__).resolve().parents[1]
THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
BOTH = ("light", "dark")
READABLE, VISIBLE, APART = 4.5, 3.0, 15.0
"""For words, for bars and frames, and for colours that mean different things."""
EYES: Mapping[str, tuple[tuple[float, float, float], ...]] = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
Lab = tuple[float, float, float]


def light_of(colour: str) -> list[float]:
    """Red, green and blue as amounts of light."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one: str, other: str) -> float:
    dark, bright = sorted(
        sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), light_of(colour), strict=True))
        for colour in (one, other)
    )
    return (bright + 0.05) / (dark + 0.05)


def lab(colour: str, *, eye: str = "usual") -> Lab:
    light = light_of(colour)
    red, green, blue = (
        min(max(sum(share * part for share, part in zip(row, light, strict=True)), 0), 1) for row in EYES[eye]
    )
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883

    def root(part: float) -> float:
        return float(part ** (1 / 3)) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116

    return 116 * root(y) - 16, 500 * (root(x) - root(y)), 200 * (root(y) - root(z))


def ciede2000(one: Lab, other: Lab) -> float:
    lightness, chromas, hues = [one[0], other[0]], [], []
    mean = (math.hypot(*one[1:]) + math.hypot(*other[1:])) / 2
    stretch = 1 + 0.5 * (1 - math.sqrt(mean**7 / (mean**7 + 25**7)))
    for _, a, b in (one, other):
        chromas.append(math.hypot(a * stretch, b))
        hues.append(math.degrees(math.atan2(b, a * stretch)) % 360)
    turn = 0.0 if 0 in chromas else (hues[1] - hues[0] + 180) % 360 - 180
    hue = 2 * math.sqrt(chromas[0] * chromas[1]) * math.sin(math.radians(turn / 2))
    mid_l, mid_c, mid_h = sum(lightness) / 2, sum(chromas) / 2, hues[0] + turn / 2
    if 0 in chromas:
        mid_h = sum(hues)
    weight = (
        1
        - 0.17 * math.cos(math.radians(mid_h - 30))
        + 0.24 * math.cos(math.radians(2 * mid_h))
        + 0.32 * math.cos(math.radians(3 * mid_h + 6))
        - 0.20 * math.cos(math.radians(4 * mid_h - 63))
    )
    by_l = (lightness[1] - lightness[0]) / (1 + 0.015 * (mid_l - 50) ** 2 / math.sqrt(20 + (mid_l - 50) ** 2))
    by_c = (chromas[1] - chromas[0]) / (1 + 0.045 * mid_c)
    by_h = hue / (1 + 0.015 * mid_c * weight)
    bend = 30 * math.exp(-((((mid_h % 360) - 275) / 25) ** 2))
    turned = -2 * math.sqrt(mid_c**7 / (mid_c**7 + 25**7)) * math.sin(math.radians(2 * bend))
    return math.sqrt(by_l**2 + by_c**2 + by_h**2 + turned * by_c * by_h)


def faded(colour: str, *, on: str, share: float) -> str:
    mixed = (
        round(int(colour[at : at + 2], 16) * share + int(on[at : at + 2], 16) * (1 - share))
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02x}" for part in mixed)


def nearest(colours: Mapping[str, str]) -> tuple[float, str]:
    """The smallest distance between two of them for any eye, and where it is."""
    return min(
        (ciede2000(lab(colours[one], eye=eye), lab(colours[other], eye=eye)), f"{one} and {other}, {eye}")
        for one, other in combinations(colours, 2)
        for eye in EYES
    )


def weakest(pairs: Iterable[tuple[str, str, str]]) -> tuple[float, str]:
    """The smallest contrast of named pairs, and whose it is."""
    return min((contrast(one, other), name) for name, one, other in pairs)


def signs(colours: Mapping[str, str]) -> dict[str, str]:
    return {
        name: colours[f"{sign.colour}TextColor"]
        for name, sign in {"hits": HIT, "runs": RUN, "misses": MISS}.items()
    }


def written(colours: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Whatever is written, on all that it may stand on."""
    page, field, ink = colours["backgroundColor"], colours["secondaryBackgroundColor"], colours["textColor"]
    boxes = {
        name.removesuffix("BackgroundColor"): colour
        for name, colour in colours.items()
        if name.endswith("BackgroundColor") and f"{name.removesuffix('BackgroundColor')}TextColor" in colours
    }
    named = {name: colour for name, colour in colours.items() if name.endswith(("TextColor", "linkColor"))}
    pairs = [(f"{name} on {on}", colour, on) for name, colour in named.items() for on in (page, field)]
    pairs += [(f"{name} in its box", colours[f"{name}TextColor"], box) for name, box in boxes.items()]
    pairs += [(f"words in the {name} box", ink, box) for name, box in boxes.items()]
    pairs += [("words", ink, on) for on in (page, field, colours["codeBackgroundColor"])]
    pairs.append(("what a field asks for", faded(ink, on=field, share=0.6), field))
    pairs.append(("a button", "#ffffff", colours["primaryColor"]))
    return pairs


def drawn(colours: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Bars, lines and marks on what they are drawn on."""
    kept, missed, complaints = chart = charted(colours).values()
    return [
        *((colour, colour, colours["backgroundColor"]) for colour in (*chart, colours["primaryColor"])),
        ("complaints over kept", complaints, kept),
        ("complaints over missed", complaints, missed),
    ]


def charted(colours: Mapping[str, Any]) -> dict[str, str]:
    return dict(zip(("kept", "missed", "complaints"), colours["chartCategoricalColors"], strict=False))


@pytest.mark.parametrize("theme", BOTH)
def test_the_framework_takes_the_colours_of_charts(theme: str) -> None:
    """With fewer it takes its own, and says nothing."""
    assert len(THEME[theme]["chartCategoricalColors"]) == 10


@pytest.mark.parametrize("theme", BOTH)
def test_whatever_is_written_can_be_read(theme: str) -> None:
    found, where = weakest(written(THEME[theme]))
    print(f"\n{theme}: contrast at least {found:.2f} ({where})")
    assert found >= READABLE, where


@pytest.mark.parametrize("theme", BOTH)
def test_bars_lines_and_marks_are_seen(theme: str) -> None:
    found, where = weakest(drawn(THEME[theme]))
    print(f"\n{theme}: drawn with a contrast of at least {found:.2f} ({where})")
    assert found >= VISIBLE, where


@pytest.mark.parametrize("theme", BOTH)
def test_hits_runs_and_misses_differ_for_every_eye(theme: str) -> None:
    for colours in (signs(THEME[theme]), charted(THEME[theme])):
        found, where = nearest(colours)
        print(f"\n{theme}: at least {found:.1f} apart ({where})")
        assert found >= APART, where


def test_the_chart_of_the_minutes_is_told_apart_by_every_eye_on_white_paper() -> None:
    colours = {"kept": charts.KEPT, "missed": charts.MISSED, "complaints": charts.COMPLAINTS}
    assert nearest(colours)[0] >= APART
    assert weakest((colour, colour, "#ffffff") for colour in colours.values())[0] >= VISIBLE


@pytest.mark.parametrize("theme", BOTH)
def test_in_a_chart_what_was_kept_looks_as_the_runs_and_what_was_missed_as_the_misses(theme: str) -> None:
    said, chart = signs(THEME[theme]), charted(THEME[theme])
    for one, other in ((said["runs"], chart["kept"]), (said["misses"], chart["missed"])):
        turn = [math.degrees(math.atan2(b, a)) for _, a, b in (lab(one), lab(other))]
        assert abs((turn[0] - turn[1] + 180) % 360 - 180) < 15


def test_a_bad_colour_is_found() -> None:
    """What a green as dark as the blue, a pale grey and a bright button were before they were measured."""
    light, dark = THEME["light"], THEME["dark"]
    assert nearest(signs({**light, "greenTextColor": "#00664d", "blueTextColor": "#00568c"}))[0] < APART
    assert nearest({"kept": "#0072b2", "complaints": "#9467bd"})[0] < APART
    assert weakest(written({**light, "grayTextColor": "#808495"}))[0] < READABLE
    assert weakest(written({**dark, "primaryColor": "#7fb8e6"}))[0] < READABLE
    assert weakest(drawn({**dark, "chartCategoricalColors": ["#1d3c9c", "#c9682a", "#e9eef4"]}))[0] < VISIBLE


def test_distance_is_that_of_the_published_pairs() -> None:
    assert round(ciede2000((50, 2.6772, -79.7751), (50, 0, -82.7485)), 4) == 2.0425
    assert round(ciede2000((50, 2.5, 0), (73, 25, -18)), 4) == 27.1492
    assert round(ciede2000((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387)), 4) == 1.2644
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0


def test_the_chart_takes_its_colours_from_the_theme_and_differs_without_them() -> None:
    kept, missed, complaints = trend_chart([], ink=None).data
    assert [trace.marker.color for trace in (kept, missed, complaints)] == [None, None, None]
    assert complaints.line.color is None
    assert (kept.marker.pattern.shape, missed.marker.pattern.shape) == (None, "/")
    assert (complaints.mode, complaints.line.dash, complaints.marker.symbol) == (
        "lines+markers",
        "dot",
        "diamond",
    )


def test_the_colours_of_hits_runs_and_misses_mean_nothing_else() -> None:
    marks = re.compile("|".join(f":{sign.colour}\\[|--st-{sign.colour}-" for sign in (HIT, RUN, MISS)))
    found = [str(path) for path in (ROOT / "pages").rglob("*.py") if marks.search(path.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize("theme", BOTH)
def test_the_pages_before_the_framework_have_the_colours_of_all_others(theme: str) -> None:
    styles = STYLE.split("@media (prefers-color-scheme: dark)")[theme == "dark"]
    for name in ("textColor", "backgroundColor", "primaryColor", "linkColor"):
        assert THEME[theme][name] in styles, name
