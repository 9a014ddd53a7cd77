"""The page docs/measured.md, from lines that were kept: the last of each name counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tests.measured.kept import Line

HEAD = """\
# Measured

`make bench` times the program and `make endure` counts its guards many times over; both keep what they find in
`data/measured.jsonl`, and `make measured` writes this page from it: the last line of each name, reached or not.

A time says little by itself, as machines differ: most are held against another that was taken in turns in the same
run, such as an empty page of the framework or bare SQL on the same rows. The bar is the most that is allowed: so many
times the other, or so much alone. Load is how busy the machine was with everything; above its number of processors the
times are not worth much, and the ratio is what counts.
"""
NONE = "Nothing was kept yet.\n"
TIMES = ("what", "measured", "against", "ratio", "bar", "reached", "of", "load", "day", "machine")
COUNTS = ("part", "what was counted", "holds", "seed", "took", "load", "day", "machine")
TOLD = frozenset(
    {"kind", "bench", "says", "figure", "measured", "against", "ratio", "bar", "plus", "holds", "n", "unit"}
    | {"load", "on", "machine", "versions", "quartiles", "browser", "seed"}
)
"""What has a column of its own, or stands with the machine. The rest says how much was measured."""


def page(lines: Sequence[Line], *, benches: Iterable[str], parts: Iterable[str]) -> str:
    """Markdown. `benches` and `parts` are all there are, so that what is missing is said."""
    times = _last([line for line in lines if line["kind"] == "bench"], "bench", "figure")
    counts = _last([line for line in lines if line["kind"] == "endure"], "part")
    machines = _machines([*times, *counts])
    return "\n".join(
        [
            HEAD,
            *_machine_lines(machines),
            "## How long things take\n",
            *_times(times, machines, benches=list(benches)),
            "## The same guards, many times\n",
            *_counts(counts, machines, parts=list(parts)),
        ]
    )


def _last(lines: Iterable[Line], *names: str) -> list[Line]:
    return list({tuple(line[name] for name in names): line for line in lines}.values())


def _machines(lines: Iterable[Line]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for line in lines:
        if line["machine"] not in found:
            found.append(line["machine"])
    return found


def _machine_lines(machines: Sequence[dict[str, Any]]) -> list[str]:
    said = []
    for number, one in enumerate(machines, start=1):
        versions = ", ".join(f"{name} {number}" for name, number in one["versions"].items())
        said.append(
            f"- Machine {number}: {one['cores']} processors, {one['memory']} GB of memory, {versions}"
        )
    return [*said, ""] if said else []


def _times(lines: Sequence[Line], machines: list[dict[str, Any]], *, benches: list[str]) -> list[str]:
    said: list[str] = []
    for bench in benches:
        own = [line for line in lines if line["bench"] == bench]
        if own:
            rows = [_time(line, machines) for line in own]
            said += [f"### {bench}\n\n{own[-1]['says']}\n", *_head(TIMES), *rows, ""]
    return [*said, *_missing(benches, {line["bench"] for line in lines})]


def _time(line: Line, machines: list[dict[str, Any]]) -> str:
    unit, plus = line["unit"], line.get("plus")
    alone = line["against"] is None
    bar = f"{_number(line['bar'])} {unit}" if alone else f"{_number(line['bar'])} times"
    much = [f"{line['n']:,}", *(f"{name.replace('_', ' ')} {_value(line[name])}" for name in _more(line))]
    return _row(
        line["figure"],
        f"{_number(line['measured'])} {unit}",
        "–" if alone else f"{_number(line['against'])} {unit}",
        "–" if alone else _number(line["ratio"]),
        f"{bar} and {_number(plus)} {unit}" if plus else bar,
        "yes" if line["holds"] else "**no**",
        ", ".join(much),
        *_when(line, machines),
    )


def _counts(lines: Sequence[Line], machines: list[dict[str, Any]], *, parts: list[str]) -> list[str]:
    rows = [
        _row(
            line["part"],
            line["told"],
            "yes" if line["holds"] else "**no**",
            str(line["seed"]),
            f"{line['seconds']:,} s",
            *_when(line, machines),
        )
        for line in sorted(lines, key=lambda line: parts.index(line["part"]) if line["part"] in parts else 99)
    ]
    return [
        *([*_head(COUNTS), *rows, ""] if rows else []),
        *_missing(parts, {line["part"] for line in lines}),
    ]


def _missing(names: Sequence[str], found: set[str]) -> list[str]:
    missing = [name for name in names if name not in found]
    if len(missing) == len(names):
        return [NONE]
    return [f"Not kept yet: {', '.join(missing)}.\n"] if missing else []


def _when(line: Line, machines: list[dict[str, Any]]) -> tuple[str, str, str]:
    return _number(line["load"]), line["on"], str(machines.index(line["machine"]) + 1)


def _more(line: Line) -> list[str]:
    return [
        name for name, value in line.items() if name not in TOLD and isinstance(value, int | float | list)
    ]


def _value(value: Any) -> str:
    return " and ".join(map(str, value)) if isinstance(value, list) else _number(value)


def _number(value: float) -> str:
    """Three figures are as many as a time is worth; whole numbers stay whole."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _head(names: Sequence[str]) -> list[str]:
    return [_row(*names), f"|{'---|' * len(names)}"]


def _row(*cells: str) -> str:
    return f"| {' | '.join(' '.join(cell.split()).replace('|', '/') for cell in cells)} |"
