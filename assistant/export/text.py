"""An answer's text as blocks of runs: the Markdown that answers are written in, and nothing beyond it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

_ITEM = re.compile(r"^(\s*)[-*]\s+(.*)$")
_INLINE = re.compile(
    r"\*\*(?=\S)(?P<bold>.+?)(?<=\S)\*\*|(?<![*\w])\*(?=\S)(?P<italic>[^*]+?)(?<=\S)\*(?![*\w])|\[(?P<number>\d{1,3})\]"
)


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style; `cites` is the number of the reference that it marks, 0 for none."""

    text: str
    bold: bool = False
    italic: bool = False
    cites: int = 0


@dataclass(frozen=True)
class Block:
    """A paragraph (`level` 0) or an item of a list (1, or 2 for a list within)."""

    level: int
    runs: list[Run]


def blocks(text: str, numbers: Collection[int]) -> Iterator[Block]:
    """The blocks of an answer's text; `numbers` are those of its references."""
    for line in text.splitlines():
        item = _ITEM.match(line)
        if item:
            yield Block(2 if len(item.group(1)) >= 2 else 1, list(_runs(item.group(2), numbers)))
        elif line.strip():
            yield Block(0, list(_runs(line.strip(), numbers)))


def _runs(text: str, numbers: Collection[int]) -> Iterator[Run]:
    position = 0
    for match in _INLINE.finditer(text):
        number = int(match["number"] or 0)
        if match["number"] and number not in numbers:
            continue
        if match.start() > position:
            yield Run(text[position : match.start()])
        if number:
            yield Run(match.group(), cites=number)
        else:
            yield Run(match["bold"] or match["italic"], bold=bool(match["bold"]), italic=bool(match["italic"]))
        position = match.end()
    if position < len(text):
        yield Run(text[position:])
