"""Thirteen weeks of kept, missed and complaints as a chart. Plotly is loaded only when somebody asks for it.

Its colours are those of .streamlit/config.toml, in this order: kept as the runs, missed as the misses, complaints as a
line over both. Bars that are hatched, a broken line and names tell them apart without any colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from meeting.board import WeekFigures
from pages._signs import MISS, RUN

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def trend_chart(weeks: Sequence[WeekFigures], *, ink: str | None) -> Figure:
    """`ink` is the colour of what is written; the framework's own is too pale on white."""
    from plotly.graph_objects import Bar, Figure, Scatter

    names = [str(week.week) for week in weeks]
    figure = Figure(
        [
            Bar(name=f"{RUN.mark} kept", x=names, y=[week.promises.kept for week in weeks]),
            Bar(
                name=f"{MISS.mark} missed",
                x=names,
                y=[week.promises.missed for week in weeks],
                marker={"pattern": {"shape": "/", "fillmode": "overlay", "solidity": 0.2}},
            ),
            Scatter(
                name="complaints",
                x=names,
                y=[week.complaints.received for week in weeks],
                mode="lines+markers",
                line={"dash": "dot", "width": 3},
                marker={"symbol": "diamond", "size": 11},
            ),
        ]
    )
    written = {"color": ink, "size": 14}
    figure.update_layout(
        barmode="stack",
        height=360,
        margin={"l": 0, "r": 0, "t": 10, "b": 0},
        legend={"orientation": "h", "y": 1.15, "traceorder": "normal", "font": written},
        hovermode="x unified",
        yaxis={
            "rangemode": "tozero",
            "title": {"text": "promises and complaints", "font": written},
            "tickfont": written,
        },
        xaxis={"type": "category", "tickfont": written},
    )
    return figure
