"""The options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.schema import Filters
from assistant.settings import Settings, load_settings

AsJson = Annotated[bool, typer.Option("--json", help="Print exactly the record, as JSON, and nothing else.")]
Perspective = Annotated[
    list[str], typer.Option(metavar="VOICE", help="Only documents with this voice: UN, Taliban, … Repeatable.")
]
Publisher = Annotated[list[str], typer.Option(metavar="NAME", help="Only documents of this publisher. Repeatable.")]
Kind = Annotated[
    list[str], typer.Option(metavar="KIND", help="Only this kind: statement, report, resolution, … Repeatable.")
]
Topic = Annotated[
    list[str], typer.Option(metavar="TOPIC", help="Only documents on this topic, such as border. Repeatable.")
]
Since = Annotated[str | None, typer.Option(metavar="DATE", help="Not before: 2025, 2025-10 or 2025-10-19.")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Not after: 2025, 2025-10 or 2025-10-19.")]


def filters(
    perspective: list[str],
    publisher: list[str],
    kind: list[str],
    topic: list[str],
    since: str | None,
    until: str | None,
) -> Filters:
    """The filters that these options ask for."""
    return Filters(perspectives=perspective, publishers=publisher, kinds=kind, topics=topic, since=since, until=until)


def settings_of(context: typer.Context) -> Settings:
    """The settings in force, with the global options of this call. Raises SettingsError."""
    chosen: dict[str, Path | None] = context.obj or {}
    return load_settings(**chosen)
