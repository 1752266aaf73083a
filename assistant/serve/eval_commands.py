"""The commands on runs of question sets: eval run, compare, report, list and baseline."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.serve.options import AsJson, settings_of
from assistant.serve.terminal import build_progress, note

if TYPE_CHECKING:
    from assistant.evals.baseline import Earlier
    from assistant.evals.compare import Comparison
    from assistant.evals.question_set import QuestionSet
    from assistant.evals.run import Options
    from assistant.evals.runs import Run
    from assistant.settings import Settings

MISSED = 1

eval_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Against = Annotated[
    str | None, typer.Option(metavar="NAME", help="Compare with this run, or with 'baseline', what the code carries.")
]
Gate = Annotated[
    list[str], typer.Option("--fail-under", metavar="METRIC=VALUE", help="Exit 1 where it is missed. Repeatable.")
]


@eval_app.callback()
def evaluation() -> None:
    """Measure how good the answers are: on the sets that come along, or on questions of your own.

    \b
    assistant eval run core
    assistant eval run my-questions.yaml --fail-under points=0.8
    """


@eval_app.command()
def run(
    context: typer.Context,
    question_set: Annotated[str, typer.Argument(metavar="SET", help="A file, or a set that comes along.")],
    against: Against = None,
    part: Annotated[Literal["tune", "report", "all"], typer.Option(help="Which part of the set to ask.")] = "all",
    name: Annotated[str | None, typer.Option(help="What to call the run; default: set, part and time.")] = None,
    fail_under: Gate = [],  # noqa: B006 - typer reads it, nobody changes it
    limit: Annotated[int | None, typer.Option(min=1, help="Ask a seeded sample of at most this many.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the interrupted run of this --name.")] = False,
    again: Annotated[
        int, typer.Option("--counterfactual", min=0, help="How many questions to ask again without the cited source.")
    ] = 30,
    as_json: AsJson = False,
) -> None:
    """Ask every question of a set, score the answers and write a report. Exit 1: a gate is missed, or a drop.

    \b
    assistant eval run core --part report
    assistant eval run core --part tune --against baseline
    assistant eval run my-questions.yaml --json --fail-under points=0.9
    """
    from assistant.errors import InputError
    from assistant.evals.baseline import compare_runs
    from assistant.evals.gates import parse_gate
    from assistant.evals.run import Options, default_name, find_set, run_set

    if resume and not name:
        raise InputError("--resume needs the --name of the run to go on with; 'assistant eval list' shows it.")
    gates = dict(parse_gate(text) for text in fail_under)
    settings = settings_of(context)
    found = find_set(question_set)
    found = found.model_copy(update={"gates": {**found.gates, **gates}})
    chosen = name or default_name(found, part)
    options = Options(part, limit, chosen, resume, again)
    earlier = _held_against(against, found, options, settings) if against else None  # mistakes show before the work
    try:
        with build_progress() as progress:
            finished = run_set(found, settings, options, progress=progress)
    except KeyboardInterrupt:
        note(f"Interrupted. The same command with --name {chosen} --resume goes on from here.")
        raise
    _show(finished, compare_runs(finished, earlier) if earlier else None, settings, as_json)


@eval_app.command()
def compare(
    context: typer.Context,
    new: Annotated[str, typer.Argument(metavar="A", help="A finished run, or a set: its newest.")],
    old: Annotated[str, typer.Argument(metavar="B", help="The run to hold it against, or 'baseline'.")],
    as_json: AsJson = False,
) -> None:
    """Compare two runs question by question: A against B. Exit 1 where A is clearly worse on a guarded metric.

    \b
    assistant eval compare after before
    assistant eval compare core baseline
    """
    from assistant.evals.lines import comparison_lines

    settings = settings_of(context)
    comparison = _compared(earlier_run(settings, new), old, settings)
    if as_json:
        write(comparison.model_dump())
    else:
        typer.echo("\n".join(comparison_lines(comparison)))
    if comparison.drops():
        raise typer.Exit(MISSED)


@eval_app.command()
def report(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="A finished run, or a set: its newest; default: the latest.")
    ] = None,
    against: Against = None,
    output: Annotated[Path | None, typer.Option(help="Where to write it; default: the run's folder.")] = None,
) -> None:
    """Write a run's report, one HTML file that needs no network, and print where it is.

    \b
    assistant eval report core
    assistant eval report my-run --against baseline --output report.html
    """
    from assistant.errors import InputError
    from assistant.evals.report import write_report
    from assistant.evals.runs import REPORT, run_folder

    settings = settings_of(context)
    finished = earlier_run(settings, name)
    path = output or run_folder(settings, finished.info.name).path / REPORT
    try:
        write_report(finished, path, _compared(finished, against, settings) if against else None)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}.") from error
    typer.echo(str(path))


@eval_app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the question sets that come along and the runs made here, the latest first.

    \b
    assistant eval list
    """
    from assistant.evals.listing import listing

    found = listing(settings_of(context))
    if as_json:
        write(found.model_dump())
        return
    typer.echo("Sets:")
    for name in found.sets:
        typer.echo(f"  {name}")
    typer.echo("Runs:" if found.runs else "No runs yet. Make one: assistant eval run core.")
    for item in found.runs:
        state = f"points {item.points:.3f}" if item.points is not None else "no points asked"
        state = state if item.finished else f"interrupted after {item.asked} of {item.questions}; --resume goes on"
        typer.echo(f"  {item.name}  {item.set_name} ({item.part}), {item.size}: {state}")
    for name, why in found.unreadable.items():
        note(f"assistant: the run '{name}' is left out: {why}")


