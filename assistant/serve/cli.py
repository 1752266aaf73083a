"""The command line: `assistant …`. Heavy libraries are imported inside the commands, so that --help stays quick."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from assistant.errors import AssistantError
from assistant.serve import (
    chat,
    corpus_commands,
    doctor,
    eval_measures,
    feedback_commands,
    index_commands,
    questions,
    serve_commands,
)
from assistant.serve.mcp import command
from assistant.serve.terminal import complain

FAILED = 2
INTERRUPTED = 130

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("ask")(questions.ask)
app.command("search")(questions.search)
app.command("chat")(chat.chat)
app.command("mcp")(command.mcp)
app.add_typer(corpus_commands.app, name="corpus")
app.add_typer(index_commands.app, name="index")
app.add_typer(eval_measures.eval_app, name="eval")
app.add_typer(serve_commands.app, name="serve")
app.add_typer(feedback_commands.app, name="feedback")
app.command("doctor")(doctor.doctor)


def _show_version(wanted: bool) -> None:
    if wanted:
        from assistant import __version__

        typer.echo(f"wakhan {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    corpus: Annotated[Path | None, typer.Option(help="Folder of sources to use instead of the one in force.")] = None,
    index: Annotated[Path | None, typer.Option(help="Folder for the built index.")] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Answers questions on Taliban governance, the SCO and regional security from curated sources, with citations.

    Nothing leaves this machine, and no account or key is needed.

    \b
    assistant ask "Why is Afghanistan absent from SCO meetings?"
    assistant chat
    """
    context.obj = {"corpus": corpus, "index": index}


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line and ends the process: 0, 2 for what a person can mend, 130 after Ctrl-C."""
    code = run(sys.argv[1:] if arguments is None else arguments)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Runs the command line; the exit code. Never shows a traceback for a mistake of use."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a letter shows '?' instead of failing
    try:
        _check_encoding(arguments)
        app(list(arguments), prog_name="assistant")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except AssistantError as error:
        complain(str(error))
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _drop_output()
    return 0


def _check_encoding(arguments: Sequence[str]) -> None:
    """Bytes of an argument that are no UTF-8 arrive as lone surrogates, which nothing further down can use."""
    for position, argument in enumerate(arguments, start=1):
        if any("\ud800" <= letter <= "\udfff" for letter in argument):
            complain(f"argument {position} is not valid UTF-8. Write the command in a terminal that is set to UTF-8.")
            raise SystemExit(FAILED)


def _drop_output() -> None:
    """The reader of a pipe has gone: sends what is left nowhere, so that the interpreter does not complain at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
