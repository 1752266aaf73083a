"""The commands on the index: index build and status."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.serve.options import AsJson, settings_of
from assistant.serve.printable import printable
from assistant.serve.terminal import build_progress, write_json

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def index() -> None:
    """Build the index, or see whether it is up to date.

    Questions build it too where it is missing or old; building it before saves the first one the wait.

    \b
    assistant index build
    assistant index status
    """


@app.command()
def build(
    context: typer.Context,
    force: Annotated[bool, typer.Option("--force", help="Embed everything again, also what has not changed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring the index up to date with the sources. Only what changed is embedded.

    \b
    assistant index build
    assistant --corpus my-sources --index my-index index build
    """
    from assistant.index.build import build_index

    with build_progress() as progress:
        report = build_index(settings_of(context), force=force, progress=progress)
    if as_json:
        write_json(report)
        return
    typer.echo(
        f"{report.documents} documents, {report.passages} passages: {report.embedded} embedded, "
        f"{report.reused} kept, in {report.seconds:.1f} s. Generation {report.generation}."
    )


@app.command()
def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Say whether the index matches the sources and settings in force.

    \b
    assistant index status
    assistant index status --json
    """
    from assistant.index.build import index_status

    state = index_status(settings_of(context))
    if as_json:
        write_json(state)
        return
    if state.up_to_date:
        typer.echo(printable(f"Up to date: {state.documents} documents, {state.passages} passages."))
    else:
        typer.echo(printable(f"Not up to date: {'; '.join(state.reasons)}. To build it: assistant index build"))
    if state.exists:
        typer.echo(printable(f"Generation {state.generation}, built {state.built_at} with {state.model}."))
    typer.echo(printable(f"Folder: {state.path}"))
