"""Fit the verifier's two logistic regressions on WiCE, and print what to write into ``assistant/answer/verify.py``.

Usage::

    python fit_verifier.py --data DIR        # DIR/wice holds passages.jsonl.gz and dev.jsonl.gz
    python fit_verifier.py --corpus DIR      # how often are corrupted points of its briefs still called supported?

Calibration only: WiCE's texts are never trained on.  Figures are of tenfold cross-validation, stratified by label, with
the checks of details applied to the predictions.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from assistant.answer import verify
from assistant.answer.verify_details import dates, numbers
from assistant.answer.verify_facts import Facts
from assistant.answer.verify_names import flat
from assistant.answer.verify_polarity import speakers
from assistant.corpus.dates import MONTHS

LABELS = {"unsupported": "not_supported", "partly": "partially_supported", "supported": "supported"}
NOT, PARTLY, WHOLLY = LABELS.values()
POINTS = 150
SEED = 2  # another sample than the one that the rules were tried on
PLACES = "Mongolia Nigeria Brazil Herat Yemen Canada".split()
GROUPS = "Hezbollah ELN Boko-Haram FARC".split()
VOICES = ["the African Union", "Brazil", "the OECD", "Human Rights Watch"]


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The records of a gzipped JSON-lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def signals(folder: Path) -> tuple[np.ndarray, np.ndarray, list[Facts]]:
    """The verifier's signals for each claim against the page that it cites, the labels, and the checked details."""
    passages = {p["id"]: p["text"] for p in read_lines(folder / "passages.jsonl.gz")}
    rows, labels, facts = [], [], []
    for line in read_lines(folder / "dev.jsonl.gz"):
        texts = [passages[name] for name in line["cited_passage_ids"] if name in passages]
        windows = verify._windows(texts)
        if windows:
            support, checked, _ = verify.signals(line["question"], texts, windows)
            rows.append(astuple(support))
            labels.append(line["label"])
            facts.append(checked)
    return np.array(rows), np.array(labels), facts


def model() -> Any:
    """A balanced logistic regression on standardised signals."""
    return make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=5000, class_weight="balanced"))


def plain(fitted: Any) -> tuple[list[float], float]:
    """Weights and bias for signals that are not standardised."""
    scaler, regression = fitted.steps[0][1], fitted.steps[1][1]
    weights = regression.coef_[0] / scaler.scale_
    return [round(float(w), 2) for w in weights], round(float(regression.intercept_[0] - weights @ scaler.mean_), 2)


def shifted(probability: np.ndarray, threshold: float) -> np.ndarray:
    """The probabilities after moving the bias so that the threshold is one half."""
    odds = probability / (1 - probability) * (1 - threshold) / threshold
    return np.asarray(odds / (1 + odds))


def decided(
    found: dict[str, np.ndarray], facts: list[Facts], thresholds: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray]:
    """The label and the probability of some support that the verifier gives, with the checks of details applied."""
    some, whole = (shifted(found[name], limit) for name, limit in zip(("ANY", "FULL"), thresholds, strict=True))
    pairs = [verify.decide(float(a), float(b), checked) for a, b, checked in zip(some, whole, facts, strict=True)]
    return np.array([LABELS[verdict] for verdict, _ in pairs]), np.array([probability for _, probability in pairs])


