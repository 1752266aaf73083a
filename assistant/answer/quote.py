"""Which words of a passage are quoted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.index.sentences import sentence_spans
from assistant.index.split import text_blocks
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
