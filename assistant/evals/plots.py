"""The plots of a run, as plotly figures: drawn in the report and on the web page alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.evals.metrics import METRICS
from assistant.evals.metrics.abstention import risk_coverage
from assistant.evals.metrics.retrieval import CUTS
from assistant.evals.score import Score
from assistant.evals.summary import figure, grouped, rows_of

if TYPE_CHECKING:
    import plotly.graph_objects as go

INK, FIRST, SECOND = "#33414e", "#1f6f8b", "#d08c2f"


def all_plots(scores: Sequence[Score]) -> list[tuple[str, str, go.Figure]]:
    """(title, how to read it, figure) of every plot that the scores can fill."""
    drawn = [
        (
            "Points found, by kind of question",
            "Bars: share of points found. Whiskers: 95 % interval; few questions give long whiskers.",
            by_group(grouped(scores, lambda item: [item.kind])),
        ),
        (
            "Points found, by voice asked about",
            "Only questions that name the voices a right answer shows.",
            by_group(grouped(scores, lambda item: item.perspectives)),
        ),
        (
            "Risk and coverage",
            "Were only the most confident answers given (left), how many would be wrong? Flat and low is good.",
            risk(scores),
        ),
        (
            "Recall by depth",
            "Share of the named documents among the first k that the search finds.",
            recall(scores),
        ),
        ("Latency", "Time of one answer on the machine of the run.", latency(scores)),
    ]
    return [(title, note, plot) for title, note, plot in drawn if plot is not None]


def by_group(groups: dict[str, list[Score]]) -> go.Figure | None:
    """Points found in each group with intervals; None where no group has points."""
    import plotly.graph_objects as go

    found = {name: figure(METRICS["points"], group) for name, group in groups.items()}
    found = {name: item for name, item in found.items() if item.value is not None}
    if not found:
        return None
    names = [f"{name} ({item.questions})" for name, item in found.items()]
    values = [item.value or 0.0 for item in found.values()]
    above = [(item.high or 0.0) - (item.value or 0.0) for item in found.values()]
    below = [(item.value or 0.0) - (item.low or 0.0) for item in found.values()]
    whiskers = {"type": "data", "symmetric": False, "array": above, "arrayminus": below, "color": INK}
    plot = go.Figure(go.Bar(x=values, y=names, orientation="h", error_x=whiskers, marker_color=FIRST))
    plot.update_yaxes(autorange="reversed")
    return _styled(plot, "share of points found", "", height=110 + 30 * len(names), x_range=(0, 1.02))


def risk(scores: Sequence[Score]) -> go.Figure | None:
    """Risk over coverage; None where nothing was answered."""
    import plotly.graph_objects as go

    rows = rows_of(METRICS["aurc"], scores)
    if not len(rows):
        return None
    coverage, wrong = risk_coverage(rows)
    plot = go.Figure(go.Scatter(x=coverage, y=wrong, mode="lines", line={"color": FIRST, "shape": "vh"}))
    return _styled(plot, "coverage (share of the answers given)", "risk (share wrong)", x_range=(0, 1), y_range=(0, 1))


def recall(scores: Sequence[Score]) -> go.Figure | None:
    """Recall at each depth; None where no question names a source."""
    import plotly.graph_objects as go

    with_gold = [score for score in scores if "recall@1" in score.values]
    if not with_gold:
        return None
    means = [sum(score.values[f"recall@{k}"] for score in with_gold) / len(with_gold) for k in CUTS]
    plot = go.Figure(go.Scatter(x=[str(k) for k in CUTS], y=means, mode="lines+markers", line={"color": FIRST}))
    return _styled(plot, "k", "recall", y_range=(0, 1.02))


def latency(scores: Sequence[Score]) -> go.Figure | None:
    """How many answers took how long, with median and 95th percentile; None where nothing was timed."""
    import plotly.graph_objects as go

    times = [score.values["latency_ms"] for score in scores if "latency_ms" in score.values]
    if not times:
        return None
    plot = go.Figure(go.Histogram(x=times, nbinsx=30, marker_color=FIRST))
    for name, colour in (("latency_p50", INK), ("latency_p95", SECOND)):
        value = METRICS[name].statistic(rows_of(METRICS[name], scores))
        plot.add_vline(x=value, line_color=colour, annotation_text=name[-3:])
    return _styled(plot, "milliseconds", "answers")


def _styled(
    plot: go.Figure,
    x: str,
    y: str,
    *,
    height: int = 340,
    x_range: tuple[float, float] | None = None,
    y_range: tuple[float, float] | None = None,
) -> go.Figure:
    plot.update_layout(
        height=height,
        margin={"l": 60, "r": 20, "t": 20, "b": 50},
        template="plotly_white",
        font={"family": "system-ui, sans-serif", "color": INK},
        showlegend=False,
    )
    plot.update_xaxes(title=x, range=x_range, automargin=True)
    plot.update_yaxes(title=y, range=y_range, automargin=True)
    return plot