def fit(folder: Path) -> None:
    """Prints the weights and the out-of-fold figures."""
    values, labels, facts = signals(folder)
    folds = StratifiedKFold(10, shuffle=True, random_state=0)
    targets = {"ANY": labels != NOT, "FULL": labels == WHOLLY}
    found = {
        name: cross_val_predict(model(), values, target, cv=folds, method="predict_proba")[:, 1]
        for name, target in targets.items()
    }
    grid = [
        (f1_score(labels, decided(found, facts, (a, b))[0], average="macro"), a, b)
        for a in np.arange(0.2, 0.8, 0.05)
        for b in np.arange(0.2, 0.8, 0.05)
    ]
    best, *limits = max(grid)
    for (name, target), threshold in zip(targets.items(), limits, strict=True):
        weights, bias = plain(model().fit(values, target))
        bias -= float(np.log(threshold / (1 - threshold)))  # so that the threshold is one half
        print(f"{name}_WEIGHTS, {name}_BIAS = {tuple(weights)}, {bias:.2f}")
    guessed, probability = decided(found, facts, (limits[0], limits[1]))
    print(f"AUROC {roc_auc_score(targets['ANY'], probability):.3f}, before the checks "
          f"{roc_auc_score(targets['ANY'], found['ANY']):.3f}")  # fmt: skip
    print(f"macro-F1 {best:.3f} at {[round(float(x), 2) for x in limits]}, flattered by the choice of two thresholds")
    halves = f1_score(labels, decided(found, facts, (0.5, 0.5))[0], average="macro")
    print(f"macro-F1 at .5 and .5: {halves:.3f}")
    for label in LABELS.values():
        print(label, {other: int(((labels == label) & (guessed == other)).sum()) for other in LABELS.values()})


def another_number(text: str, chance: random.Random) -> str | None:
    """The text with one of its numbers (no date) made another."""
    found = [number for number in numbers(text, dates(text)) if number.value > 1 and text[number.start].isdigit()]
    if not found:
        return None
    number = chance.choice(found)
    digits = re.match(r"[\d,.]*\d", text[number.start :])
    assert digits
    old = digits[0]
    value = float(old.replace(",", ""))
    new = f"{value * 1.5:,.1f}" if "." in old else f"{int(value) + max(2, int(value) // 2):{',' if ',' in old else ''}}"
    return text[: number.start] + new + text[number.start + len(old) :]


def another_year(text: str, chance: random.Random) -> str | None:
    """The text with one of its years made another."""
    found = [match for match in re.finditer(r"(?<![\d,./-])20[012]\d(?![\d,-])", text)]
    if not found:
        return None
    year = chance.choice(found)
    new = str(int(year[0]) - chance.choice((2, 3)))
    return None if new in text else text[: year.start()] + new + text[year.end() :]


def another_name(text: str, chance: random.Random) -> str | None:
    """The text with a state, province or group made another, wherever it stands."""
    found = re.findall(
        r"\b(?:Afghanistan|Pakistan|Tajikistan|Iran|India|Kabul|Doha|Khost|Kunar|Balochistan|Badakhshan|Islamabad)\b",
        text,
    )
    found += re.findall(r"\b(?:TTP|ISIL-K|ISKP|BLA|Al-Qaida)\b", text)
    if not found:
        return None
    name = chance.choice(found)
    other = chance.choice(GROUPS if name.isupper() or "-" in name else PLACES)
    return re.sub(rf"\b{name}\b", other, text)


def another_polarity(text: str, chance: random.Random) -> str | None:
    """The text with a negation less, or one more in its first clause that can bear it."""
    del chance
    if re.search(r"\bnot (?!only)", text):
        return re.sub(r"\bnot (?!only)", "", text, count=1)
    changed = re.sub(r"\b(is|are|was|were|has|have|had|will|must|can|could|may) (?=[a-z])", r"\1 not ", text, count=1)
    return None if changed == text else changed


def another_speaker(text: str, chance: random.Random) -> str | None:
    """The text as said by somebody else."""
    voice = chance.choice(VOICES)
    said = speakers(text)
    if said and said[0].start == 0 and not text.startswith("According"):
        return voice[0].upper() + voice[1:] + " " + text[said[0].end :].lstrip()
    if text.startswith("According to ") and said:
        return f"According to {voice}" + text[len("According to ") + len(said[0].words) :]
    return f"{voice[0].upper() + voice[1:]} said that {text[0].lower() + text[1:] if text[1:2].islower() else text}"


