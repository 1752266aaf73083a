"""Runs, comparisons and benchmarks as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assistant.evals.calibrate import Point, chosen, sampled
from assistant.evals.compare import Comparison
from assistant.evals.metrics import METRICS
from assistant.evals.page import SET_CHANGED, WORDS, shown
from assistant.evals.report import run_summary, scores_of
from assistant.evals.runs import Run
from assistant.evals.score import Score
from assistant.evals.summary import figures


def run_lines(run: Run) -> list[str]:
    """The figures of a run with their intervals."""
    summary: Mapping[str, Any] = run_summary(run)
    counted = "; ".join(f"{count} {WORDS[name]}" for name, count in sorted(summary["outcomes"].items()))
    lines = [f"{run.info.size()} of {summary['set']} ({summary['part']}): {counted}.", ""]
    for name, metric in METRICS.items():
        item = summary["figures"][name]
        if item["value"] is not None:
            bounds = f"{shown(item['low'], metric.unit)} – {shown(item['high'], metric.unit)}"
            lines.append(f"{metric.title:36}{shown(item['value'], metric.unit):>10}   {bounds:22}n={item['questions']}")
    undecided = [f"question '{s.id}': ran out of time on /{p}/" for s in scores_of(run) for p in s.undecided]
    return [*lines, *undecided, *(gate["message"] for gate in summary["gates"])]


def metric_rows(scores: Sequence[Score], comparison: Comparison | None = None) -> list[dict[str, str]]:
    """One row a metric, every cell as people read it; with `comparison`, the difference to the earlier run."""
    found = figures(scores)
    differences = {item.metric: item for item in comparison.differences} if comparison else {}
    rows = []
    for name, metric in METRICS.items():
        item, unit = found[name], metric.unit
        row = {"Metric": metric.title, "Value": shown(item, unit)}
        row["Interval"] = f"{shown(item.low, unit)} – {shown(item.high, unit)}" if item.low is not None else "–"
        row["Questions"] = str(item.questions)
        if comparison:
            change = differences.get(name)
            row["Difference"] = f"{shown(change.difference, unit, True)} ({change.verdict})" if change else "–"
        rows.append({**row, "What it says": metric.about + ("; lower is better" if metric.better == "lower" else "")})
    return rows


def comparison_lines(comparison: Comparison) -> list[str]:
    """The differences, then the questions whose outcome changed."""
    lines = [f"{comparison.name} against {comparison.against}, {comparison.shared} shared questions:"]
    if comparison.set_changed:
        lines.append(SET_CHANGED)
    for item in comparison.differences:
        metric = METRICS[item.metric]
        bounds = f"{shown(item.low, metric.unit, True)} – {shown(item.high, metric.unit, True)}"
        lines.append(f"{metric.title:36}{shown(item.difference, metric.unit, True):>10}   {bounds:22}{item.verdict}")
    changed = [f"  {change.id}: {change.before} -> {change.after}" for change in comparison.changes]
    return [*lines, *(["Changed outcomes:", *changed] if changed else ["No outcome changed."])]


def benchmark_lines(found: Mapping[str, Any]) -> list[str]:
    """One line a system, the product first."""
    kept = " of documents that the reader was not trained on" if found.get("held_out") else ""
    head = f"{found['benchmark']}: {found['questions']} questions{kept}, {found['passages']} passages"
    return [head, *system_lines({"Wakhan": found, **found["baselines"]}.items())]


def system_lines(systems: Iterable[tuple[str, Mapping[str, Any]]]) -> list[str]:
    """Systems side by side; in brackets the product's ratio to them."""
    columns = ("ndcg@10", "recall@5", "mrr@10", "auroc")
    lines = [f"{'':22}" + "".join(f"{name:>18}" for name in columns) + f"{'median ms':>12}"]
    for name, values in systems:
        ratios = values.get("product_ratio", {})
        cells = [_cell(values.get(column), ratios.get(column)) for column in columns]
        speed = shown(values.get("latency_p50_ms"), "ms")
        lines.append(f"{name:22}" + "".join(f"{cell:>18}" for cell in cells) + f"{speed:>12}")
    return lines


def _cell(value: float | None, ratio: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" + (f" (x{ratio:.2f})" if ratio is not None else "")


def curve_lines(points: Sequence[Point], threshold: float, areas: Mapping[str, float | None]) -> list[str]:
    """The risk–coverage curve at a dozen places and at the threshold, and the AUROC of each source of questions."""
    lines = ["threshold  coverage  wrongly answered  wrongly refused"]
    for point in sampled(points, threshold):
        mark = "  <- chosen" if chosen(point, threshold) else ""
        lines.append(
            f"{point.threshold:9.3f}{point.coverage:10.3f}{point.wrongly_answered:18.3f}{point.wrongly_refused:17.3f}{mark}"
        )
    return [*lines, "", *(f"AUROC {name}: {shown(value, 'share')}" for name, value in areas.items())]
