"""Fifty questions for every door, and what of their answers must be the same at each."""

import random

import yaml

from assistant.settings import packaged_file

SETS = packaged_file("evals/sets")


def fifty():
    """Fifty of the questions that come with the product, which stand without a conversation; always the same."""
    asked = [item for name in ("core", "adversarial") for item in yaml.safe_load((SETS / f"{name}.yaml").read_text())]
    alone = [item["question"] for item in asked if not item.get("history")]
    return random.Random(2026).sample(alone, 50)


def claims(record):
    """What of an answer record must be the same wherever a program reads it."""
    return [record["abstained"]] + [
        (claim["text"], claim["perspective"], [(c["number"], *place(c)) for c in claim["citations"]])
        for claim in record["claims"]
    ]


def place(source):
    """Where a quote stands."""
    return source["document_id"], source["quote"], source["start"], source["end"]


def references(record):
    """The place of each number, as a person reads it: a quote on one line."""
    cited = [citation for claim in record["claims"] for citation in claim["citations"]]
    return {c["number"]: (c["document_id"], " ".join(c["quote"].split()), c["start"], c["end"]) for c in cited}
