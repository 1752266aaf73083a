"""The ids of files that give none: from the file's name, or from its path where another has that name."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from pathlib import Path

LONGEST = 120


def id_from_name(name: str) -> str:
    """What is left of a name in an id: small letters, digits and hyphens; `document` where nothing is."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:LONGEST] or "document"


def ids_by_path(ids: dict[Path, str], folder: Path) -> dict[Path, str]:
    """For each file in `folder` whose id another has too, an id from its path, which a file that gives its own ignores.

    A short hash of the path tells apart what is the same in an id, as names in other scripts are.
    """
    count = Counter(ids.values())
    places = {path: path.relative_to(folder) for path in ids if count[ids[path]] > 1 and path.is_relative_to(folder)}
    names = {path: id_from_name(str(place.with_suffix(""))) for path, place in places.items()}
    taken = Counter((ids | names).values())
    return {path: name if taken[name] == 1 else _with_hash(name, places[path]) for path, name in names.items()}


def _with_hash(name: str, place: Path) -> str:
    spelt = unicodedata.normalize("NFC", place.as_posix())  # macOS takes letters and their accents apart
    return f"{name[: LONGEST - 9]}-{hashlib.sha256(spelt.encode()).hexdigest()[:8]}"