@eval_app.command()
def baseline(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="RUN", help="A finished run of a whole part.")],
    output: Annotated[Path | None, typer.Option(help="Where to write it; default: where it is looked for.")] = None,
) -> None:
    """Keep a run as the baseline that later runs are held against.

    \b
    assistant eval run core --part tune --name first
    assistant eval baseline first
    """
    from assistant.evals.baseline import save_baseline

    typer.echo(str(save_baseline(earlier_run(settings_of(context), name), output)))


def earlier_run(settings: Settings, name: str | None) -> Run:
    """The finished run of this name, or the newest of the set of this name. Raises InputError."""
    from assistant.evals.listing import find_run

    return find_run(settings, name)


def _held_against(name: str, found: QuestionSet, options: Options, settings: Settings) -> Earlier:
    """What a run is to be held against. Raises InputError if the run will have no question in common with it."""
    from assistant.errors import InputError
    from assistant.evals.baseline import earlier
    from assistant.evals.split import select

    old = earlier(name, found.name, options.part, settings)
    ids = {question.id for question in select(found.questions, options.part, options.limit)}
    if ids.isdisjoint(score.id for score in old.scores):
        raise InputError(f"'{old.name}' asked none of these questions, so there will be nothing to compare.")
    return old


def _compared(finished: Run, against: str, settings: Settings) -> Comparison:
    from assistant.evals.baseline import compare_runs, earlier

    return compare_runs(finished, earlier(against, finished.info.set_name, finished.info.part, settings))


def _show(finished: Run, comparison: Comparison | None, settings: Settings, as_json: bool) -> None:
    from assistant.evals.lines import comparison_lines, run_lines
    from assistant.evals.report import run_summary, write_report
    from assistant.evals.runs import REPORT, run_folder

    summary = run_summary(finished)
    path = run_folder(settings, finished.info.name).path / REPORT
    write_report(finished, path, comparison)
    if as_json:
        compared = {"comparison": comparison.model_dump()} if comparison else {}
        write({**summary, **compared, "report": str(path)})
    else:
        typer.echo("\n".join(run_lines(finished)))
        typer.echo("\n".join(comparison_lines(comparison)) if comparison else "")
        typer.echo(f"Report: {path}")
    missed = [gate["message"] for gate in summary["gates"] if not gate["passed"]]  # type: ignore[attr-defined]
    dropped = [
        f"drop: {item.metric} from {item.old:.3f} to {item.new:.3f}, interval of the difference "
        f"{item.low:+.3f} to {item.high:+.3f}"
        for item in (comparison.drops() if comparison else [])
    ]
    for message in [*missed, *dropped]:
        note(f"assistant: {message}")
    if missed or dropped:
        raise typer.Exit(MISSED)


def write(record: dict[str, object]) -> None:
    """Prints a record as JSON, and nothing else."""
    sys.stdout.flush()
    sys.stdout.buffer.write(json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False).encode() + b"\n")
