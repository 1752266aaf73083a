"""Retrieval: what was found, in which order. Rankings and gold are ids, a ranking without repeats, best first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

CUTS = (1, 3, 5, 10, 20)


def recall_at(ranking: Sequence[str], gold: Iterable[str], k: int) -> float:
    """|gold ∩ the first k| / |gold|, 0 to 1; `gold` must not be empty."""
    wanted = set(gold)
    return len(wanted & set(ranking[:k])) / len(wanted)


def mrr_at(ranking: Sequence[str], gold: Iterable[str], k: int = 10) -> float:
    """1 / rank of the first gold among the first k, else 0 (Voorhees 1999, the TREC-8 question answering track)."""
    wanted = set(gold)
    return next((1 / rank for rank, name in enumerate(ranking[:k], start=1) if name in wanted), 0.0)


def ndcg_at(ranking: Sequence[str], gold: Iterable[str], k: int = 10) -> float:
    """Σ 1/log2(rank+1) over the gold among the first k, over the same sum for the best ranking.

    Järvelin and Kekäläinen 2002, with gain 1 for gold and 0 for the rest. 0 to 1; `gold` must not be empty.
    """
    wanted = set(gold)
    gain = sum(1 / math.log2(rank + 1) for rank, name in enumerate(ranking[:k], start=1) if name in wanted)
    return gain / sum(1 / math.log2(rank + 1) for rank in range(1, min(k, len(wanted)) + 1))


def values(gold: Sequence[str], ranking: Iterable[str]) -> dict[str, float]:
    """Every retrieval value of one question; empty where no source is named."""
    if not gold:
        return {}
    found = list(dict.fromkeys(ranking))
    recalls = {f"recall@{k}": recall_at(found, gold, k) for k in CUTS}
    return {**recalls, "mrr@10": mrr_at(found, gold), "ndcg@10": ndcg_at(found, gold)}
