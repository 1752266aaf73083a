"""Files that a person names for what evaluation found."""

from __future__ import annotations

from pathlib import Path

from assistant.errors import InputError


def write_output(path: Path, text: str) -> None:
    """Writes `text` to `path`, in a folder that is there. Raises InputError if it cannot be written."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror or error}. Give another place.") from error
