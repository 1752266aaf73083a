"""Files that a person names for what evaluation found."""

from __future__ import annotations

from pathlib import Path

from assistant.errors import InputError


def write_output(path: Path, text: str) -> None:
    """Writes `text` to `path`, whose folder is made if it is not there. Raises InputError if it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror or error}. Give another place.") from error
