"""The report as one HTML file: everything inside it, nothing fetched."""

from __future__ import annotations

from pathlib import Path

from assistant.evals.compare import Comparison
from assistant.evals.gates import check_gates
from assistant.evals.metrics import METRICS
from assistant.evals.plots import all_plots
from assistant.evals.report import scores_of
from assistant.evals.runs import Run
from assistant.evals.summary import Figure, figures

TEMPLATE = Path(__file__).with_name("report.html.jinja")
WORDS = {
    "right": "right",
    "incomplete": "incomplete: a point, a voice or the source is missing",
    "wrong": "wrong",
    "abstained": "abstained where the sources do say",
    "failed": "failed with an error",
    "unchecked": "unchecked: the set does not say what is right",
}
SET_CHANGED = "The file of the set has changed since then: a question may be another than it was."


def render(run: Run, comparison: Comparison | None = None) -> str:
    """The HTML of a run's report; what comes from sources and sets is escaped."""
    from jinja2 import Environment, StrictUndefined
    from plotly.offline import get_plotlyjs

    scores = scores_of(run)
    found = figures(scores)
    seen = {item.id: item for item in run.observations}
    asked = {item.id: item for item in run.info.questions}
    plots = [(title, note, _drawn(plot)) for title, note, plot in all_plots(scores)]
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["shown"] = shown
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        info=run.info,
        metrics=METRICS,
        figures=found,
        gates=check_gates(run.info.gates, found),
        outcomes={name: sum(item.outcome == name for item in scores) for name in WORDS},
        words=WORDS,
        set_changed=SET_CHANGED,
        plots=plots,
        plotlyjs=get_plotlyjs() if plots else "",
        rows=[(item, asked[item.id], seen[item.id]) for item in scores],
        comparison=comparison,
        changed={change.id: change.before for change in comparison.changes} if comparison else {},
    )


def shown(figure: Figure | float | None, unit: str, signed: bool = False) -> str:
    """A figure as people read it; a dash where there is none."""
    value = figure.value if isinstance(figure, Figure) else figure
    if value is None:
        return "–"
    digits = {"ms": 0, "words": 0}.get(unit, 3)
    sign = "+" if signed else ""
    return f"{value:{sign}.{digits}f}" + (" ms" if unit == "ms" else "")


def _drawn(plot: object) -> str:
    html = plot.to_html(full_html=False, include_plotlyjs=False, config={"displaylogo": False})  # type: ignore[attr-defined]
    return str(html)
