"""Sources by date as a plotly figure: a row for each voice, a mark for each source."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.corpus.dates import span_of
from assistant.schema import Document
from assistant.web.escape import as_html
from assistant.web.wording import date_in_words

if TYPE_CHECKING:
    import plotly.graph_objects as go

COLOUR = "#2a8a92"  # stands out against the light and the dark page alike
LABELS = {"size": 13, "color": "#737c7e"}  # as far from the dark page as from the light one
LANES = (0.0, 0.2, -0.2, 0.38, -0.38)  # where in its row a mark goes, so that neighbours do not hide one another
ROW_PIXELS = 42


def timeline(documents: Sequence[Document]) -> go.Figure:
    """The figure of dated `documents`; its points stand in their order.

    A date without a day is a mark in the middle of a line that spans all the days it may mean.
    """
    import plotly.graph_objects as go

    voices = sorted({document.perspective for document in documents}, key=str.casefold, reverse=True)
    middles, halves = zip(*(_middle(document.date or "") for document in documents), strict=True)
    places = _rows(documents, middles, voices)
    figure = go.Figure(
        go.Scatter(
            x=middles,
            y=places,
            mode="markers",
            marker={"size": 12, "color": COLOUR, "line": {"width": 1, "color": "#ffffff"}},
            error_x={"type": "data", "array": halves, "width": 0, "thickness": 2, "color": COLOUR},
            selected={"marker": {"opacity": 1, "size": 17}},
            unselected={"marker": {"opacity": 0.5}},
            hovertext=[_hover(document) for document in documents],
            hoverinfo="text",
        )
    )
    figure.update_layout(
        height=70 + ROW_PIXELS * len(voices),
        margin={"l": 8, "r": 8, "t": 8, "b": 30},
        dragmode=False,
        showlegend=False,
        hoverlabel={"align": "left"},
    )
    figure.update_xaxes(fixedrange=True, type="date", showgrid=True, tickfont=LABELS)
    figure.update_yaxes(
        fixedrange=True,
        tickvals=list(range(len(voices))),
        ticktext=[as_html(voice) for voice in voices],
        range=(-0.6, len(voices) - 0.4),
        tickfont=LABELS,
        automargin=True,
        zeroline=False,
    )
    return figure


def _middle(date: str) -> tuple[datetime.datetime, float]:
    """The middle of what a date may mean, and half its length in milliseconds, as plotly counts."""
    first, last = span_of(date)
    half = (last - first) / 2
    return datetime.datetime.combine(first, datetime.time()) + half, half.total_seconds() * 1000


def _rows(documents: Sequence[Document], middles: Sequence[datetime.datetime], voices: list[str]) -> list[float]:
    """The height of each mark: its voice's row, and in it the next lane where the last mark is near."""
    near = max((max(middles) - min(middles)) / 50, datetime.timedelta(days=2))
    last: dict[str, tuple[datetime.datetime, int]] = {}
    heights = [0.0] * len(documents)
    for position in sorted(range(len(documents)), key=lambda i: middles[i]):
        voice, when = documents[position].perspective, middles[position]
        before, lane = last.get(voice, (datetime.datetime.min, -1))
        lane = (lane + 1) % len(LANES) if when - before < near else 0
        last[voice] = (when, lane)
        heights[position] = voices.index(voice) + LANES[lane]
    return heights


def _hover(document: Document) -> str:
    """Plotly reads a little HTML in these words, so they are escaped."""
    title = "<br>".join(as_html(line) for line in textwrap.wrap(document.title, 38))
    return f"{title}<br>{as_html(date_in_words(document.date))} · {as_html(document.publisher[:40])}"
