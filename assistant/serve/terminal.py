"""The two channels of the command line: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pydantic import BaseModel

from assistant.index.progress import Progress, silent
from assistant.serve.printable import printable

if TYPE_CHECKING:
    from rich.console import Console

PLAIN_WIDTH = 100  # where the output is no terminal


def write_json(record: BaseModel | Sequence[BaseModel]) -> None:
    """Writes the record, or a list of records, to stdout: UTF-8 whatever the locale, and nothing else."""
    if isinstance(record, BaseModel):
        text = record.model_dump_json(indent=2)
    else:
        text = json.dumps([item.model_dump(mode="json") for item in record], ensure_ascii=False, indent=2)
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8") + b"\n")


def console(*, stderr: bool = False) -> Console:
    """A console that colours only on a terminal, and not where NO_COLOR is set."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else PLAIN_WIDTH
    return Console(file=stream, width=width, markup=False, highlight=False, emoji=False)


def complain(message: str) -> None:
    """Writes one message about what went wrong to stderr."""
    print(f"assistant: {printable(message)}", file=sys.stderr)


def note(message: str) -> None:
    """Writes a remark that is no result to stderr."""
    print(printable(message), file=sys.stderr)


@contextmanager
def build_progress() -> Iterator[Progress]:
    """Shows on stderr how far a build is; silent where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task("Starting", total=None)

        def show(stage: str, done: int, total: int) -> None:
            bar.update(task, description=printable(stage), completed=done, total=total or None)

        yield show
