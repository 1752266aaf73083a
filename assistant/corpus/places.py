"""Which sources name a place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.corpus.vocabulary import Vocabulary
from assistant.schema import Document


def naming(place: str, documents: Iterable[Document], vocabulary: Vocabulary) -> list[Document]:
    """The documents whose text or title names `place`, in any spelling that the vocabulary has for it."""
    spellings = {place, *(name for group in vocabulary.names if place in group for name in group)}
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(spellings)))})(?!\w)")
    return [d for d in documents if pattern.search(d.title) or pattern.search(d.text)]
