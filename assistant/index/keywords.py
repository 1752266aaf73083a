"""BM25 over stemmed words (bm25s: Lucene's variant, k1 1.5, b 0.75)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import bm25s

FOLDER = "keywords"


class KeywordIndex:
    """Scores every passage against the words of a query."""

    def __init__(self, model: bm25s.BM25) -> None:
        self._model = model

    @classmethod
    def build(cls, texts: Sequence[str]) -> KeywordIndex:
        """An index in memory; row i of its scores is `texts[i]`."""
        import bm25s

        model = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
        model.index([stems(text) or [""] for text in texts], show_progress=False)
        return cls(model)

    @classmethod
    def load(cls, folder: Path) -> KeywordIndex:
        """The index saved in `folder`."""
        import bm25s

        return cls(bm25s.BM25.load(str(folder / FOLDER), show_progress=False))

    def save(self, folder: Path) -> None:
        """Writes the index into `folder`."""
        self._model.save(str(folder / FOLDER), show_progress=False)

    def scores(self, words: Sequence[str]) -> npt.NDArray[np.float32]:
        """The BM25 score of every passage for these stems (0 where no word is shared)."""
        known = [word for word in words if word in self._model.vocab_dict]
        if not known:
            return np.zeros(self._model.scores["num_docs"], dtype=np.float32)
        return np.asarray(self._model.get_scores(known), dtype=np.float32)

    def vocabulary(self) -> list[str]:
        """Every stem that is indexed."""
        return [word for word in self._model.vocab_dict if word]

    def document_frequency(self, word: str) -> int:
        """In how many passages a stem stands."""
        column = self._model.vocab_dict.get(word)
        if column is None:
            return 0
        starts = self._model.scores["indptr"]
        return int(starts[column + 1] - starts[column])

    def idf(self, word: str) -> float:
        """Lucene's inverse document frequency; a word that stands nowhere weighs most."""
        total = int(self._model.scores["num_docs"])
        count = self.document_frequency(word)
        return math.log(1 + (total - count + 0.5) / (count + 0.5))


def stems(text: str) -> list[str]:
    """The stemmed words of a text, in order, without stop words (Snowball English; bm25s' English stop words)."""
    import bm25s

    tokens = bm25s.tokenize(
        [text], stopwords="en", stemmer=_stemmer(), return_ids=False, show_progress=False, lower=True
    )
    return list(tokens[0])


def _stemmer() -> object:
    import Stemmer

    return Stemmer.Stemmer("english")
