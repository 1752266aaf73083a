"""The commands that measure the engine and write figures down: eval benchmark, calibrate, ablate and table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.serve.eval_commands import earlier_run, eval_app, write
from assistant.serve.options import AsJson, settings_of
from assistant.serve.terminal import build_progress

__all__ = ["eval_app"]  # with these commands added

BENCHMARK_LIMIT = 300
MOST_REFUSED = 0.05


@eval_app.command()
def benchmark(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Holds passages.jsonl.gz, and dev or test.jsonl.gz.")],
    limit: Annotated[
        int, typer.Option(min=0, help="At most so many questions with an answer, and without; 0: all.")
    ] = BENCHMARK_LIMIT,
    held_out: Annotated[
        bool, typer.Option("--held-out", help="Ask only about documents that the reader was not trained on.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Measure retrieval and refusal on a public benchmark, beside BM25, MiniLM and their fusion.

    \b
    assistant eval benchmark path/to/squad2 --held-out --json
    """
    from assistant.evals.benchmark import run_benchmark
    from assistant.evals.lines import benchmark_lines

    with build_progress() as progress:
        found = run_benchmark(folder, settings_of(context), limit or None, progress, held_out=held_out)
    if as_json:
        write(found)
    else:
        typer.echo("\n".join(benchmark_lines(found)))


@eval_app.command()
def calibrate(
    context: typer.Context,
    benchmarks: Annotated[
        list[Path],
        typer.Option("--benchmark", metavar="DIR", help="Fit on this benchmark's questions too."),
    ] = [],  # noqa: B006
    most_refused: Annotated[
        float, typer.Option(min=0, max=1, help="At most this share of answerable questions may be refused.")
    ] = MOST_REFUSED,
    limit: Annotated[int, typer.Option(min=1, help="At most so many questions of a benchmark, of each sort.")] = 150,
    output: Annotated[Path | None, typer.Option(help="Where to write it; default: only print.")] = None,
    document: Annotated[
        Path | None, typer.Option("--into", help="A Markdown file with the markers of the curve's table.")
    ] = None,
) -> None:
    """Fit the confidence on the tuning halves of our sets and on the sets that are there for it.

    Chooses the threshold from the risk-coverage curve.

    \b
    assistant eval calibrate --benchmark path/to/squad2 --output assistant/retrieve/calibration.json
    """
    from assistant.evals.calibrate import BLIND, areas, fit, observe_benchmark, observe_sets
    from assistant.evals.lines import curve_lines
    from assistant.evals.output import write_output
    from assistant.evals.run import find_set
    from assistant.evals.split import Part
    from assistant.evals.table import curve_table, insert

    settings = settings_of(context)
    with build_progress() as progress:
        parts: dict[str, Part] = {"core": "tune", "adversarial": "tune", "development": "all", "calibration": "all"}
        observed = observe_sets([(find_set(name), part) for name, part in parts.items()], settings, progress)
        observed += observe_sets([(find_set("blind"), "tune")], settings, progress, BLIND)
        for folder in benchmarks:
            observed += observe_benchmark(folder, limit, settings, progress)
    calibration, points = fit(observed, most_refused)
    told = areas(observed, calibration)
    typer.echo("\n".join(curve_lines(points, calibration.threshold, told)))
    if document:
        insert(document, "curve", curve_table(points, calibration.threshold, told))
    if output:
        write_output(output, calibration.model_dump_json(indent=1) + "\n")
        typer.echo(str(output))


@eval_app.command()
def ablate(
    context: typer.Context,
    question_set: Annotated[str, typer.Argument(metavar="SET", help="A file, or a set that comes along.")],
    part: Annotated[Literal["tune", "report", "all"], typer.Option(help="Which part of the set to ask.")] = "all",
) -> None:
    """Ask a set whole and with each part of the engine left out: what it brings, what it costs. Prints JSON.

    \b
    assistant eval ablate core --part report > ablation.json
    """
    from assistant.evals.ablation import ablate as ablate_set
    from assistant.evals.run import find_set

    with build_progress() as progress:
        found = ablate_set(find_set(question_set), part, settings_of(context), progress)
    write(found.model_dump())


@eval_app.command()
def table(
    context: typer.Context,
    document: Annotated[Path, typer.Option("--into", help="A Markdown file with the markers of the tables.")],
    runs: Annotated[list[str], typer.Option("--run", metavar="NAME", help="A finished run, one column each.")] = [],  # noqa: B006
    benchmarks: Annotated[
        list[Path], typer.Option("--benchmark", metavar="FILE", help="What 'eval benchmark --json' printed.")
    ] = [],  # noqa: B006
    peers: Annotated[
        list[Path], typer.Option("--peers", metavar="FILE", help="What 'benchmarks/peers.py --json' printed.")
    ] = [],  # noqa: B006
    ablations: Annotated[
        list[Path], typer.Option("--ablation", metavar="FILE", help="What 'eval ablate' printed.")
    ] = [],  # noqa: B006
) -> None:
    """Write figures as tables between the markers of a Markdown file, so that none is typed.

    \b
    assistant eval table --run core-report --benchmark squad2.json --into docs/evaluation.md
    """
    from assistant.evals.table import ablation_table, answers_table, benchmark_table, insert, read_records, runs_table

    settings = settings_of(context)
    if runs:
        insert(document, "runs", runs_table([earlier_run(settings, name) for name in runs]))
    if benchmarks:
        insert(document, "benchmarks", benchmark_table(read_records(benchmarks, "baselines"), "baselines"))
    found = read_records(peers, "peers", "comparison")
    if ranked := [record for record in found if "peers" in record]:
        insert(document, "peers", benchmark_table(ranked, "peers"))
    if answered := [record for record in found if "comparison" in record]:
        insert(document, "peer-answers", answers_table(answered))
    if ablations:
        insert(document, "ablation", ablation_table(ablations))
