"""Files that a person names for what evaluation found."""

from __future__ import annotations

from pathlib import Path

from assistant.errors import InputError


def write_output(path: Path, text: str, make_folder: bool = False) -> None:
    """Writes `text` to `path`, in a folder that is there or may be made. Raises InputError if it cannot be written."""
    try:
        if make_folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror or error}. Give another place.") from error
