"""Fit the weights by which an answer chooses its passages, and print what to write into ``assistant/answer/select.py``.

Usage::

    python fit_selection.py

Over the development set, the tuning halves of our sets and the questions of ``labelled.jsonl`` that the reader did not learn
from.  Each passage that is found for an answerable question is a row: it belongs if it is of a named source and matches
one of the question's points, or was labelled as answering (passages without a label are left out).  Figures are of sevenfold
cross-validation by question.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import astuple, fields
from functools import partial
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from assistant.answer.assistant import Assistant
from assistant.answer.select import BIAS, WEIGHTS, Signals, signals
from assistant.evals.patterns import matches
from assistant.evals.question_set import Question
from assistant.evals.run import find_set
from assistant.evals.split import Part, select
from assistant.retrieve.search import Found


LABELLED = Path(__file__).with_name("labelled.jsonl")
SETS: tuple[tuple[str, Part], ...] = (("development", "all"), ("core", "tune"), ("adversarial", "tune"))


Belongs = Callable[[Found], bool | None]  # None where it is not known


def asked() -> Iterator[tuple[str, list[str], Belongs]]:
    """Each answerable question, the questions before it, and what tells which passages belong."""
    for question in (question for name, part in SETS for question in select(find_set(name).questions, part)):
        if question.answerable is True and question.points and question.document is None:
            yield question.question, question.history, partial(_of_a_set, question)
    for line in map(json.loads, LABELLED.read_text(encoding="utf-8").splitlines()):
        if line.get("held_out") and line["yes"]:
            yield line["question"], [line["after"]] if "after" in line else [], partial(_labelled, line)


def _of_a_set(question: Question, item: Found) -> bool:
    said = any(matches(word, item.passage.text) for point in question.points for word in point)
    return said and item.document.id in question.sources


def _labelled(line: dict[str, list[str]], item: Found) -> bool | None:
    return True if item.passage.id in line["yes"] else False if item.passage.id in line["no"] else None


def rows(assistant: Assistant) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Signals, whether the passage belongs, and the number of the question, one row a passage found."""
    values, belongs, owners = [], [], []
    for number, (text, history, told) in enumerate(asked()):
        question, found = assistant.candidates(text, history)
        for item, own in zip(found, signals(question, found), strict=True):
            known = told(item)
            if item.reading is None or known is None:
                continue
            values.append(astuple(own))
            belongs.append(known)
            owners.append(number)
    return np.array(values), np.array(belongs), np.array(owners)


def main() -> None:
    """Fit, and print weights, bias and how well they tell what belongs."""
    assistant = Assistant()
    assistant.prepare()
    values, belongs, owners = rows(assistant)
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
    folds = GroupKFold(n_splits=7)
    found = cross_val_predict(model, values, belongs, groups=owners, cv=folds, method="predict_proba")[:, 1]
    firsts = [belongs[rows][found[rows].argmax()] for rows in (owners == number for number in np.unique(owners))]
    print(f"{len(np.unique(owners))} questions, {len(belongs)} passages, {belongs.sum()} belong")
    print(f"AUROC {roc_auc_score(belongs, found):.3f}, first one belongs {np.mean(firsts):.3f}")
    model.fit(values, belongs)
    scaler, regression = model[0], model[1]
    weights = regression.coef_[0] / scaler.scale_
    bias = regression.intercept_[0] - float(weights @ scaler.mean_)
    told = ", ".join(f"{field.name}={weight:.2f}" for field, weight in zip(fields(Signals), weights, strict=True))
    print(f"now    {WEIGHTS} bias {BIAS}")
    print(f"fitted {told} bias {bias:.2f}")


if __name__ == "__main__":
    main()
