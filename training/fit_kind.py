"""Fit the model of a question's kind, print how well it tells, and write ``assistant/answer/kind.json``.

Usage::

    python fit_kind.py [--output FILE]       # default: the file in the package

Fitted on ``kinds.jsonl``: questions over several passages, each with the kind that it was read as, and a draw of
questions that one passage answers, taken as asking for a fact.  Figures are of tenfold cross-validation on them, and of
the whole rule (words first, then the model) on the development set and the tuning halves of our sets, on which the
threshold, and the kinds told by words that the model may overrule, were chosen: they flatter it a little.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from assistant.answer import kind_model
from assistant.answer.kind import SEVERAL
from assistant.answer.kind_model import KindModel
from assistant.answer.understand import GUESSED, read_question
from assistant.corpus.vocabulary import read_vocabulary
from assistant.evals.run import find_set
from assistant.evals.split import select
from assistant.index.embed import Encoder
from assistant.settings import load_settings

DATA = Path(__file__).with_name("kinds.jsonl")
THRESHOLDS = (0.4, 0.5, 0.6, 0.7, 0.8)
SHOWN = sorted(SEVERAL)
ONE_THING = {"unanswerable", "attribution", "false-premise"}  # kinds of a set; they ask for a fact as a rule
# What the model may overrule, tried one by one and together
OVERRULED = ["fact", "explain", "count", "when", "yes/no", "definition"]
C = 10


def regression() -> LogisticRegression:
    """What is fitted; the loss is that of all kinds together."""
    return LogisticRegression(C=C, max_iter=5000)


def told(wanted: np.ndarray, found: np.ndarray) -> str:
    """Recall and precision of each kind that holds several things, and how many questions for others pass as one."""
    parts = []
    for kind in SHOWN:
        right = int(((wanted == kind) & (found == kind)).sum())
        parts.append(f"{kind} {right / max(1, (wanted == kind).sum()):.2f}/{right / max(1, (found == kind).sum()):.2f}")
    others = ~np.isin(wanted, SHOWN)
    return f"{', '.join(parts)}; {int(np.isin(found[others], SHOWN).sum())} of {int(others.sum())} others"


def guessed(probable: np.ndarray, kinds: list[str], threshold: float) -> np.ndarray:
    """For each row of probabilities the most probable kind of SEVERAL, or "" below the threshold."""
    columns = [kinds.index(kind) for kind in SHOWN]
    best = probable[:, columns].argmax(axis=1)
    sure = probable[:, columns].max(axis=1) >= threshold
    return np.where(sure, np.array(SHOWN)[best], "")


def asked() -> tuple[list[str], np.ndarray]:
    """Questions to tune on that follow nothing, and the kind of each."""
    sets = [find_set("development").questions]
    sets += [select(find_set(name).questions, "tune") for name in ("core", "adversarial")]
    known = ONE_THING | SEVERAL | {"fact"}
    questions = [q for found in sets for q in found if not q.history and q.kind in known]
    return [q.question for q in questions], np.array(["fact" if q.kind in ONE_THING else q.kind for q in questions])


def fit(texts: list[str], labels: np.ndarray, encoder: Encoder) -> KindModel:
    """The model, after printing how well it tells the kinds of questions that it was not fitted on."""
    vectors = encoder.encode(texts)
    folds = StratifiedKFold(10, shuffle=True, random_state=0)
    probable = cross_val_predict(regression(), vectors, labels, cv=folds, method="predict_proba")
    kinds = sorted(set(labels.tolist()))
    likeliest = np.array(kinds)[probable.argmax(axis=1)]
    print(f"{len(labels)} questions, cross-validated; the most probable kind (recall/precision):")
    for kind in kinds:
        right = ((labels == kind) & (likeliest == kind)).sum()
        print(f"  {kind:9} {right / (labels == kind).sum():.2f}/{right / (likeliest == kind).sum():.2f}"
              f"  of {(labels == kind).sum()}")  # fmt: skip
    for threshold in THRESHOLDS:
        print(f"  from {threshold}: {told(labels, guessed(probable, kinds, threshold))}")
    model = regression().fit(vectors, labels)
    return KindModel(
        embedding=encoder.fingerprint(),
        kinds=model.classes_.tolist(),
        bias=model.intercept_.astype(float).round(4).tolist(),
        weights=model.coef_.astype(float).round(4).tolist(),
    )


def combine(model: KindModel, encoder: Encoder) -> None:
    """Prints how well words and model together tell the kinds of the questions to tune on."""
    texts, wanted = asked()
    vocabulary = read_vocabulary(load_settings().corpus_dir)
    words = np.array([read_question(text, vocabulary).kind for text in texts])
    probable = np.array([[*model.probabilities(vector).values()] for vector in encoder.encode(texts)])
    print(f"{len(texts)} questions to tune on: " + ", ".join(f"{(wanted == kind).sum()} {kind}" for kind in SHOWN))
    print(f"  words alone: {told(wanted, words)}")
    for threshold in THRESHOLDS:
        model_says = guessed(probable, list(model.kinds), threshold)
        print(f"  from {threshold}: model alone: {told(wanted, model_says)}")
        tried = {"fact": ["fact"], **{f"fact and {kind}": ["fact", kind] for kind in OVERRULED[1:]}}
        for name, over in (tried | {"all of these": OVERRULED, "what the product lets it": sorted(GUESSED)}).items():
            free = np.isin(words, over) & (model_says != "")
            print(f"    over {name}: {told(wanted, np.where(free, model_says, words))}")


def main() -> None:
    """Fit, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=kind_model.FILE)
    output = parser.parse_args().output
    rows = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    encoder = Encoder(load_settings().embedding_model)
    model = fit([row["question"] for row in rows], np.array([row["kind"] for row in rows]), encoder)
    combine(model, encoder)
    lines = [f'"{name}": {json.dumps(value)}' for name, value in model.model_dump(exclude={"weights"}).items()]
    weights = ",\n".join(json.dumps(row) for row in model.weights)
    output.write_text("{\n" + ",\n".join(lines) + f',\n"weights": [\n{weights}\n]\n}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
