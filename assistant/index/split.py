"""Documents to passages: a brief point by point, a text along its headings, paragraphs and lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.index.sentences import sentence_spans
from assistant.schema import Document, Passage

VERSION = "1"  # raise when the cut changes: every index is then rebuilt
MAX_CHARS = 900  # about 200 word pieces, so that title and passage fit the encoder's 256

_HEADING = re.compile(r"^#{1,6}[ \t]+(.*)$")
ITEM = re.compile(r"^[ \t]*(?:[-*•][ \t]+|\d{1,3}[.)][ \t]+)(?=\S)")


@dataclass(frozen=True)
class Block:
    """A paragraph (no items) or a list (its lead-in line, if any, and its items), as half-open spans of the text."""

    start: int
    end: int
    heading: str
    number: int
    items: tuple[tuple[int, int], ...] = ()


def split_document(document: Document) -> list[Passage]:
    """The passages of `document`, in order; for each, `document.text[start:end] == text`."""
    return list(_brief_passages(document) if document.form == "brief" else _text_passages(document))


@lru_cache(maxsize=64)  # of the texts that one answer quotes, each is asked for several times
def text_blocks(text: str) -> tuple[Block, ...]:
    """The paragraphs and lists of a text; a line that ends in a colon belongs with the list that follows."""
    blocks: list[Block] = []
    heading = ""
    number = 0
    for start, end in _paragraphs(text):
        title = _HEADING.match(text[start:end])
        if title and "\n" not in text[start:end]:
            heading = title.group(1).strip()
            continue
        items = _items(text, start, end)
        led = blocks and blocks[-1].heading == heading and text[blocks[-1].end - 1] == ":" and not blocks[-1].items
        if items and items[0][0] - start <= 6 and led:
            lead = blocks.pop()
            blocks.append(Block(lead.start, end, heading, lead.number, items))
            continue
        number += 1
        blocks.append(Block(start, end, heading, number, items))
    return tuple(blocks)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Runs of lines between empty lines; a heading is a run of its own wherever it stands."""
    for match in re.finditer(r"^#{1,6}[ \t]+\S[^\n]*$|(?:^(?!#{1,6}[ \t]+\S)[^\n]*\S[^\n]*$\n?)+", text, re.MULTILINE):
        chunk = match.group()
        left = len(chunk) - len(chunk.lstrip())
        yield match.start() + left, match.start() + len(chunk.rstrip())


def _items(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The spans of the list items in a block, without their marks; empty unless the block is a list."""
    spans: list[tuple[int, int]] = []
    position = start
    for line in text[start:end].split("\n"):
        mark = ITEM.match(line)
        if mark:
            spans.append((position + mark.end(), position + len(line.rstrip())))
        elif spans:
            spans[-1] = (spans[-1][0], position + len(line.rstrip()))
        position += len(line) + 1
    return tuple(spans) if len(spans) > 1 else ()


def _brief_passages(document: Document) -> Iterator[Passage]:
    if document.summary:
        start, end = document.summary.start, document.summary.end
        yield _passage(document, "summary", start, end, document.title, where="summary", role="summary")
    for number, point in enumerate(document.points, start=1):
        end = point.dispute.end if point.dispute else point.span.end
        yield _passage(
            document,
            f"point-{number}",
            point.span.start,
            end,
            document.title,
            role="point",
            **point.model_dump(exclude={"span", "dispute"}),
            dispute=point.dispute,
        )


def _text_passages(document: Document) -> Iterator[Passage]:
    for block in text_blocks(document.text):
        context = f"{document.title} – {block.heading}" if block.heading else document.title
        role = "list" if block.items else "paragraph"
        for part, (start, end) in enumerate(_pieces(document.text, block), start=1):
            suffix = "" if part == 1 else f".{part}"
            name = f"para-{block.number}{suffix}"
            yield _passage(document, name, start, end, context, where=f"para. {block.number}", role=role)


def _pieces(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """The block whole, or in runs of sentences of at most MAX_CHARS; a list stays whole up to twice that."""
    if block.end - block.start <= (2 * MAX_CHARS if block.items else MAX_CHARS):
        yield block.start, block.end
        return
    start = end = block.start
    for sentence_start, sentence_end in _bounded(text, block):
        if end > start and sentence_end - start > MAX_CHARS:
            yield start, end
            start = sentence_start
        end = sentence_end
    yield start, end


def _bounded(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """The block's sentences, with any that is longer than a passage cut at white space."""
    for start, end in sentence_spans(text, block.start, block.end):
        while end - start > MAX_CHARS:
            cut = text.rfind(" ", start + MAX_CHARS // 2, start + MAX_CHARS)
            cut = cut if cut > 0 else start + MAX_CHARS
            yield start, cut
            start = cut + (text[cut] == " ")
        yield start, end


def _passage(document: Document, name: str, start: int, end: int, context: str, **fields: object) -> Passage:
    speaker = fields.pop("speaker", document.perspective)
    return Passage.model_validate(
        {
            "id": f"{document.id}#{name}",
            "document_id": document.id,
            "start": start,
            "end": end,
            "text": document.text[start:end],
            "context": context,
            "speaker": speaker,
            **fields,
        }
    )
