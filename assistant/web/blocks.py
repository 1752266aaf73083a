"""A document's text as blocks (headings, paragraphs, list items), each with its offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_HEADING = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+(?=\S)")


@dataclass(frozen=True)
class Block:
    """`text[start:end]` is what is shown; the marks of headings and list items stand before `start`."""

    kind: Literal["heading", "item", "paragraph"]
    start: int
    end: int
    level: int = 0


def blocks(text: str) -> Iterator[Block]:
    """The blocks of `text`, in order; blank lines stand between them and are in none."""
    pending: Block | None = None
    offset = 0
    for line in text.splitlines(keepends=True):
        begin, end = offset, offset + len(line.rstrip())
        offset += len(line)
        block = _opened(line, begin, end)
        if block is None:  # a blank line
            if pending:
                yield pending
            pending = None
        elif block.kind == "paragraph" and pending and pending.kind != "heading":
            pending = Block(pending.kind, pending.start, end, pending.level)
        else:
            if pending:
                yield pending
            pending = block
    if pending:
        yield pending


def _opened(line: str, begin: int, end: int) -> Block | None:
    if not line.strip():
        return None
    if match := _HEADING.match(line):
        return Block("heading", begin + match.end(), end, len(match.group(1)))
    if match := _ITEM.match(line):
        return Block("item", begin + match.end(), end)
    return Block("paragraph", begin, end)
