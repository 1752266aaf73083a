"""The product beside its peers: the same questions, the same machine, one run.

    python benchmarks/peers.py path/to/squad2 --json > squad2-peers.json    retrieval and refusal
    python benchmarks/peers.py --set core --part report                     whole answers, against cairn-assistant

Needs a checkout and the extra `peers`. Peers are asked the question as it stands; the product reads the earlier turns
too, as it does for its users.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")

from assistant.errors import AssistantError
from assistant.evals.benchmark import against, described, measure, record
from assistant.evals.benchmark_data import Benchmark, PoolPassage, load_benchmark
from assistant.evals.compare import Comparison
from assistant.evals.lines import comparison_lines, system_lines
from assistant.evals.rankers import Bm25, MiniLm, Product, Ranker
from assistant.index.progress import Progress
from assistant.settings import load_settings

LIMIT = 300
MakeRanker = Callable[[], Ranker]


def plain_makers(pool: Sequence[PoolPassage]) -> list[MakeRanker]:
    """The product and the rankers that need nothing else."""
    settings = load_settings()
    return [lambda: Product(pool, settings), lambda: Bm25(pool), lambda: MiniLm(pool)]


def peer_makers(pool: Sequence[PoolPassage]) -> list[MakeRanker]:
    """The other systems. Raises ImportError where the extra is not installed."""
    from systems.cairn_peer import CairnRanker
    from systems.langchain_recipe import LangChainRecipe
    from systems.txtai_embeddings import Txtai

    return [
        lambda: LangChainRecipe(pool),
        lambda: Txtai(pool, hybrid=False),
        lambda: Txtai(pool, hybrid=True),
        lambda: CairnRanker(pool),
    ]


def compare_retrieval(data: Benchmark, makers: Sequence[MakeRanker], progress: Progress) -> dict[str, Any]:
    """Every system on a benchmark, the product first: figures, the product's ratio to each, and seconds to index."""
    measured, seconds = [], []
    for make in makers:
        begun = time.perf_counter()
        ranker = make()
        seconds.append(round(time.perf_counter() - begun, 2))
        measured.append(measure(ranker, data, progress))
    product, *others = measured
    peers = {m.name: {**against(product, m), "index_s": s} for m, s in zip(others, seconds[1:], strict=True)}
    return {**record(product), "index_s": seconds[0], **described(data), "peers": peers}


def compare_answers(name: str, part: Any, limit: int | None, progress: Progress) -> dict[str, Any]:
    """The product and cairn-assistant on one of our question sets: the summaries of both and the paired differences."""
    import tempfile

    from systems.cairn_peer import CairnEngine

    from assistant.evals.compare import compare
    from assistant.evals.report import run_summary, scores_of
    from assistant.evals.run import Options, find_set, run_set

    found = find_set(name)
    questions = [question for question in found.questions if question.document is None]  # nothing planted
    found = found.model_copy(update={"questions": questions, "gates": {}})
    with tempfile.TemporaryDirectory(prefix="peers-") as folder:
        settings = load_settings(data=Path(folder))
        mine = run_set(found, settings, Options(part, limit, "wakhan", counterfactual=0), progress=progress)
        theirs = run_set(
            found, settings, Options(part, limit, "cairn", counterfactual=0), make=CairnEngine, progress=progress
        )
    compared = compare("Wakhan", scores_of(mine), "cairn-assistant", scores_of(theirs))
    return {
        "set": name,
        "part": part,
        "summary": run_summary(mine)["summary"],
        "cairn-assistant": run_summary(theirs)["summary"],
        "comparison": compared.model_dump(),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Reads the command line; 0, or 2 for what a person can mend."""
    given = _given(arguments)
    try:
        if given.question_set:
            found = compare_answers(given.question_set, given.part, given.limit or None, _note)
            lines = comparison_lines(Comparison.model_validate(found["comparison"]))
        else:
            limit = LIMIT if given.limit is None else given.limit or None
            data = load_benchmark(given.folder, limit, held_out=given.held_out)
            makers = [*plain_makers(data.passages), *peer_makers(data.passages)]
            found = compare_retrieval(data, makers, _note)
            lines = [found["benchmark"], *system_lines({"Wakhan": found, **found["peers"]}.items())]
    except (AssistantError, ImportError) as error:
        hint = "; install the peers: pip install -e '.[peers]'" if isinstance(error, ImportError) else ""
        sys.stderr.write(f"peers: {error}{hint}\n")
        return 2
    sys.stdout.write((json.dumps(found, indent=2, allow_nan=False) if given.json else "\n".join(lines)) + "\n")
    return 0


def _given(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, help="passages.jsonl.gz and dev.jsonl.gz or test.jsonl.gz")
    parser.add_argument("--set", dest="question_set", help="a question set instead of a folder")
    parser.add_argument("--part", choices=["tune", "report", "all"], default="report")
    parser.add_argument("--limit", type=int, default=None, help=f"sample; default {LIMIT} for a folder; 0: all")
    parser.add_argument("--held-out", action="store_true", help="only documents that the reader was not trained on")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    if (given.folder is None) == (given.question_set is None):
        parser.error("give a benchmark folder, or --set NAME")
    return given


def _note(stage: str, done: int, total: int) -> None:
    """Says where it is, on a terminal only."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{stage}: {done} of {total}\033[K" + ("" if done < total else "\n"))


if __name__ == "__main__":
    sys.exit(main())