CORRUPTIONS: dict[str, Callable[[str, random.Random], str | None]] = {
    "number": another_number,
    "year": another_year,
    "name": another_name,
    "polarity": another_polarity,
    "speaker": another_speaker,
}
_WORDS = {"2": "two", "3": "three", "4": "four", "5": "five", "7": "seven", "10": "ten", "12": "twelve", "20": "twenty"}
LIGHT = [
    (rf"(?<![-–])\b(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})\b", r"\2 \1, \3"),
    (r" per cent\b", "%"),
    (r"(?<=\d),(?=\d{3})", ""),
    (r"(?<![\d,./-])(2|3|4|5|7|10|12|20)(?= [a-z])(?! (?:million|billion|per))", lambda m: _WORDS[m[1]]),
    (r"\babout (?=\d)", "around "),
    (r"\bsaid (?!to\b)", "stated "),
    (r"\breported that\b", "said that"),
    (r"\bmore than\b", "over"),
    (r" \([^)]*\)", ""),
    (r"\bUnited Nations\b", "UN"),
    (r"\bTTP\b", "Tehrik-i-Taliban Pakistan"),
    (r"\bSCO\b", "Shanghai Cooperation Organization"),
    (r"\bofficials\b", "authorities"),
    (r"\balso ", ""),
]  # fmt: skip


def paraphrase(text: str) -> str:
    """The text in slightly other words: dates and numbers written otherwise, names in full, its opening moved back."""
    for pattern, other in LIGHT:
        text = re.sub(pattern, other, text)
    opening = re.match(r"(In|On|By|From|Since) ([^,]{4,40}), (.+?)\.?$", text)
    if opening:
        rest = opening[3][0].upper() + opening[3][1:]
        return f"{rest} {opening[1].lower()} {opening[2]}."
    return text


def corrupted_points(corpus: Path) -> None:
    """Prints how often corrupted points are called supported, and light paraphrases less than supported."""
    chance = random.Random(SEED)
    briefs = [
        [p["text"] for p in yaml.safe_load(f.read_text("utf-8"))["points"]]
        for f in sorted(corpus.glob("briefs/*/*.yaml"))
    ]
    chosen = chance.sample([(brief, i) for brief in briefs for i in range(len(brief))], POINTS)
    found: dict[str, Counter[str]] = {name: Counter() for name in (*CORRUPTIONS, "exact", "paraphrase")}

    def note(kind: str, claim: str, passages: list[str]) -> None:
        verdict = verify.verify(claim, passages)
        found[kind][verdict.verdict] += 1
        if (verdict.verdict == "supported") == (kind in CORRUPTIONS):
            print(f"  {kind}: {verdict.verdict}: {claim} {verdict.problems}", flush=True)

    for brief, i in chosen:
        text, passages = brief[i], brief[max(0, i - 1) : i + 2]
        note("exact", text, passages)
        for kind, corrupt in CORRUPTIONS.items():
            if (other := corrupt(text, chance)) is not None and flat(other) != flat(text):
                note(kind, other, passages)
        if flat(other := paraphrase(text)) != flat(text):
            note("paraphrase", other, passages)
    for kind, counts in found.items():
        total = sum(counts.values())
        print(
            f"{kind:10} {total:4}  " + "  ".join(f"{v} {counts[v]} ({counts[v] / max(1, total):.1%})" for v in LABELS)
        )
    wrong = [sum(found[kind][v] for kind in CORRUPTIONS) for v in LABELS]
    print(
        f"corrupted {sum(wrong)}: " + ", ".join(f"{v} {n / sum(wrong):.1%}" for v, n in zip(LABELS, wrong, strict=True))
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--corpus", type=Path)
    options = parser.parse_args()
    if options.data:
        fit(options.data / "wice")
    if options.corpus:
        corrupted_points(options.corpus)


if __name__ == "__main__":
    main()
