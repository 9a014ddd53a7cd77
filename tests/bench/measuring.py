"""One figure of a benchmark: what was measured, what it is held against, and the bar between them."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version

from db.sqlite import driver

SEED = 20261122
"""All made-up rows come from it, so that a figure can be measured again on the same rows."""


@dataclass(frozen=True)
class Samples:
    """Both sides of one ratio, taken in turns in one run: what disturbs the machine disturbs both."""

    measured: list[float] = field(default_factory=list)
    against: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Figure:
    """Holds when `measured` is at most `bar` times `against`, and `plus`; alone, when it is at most `bar`."""

    name: str
    measured: float
    against: float | None
    bar: float
    n: int
    unit: str
    plus: float = 0
    about: Mapping[str, object] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return self.measured <= self.bar * (1 if self.against is None else self.against) + self.plus

    def line(self) -> str:
        """One line of JSON."""
        told = {
            "figure": self.name,
            "measured": _rounded(self.measured),
            "against": None if self.against is None else _rounded(self.against),
            "ratio": None if self.against is None else round(self.measured / self.against, 3),
            "bar": self.bar,
            **({"plus": self.plus} if self.plus else {}),
            "holds": self.holds,
            "n": self.n,
            "unit": self.unit,
            **self.about,
            # How busy the machine was with everything: above its number of processors, times are not worth much.
            "load": _rounded(os.getloadavg()[0]),
        }
        return json.dumps(told, ensure_ascii=False)


def in_turns(
    rounds: int, *, measured: Callable[[], float], against: Callable[[], float], warm_up: int = 0
) -> Samples:
    """Each side once a round, and each first in every other round. The first `warm_up` rounds do not count."""
    samples = Samples()
    for number in range(-warm_up, rounds):
        kept = samples if number >= 0 else Samples()
        sides = [(kept.measured, measured), (kept.against, against)]
        for values, take in sides if number % 2 == 0 else reversed(sides):
            values.append(take())
    return samples


def compared(
    name: str,
    samples: Samples,
    *,
    bar: float,
    unit: str,
    plus: float = 0,
    about: Mapping[str, object] | None = None,
) -> Figure:
    """The medians of both sides, with their quartiles beside them to show how noisy the run was."""
    return Figure(
        name,
        statistics.median(samples.measured),
        statistics.median(samples.against),
        bar=bar,
        n=len(samples.measured),
        unit=unit,
        plus=plus,
        about={
            "quartiles": {
                "measured": _quartiles(samples.measured),
                "against": _quartiles(samples.against),
            },
            **(about or {}),
        },
    )


def versions(*packages: str) -> dict[str, str]:
    """Of Python, of SQLite, and of the packages named."""
    found = {name: version(name) for name in packages}
    return {"python": platform.python_version(), "sqlite": driver.sqlite_version} | found


def _quartiles(values: Sequence[float]) -> list[float]:
    if len(values) < 2:
        return [_rounded(value) for value in values]
    first, _, third = statistics.quantiles(values, n=4, method="inclusive")
    return [_rounded(first), _rounded(third)]


def _rounded(value: float) -> float:
    return round(value, 3)
