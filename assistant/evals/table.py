"""Figures as Markdown tables, written between the markers of a document, so that no figure is typed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import InputError
from assistant.evals.ablation import ABOUT, SHOWN, Ablation
from assistant.evals.calibrate import Point, chosen, sampled
from assistant.evals.compare import Comparison, Difference
from assistant.evals.metrics import METRICS
from assistant.evals.output import write_output
from assistant.evals.page import shown
from assistant.evals.report import scores_of
from assistant.evals.runs import Run
from assistant.evals.summary import figures

BENCHMARK_COLUMNS = ("ndcg@10", "recall@5", "mrr@10", "auroc")


def runs_table(runs: Sequence[Run]) -> str:
    """One row a metric, one column a run, each value with its 95 % interval."""
    found = [figures(scores_of(run)) for run in runs]
    heads = [f"{run.info.set_name} ({run.info.part}), {run.info.size()}" for run in runs]
    lines = [_row(["Metric", *heads]), _row(["---", *("--:" for _ in runs)])]
    for name, metric in METRICS.items():
        cells = []
        for run_figures in found:
            item = run_figures[name]
            bounds = f" ({shown(item.low, metric.unit)} – {shown(item.high, metric.unit)})"
            cells.append(shown(item, metric.unit) + (bounds if item.low is not None else ""))
        lines.append(_row([metric.title, *cells]))
    return "\n".join(lines)


def benchmark_table(records: Sequence[Mapping[str, Any]], systems: str = "baselines") -> str:
    """One row a system and benchmark; `systems` names where the others stand.

    In brackets: of the product the 95 % interval, of the others the product's ratio to them.
    """
    lines = [_row(["Benchmark", "System", *BENCHMARK_COLUMNS, "median ms"])]
    lines.append(_row(["---", "---", *("--:" for _ in BENCHMARK_COLUMNS), "--:"]))
    for record in records:
        label = record["benchmark"] + (", held out" if record.get("held_out") else "")
        for name, values in {"Wakhan": record, **record[systems]}.items():
            cells = [_measured(values, column) for column in BENCHMARK_COLUMNS]
            lines.append(_row([label, name, *cells, shown(values.get("latency_p50_ms"), "ms")]))
    return "\n".join(lines)


def _measured(values: Mapping[str, Any], column: str) -> str:
    value, bounds = shown(values.get(column), "share"), values.get("intervals", {}).get(column)
    if "product_ratio" in values:
        ratio = values["product_ratio"].get(column)
        return value if ratio is None else f"{value} (×{ratio:.2f})"
    return f"{value} ({bounds[0]:.3f} – {bounds[1]:.3f})" if bounds else value


def answers_table(records: Sequence[Mapping[str, Any]]) -> str:
    """One row a metric, for each set the product's figure, cairn-assistant's, and the paired difference."""
    lines = [_row(["Set", "Metric", "Wakhan", "cairn-assistant", "Difference"]), _row(["---", "---", *["--:"] * 3])]
    for record in records:
        found = Comparison.model_validate(record["comparison"])
        name = f"{record['set']} ({record['part']}), {found.shared} questions"
        for item in found.differences:
            metric = METRICS[item.metric]
            difference, low, high = (shown(v, metric.unit, True) for v in (item.difference, item.low, item.high))
            values = [shown(item.new, metric.unit), shown(item.old, metric.unit)]
            lines.append(_row([name, metric.title, *values, f"{difference} ({low} – {high})"]))
    return "\n".join(lines)


def ablation_table(files: Sequence[Path]) -> str:
    """One row a part that is left out: what it brings (whole minus without, with the 95 % interval) and what it costs.

    Raises InputError for a file that 'eval ablate --json' has not written.
    """
    lines = [_row(["Set", "Left out", *SHOWN, "median ms"]), _row(["---", "---", *("--:" for _ in SHOWN), "--:"])]
    for path in files:
        try:
            found = Ablation.model_validate_json(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InputError(f"{path}: is no output of 'eval ablate --json': {error}.") from error
        name = f"{found.set_name} ({found.part})"
        whole = [shown(found.whole[metric], "share") for metric in SHOWN]
        lines.append(_row([name, "nothing", *whole, shown(found.whole["latency_p50"], "ms")]))
        for component, differences in found.without.items():
            cells = [_difference(differences.get(metric)) for metric in SHOWN]
            spent = shown(found.latency_p50_ms[component], "ms")
            lines.append(_row([name, f"{component}: {ABOUT[component]}", *cells, spent]))
    return "\n".join(lines)


def _difference(item: Difference | None) -> str:
    return f"{item.difference:+.3f} ({item.low:+.3f} – {item.high:+.3f})" if item else "–"


def curve_table(points: Sequence[Point], threshold: float, areas: Mapping[str, float | None]) -> str:
    """The risk–coverage curve at some of its points, the chosen one in bold, and the AUROC of each source."""
    lines = [_row(["threshold", "answered", "wrongly answered", "wrongly refused"]), _row(["--:"] * 4)]
    for point in sampled(points, threshold):
        cells = [f"{value:.3f}" for value in (point.threshold, point.coverage, point.wrongly_answered)]
        cells.append(f"{point.wrongly_refused:.3f}")
        lines.append(_row([f"**{cell}**" for cell in cells] if chosen(point, threshold) else cells))
    told = ", ".join(f"{name} {shown(value, 'share')}" for name, value in areas.items())
    return "\n".join([*lines, "", f"AUROC of answerable against unanswerable, on what it was fitted on: {told}."])


def read_records(files: Sequence[Path], *marks: str) -> list[dict[str, Any]]:
    """The JSON records in `files`, each with one of the keys `marks`. Raises InputError for a file that holds none."""
    records = []
    for path in files:
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InputError(f"{path}: cannot be read as JSON: {error}.") from error
        if not isinstance(found, dict) or not found.keys() & set(marks):
            raise InputError(f"{path}: is no output of 'eval benchmark --json' or 'benchmarks/peers.py --json'.")
        records.append(found)
    return records


def insert(document: Path, name: str, table: str) -> None:
    """Replaces what stands between `<!-- table:NAME -->` and `<!-- /table:NAME -->`. Raises InputError."""
    start, end = f"<!-- table:{name} -->", f"<!-- /table:{name} -->"
    try:
        text = document.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{document}: cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{document}: not UTF-8 (byte {error.start}); save the file as UTF-8.") from error
    pattern = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
    if len(pattern.findall(text)) != 1:
        raise InputError(f"{document}: must hold the markers {start} and {end} once.")
    write_output(document, pattern.sub(lambda _: f"{start}\n{table}\n{end}", text))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
