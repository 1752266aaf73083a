"""The command that looks for what is wrong with an installation."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from assistant.errors import SettingsError
from assistant.serve.options import AsJson, settings_of
from assistant.serve.printable import printable
from assistant.serve.terminal import console, write_json

STYLES = {"ok": "green", "warning": "yellow", "error": "bold red"}


def doctor(context: typer.Context, as_json: AsJson = False) -> None:
    """Look for what is wrong with this installation, and say what to do about it.

    Exit code 2 where a check ends in an error. Nothing is changed and nothing is sent.

    \b
    assistant doctor
    assistant doctor --json
    """
    from assistant.serve.diagnose import Diagnosis, examine

    try:
        results = list(examine(settings_of(context)))
    except SettingsError as error:  # no other check means anything without settings
        results = [Diagnosis(check="settings", severity="error", message=str(error))]
    if as_json:
        write_json(results)
    else:
        _show([(item.check, item.severity, item.message, item.remedy) for item in results])
    if any(item.severity == "error" for item in results):
        raise typer.Exit(2)


def _show(rows: Sequence[tuple[str, str, str, str | None]]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE, pad_edge=False)
    for name, whole in (("check", True), ("", True), ("finding", False)):
        table.add_column(name, no_wrap=whole, overflow="fold")
    for check, severity, message, remedy in rows:
        words = printable(message) + (f"\nRemedy: {printable(remedy)}" if remedy else "")
        table.add_row(check, Text(severity, style=STYLES[severity]), Text(words))
    console().print(table)
