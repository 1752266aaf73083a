"""Fit the weights by which an answer chooses its passages, and print what to write into ``assistant/answer/select.py``.

Usage::

    python fit_selection.py

Over the development set and the tuning halves of our sets: each passage that is found for an answerable question is a
row; it belongs if it is of a named source and matches one of the question's points.  Figures are of sevenfold
cross-validation by question.
"""

from __future__ import annotations

from dataclasses import astuple, fields

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from assistant.answer.assistant import Assistant
from assistant.answer.select import BIAS, WEIGHTS, Signals, signals
from assistant.evals.patterns import matches
from assistant.evals.run import find_set
from assistant.evals.split import Part, select


SETS: tuple[tuple[str, Part], ...] = (("development", "all"), ("core", "tune"), ("adversarial", "tune"))


def rows(assistant: Assistant) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Signals, whether the passage belongs, and the number of the question, one row a passage found."""
    values, belongs, owners = [], [], []
    questions = [asked for name, part in SETS for asked in select(find_set(name).questions, part)]
    for number, asked in enumerate(questions):
        if asked.answerable is not True or not asked.points or asked.document is not None:
            continue
        question, found = assistant.candidates(asked.question, asked.history)
        for item, own in zip(found, signals(question, found), strict=True):
            if item.reading is None:
                continue
            values.append(astuple(own))
            right = any(matches(word, item.passage.text) for point in asked.points for word in point)
            belongs.append(right and item.document.id in asked.sources)
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
