"""Fit the model of what a question wants, print how well it tells, and write ``assistant/answer/kind.json``.

Usage::

    python fit_kind.py [--output FILE]       # default: the file in the package

Fitted on ``kinds.jsonl``: questions, each with the kind that it was read as or written for ("explain" and "fact" want one
thing).  Figures are of tenfold cross-validation on them, and of the model on the development set and the tuning halves of
our sets, on which the thresholds in ``assistant/answer/understand.py`` were chosen: those flatter it a little.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import get_args

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from assistant.answer import kind_model
from assistant.answer.kind import SEVERAL, Kind
from assistant.answer.kind_model import KindModel, guess_with, runs_of
from assistant.answer.understand import read_question
from assistant.corpus.vocabulary import Vocabulary, read_vocabulary
from assistant.evals.run import find_set
from assistant.evals.split import select
from assistant.index.embed import Encoder
from assistant.settings import load_settings

DATA = Path(__file__).with_name("kinds.jsonl")
ONE_THING = {"fact", "explain"}
ONE_AS_A_RULE = {"fact", "unanswerable", "attribution", "false-premise"}  # kinds of a set
C = 0.1
VECTOR, WORDS = 4.0, 1.0  # how much the vector, and the kind by words, count beside a run of words; by cross-validation
RUN_LEAST = 8  # questions that a run of words must stand in
DIGITS = 3
KINDS: tuple[Kind, ...] = get_args(Kind)


class Features:
    """The rows of numbers that the regression sees."""

    def __init__(self, encoder: Encoder, vocabulary: Vocabulary, texts: list[str]) -> None:
        self._encoder, self._vocabulary = encoder, vocabulary
        self._runs = CountVectorizer(analyzer=lambda text: sorted(runs_of(text)), min_df=RUN_LEAST, binary=True)
        self._runs.fit(texts)

    def of(self, texts: list[str]) -> csr_matrix:
        """One row a text: its vector, the kind by words, and its runs of words."""
        kinds = [read_question(text, self._vocabulary).kind for text in texts]
        by_words = np.array([[kind == other for other in KINDS] for kind in kinds], dtype=float)
        vectors = self._encoder.encode(texts)
        return hstack([VECTOR * vectors, WORDS * by_words, self._runs.transform(texts)]).tocsr()

    def model(self, fitted: LogisticRegression) -> KindModel:
        """The weights by what they weigh, for texts and vectors as they are."""
        weights = fitted.coef_.round(DIGITS)
        size = weights.shape[1] - len(KINDS) - len(self._runs.vocabulary_)
        runs = {run: weights[:, size + len(KINDS) + row] for run, row in sorted(self._runs.vocabulary_.items())}
        return KindModel(
            embedding=self._encoder.fingerprint(),
            wanted=fitted.classes_.tolist(),
            bias=fitted.intercept_.round(DIGITS).tolist(),
            vector=(VECTOR * fitted.coef_[:, :size]).round(DIGITS).tolist(),
            by_words={kind: (WORDS * weights[:, size + row]).tolist() for row, kind in enumerate(KINDS)},
            runs={run: row.tolist() for run, row in runs.items()},
        )


def told(wanted: np.ndarray, found: np.ndarray) -> str:
    """Recall and precision of each that may be wanted, and the share of all that is right."""
    parts = []
    for name in sorted(set(wanted.tolist())):
        right = int(((wanted == name) & (found == name)).sum())
        parts.append(f"{name} {right / max(1, (wanted == name).sum()):.2f}/{right / max(1, (found == name).sum()):.2f}")
    return f"{', '.join(parts)}; right {(wanted == found).mean():.3f}"


def asked() -> tuple[list[str], np.ndarray]:
    """Questions to tune on that follow nothing, and what each wants ("two" is not told there)."""
    sets = [find_set("development").questions]
    sets += [select(find_set(name).questions, "tune") for name in ("core", "adversarial")]
    questions = [q for found in sets for q in found if not q.history and q.kind in ONE_AS_A_RULE | SEVERAL]
    return [q.question for q in questions], np.array(["one" if q.kind in ONE_AS_A_RULE else q.kind for q in questions])


def rule(encoder: Encoder, vocabulary: Vocabulary) -> None:
    """Prints how well words alone, and words and model together, tell the questions to tune on."""
    texts, wanted = asked()
    for name, guess in (("words alone", None), ("with the model", guess_with(encoder))):
        kinds = [read_question(text, vocabulary, guess=guess).kind for text in texts]
        found = np.array([kind if kind in SEVERAL else "one" for kind in kinds])
        print(f"  {name}: {told(wanted, found)}")


def main() -> None:
    """Fit, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=kind_model.FILE)
    output = parser.parse_args().output
    rows = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    texts = [row["question"] for row in rows]
    labels = np.array(["one" if row["kind"] in ONE_THING else row["kind"] for row in rows])
    encoder, vocabulary = Encoder(load_settings().embedding_model), read_vocabulary(load_settings().corpus_dir)
    features = Features(encoder, vocabulary, texts)
    matrix = features.of(texts)
    folds = StratifiedKFold(10, shuffle=True, random_state=0)
    found = cross_val_predict(LogisticRegression(C=C, max_iter=5000), matrix, labels, cv=folds)
    print(f"{len(labels)} questions, cross-validated (recall/precision): {told(labels, found)}")
    model = features.model(LogisticRegression(C=C, max_iter=5000).fit(matrix, labels))
    written = model.model_dump()
    named = [f'"{name}": {json.dumps(written[name])}' for name in ("embedding", "wanted", "bias", "by_words")]
    vector = ",\n".join(json.dumps(row) for row in model.vector)
    runs = ",\n".join(f"{json.dumps(run)}: {json.dumps(row)}" for run, row in model.runs.items())
    output.write_text(
        "{\n" + ",\n".join(named) + f',\n"vector": [\n{vector}\n],\n"runs": {{\n{runs}\n}}\n}}\n', encoding="utf-8"
    )
    kind_model.kind_model.cache_clear()
    print(f"{output}: {output.stat().st_size / 1024:.0f} KiB, {len(model.runs)} runs of words")
    rule(encoder, vocabulary)


if __name__ == "__main__":
    main()
