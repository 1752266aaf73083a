"""The commands on the sources themselves: corpus list, show and check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.corpus.catalog import load_catalog, source_files
from assistant.serve.options import AsJson, settings_of
from assistant.serve.printable import printable
from assistant.serve.terminal import note, write_json

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def corpus() -> None:
    """List, show and check the sources.

    \b
    assistant corpus list
    assistant corpus check
    """


@app.command("list")
def list_documents(context: typer.Context, as_json: AsJson = False) -> None:
    """List the documents: id, date, voice, kind and title.

    \b
    assistant corpus list
    assistant --corpus my-sources corpus list --json
    """
    settings = settings_of(context)
    documents = list(load_catalog(settings.corpus_dir, settings.own_dir).documents.values())
    if as_json:
        write_json(documents)
        return
    from assistant.serve.cards import show_documents

    show_documents(documents)


@app.command()
def show(
    context: typer.Context,
    document_id: Annotated[str, typer.Argument(metavar="ID", help="The document's id, as 'corpus list' shows it.")],
    as_json: AsJson = False,
) -> None:
    """Show one document with its text. The offsets of citations count code points of that text.

    \b
    assistant corpus show taliban-seek-regional-legitimacy
    assistant corpus show un-mt-16th-report-2025 --json
    """
    settings = settings_of(context)
    document = load_catalog(settings.corpus_dir, settings.own_dir).get(document_id)
    if as_json:
        write_json(document)
        return
    from assistant.serve.cards import show_document

    show_document(document)


@app.command()
def check(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Argument(help="A corpus folder; default: the one in force.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check every source file and print every problem as file:line: severity: message.

    Without a folder, the sources that you added in the chat are checked too.
    Exit code 2 where there is an error, 0 where there are only warnings or nothing.

    \b
    assistant corpus check
    assistant corpus check my-sources --json
    """
    from assistant.corpus.check import check_corpus

    settings = settings_of(context)
    place, own = (folder, None) if folder else (settings.corpus_dir, settings.own_dir)
    findings = check_corpus(place, own)
    errors = sum(finding.severity == "error" for finding in findings)
    if as_json:
        write_json(findings)
    else:
        for finding in findings:
            typer.echo(printable(str(finding)))
        files = len(source_files(place, own))
        note(f"{files} source files, {errors} errors, {len(findings) - errors} warnings.")
    if errors:
        raise typer.Exit(2)
