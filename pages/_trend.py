"""Thirteen weeks of kept, missed and complaints as a chart. Plotly is loaded only when somebody asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from meeting.board import WeekFigures

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# Told apart by colour-blind eyes, by place, and by their names.
KEPT, MISSED, COMPLAINTS = "#0072B2", "#D55E00", "#9467BD"


def trend_chart(weeks: Sequence[WeekFigures]) -> Figure:
    from plotly.graph_objects import Bar, Figure, Scatter

    names = [str(week.week) for week in weeks]
    figure = Figure(
        [
            Bar(name="✓ kept", x=names, y=[week.promises.kept for week in weeks], marker_color=KEPT),
            Bar(name="✗ missed", x=names, y=[week.promises.missed for week in weeks], marker_color=MISSED),
            Scatter(
                name="complaints",
                x=names,
                y=[week.complaints.received for week in weeks],
                mode="lines+markers",
                line={"color": COMPLAINTS, "dash": "dot"},
                marker={"symbol": "diamond", "size": 9},
            ),
        ]
    )
    figure.update_layout(
        barmode="stack",
        height=360,
        margin={"l": 0, "r": 0, "t": 10, "b": 0},
        legend={"orientation": "h", "y": 1.1},
        hovermode="x unified",
        yaxis={"rangemode": "tozero", "title": "promises and complaints"},
        xaxis={"type": "category"},
    )
    return figure
