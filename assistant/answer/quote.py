"""Which words of a passage are quoted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.index.sentences import sentence_spans
from assistant.index.split import ITEM, Block, text_blocks
from assistant.schema import Document, Passage

WHOLE_WORDS = 60  # a paragraph up to this length is quoted whole; of a longer one, its best run of sentences
Relevance = Callable[[Sequence[str]], Sequence[float]]


def statement_span(passage: Passage) -> tuple[int, int]:
    """The span of a brief's statement: the passage without the dispute that follows it."""
    if passage.dispute is None:
        return passage.start, passage.end
    end = passage.dispute.start - len("Disputed: ") - 2
    return passage.start, end


def list_items(document: Document, passage: Passage) -> list[tuple[int, int]]:
    """The spans of the items of a list passage, without their marks."""
    for block in text_blocks(document.text):
        if block.items and block.start < passage.end and passage.start < block.end:
            return [(start, end) for start, end in block.items if start >= passage.start and end <= passage.end]
    return []


def introduction(document: Document, start: int) -> tuple[int, int] | None:
    """The span of the words that introduce what a text says at `start`; without them it may say the opposite.

    For an item what stands before its list, for a paragraph one before it that ends in a colon.
    """
    text = document.text
    *blocks, own = [block for block in text_blocks(text) if block.start <= start]
    if own.start < (end := _introduced(text, own)) <= start:
        return _last_sentences(text, own.start, end)
    listed = _begins_with_item(text, own)
    while listed and blocks and _begins_with_item(text, blocks[-1]):
        blocks.pop()  # an item before it, across an empty line
    if not blocks or blocks[-1].heading != own.heading:
        return None
    before = blocks[-1]
    end = _introduced(text, before)
    if end == before.start or not (listed or end == before.end):
        return None
    return _last_sentences(text, before.start, end)


def _begins_with_item(text: str, block: Block) -> bool:
    return ITEM.match(text[block.start : block.end]) is not None


def _introduced(text: str, block: Block) -> int:
    """Where the words end that introduce a block's items or, after a colon, the next block; its start without any."""
    position = block.start
    for line in text[block.start : block.end].splitlines(keepends=True):
        if ITEM.match(line):
            return position
        position += len(line)
    return block.end if text[block.end - 1] == ":" else block.start


def _last_sentences(text: str, start: int, end: int) -> tuple[int, int]:
    """The last sentences of `text[start:end]`: at least one, and as many as WHOLE_WORDS words hold."""
    spans = sentence_spans(text, start, end)
    fitting = [left for left, _ in spans if len(text[left:end].split()) <= WHOLE_WORDS]
    return min(fitting, default=spans[-1][0]), spans[-1][1]


def sentences_span(document: Document, passage: Passage, relevance: Relevance) -> tuple[int, int]:
    """The run of sentences of a paragraph that `relevance` rates best, of at most WHOLE_WORDS words if it can be."""
    spans = sentence_spans(document.text, passage.start, passage.end)
    if len(spans) < 2 or len(passage.text.split()) <= WHOLE_WORDS:
        return (spans[0][0], spans[-1][1]) if spans else (passage.start, passage.end)
    texts = [document.text[start:end] for start, end in spans]
    scores = list(relevance(texts))
    lengths = [len(text.split()) for text in texts]
    first = last = max(range(len(spans)), key=lambda i: scores[i])
    while True:
        words = sum(lengths[first : last + 1])
        beside = [
            i for i in (first - 1, last + 1)
            if 0 <= i < len(spans) and words + lengths[i] <= WHOLE_WORDS and scores[i] >= 0.6 * max(scores)
        ]  # fmt: skip
        if not beside:
            return spans[first][0], spans[last][1]
        best = max(beside, key=lambda i: scores[i])
        first, last = min(first, best), max(last, best)
