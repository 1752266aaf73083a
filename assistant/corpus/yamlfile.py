"""YAML read with the line of every value, so that a mistake can be shown where it stands."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from assistant.errors import CorpusError

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml: the same results, slower
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

MAX_BYTES = 20_000_000


def read_text(path: Path) -> str:
    """The file's text with `\\n` line ends and no byte-order mark. Raises CorpusError."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CorpusError(f"{path}: larger than {MAX_BYTES // 1_000_000} MB; split the file.")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path}: not UTF-8 (byte {error.start}); save the file as UTF-8.") from error
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read: {error.strerror or error}.") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse_mapping(text: str, path: Path, first_line: int = 1) -> dict[str, Any]:
    """The YAML mapping in `text`; `first_line` is the line of `path` on which it starts. Raises CorpusError."""
    try:
        value = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise CorpusError(f"{path}:{line}: not valid YAML: {error.problem or error.context}.") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise CorpusError(f"{path}:{first_line}: not valid YAML: {error}.") from error
    if not isinstance(value, dict):
        raise CorpusError(f"{path}:{first_line}: expected 'key: value' lines, found {type(value).__name__}.")
    return value


def plain_date(value: object) -> object:
    """A date as text, also where YAML took it, without its quotes, for a day or a number."""
    return str(value) if isinstance(value, datetime.date | int) else value


def line_of(text: str, location: Sequence[str | int], first_line: int = 1) -> int:
    """The line on which the value at `location` (keys and positions) starts, or its nearest parent's."""
    node = yaml.compose(text, Loader=_Loader)
    line = first_line
    for step in location:
        child = _child(node, step)
        if child is None:
            break
        node, mark = child
        line = first_line + mark.line
    return line


def duplicate_keys(text: str) -> list[tuple[str, int]]:
    """Keys given twice in one mapping, with the 0-based line of the second; YAML would silently keep the last."""
    found: list[tuple[str, int]] = []
    pending = [yaml.compose(text, Loader=_Loader)]
    visited: set[int] = set()  # an alias leads to a node again, or round in a circle
    while pending:
        node = pending.pop()
        if id(node) in visited:
            continue
        visited.add(id(node))
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if key.value in seen:
                    found.append((str(key.value), key.start_mark.line))
                seen.add(key.value)
                pending.append(value)
        elif isinstance(node, yaml.SequenceNode):
            pending.extend(node.value)
    return found


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, Any] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return value, key.start_mark
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item = node.value[step]
        return item, item.start_mark
    return None
